"""The examples and pictures of docs/explanation/solvers.md: python -m bench.solvers.draw [NAME …]

Every instance of the benches is written as files, given to `python -m linli.solvers`, and its answer drawn into
docs/images. The two real places are fetched when asked for, and need osmium and pyshp (as the bench does).
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.solvers import instances
from bench.solvers.link_instances import sub_district
from linli.solvers.command import main
from linli.solvers.divide import Neighbourhood

ROOT = Path(__file__).resolve().parents[2]
IMAGES, EXAMPLES = ROOT / "docs" / "images", ROOT / "docs" / "examples" / "solvers"
Rows = Iterable[Sequence[Any]]


def write_csv(name: Path, heads: Sequence[str], rows: Rows) -> str:
    with name.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows(rows)
    return str(name)


def write_place(folder: Path, hood: Neighbourhood) -> list[str]:
    across, up = ("x", "y") if hood.datum == "metres" else ("lon", "lat")
    heads = ("id", across, up, "households", "estate", "community")
    rows = [(b.id, b.x, b.y, b.households, b.estate or "", b.community or "") for b in hood.buildings]
    lines = [
        {
            "type": "Feature",
            "properties": {"kind": border.kind},
            "geometry": {"type": "LineString", "coordinates": border.line},
        }
        for border in hood.borders
    ]
    files = [write_csv(folder / "buildings.csv", heads, rows)]
    if hood.adjacent is not None:
        files += ["--adjacent", write_csv(folder / "pairs.csv", ("a", "b"), hood.adjacent)]
    if lines:
        datum = "metres" if hood.datum == "metres" else "WGS-84"
        text = json.dumps({"type": "FeatureCollection", "datum": datum, "features": lines})
        (folder / "borders.geojson").write_text(text, encoding="utf-8")
        files.insert(1, str(folder / "borders.geojson"))
    return files


def divided(hood: Callable[[], Neighbourhood], *more: str) -> Callable[[Path], list[str]]:
    return lambda folder: ["divide", *write_place(folder, hood()), *more]


def linked(folder: Path) -> list[str]:
    asked = sub_district(700, 110, seed=7, uneven=0.6)
    h, m = asked.households, asked.members
    homes = [
        (k, round(x, 1), round(y, 1), b, e)
        for k, x, y, b, e in zip(h.key, h.x, h.y, h.building, h.entrance, strict=True)
    ]
    living = [
        (k, round(x, 1), round(y, 1), b, e)
        for k, x, y, b, e in zip(m.key, m.x, m.y, m.building, m.entrance, strict=True)
    ]
    heads = ("id", "x", "y", "building", "entrance")
    return [
        "link",
        write_csv(folder / "households.csv", heads, homes),
        write_csv(folder / "members.csv", heads, living),
    ]


def routed(folder: Path) -> list[str]:
    rng = np.random.default_rng(7)
    stops = [
        (
            f"s{n}",
            *np.round(rng.uniform(-900, 900, 2), 1),
            12,
            f"{rng.integers(5)} 08:30-12:00" if n % 3 == 0 else "",
        )
        for n in range(60)
    ]
    shifts = "; ".join(f"{day} 08:30-11:30" for day in range(5))
    return [
        "route",
        write_csv(folder / "stops.csv", ("id", "x", "y", "minutes", "windows"), stops),
        write_csv(
            folder / "walkers.csv",
            ("id", "x", "y", "shifts"),
            [("李", 0, 0, shifts), ("王", 300, -200, shifts)],
        ),
    ]


DRAWN: dict[str, Callable[[Path], list[str]]] = {
    "subdistrict": divided(instances.subdistrict, "--number", "99"),
    "compounds": divided(instances.subdistrict, "--whole", "estate"),
    "town": divided(instances.town, "--reach", "400", "--accept", "isolated"),
    "block_groups": divided(instances.block_groups, "--band", "3000-5000", "--accept", "no_households"),
    "linked": linked,
    "routed": routed,
}


def examples() -> None:
    """The small files that the reference pages work with: one community of 40 buildings, its members, its visits."""
    EXAMPLES.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(3)
    code = "370998001001"
    at = [(40.0 + n % 8 * 60 + 20 * (n % 8 > 3), 40.0 + n // 8 * 55) for n in range(40)]
    homes = rng.integers(20, 48, 40)
    rows = [
        (f"{n // 8 + 1}-{n % 8 + 1}", x, y, h, "东苑" if n % 8 < 4 else "西苑", code)
        for n, ((x, y), h) in enumerate(zip(at, homes, strict=True))
    ]
    heads = ("id", "x", "y", "households", "estate", "community")
    write_csv(EXAMPLES / "buildings.csv", heads, rows)
    road = {
        "type": "Feature",
        "properties": {"kind": "road"},
        "geometry": {"type": "LineString", "coordinates": [[260, 0], [260, 320]]},
    }
    text = json.dumps({"type": "FeatureCollection", "datum": "metres", "features": [road]})
    (EXAMPLES / "borders.geojson").write_text(text + "\n", encoding="utf-8")
    grown = []
    for row, (x, y) in zip(
        rows, at, strict=True
    ):  # four grids; west of the road every house of the first row grew
        homes_now = row[3] + (15 if row[0].startswith("1-") else 0)
        grid = 1 + (x > 260) + 2 * (y > 180)
        grown.append((*row[:3], homes_now, *row[4:], f"{code}{grid:03d}"))
    write_csv(EXAMPLES / "grown.csv", (*heads, "grid"), grown)
    doors = [
        (f"{r[0]}-{n}", r[1] + n * 8, r[2], r[0], n % 3 + 1, "nurse" if rng.random() < 0.1 else "")
        for r in rows[:12]
        for n in range(5)
    ]
    write_csv(EXAMPLES / "households.csv", ("id", "x", "y", "building", "entrance", "needs"), doors)
    living = [
        (name, *doors[n * 7][1:5], "nurse" if n == 2 else "", 10) for n, name in enumerate("赵钱孙李周吴郑王")
    ]
    write_csv(EXAMPLES / "members.csv", ("id", "x", "y", "building", "entrance", "strengths", "most"), living)
    visits = [(r[0], r[1], r[2], 15, "0 09:00-10:00" if n == 3 else "") for n, r in enumerate(rows[:14])]
    write_csv(EXAMPLES / "stops.csv", ("id", "x", "y", "minutes", "windows"), visits)
    write_csv(
        EXAMPLES / "walkers.csv", ("id", "x", "y", "shifts"), [("李", 0, 0, "0 08:30-11:30; 1 08:30-11:30")]
    )


def draw(names: Iterable[str]) -> None:
    for name in names:
        with tempfile.TemporaryDirectory() as made:
            answer = str(Path(made) / "answer.geojson")
            command = [*DRAWN[name](Path(made)), "--seed", "7", "--out", answer]
            print(name, flush=True)
            if main(command) or main(["draw", answer, "--out", str(IMAGES / f"solvers-{name}.svg")]):
                raise SystemExit(2)


if __name__ == "__main__":
    examples()
    draw(sys.argv[1:] or DRAWN)
