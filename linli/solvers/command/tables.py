"""Files in and out: CSV and GeoJSON become rows of text with a place; what cannot be read is told by file and line."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

Point = tuple[float, float]
Feature = dict[str, Any]
Table = tuple[Sequence[str], Iterable[Sequence[Any]]]
"""Heads, and rows of as many cells."""


class Unreadable(ValueError):
    """A file or an argument that means nothing; the text is one sentence for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a CSV or one feature: its place in the file, its columns, and its geometry where it has one.

    `parts` are the rings or lines of the geometry, `kind` its GeoJSON type ("" for a row without geometry).
    """

    at: str
    cells: dict[str, Any]
    kind: str = ""
    parts: tuple[tuple[Point, ...], ...] = ()

    def fail(self, what: str) -> NoReturn:
        raise Unreadable(f"{self.at}: {what}")

    def text(self, name: str) -> str:
        value = self.cells.get(name)
        return "" if value is None else str(value).strip()

    def key(self) -> str:
        return self.text("id") or self.fail("no id")

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number; `default` where nothing stands (None: something must)."""
        said = self.text(name)
        if not said:
            return self.fail(f"no {name}") if default is None else default
        try:
            if float(said) == int(float(said)):
                return int(float(said))
        except (ValueError, OverflowError):
            pass
        return self.fail(f"{name} is {said!r}, not a whole number")

    def maybe(self, name: str) -> int | None:
        return self.whole(name) if self.text(name) else None

    def yes(self, name: str) -> bool:
        return self.text(name).lower() in {"1", "yes", "true"}

    def several(self, name: str) -> tuple[str, ...]:
        return tuple(one.strip() for one in self.text(name).split(";") if one.strip())

    def place(self) -> Point | None:
        """Its point, the middle of its polygon, or its columns x and y or lon and lat; None where it has none."""
        if self.kind == "Point":
            return self.parts[0][0]
        if self.kind in ("Polygon", "MultiPolygon"):
            ring = self.parts[0][:-1] or self.parts[0]
            return sum(x for x, _ in ring) / len(ring), sum(y for _, y in ring) / len(ring)
        for across, up in (("lon", "lat"), ("x", "y")):
            if self.text(across) or self.text(up):
                return self._number(across), self._number(up)
        return None

    def _number(self, name: str) -> float:
        try:
            return float(self.text(name))
        except ValueError:
            self.fail(f"{name} is {self.text(name)!r}, not a number")


@dataclass(slots=True)
class Sheet:
    """The rows of some files, and whether they measure in metres (None: no file says)."""

    rows: list[Row] = field(default_factory=list)
    metres: bool | None = None


def read(names: Iterable[str], *, metres: bool = False) -> Sheet:
    """All rows of these files. `metres`: whatever stands in them is metres east and north."""
    sheet = Sheet(metres=True if metres else None)
    for name in names:
        text = _content(name)
        found, here = _geojson(name, text) if text.lstrip()[:1] in ("{", "[") else _csv(name, text)
        if metres:
            here = True
        if here is not None and sheet.metres is not None and here != sheet.metres:
            raise Unreadable(f"{name} is in {'metres' if here else 'degrees'}, the file before it is not")
        sheet.metres = sheet.metres if here is None else here
        sheet.rows += found
    return sheet


def both(one: str, other: str, what: str, *, metres: bool = False) -> tuple[Sheet, Sheet]:
    """Two files that speak of one place; `what` they are, for the sentence that says that they do not."""
    first, second = read([one], metres=metres), read([other], metres=metres)
    if None not in (first.metres, second.metres) and first.metres != second.metres:
        raise Unreadable(f"{what} are not in the same coordinates")
    return first, second


def _content(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{name}: not UTF-8 text; save it as CSV (UTF-8) or GeoJSON") from None
    except OSError as error:
        raise Unreadable(f"{name}: {error.strerror or 'cannot be read'}") from None


def _csv(name: str, text: str) -> tuple[list[Row], bool | None]:
    reader = csv.DictReader(io.StringIO(text))
    heads = [head.strip().lower() for head in reader.fieldnames or []]
    if not heads or len(heads) < 2:
        raise Unreadable(f"{name}: neither GeoJSON nor CSV with a first line of column names")
    reader.fieldnames = heads
    rows = [Row(f"{name} line {reader.line_num}", {k: v for k, v in line.items() if k}) for line in reader]
    metres = True if {"x", "y"} <= set(heads) else False if {"lon", "lat"} <= set(heads) else None
    return rows, metres


def _geojson(name: str, text: str) -> tuple[list[Row], bool]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        at = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Unreadable(f"{name}: broken JSON{at}") from None
    listed = data.get("features") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise Unreadable(f"{name}: no GeoJSON FeatureCollection")
    return [_feature(f"{name} feature {n}", one) for n, one in enumerate(listed, 1)], data.get(
        "datum"
    ) == "metres"


def _feature(at: str, one: Any) -> Row:
    one = one if isinstance(one, dict) else {}
    told = one.get("properties") if isinstance(one.get("properties"), dict) else {}
    cells = {str(name).lower(): value for name, value in told.items()}
    if "id" in one:
        cells.setdefault("id", one["id"])
    geometry = one.get("geometry")
    if geometry is None:
        return Row(at, cells)
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    try:
        return Row(at, cells, str(kind), _parts(str(kind), geometry["coordinates"]))
    except (KeyError, TypeError, ValueError, IndexError):
        raise Unreadable(f"{at}: a geometry that cannot be read") from None


def _parts(kind: str, given: Any) -> tuple[tuple[Point, ...], ...]:
    """Every geometry as lines of points: what they bound is told by its kind."""
    if kind == "Point":
        return ((_point(given),),)
    if kind == "LineString":
        return (tuple(map(_point, given)),)
    if kind in ("Polygon", "MultiLineString"):
        return tuple(tuple(map(_point, line)) for line in given)
    if kind == "MultiPolygon":
        return tuple(tuple(map(_point, ring)) for polygon in given for ring in polygon)
    raise ValueError(kind)


def _point(given: Any) -> Point:
    return float(given[0]), float(given[1])


def feature(shape: str, coordinates: Any, **told: Any) -> Feature:
    return {
        "type": "Feature",
        "properties": told,
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def write(
    name: str,
    *,
    table: Table,
    features: Iterable[Feature],
    metres: bool,
) -> None:
    """An answer as CSV or GeoJSON, whichever the file's name ends with."""
    if name.endswith(".csv"):
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(table[0])
        writer.writerows(table[1])
        text = out.getvalue()
    elif name.endswith((".geojson", ".json")):
        lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
        datum = '"metres"' if metres else '"WGS-84"'
        text = f'{{"type": "FeatureCollection", "datum": {datum}, "features": [\n{lines}\n]}}\n'
    else:
        raise Unreadable(f"{name}: an answer is written as .geojson or .csv")
    put(name, text)


def put(name: str, text: str) -> None:
    try:
        Path(name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Unreadable(f"{name}: {error.strerror or 'cannot be written'}") from None
