"""A page as a browser without scripts reads it: a tree of what is seen; its forms, with what sending them carries."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = {"input", "meta", "link", "br", "img", "hr", "source", "wbr"}
UNSEEN = {"script", "style", "template", "svg", "head"}


@dataclass(eq=False)
class Node:
    """An element of a page."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    parent: Node | None = None
    inside: list[Node | str] = field(default_factory=list)

    def all(self, *tags: str, hidden: bool = False) -> list[Node]:
        """The elements below that are seen (`hidden`: and those that are not), in order."""
        found: list[Node] = []
        for one in self.inside:
            if isinstance(one, Node) and (hidden or not one.hidden()):
                found += [one] * (one.tag in tags) + one.all(*tags, hidden=hidden)
        return found

    def hidden(self) -> bool:
        folded = self.tag != "summary" and self.parent is not None and self.parent.tag == "details"
        return self.tag in UNSEEN or "hidden" in self.attrs or (folded and "open" not in self.parent.attrs)

    def words(self) -> str:
        """What is read there; spaces mean nothing in Chinese."""
        seen = (one if isinstance(one, str) else "" if one.hidden() else one.words() for one in self.inside)
        return bare("".join(seen))

    def above(self, tag: str) -> Node | None:
        return self if self.tag == tag else self.parent.above(tag) if self.parent else None


def bare(words: str) -> str:
    return re.sub(r"\s+", "", words)


class _Builder(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.top = self.at = Node("page")
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.inside.append(node)
        if tag not in EMPTY:
            self.at = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.inside.append(Node(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        if (node := self.at.above(tag)) is not None and node.parent is not None:
            self.at = node.parent

    def handle_data(self, data: str) -> None:
        self.at.inside.append(data)


def read(html: bytes | str) -> Node:
    """The page as a tree."""
    return _Builder(html.decode() if isinstance(html, bytes) else html).top


@dataclass
class Form:
    """One form of a page: where it goes, how, and what it carries untouched."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


def forms(html: bytes | str) -> list[Form]:
    """The forms of a page, in order, folded ones too."""
    return [
        Form(
            one.attrs.get("action", ""),
            one.attrs.get("method", "get").lower(),
            {name: values[-1] for name, values in carried_by(one).items() if values},
        )
        for one in read(html).all("form", hidden=True)
    ]


def form(html: bytes | str, *, having: str) -> Form:
    """The first form that carries a field of this name, or goes to an address ending so."""
    found = forms(html)
    for each in found:
        if having in each.values or each.action.rstrip("/").endswith(having):
            return each
    raise LookupError(f"no form with {having}; there are {[f.action for f in found]}")


def carried_by(form: Node) -> dict[str, list[str]]:
    """What each field of a form sends that nobody touched."""
    data: dict[str, list[str]] = {}
    for one in form.all("input", "select", "textarea", hidden=True):
        if one.attrs.get("name"):
            data.setdefault(one.attrs["name"], []).extend(carried(one))
    return data


def carried(control: Node) -> list[str]:
    """What a field sends that nobody touched."""
    kind, value = control.attrs.get("type", ""), control.attrs.get("value", "")
    if control.tag == "textarea":
        return ["".join(one for one in control.inside if isinstance(one, str)).removeprefix("\n")]
    if control.tag == "select":
        options = control.all("option", hidden=True)
        chosen = [n for n in options if "selected" in n.attrs]
        chosen = chosen or ([] if "multiple" in control.attrs else options[:1])
        return [n.attrs.get("value", n.words()) for n in chosen]
    if kind in ("radio", "checkbox"):
        return [value or "on"] if "checked" in control.attrs else []
    return [] if kind in ("file", "submit") else [value]
