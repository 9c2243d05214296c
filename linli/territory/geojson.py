"""Boundaries as GeoJSON, in and out. Nothing here knows the database; what is wrong is told by place in the file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping, shape

from linli.common import geo
from linli.common.refusals import Refusal, refuse

Shape: TypeAlias = Polygon | MultiPolygon
NAMES = ("code", "path", "name")  # of the properties by which a feature says which area it is, in this order
MOST_POINTS = 200_000


@dataclass(frozen=True, slots=True)
class Feature:
    """One area of a file: `number` as it stands there (from 1), what it says it is, its polygons."""

    number: int
    names: tuple[str, ...]
    shape: Shape


@dataclass(slots=True)
class Sheet:
    """What a file holds, and what is wrong with it: by feature."""

    features: list[Feature] = field(default_factory=list)
    problems: list[Refusal] = field(default_factory=list)


def read(content: bytes | str) -> Sheet:
    """Refuses what is no GeoJSON at all: geojson_broken (line, column), geojson_other, geojson_empty, geojson_large.

    What is wrong with single features is listed: feature_nameless, feature_no_polygon, feature_bad_point (number),
    feature_swapped (number): latitude stands before longitude; feature_crossing (number, lon, lat).
    """
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content.lstrip("\ufeff")
        data = json.loads(text)
    except UnicodeDecodeError:
        raise refuse("geojson_other") from None
    except json.JSONDecodeError as error:
        raise refuse("geojson_broken", line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):
        raise refuse("geojson_other") from None
    if not isinstance(data, dict) or data.get("type") not in ("FeatureCollection", "Feature"):
        raise refuse("geojson_other")
    listed = [data] if data["type"] == "Feature" else data.get("features")
    if not isinstance(listed, list) or not listed:
        raise refuse("geojson_empty")
    sheet = Sheet()
    points = 0
    for number, one in enumerate(listed, start=1):
        found = _feature(number, one)
        if isinstance(found, Refusal):
            sheet.problems.append(found)
            continue
        points += shapely.get_num_coordinates(found.shape)
        if points > MOST_POINTS:
            raise refuse("geojson_large", most=MOST_POINTS)
        sheet.features.append(found)
        if (place := crossing(found.shape)) is not None:
            sheet.problems.append(
                Refusal("feature_crossing", {"number": number, "lon": place[0], "lat": place[1]})
            )
    return sheet


def _feature(number: int, one: Any) -> Feature | Refusal:
    told = one.get("properties") if isinstance(one, dict) else None
    told = told if isinstance(told, dict) else {}
    names = tuple(
        str(told[name]).strip()
        for name in NAMES
        if isinstance(told.get(name), str | int) and told[name] != ""
    )
    if not names:
        return Refusal("feature_nameless", {"number": number})
    geometry = one.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return Refusal("feature_no_polygon", {"number": number})
    if (wrong := _no_number(geometry.get("coordinates"))) is not None:
        return Refusal("feature_bad_point", {"number": number, "at": wrong})
    try:
        found = shapely.force_2d(shape(geometry))
        west, south, east, north = found.bounds
    except Exception:  # whatever a foreign program wrote there
        return Refusal("feature_bad_point", {"number": number})
    if found.is_empty:
        return Refusal("feature_no_polygon", {"number": number})
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        code = "feature_swapped" if south > 70 and 0 < west < 60 else "feature_bad_point"
        return Refusal(code, {"number": number})
    return Feature(number, names, found)


def _no_number(coordinates: Any, at: str = "") -> str | None:
    """Where something else than a number stands, counted from 1 (ring, point, place): true and "113" are none."""
    if isinstance(coordinates, list):
        for n, one in enumerate(coordinates, start=1):
            if (found := _no_number(one, f"{at}.{n}" if at else str(n))) is not None:
                return found
        return None
    return None if isinstance(coordinates, int | float) and not isinstance(coordinates, bool) else at


def crossing(polygon: Shape) -> geo.Point | None:
    """Where a polygon crosses or touches itself, to six decimals (a hand's breadth); None where it is sound."""
    if polygon.is_valid:
        return None
    told = shapely.is_valid_reason(polygon)  # Self-intersection[113.2 35.2]
    try:
        lon, lat = told[told.index("[") + 1 : told.index("]")].split()[:2]
        return round(float(lon), 6), round(float(lat), 6)
    except ValueError:
        point = polygon.representative_point() if not polygon.is_empty else None
        return (round(point.x, 6), round(point.y, 6)) if point is not None else (0.0, 0.0)


def converted(polygon: Shape, to: str) -> Shape:
    """The same polygon in the other datum: `to` is "wgs" or "gcj"."""
    change = geo.to_wgs if to == "wgs" else geo.to_gcj
    moved = shapely.transform(polygon, lambda points: [change(*point) for point in points.tolist()])
    return moved


def square_metres(polygon: Any) -> float:
    """Its area, on a plane that touches the ground in its middle."""
    if polygon.is_empty:
        return 0.0
    middle = polygon.centroid
    east, north = geo.offset((middle.x, middle.y), (middle.x + 1e-3, middle.y + 1e-3))
    return float(polygon.area * abs(east * north) * 1e6)


def written(rows: Iterable[tuple[str, str, str, Shape]], *, datum: str = "wgs") -> str:
    """(code, path, name, polygon in WGS-84) as a FeatureCollection; "gcj" for maps made for China."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "path": path, "name": name},
            "geometry": mapping(converted(polygon, "gcj") if datum == "gcj" else polygon),
        }
        for code, path, name, polygon in rows
    ]
    note = "GCJ-02" if datum == "gcj" else "WGS-84"
    return json.dumps({"type": "FeatureCollection", "datum": note, "features": features}, ensure_ascii=False)
