"""Places on the ground: metres between two points, and the Chinese map datum told from the world's.

WGS-84 (a hair from CGCS2000) inside, GCJ-02 at the edge: maps made for China shift every point by some hundred metres.
All points are (longitude, latitude) in degrees. Pure arithmetic.
"""

from __future__ import annotations

from math import cos, hypot, pi, radians, sin, sqrt

Point = tuple[float, float]

AXIS, FLATNESS = 6378245.0, 0.00669342162296594323  # the ellipsoid of Krasovsky, as GCJ-02 has it
METRES_A_DEGREE = 111_320.0  # along a meridian, and along the equator


def in_china(lon: float, lat: float) -> bool:
    """The rectangle in which GCJ-02 differs from WGS-84."""
    return 72.004 < lon < 137.8347 and 0.8293 < lat < 55.8271


def to_gcj(lon: float, lat: float) -> Point:
    """WGS-84 → GCJ-02 (the public approximation); outside China the point itself."""
    if not in_china(lon, lat):
        return lon, lat
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def to_wgs(lon: float, lat: float) -> Point:
    """GCJ-02 → WGS-84, by approaching the point whose shift leads here; good to a millimetre."""
    if not in_china(lon, lat):
        return lon, lat
    at_lon, at_lat = lon, lat
    for _ in range(4):  # the shift changes by less than a thousandth of itself over its own length
        east, north = _shift(at_lon, at_lat)
        at_lon, at_lat = lon - east, lat - north
    return at_lon, at_lat


def metres(a: Point, b: Point) -> float:
    """Distance, on a plane that touches the ground between them: right to a per mille over a county."""
    east, north = offset(a, b)
    return hypot(east, north)


def offset(a: Point, b: Point) -> Point:
    """How far b lies east and north of a, in metres."""
    middle = radians((a[1] + b[1]) / 2)
    return (b[0] - a[0]) * METRES_A_DEGREE * cos(middle), (b[1] - a[1]) * METRES_A_DEGREE


def gcj_offset(lon: float, lat: float) -> Point:
    """How far GCJ-02 moves a point there, east and north in metres."""
    return offset((lon, lat), to_gcj(lon, lat))


def _shift(lon: float, lat: float) -> Point:
    x, y = lon - 105.0, lat - 35.0
    root = sqrt(abs(x))
    waves = (20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    angle = radians(lat)
    bend = 1 - FLATNESS * sin(angle) ** 2
    north = north * 180.0 / ((AXIS * (1 - FLATNESS)) / (bend * sqrt(bend)) * pi)
    east = east * 180.0 / (AXIS / sqrt(bend) * cos(angle) * pi)
    return east, north
