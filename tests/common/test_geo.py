"""The Chinese map datum against points known from outside, and there and back again."""

from __future__ import annotations

from math import cos, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.common import geo

# published by others: the first by map services, the rest are the test points of the library eviltransform
KNOWN = [
    ((116.404, 39.915), (116.41024, 39.91640)),
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
]


@pytest.mark.parametrize(("wgs", "gcj"), KNOWN)
def test_a_known_point_moves_to_where_chinese_maps_show_it(wgs: geo.Point, gcj: geo.Point) -> None:
    assert geo.metres(geo.to_gcj(*wgs), gcj) < 1.5


@given(st.floats(73.5, 135.0), st.floats(18.0, 53.5))
def test_there_and_back_again_within_a_centimetre(lon: float, lat: float) -> None:
    there = geo.to_gcj(lon, lat)
    assert 20 < geo.metres((lon, lat), there) < 1500
    assert geo.metres(geo.to_wgs(*there), (lon, lat)) < 0.01


@given(st.floats(-180.0, 60.0), st.floats(-85.0, 85.0))
def test_outside_china_nothing_moves(lon: float, lat: float) -> None:
    assert geo.to_gcj(lon, lat) == geo.to_wgs(lon, lat) == (lon, lat)


@given(st.floats(75.0, 130.0), st.floats(20.0, 50.0), st.floats(-2000, 2000), st.floats(-2000, 2000))
def test_an_offset_leads_from_one_point_to_the_other(
    lon: float, lat: float, east: float, north: float
) -> None:
    there = (
        lon + east / (geo.METRES_A_DEGREE * cos(radians(lat))),
        lat + north / geo.METRES_A_DEGREE,
    )
    found = geo.offset((lon, lat), there)
    assert abs(found[0] - east) < 2
    assert abs(found[1] - north) < 2
