"""GCJ-02 among WGS-84: the Chinese map datum shifts every point by a known vector of a few hundred metres.

If some buildings of a register carry the shift and others do not, the vector shows: between buildings of one
estate, between a building and the outline of its community, or as pairs of one building entered twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def in_china(points: Floats) -> Flags:
    """The rectangle in which GCJ-02 differs from WGS-84."""
    x, y = points[:, 0], points[:, 1]
    return np.asarray((x > 72.004) & (x < 137.8347) & (y > 0.8293) & (y < 55.8271))


def shift(points: Floats) -> Floats:
    """What GCJ-02 adds to WGS-84 there, in degrees (the public approximation, good to a metre or two)."""
    x, y = points[:, 0] - 105.0, points[:, 1] - 35.0
    pi, root = np.pi, np.sqrt(np.abs(x))
    waves = (20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)) * 2.0 / 3.0
    axis, flat = 6378245.0, 0.00669342162296594323
    angle = np.radians(points[:, 1])
    magic = 1 - flat * np.sin(angle) ** 2
    d_north = north * 180.0 / ((axis * (1 - flat)) / (magic * np.sqrt(magic)) * pi)
    d_east = east * 180.0 / (axis / np.sqrt(magic) * np.cos(angle) * pi)
    return np.stack([d_east, d_north], axis=1)


def mixed(
    points: Floats,
    estates: Sequence[str | None],
    communities: Sequence[str | None],
    outlines: Mapping[str, Callable[[Floats], Flags]],
) -> tuple[Flags, float]:
    """Which points carry the shift while others do not, and how long it is in metres."""
    scale = np.array([111320.0 * np.cos(np.radians(points[:, 1].mean())), 110574.0])
    move = shift(points - shift(points)) * scale
    place = (points - points.mean(axis=0)) * scale
    length = float(np.hypot(*move.T).mean())
    wrong = np.zeros(len(points), dtype=np.bool_)
    for code, within in outlines.items():
        mine = np.array([c == code or c is None for c in communities])
        any_now = np.any([w(points) for w in outlines.values()], axis=0)
        wrong |= mine & ~any_now & within(points - move / scale)
    groups: dict[str, list[int]] = defaultdict(list)
    for n, estate in enumerate(estates):
        if estate is not None:
            groups[estate].append(n)
    for ids in groups.values():
        members = np.array(ids)
        if len(members) < 2:
            continue
        at, one = place[members], move[members[0]]
        apart = at[:, None] - at[None]
        like = np.hypot(*(apart - one).transpose(2, 0, 1)) < 0.35 * length
        beside = np.hypot(*apart.transpose(2, 0, 1)) < 0.5 * length
        # shifted: as many estate mates lie exactly one shift back, and the mates beside it say the same
        back = like.any(axis=1)
        away = [
            m for m in np.flatnonzero(back).tolist() if back[beside[m]].mean() > 0.7 and not like[:, m].any()
        ]
        # and there is nothing between the two: the far edge of a wide hamlet is no shift
        rest = np.setdiff1d(np.arange(len(members)), away)
        if (
            away
            and len(rest)
            and np.hypot(*apart[np.ix_(np.array(away), rest)].transpose(2, 0, 1)).min() > 0.4 * length
        ):
            wrong[members[away]] = True
    return wrong | _doubles(place, move, length), length


def _doubles(place: Floats, move: Floats, length: float) -> Flags:
    """Points that fall on another point once unshifted, if that happens far more often than by turned
    vectors."""
    from scipy.spatial import cKDTree

    tree = cKDTree(place)
    hit = np.asarray(tree.query(place - move, distance_upper_bound=3.0)[0]) < np.inf
    chance = 0.0
    for angle in (1.0, 2.2, 3.6, 5.1):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        chance = max(
            chance,
            float(
                (np.asarray(tree.query(place - move @ turn.T, distance_upper_bound=3.0)[0]) < np.inf).sum()
            ),
        )
    return hit if length > 50 and hit.sum() >= max(5.0, 4 * chance) else np.zeros(len(place), dtype=np.bool_)
