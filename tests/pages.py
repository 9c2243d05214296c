"""Read a page as a browser without scripts would: its forms, with the values that sending them carries."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form of a page: where it goes, how, and what it carries untouched."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._text: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        if tag == "form":
            self._open = Form(a.get("action", ""), a.get("method", "get").lower())
            self.forms.append(self._open)
        if self._open is None:
            return
        name = a.get("name", "")
        if tag == "input" and name:
            kind = a.get("type", "text")
            if kind in ("radio", "checkbox"):
                if "checked" in a:
                    self._open.values[name] = a.get("value", "on")
            elif kind == "submit":
                self._open.buttons.append((name, a.get("value", "")))
            elif kind != "file":
                self._open.values[name] = a.get("value", "")
        elif tag == "button" and name:
            self._open.buttons.append((name, a.get("value", "")))
        elif tag == "textarea" and name:
            self._text = name
            self._open.values[name] = ""
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select and "selected" in a:
            self._open.values[self._select] = a.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text and self._open is not None:
            self._open.values[self._text] += data.lstrip("\n")


def forms(html: bytes | str) -> list[Form]:
    """The forms of a page, in order."""
    reader = _Reader()
    reader.feed(html.decode() if isinstance(html, bytes) else html)
    return reader.forms


def form(html: bytes | str, *, having: str) -> Form:
    """The first form that carries a field of this name, or goes to an address ending so."""
    for each in forms(html):
        if having in each.values or each.action.rstrip("/").endswith(having):
            return each
    raise LookupError(f"no form with {having}; there are {[f.action for f in forms(html)]}")
