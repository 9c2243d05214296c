"""From coordinates to metres in a plane, and the trap of two datums in one file."""

from __future__ import annotations

from math import pi

import numpy as np

from linli.solvers.link.model import Bools, Floats, Problem
from linli.solvers.refused import Refused

METRES_PER_DEGREE = 6_371_008.8 * pi / 180
NEAR = 20.0
"""Two records of one building lie this close, if they are in one datum."""


def project(x: Floats, y: Floats, middle: float) -> tuple[Floats, Floats]:
    """Longitude and latitude to metres: good to 0.1 % for a county, which is all one linking spans."""
    return x * METRES_PER_DEGREE * np.cos(middle * pi / 180), y * METRES_PER_DEGREE


def plane(problem: Problem) -> tuple[Floats, Floats, Floats, Floats]:
    """Households and members in metres, counted from the south-west corner."""
    h, m = problem.households, problem.members
    return *to_plane(problem, h.x, h.y), *to_plane(problem, m.x, m.y)


def to_plane(problem: Problem, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Any points given in the geometry of the problem."""
    h, m = problem.households, problem.members
    west = min(h.x.min(initial=np.inf), m.x.min(initial=np.inf))
    south = min(h.y.min(initial=np.inf), m.y.min(initial=np.inf))
    if problem.geometry == "metres":
        return x - west, y - south
    middle = (south + max(h.y.max(initial=-np.inf), m.y.max(initial=-np.inf))) / 2
    return project(x - west, y - south, middle)


def shift(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """How far GCJ-02 lies from WGS-84 at a place, in metres east and north (the public formula)."""
    a, ee = 6_378_245.0, 0.00669342162296594323
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    common = (20 * np.sin(6 * x * pi) + 20 * np.sin(2 * x * pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += (20 * np.sin(y * pi) + 40 * np.sin(y / 3 * pi)) * 2 / 3
    north += (160 * np.sin(y / 12 * pi) + 320 * np.sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += (20 * np.sin(x * pi) + 40 * np.sin(x / 3 * pi)) * 2 / 3
    east += (150 * np.sin(x / 12 * pi) + 300 * np.sin(x / 30 * pi)) * 2 / 3
    phi = lat * pi / 180
    magic = 1 - ee * np.sin(phi) ** 2
    d_lat = north * 180 / ((a * (1 - ee)) / (magic * np.sqrt(magic)) * pi)
    d_lon = east * 180 / (a / np.sqrt(magic) * np.cos(phi) * pi)
    return d_lon * METRES_PER_DEGREE * np.cos(phi), d_lat * METRES_PER_DEGREE


def refuse_mixed_datums(problem: Problem) -> None:
    """Refuse records in another datum than their neighbours: they miss each other by just the known shift.

    Looked for inside each building first. Where no buildings are given: a member who lives nowhere as given,
    but in somebody's home when shifted, is in the other datum; one may be chance, one in twenty is not.
    """
    h, m = problem.households, problem.members
    if problem.geometry != "lonlat" or not len(h) or not len(m):
        return
    lon, lat = np.concatenate([h.x, m.x]), np.concatenate([h.y, m.y])
    in_china = (lon > 72) & (lon < 138) & (lat > 0.8) & (lat < 56)
    if not in_china.any():
        return
    x, y = to_plane(problem, lon, lat)
    east, north = shift(lon, lat)

    building = np.concatenate([h.building, m.building])
    known = np.flatnonzero((building >= 0) & in_china)
    first = np.full(int(building.max(initial=-1)) + 1, -1, np.int64)
    first[building[known][::-1]] = known[::-1]
    dx, dy = x[known] - x[first[building[known]]], y[known] - y[first[building[known]]]
    apart = np.zeros(len(known), bool)
    for sign in (1, -1):
        apart |= np.hypot(dx - sign * east[known], dy - sign * north[known]) < 3 * NEAR
    wrong = known[apart]

    if not len(known):
        from scipy.spatial import cKDTree

        homes, members = cKDTree(np.column_stack([x[: len(h)], y[: len(h)]])), np.arange(len(h), len(x))

        def nobody_lives_at(shifted: int) -> Bools:
            at = np.column_stack([x + shifted * east, y + shifted * north])[members]
            found: Floats = homes.query(at, distance_upper_bound=NEAR)[0]
            return ~np.isfinite(found)

        strays = nobody_lives_at(0) & ~(nobody_lives_at(1) & nobody_lives_at(-1)) & in_china[members]
        if strays.sum() > max(1, len(m) / 20):
            wrong = members[strays]
    if len(wrong):
        where = tuple(str(h.key[i] if i < len(h) else m.key[i - len(h)]) for i in wrong.tolist())
        raise Refused("mixed_datums", where=where, metres=round(float(np.hypot(east, north)[wrong].mean())))
