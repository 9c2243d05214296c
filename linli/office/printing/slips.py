"""Slips of paper for one request (交办单 督办单 告知书 回执): an office's word, with a place for its stamp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from linli.office.printing import words
from linli.office.printing.typesetting import qr, typeset


@dataclass(frozen=True, slots=True)
class Slip:
    """`head` is the office that writes, `to` whom it is for, `says` and `after` sentences before and after the rows.

    `url` is what its code opens: on the resident's receipt only, "" elsewhere. `sign` are lines to be signed by hand.
    """

    name: str
    head: str
    number: str
    date: str
    to: str
    says: Sequence[str]
    rows: Sequence[tuple[str, str]]
    after: Sequence[str]
    foot: str
    sign: Sequence[str] = ()
    url: str = ""


def slip_data(one: Slip) -> dict[str, Any]:
    return asdict(one) | {"svg": qr(one.url) if one.url else "", "words": words.SLIP}


def slip(one: Slip, *, title: str) -> bytes:
    """One slip on A4; long words run on to a second page."""
    return typeset("slip", slip_data(one), title=title)
