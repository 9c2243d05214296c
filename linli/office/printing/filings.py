"""A division into grids as it is filed with the office above (备案): a map, figures, every grid with its buildings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from linli.office.printing.typesetting import typeset
from linli.office.printing.words import FILING


@dataclass(frozen=True, slots=True)
class Filing:
    """`rows`: (number, name, households, buildings, which); `svg`: the map, or "" where nothing can be drawn."""

    name: str
    place: str
    made: str
    foot: str
    figures: Sequence[tuple[str, str]]
    svg: str
    rows: Sequence[tuple[str, str, str, str, str]]
    notes: Sequence[str] = ()


def filing_data(one: Filing) -> dict[str, Any]:
    return asdict(one) | {"words": FILING}


def filing(one: Filing, *, title: str) -> bytes:
    return typeset("filing", filing_data(one), title=title)
