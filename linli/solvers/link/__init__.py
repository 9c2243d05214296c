"""Link every household to one member who knows the door (联户), near, known and within strength.

    from linli.solvers.link import Household, Member, link, problem

    asked = problem(
        [Household("101", 0.0, 0.0, building="1", entrance="1", needs=("nurse",))],
        [Member("Li", 3.0, 1.0, building="1", entrance="1", strengths=("nurse",))],
    )
    answer = link(asked, seed=7)
    print(answer.certificate)
    print(explain(answer)[0])           # 101 → Li: same building, same entrance, nurse, 3 m

Importing this costs little: the compiler is loaded when the first problem is solved.
"""

from __future__ import annotations

from linli.solvers.link.model import (
    Certificate,
    Household,
    Households,
    Linking,
    Load,
    Member,
    Members,
    Pairs,
    Point,
    Problem,
    Reason,
    Relinking,
    Uncovered,
    Walks,
    Worth,
)
from linli.solvers.link.rows import check, problem
from linli.solvers.refused import Refused

__all__ = [
    "Certificate", "Household", "Households", "Linking", "Load", "Member", "Members", "Pairs", "Point",
    "Problem", "Reason", "Refused", "Relinking", "Uncovered", "Walks", "Worth",
    "check", "companions", "deputies", "explain", "link", "problem", "relink",
]  # fmt: skip


def link(problem: Problem, *, seed: int, target: float = 0.0005) -> Linking:
    """Link every household to one member; stop when certified within `target` of the best possible."""
    from linli.solvers.link.solve import solve

    check(problem)
    return solve(problem, seed=seed, target=target)


def deputies(linking: Linking, *, seed: int, kept: Pairs | None = None, target: float = 0.0005) -> Linking:
    """For each household another member than its first, near as well; each takes as many as a first one.

    `kept` are the deputies that exist.
    """
    from linli.solvers.link.again import deputies as solve

    return solve(linking, seed=seed, kept=kept, target=target)


def relink(
    problem: Problem,
    *,
    seed: int,
    prices: tuple[float, ...] = (0, 25, 50, 100, 200, 400, 1_000),
    target: float = 0.0005,
) -> Relinking:
    """After a change (`problem.kept` are the links that exist): what moving more or fewer households would
    cost."""
    from linli.solvers.link.again import relink as solve

    check(problem)
    return solve(problem, seed=seed, prices=prices, target=target)


def companions(
    problem: Problem, *, seed: int, least: int = 2, most: int = 3, target: float = 0.0005
) -> Linking:
    """Old and ill members (not those away) each linked to a member: two or three each, so far as there are
    that many.

    The households of the answer are these members.
    """
    from linli.solvers.link.again import companions as solve

    return solve(problem, seed=seed, least=least, most=most, target=target)


def explain(linking: Linking) -> tuple[Reason | None, ...]:
    """Why each household was linked so, in the order of the problem; None where it is uncovered."""
    from linli.solvers.link.reasons import explain as words

    return words(linking)
