"""Small arithmetic on words: what is shown masked, what is kept of a text."""

from __future__ import annotations

import re
import unicodedata

# control, direction and width characters; the joiners that hold emoji families together stay
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u206f\ufeff]"
)
_FORMULA = tuple("=+-@")  # what a sheet may take for one
_BREAKS = tuple("\t\r\n\v\f")  # what it may skip before one
_BREAK = re.compile(r"[。！？!?；;，,\n]|\.(?:\s|$)")


def tidy(text: str) -> str:
    """Text as the person meant it: one kind of line end, no control or direction characters, trimmed."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = _CONTROL.sub("", text).strip()
    return kept if kept.strip("\u200c\u200d \n\t") else ""


def digits(text: str) -> str:
    """Digits of a telephone number: full width becomes half width, blanks, dashes and +86 go."""
    if (
        len(text) < 13 and text.isascii() and text.isdigit()
    ):  # plain already, and too short for a country code
        return text
    half = unicodedata.normalize("NFKC", text)
    half = re.sub(r"[\s\-()·.]", "", half)
    return re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", half)


def neutral(cell: str) -> str:
    """=1+1 → '=1+1: a cell that sheets show as it stands and never run, also behind blanks and at full width."""
    if not cell or cell[0].isalnum():
        return cell
    first = cell.lstrip(" \u00a0\u3000\u200b\ufeff")[:1]
    risky = first in _BREAKS or unicodedata.normalize("NFKC", first) in _FORMULA
    return f"'{cell}" if first and risky else cell


def same_number(number: str) -> str:
    """How a number of another office is compared: N2, n2 and ｎ２ are one. Only letters of the Latin alphabet fold."""
    return "".join(c.upper() if c.isascii() else c for c in half_width(number))


def half_width(number: str) -> str:
    """A number of another office as it is stored: ｎ２ → n2."""
    return unicodedata.normalize("NFKC", tidy(number)).strip()


def mask_name(name: str) -> str:
    """张三丰 → 张**; an English name keeps its first letter."""
    return name[:1] + "*" * max(1, min(len(name) - 1, 2)) if name else ""


def mask_phone(last4: str) -> str:
    """A telephone number as lists show it: only the last four digits."""
    return f"*** **** {last4}" if last4 else ""


def headline(text: str, longest: int = 24) -> str:
    """First clause of what somebody said, for a list: 一楼水管接头漏水，从今天… → 一楼水管接头漏水."""
    text = text.strip()
    for part in _BREAK.split(text):
        part = part.strip(" “”\"'")
        if len(part) >= 4:
            return _shortened(part, longest)
    return text[:longest]


def _shortened(part: str, longest: int) -> str:
    """Letters of the Latin kind count half, and a word is not cut in two."""
    room = longest * 2
    for end, letter in enumerate(part):
        room -= 1 if letter.isascii() else 2
        if room < 0:
            cut = part[: end - 1]
            whole = cut.rsplit(" ", 1)[0] if part[end - 1].isascii() and " " in cut else cut
            return whole.rstrip() + "…"
    return part
