"""`draw`: an answer of the other commands (GeoJSON) as a small SVG picture, north up, without any outside map."""

from __future__ import annotations

import math
from argparse import ArgumentParser, Namespace
from collections import defaultdict
from collections.abc import Iterable

from linli.solvers.command import tables
from linli.solvers.command.tables import Point, Row, Unreadable

WIDE, TALLEST, EDGE = 720, 640, 10
TINTS = ("#cfe6d8", "#f3e3c3", "#d5e0f2", "#f1d5d2", "#e2d8ee", "#dfe6c4", "#cfe7ea", "#eadfd6")
LINES = ("#1f7a5c", "#b4691f", "#3a62b0", "#b0413e", "#7a50a6", "#6f7d1f", "#1f7f8c", "#8a5a44")
INK, ROAD, OUT = "#23302a", "#8d978f", "#b0413e"


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="an answer as GeoJSON")
    parser.add_argument("--metres", action="store_true", help="coordinates are metres east and north")


def run(given: Namespace) -> str:
    sheet = tables.read(given.files, metres=given.metres)
    if not given.out or not given.out.endswith(".svg"):
        raise Unreadable("a picture needs --out FILE.svg")
    tables.put(given.out, svg(sheet.rows, metres=bool(sheet.metres)))
    return ""


class Sight:
    """From coordinates to whole pixels."""

    def __init__(self, points: Iterable[Point], *, metres: bool) -> None:
        known = [(x, y) for x, y in points if math.isfinite(x) and math.isfinite(y)]
        if not known:
            raise Unreadable("there is nothing to draw")
        self.west, self.north = min(x for x, _ in known), max(y for _, y in known)
        east, south = max(x for x, _ in known), min(y for _, y in known)
        self.squeeze = 1.0 if metres else math.cos(math.radians((south + self.north) / 2))
        wide, high = max((east - self.west) * self.squeeze, 1e-9), max(self.north - south, 1e-9)
        self.scale = min((WIDE - 2 * EDGE) / wide, (TALLEST - 2 * EDGE) / high)
        self.width, self.height = (round(side * self.scale + 2 * EDGE) for side in (wide, high))

    def at(self, point: Point) -> str:
        x = EDGE + (point[0] - self.west) * self.squeeze * self.scale
        return f"{x:.0f} {EDGE + (self.north - point[1]) * self.scale:.0f}"

    def line(self, points: Iterable[Point], *, closed: bool = False) -> str:
        """An SVG path; points that fall on one pixel are drawn once."""
        seen: list[str] = []
        for one in map(self.at, points):
            if not seen or seen[-1] != one:
                seen.append(one)
        return "M" + "L".join(seen) + ("Z" if closed else "")


def group(row: Row) -> str:
    return row.text("grid") or row.text("member") or row.text("round") or row.text("household")


def svg(rows: list[Row], *, metres: bool) -> str:
    sight = Sight((p for row in rows for part in row.parts for p in part), metres=metres)
    areas = [row for row in rows if row.kind in ("Polygon", "MultiPolygon")]
    lines = [row for row in rows if row.kind in ("LineString", "MultiLineString")]
    points = [row for row in rows if row.kind == "Point"]
    colour = _tints(areas)
    shades = {
        name: LINES[n % len(LINES)] for n, name in enumerate(sorted({group(r) for r in (*lines, *points)}))
    }
    made = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sight.width} {sight.height}" role="img">',
        f'<rect width="{sight.width}" height="{sight.height}" fill="#fff"/>',
        f'<g stroke="{INK}" stroke-width="1.2" stroke-linejoin="round" fill-rule="evenodd">',
    ]
    for n, row in enumerate(areas):
        out = f' stroke="{OUT}" stroke-width="3"' if row.cells.get("in_band") is False else ""
        d = "".join(sight.line(part, closed=True) for part in row.parts)
        told = f"{group(row)}: {row.text('households')}"
        made.append(f'<path fill="{TINTS[colour[n]]}"{out} d="{d}"><title>{_escaped(told)}</title></path>')
    made.append("</g>")
    made += _grouped(lines, sight, shades)
    dots: dict[str, list[str]] = defaultdict(list)
    for row in points:
        lone = areas or not group(row)
        kind = "home" if row.cells.get("home") else "dot"
        dots[f"{kind} {INK if lone else shades[group(row)]}"].append(f"M{sight.at(row.parts[0][0])}h0")
    for key, spots in sorted(dots.items()):
        kind, shade = key.split()
        style = f'stroke="{shade}" stroke-width="{8 if kind == "home" else 3}" stroke-linecap="round"'
        made.append(f'<path {style} d="{"".join(spots)}"/>')
    return "\n".join((*made, "</svg>\n"))


def _grouped(lines: list[Row], sight: Sight, shades: dict[str, str]) -> list[str]:
    """Roads below, then all lines of one colour as one path: deputies are dashed."""
    drawn: dict[str, list[str]] = defaultdict(list)
    for row in lines:
        d = "".join(sight.line(part) for part in row.parts)
        if not group(row):
            style = f'stroke="{ROAD}" stroke-width="4"'
        elif row.text("role") == "deputy":
            style = f'stroke="{shades[group(row)]}" stroke-width="0.8" stroke-dasharray="3 3"'
        else:
            style = f'stroke="{shades[group(row)]}" stroke-width="{2 if row.text("round") else 1}"'
        drawn[style].append(d)
    roads_first = sorted(drawn, key=lambda style: ROAD not in style)
    return [f'<path fill="none" {style} d="{"".join(drawn[style])}"/>' for style in roads_first]


def _tints(areas: list[Row]) -> list[int]:
    """A tint for each area, different from those that touch it at a corner where there are enough."""
    at: dict[Point, list[int]] = defaultdict(list)
    for n, row in enumerate(areas):
        for point in {p for part in row.parts for p in part}:
            at[point].append(n)
    beside: dict[int, set[int]] = defaultdict(set)
    for some in at.values():
        for n in some:
            beside[n].update(some)
    tints: list[int] = []
    for n in range(len(areas)):
        used = [tints[m] for m in beside[n] if m < n]
        tints.append(min(range(len(TINTS)), key=lambda t: (used.count(t), tints.count(t), t)))
    return tints


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
