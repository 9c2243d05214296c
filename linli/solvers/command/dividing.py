"""`divide` and `redivide` at the command line: a place from files, a plan as a file, a report to read."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Iterable
from dataclasses import replace

from linli.solvers.command import tables
from linli.solvers.command.sentences import DIVIDING, sentence
from linli.solvers.command.tables import Feature, Row
from linli.solvers.divide import (
    Band,
    Border,
    Building,
    Community,
    Division,
    Fault,
    Neighbourhood,
    Redivision,
    Wishes,
    divide,
    outlines,
    redivide,
)

HEADS = ("building", "grid", "households")
MOVES = ("building", "before", "after", "households")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help="buildings, borders, communities: GeoJSON or CSV"
    )
    parser.add_argument("--band", type=band, default=Band(300, 500), help="households of a grid, 300-500")
    parser.add_argument("--number", default="usual", help="usual, fewest, or how many grids")
    parser.add_argument("--measure", choices=("households", "people"), default="households")
    parser.add_argument(
        "--whole", choices=("building", "estate"), default="building", help="what is kept together"
    )
    parser.add_argument("--microgrid", type=band, default=None, help="households of a micro-grid, 30-50")
    parser.add_argument("--reach", type=float, default=400.0, help="metres between neighbours, at most")
    parser.add_argument("--adjacent", metavar="CSV", help="pairs a,b of neighbours; without it places decide")
    parser.add_argument("--effort", type=float, default=1.0)
    parser.add_argument("--accept", default="", help="faults that may pass, by code, with commas")
    parser.add_argument(
        "--no-bound", action="store_true", help="do not prove how near to the best the walking is"
    )
    parser.add_argument("--metres", action="store_true", help="coordinates are metres east and north")


def band(said: str) -> Band:
    try:
        low, high = (int(one) for one in said.replace("–", "-").split("-"))
    except ValueError:
        raise ArgumentTypeError(f"{said!r} is no band: write it like 300-500") from None
    return Band(low, high)


def wishes(given: Namespace) -> Wishes:
    number = given.number if not given.number.lstrip("-").isdigit() else int(given.number)
    return Wishes(
        band=given.band, measure=given.measure, number=number, whole=given.whole, microgrid=given.microgrid,
        reach_m=given.reach, effort=given.effort, certify=not given.no_bound,
        accept=frozenset(one for one in given.accept.split(",") if one),
    )  # fmt: skip


def place(files: Iterable[str], *, metres: bool) -> tuple[Neighbourhood, dict[str, str]]:
    """The neighbourhood these files hold, and the grid each building names (for `redivide`).

    What says how many households it has is a building, a line is a border, a polygon with a code is a community, one
    with `water` is water.
    """
    sheet = tables.read(files, metres=metres)
    buildings: list[Building] = []
    borders: list[Border] = []
    communities: list[Community] = []
    water: list[tuple[tables.Point, ...]] = []
    before: dict[str, str] = {}
    for row in sheet.rows:
        if row.kind in ("LineString", "MultiLineString"):
            kind = (
                row.text("kind")
                or row.text("highway")
                or row.text("railway")
                or row.text("waterway")
                or "line"
            )
            borders += [Border(kind, line) for line in row.parts]
        elif "households" in row.cells:
            buildings.append(_building(row))
            if row.text("grid"):
                before[buildings[-1].id] = row.text("grid")
        elif row.yes("water") or row.text("natural") == "water":
            water += [ring[:-1] for ring in row.parts]
        elif row.text("code"):
            communities.append(
                Community(row.text("code"), row.text("name"), tuple(ring[:-1] for ring in row.parts))
            )
        else:
            row.fail("neither a building (no households), nor a line, nor a community (no code)")
    if not communities:
        codes = sorted({b.community for b in buildings if b.community})
        communities = [Community(code) for code in codes or ["0" * 12]]
    hood = Neighbourhood(tuple(buildings), tuple(borders), tuple(communities), None, "wgs84", tuple(water))
    return (replace(hood, datum="metres") if sheet.metres else hood), before


def _building(row: Row) -> Building:
    at = row.place()
    if at is None:
        row.fail(f"the building {row.key()} has no place")
    homes = row.whole("households")
    people, estate = row.maybe("people"), row.text("estate") or None
    return Building(row.key(), *at, homes, people, estate, row.text("community") or None)


def run(given: Namespace) -> str:
    """Write the plan, and return the report."""
    hood, before = place(given.files, metres=given.metres)
    if given.adjacent:
        pairs = tables.read([given.adjacent]).rows
        hood = replace(hood, adjacent=tuple((row.text("a"), row.text("b")) for row in pairs))
    if given.command == "divide":
        plan = divide(hood, wishes(given), seed=given.seed)
        report = told(plan, given.band, given.measure)
        table: tables.Table = (HEADS, _places(hood, plan))
    else:
        retired = frozenset(one for one in given.retired.split(",") if one)
        change = redivide(hood, before, wishes(given), seed=given.seed, retired=retired)
        plan = change.division
        report = told_change(change) + told(plan, given.band, given.measure)
        table = (MOVES, [(m.building, m.before or "", m.after, m.households) for m in change.moves])
    if given.out:
        tables.write(
            given.out,
            table=table,
            features=features(hood, plan, before),
            metres=hood.datum == "metres",
        )
    return report


def _places(hood: Neighbourhood, plan: Division) -> list[tuple[str, str, int]]:
    grid_of = plan.grid_of()
    return [(b.id, grid_of.get(b.id, ""), b.households) for b in hood.buildings]


def features(hood: Neighbourhood, plan: Division, before: dict[str, str]) -> list[Feature]:
    """Grids as polygons, then borders, then buildings with the grid each is in."""
    whole = {b: code.split("#")[0] for b, code in plan.grid_of().items()}
    for part in list(whole):  # the parts of a split building stand on one spot: its first part is drawn
        whole.setdefault(part.split("#")[0], whole[part])
    shapes = outlines(hood.buildings, [whole[b.id] for b in hood.buildings], hood.datum)
    made = []
    for grid in plan.grids:
        told = {
            "grid": grid.code, "community": grid.community, "households": grid.households,
            "in_band": grid.in_band, "walk_m": round(grid.walk_m, 1), "compactness": round(grid.compactness, 3),
            "centre": grid.centre, "why": str(grid.why) if grid.why else None,
        }  # fmt: skip
        rings = [[list(map(list, ring)) for ring in polygon] for polygon in shapes.get(grid.code, ())]
        made.append(tables.feature("MultiPolygon", rings, **told))
    for border in hood.borders:
        made.append(tables.feature("LineString", [list(p) for p in border.line], kind=border.kind))
    for b in hood.buildings:
        more = {"before": before[b.id]} if b.id in before else {}
        told = {"id": b.id, "grid": whole[b.id], "households": b.households, **more}
        made.append(tables.feature("Point", [b.x, b.y], **told))
    return made


def told(plan: Division, band: Band, measure: str) -> str:
    inside = sum(g.in_band for g in plan.grids)
    counting = plan.counting
    lines = [
        f"{plan.number} grids of {band.lower}–{band.upper} {measure}:"
        f" {inside} in the band, {plan.number - inside} outside",
        f"at least {counting.fewest} and at most {counting.most} are possible"
        f" ({counting.blocks} block{'s' * (counting.blocks != 1)} between hard borders)",
        f"walking {plan.walk_m:.1f} m a household to the middle of its grid",
    ]
    if plan.bound is not None:
        lines[-1] += (
            f"; no plan of {plan.number} grids walks less than {plan.bound.walk_m:.1f} m (gap {plan.bound.gap:.2%})"
        )
        if plan.bound.loosened:
            lines.append("  (the bound is loosened to what was reached in blocks that cannot be in the band)")
    lines.append(f"compactness {plan.compactness:.3f} (mean 4πA/P²)")
    for grid in plan.grids:
        if grid.why is not None:
            sure = "proved" if grid.why.proved else "not proved"
            lines.append(f"  {grid.code}: {grid.households} households, {sure}: {grid.why}")
    lines += [f"let pass: {one}" for one in map(of_fault, plan.remarks)]
    return "\n".join(lines) + "\n"


def told_change(change: Redivision) -> str:
    moved = [m for m in change.moves if m.before is not None]
    new = len(change.moves) - len(moved)
    bound = "this is the least possible" if change.exact else f"at least {change.least_possible} must"
    lines = [
        f"{change.moved_households} households in {len(moved)} buildings move ({bound}), {new} buildings are new"
    ]
    if change.opened:
        lines.append("opened: " + ", ".join(change.opened))
    if change.closed:
        lines.append("closed: " + ", ".join(change.closed))
    lines.append("moving less or more:  households  buildings  grids outside  walking m")
    lines += [
        f"{'':22}{p.moved_households:>10}  {p.moved_buildings:>9}  {p.grids_out:>13}  {p.walk_m:>9.1f}"
        for p in change.prices
    ]
    return "\n".join(lines) + "\n"


def of_fault(fault: Fault) -> str:
    return sentence(fault.code, fault.facts, fault.where, len(fault.where), DIVIDING)
