"""The slip on which a resident says how it was (评价单): large letters, two questions, a code that works once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from linli.office.printing.typesetting import qr, typeset
from linli.office.printing.words import RATING


@dataclass(frozen=True, slots=True)
class RatingSlip:
    """`code` is read out or typed in, `url` what the QR code opens; both rate one closing of one request, once."""

    head: str
    number: str
    date: str
    until: str
    rows: Sequence[tuple[str, str]]
    code: str
    url: str
    phone: str


def rating_data(one: RatingSlip) -> dict[str, Any]:
    return asdict(one) | {"svg": qr(one.url), "words": RATING}


def rating_slip(one: RatingSlip, *, title: str) -> bytes:
    """One slip on A4."""
    return typeset("rating", rating_data(one), title=title)
