"""Order a day of visits, or divide a week of them over walkers and days (走访路线).

    from linli.solvers.route import Stop, Visits, Walker, Window, route

    monday = Window(0, 8 * 60, 12 * 60)
    asked = Visits(
        stops=(Stop("101", 200, 0, 12), Stop("202", 0, 300, 12, windows=(Window(0, 600, 660),))),
        walkers=(Walker("Li", 0, 0, shifts=(monday,)),),
    )
    answer = route(asked, seed=7)
    answer.rounds[0].calls, answer.left

VROOM orders the rounds where pyvroom is installed, and takes weeks of up to 150 visits whole; larger ones
are divided first, and without it everything is done plainly. The reason for every visit that found no place
is ours. Nothing here proves that no better week exists.
"""

from __future__ import annotations

from linli.solvers.refused import Refused
from linli.solvers.route.check import check
from linli.solvers.route.model import Call, Engine, Left, Round, Stop, Visits, Walker, Week, Window
from linli.solvers.route.rounds import engine as available

__all__ = [
    "Call", "Engine", "Left", "Refused", "Round", "Stop", "Visits", "Walker", "Week", "Window", "check",
    "route",
]  # fmt: skip


def route(visits: Visits, *, seed: int, engine: Engine | None = None) -> Week:
    """Divide and order the visits. `engine` says who orders; by default the library where it is installed."""
    from linli.solvers.route.week import week

    check(visits)
    return week(visits, seed=seed, engine=engine or available())
