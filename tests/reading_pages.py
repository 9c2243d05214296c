"""Somebody with a browser, who finds links and buttons by their words, and fields by what they ask."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.utils.http import urlencode

from tests.pages import Node, bare, carried, read


class Reader:
    """One person, their browser, and the page before them."""

    def __init__(self) -> None:
        self.client = Client(headers={"accept-language": "zh-CN"})
        self.address, self.page, self.file = "", Node("page"), ""
        self.typed: dict[Node, list[Any]] = {}  # what was chosen or typed into each control

    def open(self, address: str, data: dict[str, list[Any]] | None = None) -> None:
        """Fetch or (with `data`) send; redirects are followed; a file is kept and the page stays."""
        parts = urlsplit(urljoin(self.address, address))
        where = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = self.client.get(where) if data is None else self.client.post(where, data)
        while answer.status_code in (301, 302, 303):
            where = urljoin(where, answer["Location"])
            answer = self.client.get(where)
        content = b"".join(answer) if answer.streaming else answer.content
        self.file = answer["Content-Type"].partition(";")[0]
        if self.file != "text/html":
            assert (answer.status_code, bool(content)) == (200, True), where
            return
        self.address, self.page, self.typed = where, read(content), {}
        assert answer.status_code == 200, self.lost(str(answer.status_code))

    def shown(self) -> str:
        main = self.page.all("main")
        return (main[0] if main else self.page).words()[:3000]

    def press(self, words: str) -> None:
        """Follow the link, send the form, or unfold what bears these words: in the page's body, else in its frame."""
        for place in (*self.page.all("main"), self.page):
            things = [n for n in place.all("a", "button", "summary") if n.attrs.get("type") != "button"]
            fits = _called(words, [(n.words() or bare(n.attrs.get("aria-label", "")), n) for n in things])
            if fits:
                assert len({n.attrs.get("href") or n for n in fits}) == 1, self.lost(f"many say {words}")
                return self._go(fits[0])
        can = " ".join(n.words() for n in self.page.all("a", "button", "summary"))
        raise AssertionError(self.lost(f"nothing to press says {words}; there are: {can}"))

    def _go(self, node: Node) -> None:
        if node.tag == "summary":
            assert node.parent is not None
            node.parent.attrs["open"] = ""
        elif node.tag == "a":
            self.open(node.attrs["href"])
        else:
            self._send(node)

    def _send(self, button: Node) -> None:
        form = button.above("form")
        assert form is not None, self.lost("a button outside a form")
        data = self._values(form)
        if button.attrs.get("name"):
            data.setdefault(button.attrs["name"], []).append(button.attrs.get("value", ""))
        address = button.attrs.get("formaction") or form.attrs.get("action") or self.address
        if form.attrs.get("method", "").lower() == "post":
            self.open(address, data)
        else:
            self.open(f"{address.partition('?')[0]}?{urlencode(data, doseq=True)}")

    def _values(self, form: Node) -> dict[str, list[Any]]:
        """What the form sends: what was typed, else what the page put there."""
        data: dict[str, list[Any]] = {}
        for one in form.all("input", "select", "textarea", hidden=True):
            if one.attrs.get("name"):
                data.setdefault(one.attrs["name"], []).extend(self.typed.get(one, carried(one)))
        return data

    def fill(self, label: str, value: Any) -> None:
        """Type into the field with this label; where it offers something, choose what has these words."""
        named = _called(label, [(_asked(n), n) for n in self.page.all("label", "fieldset")])
        asked = " ".join(_asked(n) for n in self.page.all("label", "fieldset"))
        assert len(named) == 1, self.lost(f"{len(named)} fields ask {label}; there are: {asked}")
        control = named[0] if named[0].tag == "fieldset" else self._control(named[0])
        if control.tag == "fieldset":
            boxes = _called(value, [(n.words(), self._control(n)) for n in control.all("label")])
            assert len(boxes) == 1, self.lost(f"{label} offers: {control.words()}")
            for one in control.all("input"):
                if one.attrs.get("type") == "radio":
                    self.typed[one] = []
            self.typed[boxes[0]] = [boxes[0].attrs.get("value", "on")]
        elif control.tag == "select":
            options = _called(value, [(n.words(), n) for n in control.all("option")])
            assert len(options) == 1, self.lost(f"{label} offers: {control.words()}")
            self.typed[control] = [options[0].attrs.get("value", options[0].words())]
        else:
            self.typed[control] = [value]

    def attach(self, label: str, file: Any) -> None:
        """Choose a file. A script of the page sends it ahead and shows what it is; here this is done in its place."""
        self.fill(label, file)
        form = next(iter(self.typed)).above("form")
        if form is not None and form.attrs.get("data-columns"):
            ahead = self.client.post(form.attrs["data-columns"], self._values(form))
            assert ahead.status_code == 200, self.lost(str(ahead.status_code))
            file.seek(0)
            box = next(n for n in form.all("div", hidden=True) if n.attrs.get("id") == "columns")
            box.inside = [read(ahead.content)]
            box.inside[0].parent = box

    def _control(self, label: Node) -> Node:
        """The field that a label names, or holds."""
        fields = self.page.all("input", "select", "textarea")
        named = [n for n in fields if label.attrs.get("for") and n.attrs.get("id") == label.attrs["for"]]
        return (named or label.all("input", "select", "textarea"))[0]

    def lost(self, what: str) -> str:
        return f"{what}\n{self.address}: {self.shown()}"


def _asked(node: Node) -> str:
    """What a label or fieldset asks, without the options inside it."""
    if node.tag == "label" and not node.all("select", "input", "textarea"):
        return node.words()
    first = node.all("legend", "span")
    return first[0].words() if first else ""


def _called(words: str, named: list[tuple[str, Node]]) -> list[Node]:
    """What bears exactly these words, else what begins with them."""
    exactly = [node for name, node in named if name == bare(words)]
    return exactly or [node for name, node in named if name.startswith(bare(words))]
