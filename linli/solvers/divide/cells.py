"""The ground each building stands for: its Voronoi cell, closed at the edge of the town.

Cells give grids an area and a border, so compactness can be told without a cadastre.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def cells(place: Floats, edges: Ints, margin: float = 40.0) -> tuple[Floats, Floats, Floats]:
    """Area and perimeter of each cell, and the length of border along each edge, all in metres."""
    from scipy.spatial import QhullError

    count = len(place)
    plain = np.full(count, margin * margin), np.full(count, 4 * margin), np.full(len(edges), margin)
    if count < 4:
        return plain
    spots, back = np.unique(np.round(place, 1), axis=0, return_inverse=True)
    back = back.ravel()
    sharing = np.bincount(back)[back].astype(np.float64)
    try:
        diagram = _diagram(spots, margin)
    except QhullError:
        return plain
    ends = np.asarray(diagram.ridge_points, dtype=np.int64)
    corners = np.asarray(diagram.ridge_vertices, dtype=np.int64)
    closed = (corners >= 0).all(axis=1)
    ends, corners = ends[closed], corners[closed]
    p, q = diagram.vertices[corners[:, 0]], diagram.vertices[corners[:, 1]]
    length = np.hypot(*(p - q).T)
    area = np.zeros(len(diagram.points))
    around = np.zeros(len(diagram.points))
    for side in (0, 1):  # each ridge and its site make a triangle of the cell
        site = diagram.points[ends[:, side]]
        cross = np.abs((p - site)[:, 0] * (q - site)[:, 1] - (p - site)[:, 1] * (q - site)[:, 0]) / 2
        np.add.at(area, ends[:, side], cross)
        np.add.at(around, ends[:, side], length)
    total = len(diagram.points)
    low, high = ends.min(axis=1), ends.max(axis=1)
    keys = low * total + high
    order = np.argsort(keys)
    a, b = back[edges[:, 0]], back[edges[:, 1]]
    wanted = np.minimum(a, b) * total + np.maximum(a, b)
    at = np.searchsorted(keys[order], wanted).clip(0, max(0, len(keys) - 1))
    found = keys[order][at] == wanted
    shared = np.where(found, length[order][at], 0.0)
    shared[a == b] = 0.0
    return area[back] / sharing, around[back] / sharing, np.asarray(shared, dtype=np.float64)


def _diagram(spots: Floats, margin: float) -> Any:
    """Cells of different points, closed by a ring of points two margins away from the outermost."""
    from scipy.spatial import ConvexHull, Voronoi

    hull = spots[ConvexHull(spots).vertices]
    middle = hull.mean(axis=0)
    ring = _along(
        middle + (hull - middle) * (1 + 2 * margin / np.hypot(*(hull - middle).T).clip(1.0))[:, None]
    )
    return Voronoi(np.concatenate([spots, ring]))


def closed_diagram(spots: Floats, margin: float) -> list[Floats]:
    """The corners of each point's cell, against the clock's hand; on one line or a single spot, squares."""
    from scipy.spatial import QhullError

    square = np.array([(-margin, -margin), (margin, -margin), (margin, margin), (-margin, margin)])
    try:
        if len(spots) < 4:
            raise QhullError
        diagram = _diagram(spots, margin)
    except QhullError:
        return [spot + square for spot in spots]
    cells = []
    for n, spot in enumerate(spots):
        corners = diagram.vertices[diagram.regions[diagram.point_region[n]]]
        turn = np.arctan2(*(corners - spot).T[::-1])
        cells.append(corners[np.argsort(turn)])
    return cells


def _along(ring: Floats, step: float = 40.0) -> Floats:
    """Points along a closed ring, at most `step` apart but not more than 400."""
    ends = np.roll(ring, -1, axis=0)
    far = np.hypot(*(ends - ring).T)
    step = max(step, float(far.sum()) / 400)
    made = [
        a + (b - a) * (np.arange(n) / n)[:, None]
        for a, b, n in zip(ring, ends, np.maximum(1, np.ceil(far / step)).astype(int), strict=True)
    ]
    return np.concatenate(made)
