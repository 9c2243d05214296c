"""Numbers of grids: 15 digits, the official 12 of the community and 3 that run west→east, rows
north→south."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from .model import Fault, Point, Refused


def reading_order(points: Sequence[Point]) -> list[int]:
    """Places in the order one reads a page: rows from the north, each from the west.

    A row is as high as the usual distance between neighbouring places, so that small shifts north or south do
    not break it.
    """
    if len(points) < 2:
        return list(range(len(points)))
    place = np.array(points, dtype=np.float64)
    far = np.hypot(place[:, None, 0] - place[None, :, 0], place[:, None, 1] - place[None, :, 1])
    np.fill_diagonal(far, np.inf)
    height = 0.6 * float(np.median(far.min(axis=1)))
    order: list[int] = []
    row: list[int] = []
    top = np.inf
    for n in sorted(range(len(points)), key=lambda n: (-points[n][1], points[n][0], n)):
        if row and top - points[n][1] > height:
            order += sorted(row, key=lambda m: (points[m][0], -points[m][1], m))
            row = []
        if not row:
            top = points[n][1]
        row.append(n)
    return order + sorted(row, key=lambda m: (points[m][0], -points[m][1], m))


def codes(parent: str, points: Sequence[Point], digits: int, taken: Collection[str] = ()) -> list[str]:
    """A code for each place below `parent`, skipping those in use and those that were ever used."""
    made = [""] * len(points)
    number = 0
    for n in reading_order(points):
        number += 1
        while f"{parent}{number:0{digits}d}" in taken:
            number += 1
        if number >= 10**digits:
            raise Refused((Fault("too_many_to_number", (parent,), {"most": 10**digits - 1}),))
        made[n] = f"{parent}{number:0{digits}d}"
    return made
