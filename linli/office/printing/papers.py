"""The papers and what stands on each. Everything arrives as finished words; nothing here knows a table.

The fixed sentences of a paper stand in `words`; its template names them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from linli.office.printing import words
from linli.office.printing.typesetting import qr, typeset


@dataclass(frozen=True, slots=True)
class Plate:
    """A door plate (门牌码): the address it opens, what the door is called, community and grid."""

    url: str
    door: str
    place: str


def plate_data(plates: Sequence[Plate], *, phone: str, operator: str) -> dict[str, Any]:
    """What differs from door to door is its name, its place and its code; all else is said once for all."""
    faces = [{"door": p.door, "place": p.place, "svg": qr(p.url)} for p in plates]
    return {"plates": faces, "phone": phone, "operator": operator, "words": words.PLATE}


def plate(one: Plate, *, phone: str, operator: str, title: str) -> bytes:
    """One plate on an A6."""
    return typeset("plate", plate_data([one], phone=phone, operator=operator), title=title)


def plates(many: Sequence[Plate], *, phone: str, operator: str, title: str) -> bytes:
    """Plates on A4 sheets of eight, with cut marks."""
    return typeset("plates", plate_data(many, phone=phone, operator=operator), title=title)


@dataclass(frozen=True, slots=True)
class Served:
    """A line of the board: who, as what, which entrances, which number; `acting` says for whom somebody stands in."""

    name: str
    role: str
    phone: str
    covers: str = ""
    acting: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The information board of a grid (网格公示牌)."""

    name: str
    code: str
    community: str
    staff: Sequence[Served]
    hours: Sequence[str]
    asks: Sequence[str]
    complaints: Sequence[str]
    phone: str
    url: str
    operator: str
    made: str
    more: str = ""


def board_data(one: Board) -> dict[str, Any]:
    return asdict(one) | {"svg": qr(one.url), "words": words.BOARD}


def board(one: Board, *, title: str) -> bytes:
    return typeset("board", board_data(one), title=title)


@dataclass(frozen=True, slots=True)
class Card:
    """A contact card (联系卡) of one post."""

    name: str
    role: str
    phone: str
    place: str
    hours: str
    url: str


def cards_data(many: Sequence[Card], *, foot: str) -> dict[str, Any]:
    return {"cards": [asdict(c) | {"svg": qr(c.url)} for c in many], "foot": foot, "words": words.CARD}


def cards(many: Sequence[Card], *, foot: str, title: str) -> bytes:
    return typeset("cards", cards_data(many, foot=foot), title=title)


Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A list in a volume: headings, rows of as many words, relative widths."""

    title: str
    heads: Row
    widths: tuple[int, ...]
    rows: Sequence[Row]
    empty: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Volume:
    """The volume (册) of an area: figures, lists; `watermark` is empty where no person stands in it."""

    name: str
    place: str
    made: str
    foot: str
    figures: Sequence[tuple[str, str]]
    tables: Sequence[Table] = field(default_factory=tuple)
    watermark: str = ""


def volume(one: Volume, *, title: str) -> bytes:
    return typeset("volume", asdict(one), title=title)
