"""Plain places to divide: a lattice of buildings, and how to judge an answer without the solver."""

from __future__ import annotations

from collections.abc import Sequence

from linli.solvers.divide import Building, Community, Neighbourhood

CODE = "370102001001"


def lattice(sizes: Sequence[Sequence[int]], step: float = 50.0) -> Neighbourhood:
    """Buildings in rows from the north; neighbours share a side."""
    buildings, pairs = [], []
    for r, row in enumerate(sizes):
        for c, homes in enumerate(row):
            buildings.append(Building(f"{r}-{c}", c * step, -r * step, homes, community=CODE))
            if c:
                pairs.append((f"{r}-{c - 1}", f"{r}-{c}"))
            if r:
                pairs.append((f"{r - 1}-{c}", f"{r}-{c}"))
    return Neighbourhood(tuple(buildings), (), (Community(CODE),), tuple(pairs), datum="metres")


def connected(ids: Sequence[str], pairs: Sequence[tuple[str, str]]) -> bool:
    left, todo = set(ids), [ids[0]]
    left.discard(ids[0])
    while todo:
        one = todo.pop()
        for a, b in pairs:
            for here, there in ((a, b), (b, a)):
                if here == one and there in left:
                    left.discard(there)
                    todo.append(there)
    return not left
