"""The lines of the linking tables: each runs in a process of its own and prints one JSON object."""

from __future__ import annotations

import json
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]

DISTRICT, COUNTY = (65_000, 10_793), (1_000_000, 170_000)
KINDS: dict[str, dict[str, Any]] = {
    "even, at most 10": {"limit": 10},
    "tight, at most 7": {"most": 7, "limit": 7},
    "uneven, 10 to 15": {"uneven": 1.0},
    "uneven, at most 10": {"uneven": 1.0, "limit": 10},
    "at least 6 wished": {"least": 6, "missing": 200.0},
}
seconds = time.process_time


def instance(kind: str, size: tuple[int, int], seed: int) -> Any:
    from link_instances import sub_district

    from linli.solvers.link import Worth

    options = dict(KINDS[kind])
    worth = Worth(missing=options.pop("missing", 0.0))
    return sub_district(*size, seed=seed, worth=worth, **options)


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def watched() -> dict[str, list[float]]:
    """Time the auction and the certificate inside the loop of the solver."""
    from linli.solvers.link import solve

    spent: dict[str, list[float]] = {"auction": [], "certify": []}
    for name in spent:
        kept = getattr(solve, name)

        def timed(*given: Any, kept: Any = kept, name: str = name) -> Any:
            begin = seconds()
            result = kept(*given)
            spent[name].append(seconds() - begin)
            return result

        setattr(solve, name, timed)
    return spent


def ready() -> None:
    """Load or compile everything on something small."""
    from link_instances import sub_district

    from linli.solvers.link import deputies, explain, link

    explain(deputies(link(sub_district(500, 90, seed=1), seed=1), seed=1))


def grown_arcs(kind: str, size: tuple[int, int], seed: int) -> tuple[Any, ...]:
    """The problem with the arcs our loop ended with: what ours and the peers are given."""
    from linli.solvers.link import auction, candidates, ground, solve

    problem = instance(kind, size, seed)
    placed = ground.place(problem)
    nobody = np.full(size[0], -1, np.int32)
    found = solve.answer(problem, placed, candidates.candidates(placed), nobody, 1, 0.0005)
    start, base = auction.places(problem, placed)
    return problem, placed, found.arcs, found.out, start, base


def whole(kind: str, size: tuple[int, int], runs: int, seed: int = 7) -> dict[str, Any]:
    """Everything ours does, by its parts."""
    from linli.solvers.link import candidates, ground, solve

    ready()
    spent = watched()
    problem = instance(kind, size, seed)
    rows = []
    for _ in range(runs):
        for times in spent.values():
            times.clear()
        a = seconds()
        placed = ground.place(problem)
        arcs = candidates.candidates(placed)
        b = seconds()
        found = solve.answer(problem, placed, arcs, np.full(size[0], -1, np.int32), 1, 0.0005)
        answer = solve.linking(problem, placed, found, None)
        c = seconds()
        rows.append((b - a, sum(spent["auction"]), sum(spent["certify"]), c - a))
    proof = answer.certificate
    names = ("candidates", "solve", "certificate", "all")
    return {
        **{name: median(row[i] for row in rows) for i, name in enumerate(names)},
        "rounds": answer.rounds, "arcs": len(found.arcs.to), "uncovered": len(answer.uncovered),
        "gap": proof.gap, "of_walk": (proof.cost - proof.bound) / max(answer.walked, 1),
        "each": proof.metres_each, "walked": answer.walked / size[0], "excess": len(answer.excess),
        "short": len(answer.short), "mb": peak(),
    }  # fmt: skip


def ours(kind: str, size: tuple[int, int], runs: int, seed: int = 7) -> dict[str, Any]:
    """The auction alone on the given arcs, at the step that certifies them within 0.1 %."""
    from linli.solvers.link import solve

    ready()
    problem, placed, arcs, out, start, base = grown_arcs(kind, size, seed)
    nobody = np.full(size[0], -1, np.int32)
    order = solve.bidding_order(size[0], 1)
    always = solve.offset(problem, placed)
    for step in (16, 8, 4, 2, 1):
        times = []
        for _ in range(runs):
            a = seconds()
            chosen, price = solve.auction(
                arcs.start, arcs.to, arcs.cost, out, nobody, start, base, order, step
            )
            times.append(seconds() - a)
        cost = solve.count(arcs, chosen, out, start, base)
        bound = solve.certify(placed, arcs, out, nobody, start, base, price).bound
        gap = (cost - bound) / (cost + always)
        if gap <= 0.001:
            break
    return {"solve": median(times), "cost": cost + always, "gap": gap, "step": step, "mb": peak()}


def ortools(kind: str, size: tuple[int, int], runs: int, seed: int = 7) -> dict[str, Any]:
    from linli.solvers.link import solve

    problem, placed, arcs, out, start, base = grown_arcs(kind, size, seed)
    always = solve.offset(problem, placed)
    from ortools.graph.python import min_cost_flow

    n, m = len(out), len(start) - 1
    row = np.repeat(np.arange(n), np.diff(arcs.start))
    level, count = np.unique(
        np.stack([np.repeat(np.arange(m), np.diff(start)), base.astype(np.int64)], 1),
        axis=0,
        return_counts=True,
    )
    times = []
    for _ in range(runs):
        flow = min_cost_flow.SimpleMinCostFlow()
        one, sink = np.ones(len(row), np.int64), np.full(max(n, len(level)), n + m)
        flow.add_arcs_with_capacity_and_unit_cost(
            row, n + arcs.to.astype(np.int64), one, arcs.cost.astype(np.int64)
        )
        flow.add_arcs_with_capacity_and_unit_cost(n + level[:, 0], sink[: len(level)], count, level[:, 1])
        flow.add_arcs_with_capacity_and_unit_cost(np.arange(n), sink[:n], one[:n], out.astype(np.int64))
        supply = np.zeros(n + m + 1, np.int64)
        supply[:n], supply[n + m] = 1, -n
        flow.set_nodes_supplies(np.arange(n + m + 1), supply)
        a = seconds()
        status = flow.solve()
        times.append(seconds() - a)
        assert status == flow.OPTIMAL
    return {"solve": median(times), "cost": flow.optimal_cost() + always, "gap": 0.0, "mb": peak()}


def highs(kind: str, size: tuple[int, int], runs: int, seed: int = 7) -> dict[str, Any]:
    """The transportation problem as a linear programme, by the HiGHS that scipy brings (dual simplex)."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    from linli.solvers.link import solve

    problem, placed, arcs, out, start, base = grown_arcs(kind, size, seed)
    n, m = len(out), len(start) - 1
    row = np.repeat(np.arange(n), np.diff(arcs.start))
    level, count = np.unique(
        np.stack([np.repeat(np.arange(m), np.diff(start)), base.astype(np.int64)], 1),
        axis=0,
        return_counts=True,
    )
    variables = len(row) + n + len(level)
    arc, stay, take = np.arange(len(row)), len(row) + np.arange(n), len(row) + n + np.arange(len(level))
    left = np.concatenate([row, np.arange(n), n + arcs.to, n + level[:, 0]])
    sign = np.concatenate([np.ones(len(row) + n + len(row)), -np.ones(len(level))])
    table = csr_array((sign, (left, np.concatenate([arc, stay, arc, take]))), shape=(n + m, variables))
    times = []
    for _ in range(runs):
        a = seconds()
        answer = linprog(
            np.concatenate([arcs.cost, out, level[:, 1]]).astype(float),
            A_eq=table, b_eq=np.concatenate([np.ones(n), np.zeros(m)]),
            bounds=np.stack([np.zeros(variables), np.concatenate([np.ones(len(row) + n), count])], 1),
            method="highs-ds",
        )  # fmt: skip
        times.append(seconds() - a)
    return {
        "solve": median(times), "cost": answer.fun + solve.offset(problem, placed), "gap": 0.0, "mb": peak()
    }  # fmt: skip


def matching(kind: str, size: tuple[int, int], runs: int, seed: int = 7) -> dict[str, Any]:
    """scipy's sparse matching, every place a column and staying out a column of one's own."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    from linli.solvers.link import solve

    problem, placed, arcs, out, start, base = grown_arcs(kind, size, seed)
    n = len(out)
    width = np.diff(start)[arcs.to]
    row = np.repeat(np.repeat(np.arange(n), np.diff(arcs.start)), width)
    place = (
        np.repeat(start[arcs.to], width) + np.arange(width.sum()) - np.repeat(np.cumsum(width) - width, width)
    )
    lift = 1 + int(max(0, -base.min()))
    weight = np.repeat(arcs.cost, width).astype(np.int64) + base[place] + lift
    table = csr_array(
        (np.concatenate([weight, out.astype(np.int64) + lift]),
         (np.concatenate([row, np.arange(n)]), np.concatenate([place, len(base) + np.arange(n)]))),
        shape=(n, len(base) + n),
    )  # fmt: skip
    a = seconds()
    rows, columns = min_weight_full_bipartite_matching(table)
    took = seconds() - a
    cost = int(table[rows, columns].sum()) - lift * n + solve.offset(problem, placed)
    return {"solve": took, "cost": cost, "gap": 0.0, "mb": peak()}


def greedy(kind: str, size: tuple[int, int], runs: int, seed: int = 7) -> dict[str, Any]:
    """The shortest arc first: what a desk does by hand."""
    from linli.solvers.link import solve
    from linli.solvers.link.auction import NOBODY

    problem, placed, arcs, out, start, base = grown_arcs(kind, size, seed)
    a = seconds()
    row = np.repeat(np.arange(len(out), dtype=np.int32), np.diff(arcs.start))
    chosen, room = np.full(len(out), NOBODY, np.int32), problem.members.most[placed.member].tolist()
    order = np.argsort(arcs.cost, kind="stable")
    for h, j in zip(row[order].tolist(), arcs.to[order].tolist(), strict=True):
        if chosen[h] < 0 and room[j]:
            chosen[h] = j
            room[j] -= 1
    took = seconds() - a
    cost = solve.count(arcs, chosen, out, start, base) + solve.offset(problem, placed)
    return {"solve": took, "cost": cost, "gap": 0.0, "uncovered": int((chosen < 0).sum()), "mb": peak()}


def again(size: tuple[int, int], runs: int) -> dict[str, Any]:
    """Deputies beside the first solve, and the curve after a change."""
    from linli.solvers.link import Pairs, deputies, explain, link, relink

    ready()
    problem = instance("uneven, 10 to 15" if size == DISTRICT else "even, at most 10", size, 7)
    first, second, told = [], [], []
    for _ in range(runs):
        a = seconds()
        answer = link(problem, seed=1)
        b = seconds()
        other = deputies(answer, seed=1)
        c = seconds()
        first.append(b - a)
        second.append(c - b)
    assert (answer.member != other.member).all()
    result: dict[str, Any] = {
        "first": median(first), "deputies": median(second), "gap": answer.certificate.gap,
        "deputy_gap": other.certificate.gap, "walked": answer.walked / size[0],
        "deputy_walked": other.walked / size[0],
    }  # fmt: skip
    if size == DISTRICT:
        a = seconds()
        reasons = explain(answer)
        told.append(seconds() - a)
        result["explain"], result["reason"] = told[0], [str(reason) for reason in reasons[:3]]
        rng = np.random.default_rng(7)
        m = problem.members
        exempt = ["old" if gone else "" for gone in rng.random(len(m)) < 0.03]
        rows = np.flatnonzero((rng.random(size[0]) > 0.02) & (answer.member >= 0)).astype(np.int32)
        changed = replace(
            problem, members=replace(m, exempt=exempt), kept=Pairs(rows, answer.member[rows].astype(np.int32))
        )
        a = seconds()
        curve = relink(changed, seed=1)
        result["relink"] = seconds() - a
        result["curve"] = [
            (p.price, p.forced, p.moved, p.metres, p.linking.certificate.gap) for p in curve.points
        ]
    return result


if __name__ == "__main__":
    given = [tuple(value) if isinstance(value, list) else value for value in json.loads(sys.argv[2])]
    print(json.dumps(globals()[sys.argv[1]](*given)))
