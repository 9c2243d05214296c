"""Division: ours and the peers on the same instances in one run.

    python -m bench.solvers.divide                 all tables (about 25 minutes on two slow cores)
    python -m bench.solvers.divide subdistrict     one table: subdistrict, fewest, compounds, block_groups,
                                                   block_groups_fewest, town, county, redivide, cold

Every cell is a process of its own, so that memory is its own; medians over the seeds. `s` is the wall clock
and `cpu` the processor time of the solver alone (the bound is asked apart, once): compiled loops are warm
except
in `cold`; building neighbours and costs is inside for ours, outside for the peers. All plans are measured by
the same function.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np

from bench.solvers import instances
from linli.solvers.divide import Band, Building, Neighbourhood, Wishes, divide, divide_many, redivide

SEEDS = 5
LIMIT = 150.0
ACCEPT = frozenset({"no_households", "isolated", "crowded_point"})
CHANGES = (  # buildings, households, compounds, blocks, runs, share that grows, factor
    (40, 3000, 8, 1, 8, 0.4, 1.8),
    (133, 3300, 13, 1, 5, 0.15, 1.6),
    (1600, 40000, 161, 12, 3, 0.15, 1.6),
)
PLACES: dict[str, tuple[Callable[[int], Neighbourhood], Wishes]] = {
    "subdistrict": (lambda seed: instances.subdistrict(seed), Wishes(number=99)),
    "fewest": (lambda seed: instances.subdistrict(seed), Wishes(number="fewest")),
    "compounds": (lambda seed: instances.subdistrict(seed), Wishes(whole="estate")),
    "block_groups": (
        lambda seed: instances.block_groups(),
        Wishes(band=Band(3000, 5000), number=83, accept=ACCEPT),
    ),
    "block_groups_fewest": (
        lambda seed: instances.block_groups(),
        Wishes(band=Band(3000, 5000), number="fewest", accept=ACCEPT),
    ),
    "town": (lambda seed: instances.town(), Wishes(number="fewest", accept=ACCEPT)),
}
OURS = {"ours": {"effort": 1.0}, "ours, 3 × effort": {"effort": 3.0}, "ours, 2 workers": {"workers": 2}}


def _measure(ground: Any, zones: list[np.ndarray], band: Band) -> dict[str, float]:
    """In band, walking and wholeness of any plan: zones per block."""
    from linli.solvers.divide.least import parts_of
    from linli.solvers.divide.search import judge

    grids = out = broken = 0
    walk = 0.0
    for block, zone in zip(ground.blocks, zones, strict=True):
        _, zone = np.unique(zone, return_inverse=True)
        found = judge(block, zone.ravel(), band)
        grids += int(zone.max()) + 1
        out += found.out
        walk += found.walk
        broken += sum(len(parts_of(block, zone, z)) > 1 for z in range(int(zone.max()) + 1))
    homes = sum(b.households for b in ground.blocks)
    return {"grids": grids, "in_band": 1 - out / grids, "broken": broken, "walk": walk / homes}


def _lists(block: Any) -> list[list[int]]:
    return [block.near[block.start[a] : block.start[a + 1]].tolist() for a in range(block.atoms)]


def _pymetis(block: Any, k: int, band: Band, seed: int) -> np.ndarray:
    import pymetis

    options = pymetis.Options(contig=True, seed=seed, ufactor=200)
    return np.array(
        pymetis.part_graph(k, adjacency=_lists(block), vweights=block.weight.tolist(), options=options)[1]
    )


def _kahip(block: Any, k: int, band: Band, seed: int) -> np.ndarray:
    import kahip

    ones = [1] * len(block.near)
    got = kahip.kaffpa(
        block.weight.tolist(), block.start.tolist(), ones, block.near.tolist(), k, 0.2, True, seed, 2
    )
    return np.array(got[1])


def _gerrychain(block: Any, k: int, band: Band, seed: int) -> np.ndarray:
    import random

    import networkx as nx
    from gerrychain import Graph
    from gerrychain.tree import recursive_tree_part

    random.seed(seed)
    graph = nx.Graph([(a, b) for a, near in enumerate(_lists(block)) for b in near])
    for a in graph.nodes:
        graph.nodes[a]["homes"] = int(block.weight[a])
    parts = recursive_tree_part(Graph.from_networkx(graph), range(k), block.amount / k, "homes", 0.2)
    return np.array([parts[a] for a in range(block.atoms)])


def _maxp(block: Any, k: int, band: Band, seed: int) -> np.ndarray:
    import geopandas
    from libpysal.weights import W
    from shapely import Point
    from spopt.region import MaxPHeuristic

    np.random.seed(seed)
    frame = geopandas.GeoDataFrame(
        {"homes": block.weight, "x": block.cost[:, 0] / np.maximum(1, block.homes), "y": block.cost[:, -1]},
        geometry=[Point(0, a) for a in range(block.atoms)],
    )
    solver = MaxPHeuristic(
        frame, W(dict(enumerate(_lists(block))), silence_warnings=True), ["x", "y"], "homes", band.lower, 2
    )
    solver.solve()
    return np.array(solver.labels_)


PEERS = {"pymetis": _pymetis, "kahip STRONG": _kahip, "gerrychain tree": _gerrychain, "spopt MaxP": _maxp}


def one(name: str, method: str, seed: int) -> dict[str, float]:
    """One cell, in this process."""
    from linli.solvers.divide.plan import ready
    from linli.solvers.divide.search import Search

    build, wishes = PLACES[name]
    hood = build(7)
    small = instances.subdistrict(3, buildings=60, households=1500, compounds=6, columns=1, rows=1)
    divide(small, Wishes(whole="estate"), seed=1)  # the loops are compiled or loaded before the clock starts
    ground, _ = ready(hood, wishes)
    began, cpu = time.perf_counter(), time.process_time()
    if method in OURS:
        asked = replace(wishes, certify=False, **OURS[method])  # type: ignore[arg-type]
        plan = divide(hood, asked, seed=seed)
        took, used = time.perf_counter() - began, time.process_time() - cpu
        began, cpu = time.perf_counter(), time.process_time()
        bound = (
            divide(hood, replace(asked, certify=True), seed=seed).bound
            if method == "ours" and seed == 1
            else None
        )
        more = {"bound": 0.0, "bound_cpu": 0.0, "bound_s": 0.0}
        if bound is not None:
            more = {
                "bound": bound.walk_m,
                "bound_cpu": time.process_time() - cpu - used,
                "bound_s": time.perf_counter() - began - took,
            }
        where = plan.grid_of()
        codes = {g.code: n for n, g in enumerate(plan.grids)}
        zones = [
            np.array([codes[where[ground.buildings[int(b.atom_sites(a)[0])].id]] for a in range(b.atoms)])
            for b in ground.blocks
        ]
        proved = sum(g.why is not None and g.why.proved for g in plan.grids)
        extra = more | {"pp": plan.compactness, "proved": proved, "count": plan.counting.fewest}
    else:
        counts = Search(ground.blocks, wishes, 1, None, None).base()
        zones = [
            PEERS[method](b, k, wishes.band, seed) if k > 1 else np.zeros(b.atoms, int)
            for b, k in zip(ground.blocks, counts, strict=True)
        ]
        took, used = time.perf_counter() - began, time.process_time() - cpu
        extra = {}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return _measure(ground, zones, wishes.band) | {"s": took, "cpu": used, "mb": peak} | extra


def cell(name: str, method: str, seed: int) -> dict[str, float] | str:
    command = [sys.executable, "-m", "bench.solvers.divide", "--one", name, method, str(seed)]
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=LIMIT if method in PEERS else 600
        )
    except subprocess.TimeoutExpired:
        return f"no result in {LIMIT:.0f} s"
    if done.returncode:
        return "failed: " + (done.stderr.strip().splitlines() or ["killed"])[-1][:80]
    answer: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def table(name: str, methods: list[str]) -> Iterator[str]:
    yield f"\n### {name}\n"
    heads = [
        "method",
        "seeds",
        "grids",
        "in band",
        "broken",
        "walk m",
        "bound m",
        "gap",
        "PP",
        "s",
        "cpu s",
        "bound cpu s",
        "MB",
    ]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    bound = number = 0.0
    for method in methods:
        runs: list[dict[str, float]] = []
        for seed in range(1, SEEDS + 1):
            got = cell(name, method, seed)
            if isinstance(got, str):
                yield f"| {method} | {seed} | {got} | | | | | | | | | | |"
                break
            runs.append(got)
            if method == "spopt MaxP":
                break
        if not runs:
            continue
        mid = {key: median(run[key] for run in runs) for key in runs[0]}
        if runs[0].get("bound"):
            bound, number = runs[0]["bound"], runs[0]["grids"]
        mid["bound_cpu"] = runs[0].get("bound_cpu") or float("nan")
        gap = f"{mid['walk'] / bound - 1:.2%}" if bound and mid["grids"] == number else ""
        nan = float("nan")
        shown = [
            method,
            f"{len(runs)}",
            f"{mid['grids']:.0f}",
            f"{mid['in_band']:.3f}",
            f"{mid['broken']:.0f}",
            f"{mid['walk']:.2f}",
            f"{runs[0].get('bound') or nan:.2f}",
            gap,
            f"{mid.get('pp', nan):.3f}",
            f"{mid['s']:.2f}",
            f"{mid['cpu']:.2f}",
            f"{mid.get('bound_cpu', nan):.1f}",
            f"{mid['mb']:.0f}",
        ]
        yield f"| {' | '.join(shown)} |".replace("nan", "")
        if method == "ours":
            outside = round(mid["grids"] * (1 - mid["in_band"]))
            told = (
                f"counting bound {mid['count']:.0f} | {outside} outside, {mid['proved']:.0f} of them proved"
            )
            yield f"| | | {told}" + " |" * (len(heads) - 3)


def county() -> Iterator[str]:
    hoods = instances.county()
    homes = sum(b.households for h in hoods for b in h.buildings)
    divide(hoods[0], seed=1)
    began, cpu = time.perf_counter(), time.process_time()
    told = 0

    def count(stage: str, share: float) -> None:
        nonlocal told
        told += 1

    plans = divide_many(hoods, Wishes(certify=False), seed=1, workers=2, progress=count)
    took, used = time.perf_counter() - began, time.process_time() - cpu
    grids = [g for p in plans if not isinstance(p, Exception) for g in p.grids]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    share = np.mean([g.in_band for g in grids])
    yield f"\n### county\n\n{homes:,} households, {len(hoods)} communities, 2 workers, told {told} times:"
    yield f"{len(grids):,} grids, in band {share:.4f}, {took:.1f} s wall, {used:.1f} s cpu, {peak:.0f} MB"
    yield "(no walking bound asked)."


def change() -> Iterator[str]:
    """A share of the buildings grows by a factor, one building in forty is new."""
    yield "\n### redivide\n"
    heads = [
        "buildings",
        "grids",
        "runs",
        "exact",
        "moved",
        "proved least",
        "ratio",
        "worst ratio",
        "in band",
        "s",
        "cpu s",
    ]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for buildings, households, compounds, blocks, runs, share, factor in CHANGES:
        rows = []
        for seed in range(runs):
            shape = {"columns": 4, "rows": 3} if blocks == 12 else {"columns": 1, "rows": 1}
            hood = instances.subdistrict(
                seed, buildings=buildings, households=households, compounds=compounds, **shape
            )
            old = divide(hood, Wishes(certify=False), seed=1)
            chance = np.random.default_rng(seed)
            grown = [
                replace(b, households=round(b.households * factor)) if chance.random() < share else b
                for b in hood.buildings
            ]
            for n in range(len(grown) // 40 + 1):
                near = grown[int(chance.integers(len(hood.buildings)))]
                grown.append(
                    Building(
                        f"new{n}", near.x + 9, near.y + 7, 60, estate=near.estate, community=near.community
                    )
                )
            began, cpu = time.perf_counter(), time.process_time()
            answer = redivide(
                replace(hood, buildings=tuple(grown)), old.grid_of(), Wishes(certify=False), seed=seed
            )
            rows.append(
                (
                    old.number,
                    answer.exact,
                    answer.moved_households,
                    answer.least_possible,
                    answer.moved_households / max(1, answer.least_possible)
                    if answer.moved_households
                    else 1.0,
                    answer.division.in_band,
                    time.perf_counter() - began,
                    time.process_time() - cpu,
                )
            )
        m = [median(float(r[i]) for r in rows) for i in range(8)]
        shown = [
            f"{buildings}",
            f"{m[0]:.0f}",
            f"{runs}",
            f"{sum(r[1] for r in rows)}",
            f"{m[2]:.0f}",
            f"{m[3]:.0f}",
            f"{m[4]:.2f}",
            f"{max(r[4] for r in rows):.2f}",
            f"{m[5]:.3f}",
            f"{m[6]:.1f}",
            f"{m[7]:.1f}",
        ]
        yield f"| {' | '.join(shown)} |"


def cold() -> Iterator[str]:
    """The first division ever: with an empty cache, with a full one, and where no folder can be written."""
    code = (
        "import time; t=time.process_time(); from bench.solvers.instances import subdistrict; "
        "from linli.solvers.divide import *; u=time.process_time(); "
        "divide(subdistrict(3,buildings=60,households=1500,compounds=6,columns=1,rows=1),Wishes(),seed=1); "
        "print(round(u-t,2), round(time.process_time()-u,2))"
    )
    yield "\n### cold start (cpu seconds: import, first small division)\n"
    with tempfile.TemporaryDirectory() as folder:
        for label in ("empty cache", "full cache"):
            env = {**os.environ, "LINLI_CACHE": folder}
            done = subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env
            )
            yield f"* {label}: {done.stdout.strip()}"
        shut = (
            "import pathlib\npathlib.Path.mkdir = lambda *a, **k: (_ for _ in ()).throw(OSError())\n" + code
        )
        done = subprocess.run([sys.executable, "-c", shut], capture_output=True, text=True, check=True)
        yield f"* nothing can be written: {done.stdout.strip()}"


def main(asked: list[str]) -> None:
    if asked[:1] == ["--one"]:
        print(json.dumps(one(asked[1], asked[2], int(asked[3]))))
        return
    ours, peers = list(OURS), list(PEERS)
    pages: dict[str, Callable[[], Iterator[str]]] = {
        "cold": cold,
        "subdistrict": lambda: table("subdistrict", [*ours, *peers]),
        "fewest": lambda: table("fewest", ["ours"]),
        "compounds": lambda: table("compounds", ["ours", *peers]),
        "block_groups": lambda: table("block_groups", [*ours[:2], *peers]),
        "block_groups_fewest": lambda: table("block_groups_fewest", ["ours"]),
        "town": lambda: table("town", ["ours", *peers]),
        "county": county,
        "redivide": change,
    }
    for page in asked or list(pages):
        for line in pages[page]():
            print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
