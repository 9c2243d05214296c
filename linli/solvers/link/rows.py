"""From rows with names to columns; what cannot be worked on is refused by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields

import numpy as np

from linli.solvers.link.geometry import refuse_mixed_datums
from linli.solvers.link.model import (
    Floats,
    Geometry,
    Household,
    Households,
    Ints,
    Longs,
    Masks,
    Member,
    Members,
    Pairs,
    Problem,
    Walks,
    Worth,
)
from linli.solvers.refused import Refused

PLAIN = Worth()
KINDS = 63
"""So many kinds of need fit into a mask."""


def problem(
    households: Sequence[Household],
    members: Sequence[Member],
    *,
    ties: Iterable[tuple[str, str]] = (),
    kept: Iterable[tuple[str, str]] = (),
    excluded: Iterable[tuple[str, str]] = (),
    worth: Worth = PLAIN,
    geometry: Geometry = "metres",
    walks: Walks | None = None,
) -> Problem:
    """Describe a linking by rows; `ties`, `kept` and `excluded` are pairs of keys (household, member)."""
    refuse_twice("household_twice", [h.key for h in households])
    refuse_twice("member_twice", [m.key for m in members])
    refuse_rows("household_without_place", [h.key for h in households if h.x is None or h.y is None])
    refuse_rows("member_without_home", [m.key for m in members if m.x is None or m.y is None])
    kinds = tuple(
        sorted({kind for row in households for kind in row.needs} | {k for m in members for k in m.strengths})
    )
    if len(kinds) > KINDS:
        raise Refused("too_many_kinds", kinds=len(kinds), at_most=KINDS)
    buildings = _numbers([*(h.building for h in households), *(m.building for m in members)])
    entrances = _numbers([*map(_entrance, households), *map(_entrance, members)])
    row = {h.key: i for i, h in enumerate(households)}
    column = {m.key: j for j, m in enumerate(members)}
    n = len(households)
    described = Problem(
        Households(
            [h.key for h in households],
            _floats([h.x for h in households]), _floats([h.y for h in households]),
            buildings[:n], entrances[:n], _masks([h.needs for h in households], kinds),
        ),
        Members(
            [m.key for m in members], _floats([m.x for m in members]), _floats([m.y for m in members]),
            buildings[n:], entrances[n:], _masks([m.strengths for m in members], kinds),
            _ints([m.least for m in members]), _ints([m.most for m in members]),
            _ints([m.most + m.most // 2 if m.limit is None else m.limit for m in members]),
            [_exemption(m, worth) for m in members],
        ),
        _pairs("tie", ties, row, column),
        _pairs("kept", kept, row, column),
        _pairs("excluded", excluded, row, column),
        worth, geometry, walks, kinds,
    )  # fmt: skip
    check(described)
    return described


def check(problem: Problem) -> None:
    """Refuse what no linking can be made of. What can be linked but for some households is answered, not
    refused."""
    h, m, worth = problem.households, problem.members, problem.worth
    refuse_rows("household_at_no_number", at(h.key, np.flatnonzero(~np.isfinite(h.x + h.y))))
    refuse_rows("member_at_no_number", at(m.key, np.flatnonzero(~np.isfinite(m.x + m.y))))
    bad = [f.name for f in fields(worth) if not getattr(worth, f.name) >= 0]
    bad += [f.name for f in fields(worth) if f.name != "reach" and not getattr(worth, f.name) <= 100_000]
    refuse_rows("worth_out_of_range", bad)
    band = (m.least < 0) | (m.most < m.least) | (m.limit < m.most) | (m.limit > 10_000)
    refuse_rows("band_upside_down", at(m.key, np.flatnonzero(band)))
    if problem.geometry == "lonlat":
        for code, rows in (("household_off_the_earth", h), ("member_off_the_earth", m)):
            off = (np.abs(rows.x) > 180) | (np.abs(rows.y) > 85)
            refuse_rows(code, at(rows.key, np.flatnonzero(off)))
    if max(_span(h.x, m.x), _span(h.y, m.y)) > (10 if problem.geometry == "lonlat" else 1_000_000):
        raise Refused("too_wide", kilometres=1000)
    for code, pairs in (("tie", problem.ties), ("kept", problem.kept), ("excluded", problem.excluded)):
        outside = (
            (pairs.household < 0)
            | (pairs.household >= len(h))
            | (pairs.member < 0)
            | (pairs.member >= len(m))
        )
        if outside.any():
            raise Refused(f"{code}_of_unknown_row", rows=int(outside.sum()))
    twice = np.flatnonzero(np.bincount(problem.kept.household, minlength=1) > 1)
    refuse_rows("kept_twice", at(h.key, twice))
    if problem.walks is not None:
        _check_walks(problem.walks)
    refuse_mixed_datums(problem)

    able = np.fromiter((not reason for reason in m.exempt), bool, len(m))
    room = int(m.limit[able].sum())
    if room < len(h):
        raise Refused("capacity_below_need", by=len(h) - room, households=len(h), room=room)
    by_household = np.unique(problem.excluded.household.astype(np.int64) * len(m) + problem.excluded.member)
    by_household = by_household[able[by_household % max(len(m), 1)]] // max(len(m), 1)
    from_all = np.flatnonzero(np.bincount(by_household, minlength=1) == max(int(able.sum()), 1))
    refuse_rows("excluded_from_everybody", at(h.key, from_all if len(by_household) else from_all[:0]))


def at(keys: Sequence[str], rows: Longs) -> list[str]:
    return [str(keys[row]) for row in rows.tolist()]


def refuse_rows(code: str, keys: Sequence[str]) -> None:
    if keys:
        raise Refused(code, where=tuple(str(key) for key in keys))


def refuse_twice(code: str, keys: Sequence[str]) -> None:
    refuse_rows(code, [key for key, count in Counter(keys).items() if count > 1])


def _check_walks(walks: Walks) -> None:
    nodes = len(walks.x)
    if not nodes or not (np.isfinite(walks.x).all() and np.isfinite(walks.y).all()):
        raise Refused("walk_node_at_no_number")
    ends = np.concatenate([walks.a, walks.b])
    if len(ends) and (ends.min() < 0 or ends.max() >= nodes):
        raise Refused("walk_to_unknown_node")
    if not (np.isfinite(walks.metres) & (walks.metres >= 0)).all():
        raise Refused("walk_of_no_length")


def _span(a: Floats, b: Floats) -> float:
    return float(
        max(a.max(initial=-np.inf), b.max(initial=-np.inf))
        - min(a.min(initial=np.inf), b.min(initial=np.inf))
    )


def _exemption(member: Member, worth: Worth) -> str:
    if member.willing:
        return ""
    return member.exempt or ("old" if member.age is not None and member.age >= worth.oldest else "")


def _entrance(row: Household | Member) -> str | None:
    """An entrance is one of a building: 'unit 1' of two buildings are two."""
    return None if row.entrance is None else f"{row.building or ''}\n{row.entrance}"


def _numbers(names: list[str | None]) -> Ints:
    known = {name: i for i, name in enumerate(dict.fromkeys(name for name in names if name is not None))}
    return _ints([-1 if name is None else known[name] for name in names])


def _masks(rows: list[tuple[str, ...]], kinds: tuple[str, ...]) -> Masks:
    bit = {kind: 1 << i for i, kind in enumerate(kinds)}
    return np.array([sum(bit[kind] for kind in set(row)) for row in rows], np.uint64)


def _ints(values: list[int]) -> Ints:
    return np.array(values, np.int32)


def _floats(values: list[float | None]) -> Floats:
    return np.array(values, np.float64)


def _pairs(code: str, pairs: Iterable[tuple[str, str]], row: dict[str, int], column: dict[str, int]) -> Pairs:
    pairs = list(pairs)
    refuse_rows(f"{code}_of_unknown_household", [h for h, _ in pairs if h not in row])
    refuse_rows(f"{code}_of_unknown_member", [m for _, m in pairs if m not in column])
    return Pairs(_ints([row[h] for h, _ in pairs]), _ints([column[m] for _, m in pairs]))
