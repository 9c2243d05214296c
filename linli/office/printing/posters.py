"""A poster of days on which somebody sits and listens: where, when, who, and the code of the page that knows more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from linli.office.printing.typesetting import qr, typeset


@dataclass(frozen=True, slots=True)
class Poster:
    """`rows`: (when, where, who); `empty` is said where there are none; `url` is what the code opens."""

    name: str
    place: str
    rows: Sequence[tuple[str, str, str]]
    empty: str
    says: str
    scan: str
    url: str
    foot: str


def poster_data(one: Poster) -> dict[str, Any]:
    return asdict(one) | {"svg": qr(one.url)}


def poster(one: Poster, *, title: str) -> bytes:
    """One A4."""
    return typeset("poster", poster_data(one), title=title)
