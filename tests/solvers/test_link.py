"""What a linking promises, judged by an exact solver on small cases."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings

from linli.solvers.link import (
    Household,
    Linking,
    Member,
    Problem,
    Worth,
    deputies,
    explain,
    link,
    problem,
    relink,
)
from tests.solvers.linking import costs, exact, neighbourhoods, recount, without_kept

often = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
less_often = settings(often, max_examples=25)
TARGET = 0.001


def judge(answer: Linking, best: float) -> None:
    """Every household once, nobody over the limit, the certificate true, and the answer nearly the best."""
    asked, certificate = answer.problem, answer.certificate
    cost, _ = costs(asked)
    linked = np.flatnonzero(answer.member >= 0)
    assert (cost[linked, answer.member[linked]] < 10**12).all()
    named = {row.household for row in answer.uncovered}
    assert named == {asked.households.key[i] for i in np.flatnonzero(answer.member < 0)}
    assert certificate.cost == recount(answer)
    assert certificate.bound <= best + 1e-6
    assert best <= certificate.cost + 1e-6
    assert certificate.cost - best <= max(TARGET * certificate.cost, 0.1 * len(asked.households)) + 1e-6


@often
@given(neighbourhoods())
def test_every_household_is_linked_once_and_almost_nothing_better_exists(asked: Problem) -> None:
    judge(link(asked, seed=7), exact(asked))


@less_often
@given(neighbourhoods(walks=True))
def test_walking_along_streets_is_judged_alike(asked: Problem) -> None:
    judge(link(asked, seed=7), exact(asked))


@less_often
@given(neighbourhoods())
def test_a_deputy_is_somebody_else_and_as_well_chosen(asked: Problem) -> None:
    first = link(asked, seed=7)
    second = deputies(first, seed=7)
    linked = first.member >= 0
    assert (second.member[linked] != first.member[linked]).all()
    judge(second, exact(without_kept(asked), without=first.member))


@less_often
@given(neighbourhoods())
def test_the_same_seed_gives_the_same_answer(asked: Problem) -> None:
    one, two = link(asked, seed=3), link(asked, seed=3)
    assert (one.member == two.member).all()
    assert one.certificate == two.certificate


@less_often
@given(neighbourhoods())
def test_moving_more_never_costs_more(asked: Problem) -> None:
    curve = relink(asked, seed=7, prices=(0, 50, 500)).points
    assert [point.moved for point in curve] == sorted(point.moved for point in curve)
    assert [point.metres for point in curve] == sorted((point.metres for point in curve), reverse=True)
    for point in curve:
        assert len(point.linking.moved) == point.moved


@less_often
@given(neighbourhoods())
def test_a_reason_names_the_member_and_a_next_best_who_is_another(asked: Problem) -> None:
    answer = link(asked, seed=7)
    cost, _ = costs(asked)
    for i, reason in enumerate(explain(answer)):
        j = int(answer.member[i])
        if j < 0:
            assert reason is None
            continue
        assert reason is not None
        assert (reason.household, reason.member) == (asked.households.key[i], asked.members.key[j])
        others = np.delete(cost[i], j)
        others = others[others < 10**12]
        if reason.next_best is None:
            assert not len(others)
        else:
            assert reason.next_best != reason.member
            assert round(reason.farther * 10) == others.min() - cost[i, j]


def test_a_link_explains_itself() -> None:
    answer = link(
        problem(
            [Household("101", 0, 0, "1", "a", ("nurse",))],
            [Member("李", 30, 0, "1", "a", ("nurse",)), Member("王", 0, 130, "2", "a", ("nurse",))],
        ),
        seed=7,
    )
    assert (
        str(explain(answer)[0]) == "101 → 李: same entrance, nurse, 30 m; the next best, 王, is 120 m farther"
    )


def test_a_better_member_who_is_full_is_named() -> None:
    households = [Household(f"h{i}", float(i), 0) for i in range(3)]
    members = [Member("near", 0, 0, most=2, limit=2), Member("far", 500, 0)]
    reasons = explain(link(problem(households, members), seed=7))
    told = [reason for reason in reasons if reason and reason.member == "far"]
    assert len(told) == 1
    assert (told[0].next_best, told[0].farther < 0) == ("near", True)
    assert "has others to look after" in str(told[0])


def test_candidates_grow_until_a_crowd_is_covered() -> None:
    """Sixty members at one point are the nearest of all; the others can only be found by growing."""
    households = [Household(f"h{i}", 0, 0) for i in range(200)]
    members = [Member(f"n{j}", 1, 0, most=1, limit=1) for j in range(60)]
    members += [Member(f"f{j}", 5_000, 0, most=10, limit=10) for j in range(20)]
    answer = link(problem(households, members), seed=7)
    assert not answer.uncovered
    assert answer.rounds > 1
    assert answer.certificate.gap <= TARGET


def test_who_takes_more_than_wished_and_who_takes_fewer_is_shown() -> None:
    households = [Household(f"h{i}", 0, 0) for i in range(12)]
    members = [Member("near", 0, 0, most=10, limit=15), Member("far", 9_000, 0, least=6)]
    answer = link(problem(households, members), seed=7)
    assert [(load.member, load.by) for load in answer.excess] == [("near", 2)]
    assert [(load.member, load.by) for load in answer.short] == [("far", 6)]
    pushed = link(problem(households, members, worth=Worth(missing=10_000)), seed=7)
    assert not pushed.short
