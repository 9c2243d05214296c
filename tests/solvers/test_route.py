"""What a week of visits promises, with the library and without it."""

from __future__ import annotations

import importlib.util
from itertools import permutations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.solvers.route import Refused, Stop, Visits, Walker, Week, Window, route

often = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
ENGINES = ["plain", "vroom"] if importlib.util.find_spec("vroom") else ["plain"]
MORNING = Window(0, 480, 720)
LI = Walker("li", 0, 0, (MORNING,))


@st.composite
def weeks(draw: st.DrawFn) -> Visits:
    place = st.integers(-900, 900).map(float)

    def window() -> Window:
        start = draw(st.integers(480, 700))
        return Window(draw(st.integers(0, 2)), start, start + draw(st.integers(10, 300)))

    stops = tuple(
        Stop(
            f"s{i}", draw(place), draw(place), draw(st.integers(0, 40)),
            tuple(window() for _ in range(draw(st.integers(0, 2)))), draw(st.integers(0, 3)),
            draw(st.sampled_from([(), (), ("nurse",)])), draw(st.sampled_from([None, None, "w0"])),
        )
        for i in range(draw(st.integers(0, 12)))
    )  # fmt: skip
    walkers = tuple(
        Walker(
            f"w{j}", draw(place), draw(place),
            tuple(Window(day, 480, draw(st.integers(540, 780))) for day in range(draw(st.integers(0, 3)))),
            draw(st.sampled_from([(), ("nurse",)])),
        )
        for j in range(draw(st.integers(1, 2)))
    )  # fmt: skip
    return Visits(stops, walkers)


def judge(visits: Visits, answer: Week) -> None:
    """Every stop once or named with a reason, every promise of time kept."""
    stops, walkers = {s.key: s for s in visits.stops}, {w.key: w for w in visits.walkers}
    told = [call.stop for one in answer.rounds for call in one.calls] + [left.stop for left in answer.left]
    assert sorted(told) == sorted(stops)
    for one in answer.rounds:
        walker = walkers[one.walker]
        shift = next(shift for shift in walker.shifts if shift.day == one.day)
        now, x, y, walked = shift.start, walker.x, walker.y, 0.0
        for call in one.calls:
            stop = stops[call.stop]
            step = np.hypot(stop.x - x, stop.y - y) * visits.detour / visits.metres_per_minute
            walked += step
            assert call.arrives >= now + step - 1.1
            assert call.arrives <= call.begins
            assert call.begins + stop.minutes <= call.leaves + 1
            assert not stop.windows or any(
                w.day == one.day and w.start <= call.begins and call.leaves <= w.end for w in stop.windows
            )
            assert set(stop.needs) <= set(walker.strengths)
            assert stop.worker in (None, walker.key)
            now, x, y = call.leaves, stop.x, stop.y
        assert one.ends <= shift.end
        walked += np.hypot(walker.x - x, walker.y - y) * visits.detour / visits.metres_per_minute
        assert one.walking == pytest.approx(walked, abs=0.1 + 0.02 * len(one.calls))


@pytest.mark.parametrize("engine", ENGINES)
@often
@given(visits=weeks())
def test_every_stop_is_visited_in_time_or_named(engine: str, visits: Visits) -> None:
    answer = route(visits, seed=7, engine=engine)  # type: ignore[arg-type]
    judge(visits, answer)
    assert answer == route(visits, seed=7, engine=engine)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_small_round_is_the_shortest(engine: str) -> None:
    rng = np.random.default_rng(7)
    for _ in range(8):
        places = rng.uniform(-400, 400, (6, 2))
        stops = tuple(Stop(str(i), x, y, 5) for i, (x, y) in enumerate(places))
        answer = route(Visits(stops, (LI,)), seed=7, engine=engine)  # type: ignore[arg-type]
        best = min(
            sum(np.hypot(*np.diff(np.vstack([[0, 0], places[list(p)], [0, 0]]), axis=0).T))
            for p in permutations(range(6))
        )
        assert answer.rounds[0].walking == pytest.approx(best * 1.3 / 72, rel=0.01)


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_left_says_why(engine: str) -> None:
    stops = (
        Stop("nurse", 10, 0, 10, needs=("nurse",)),
        Stop("closed", 10, 0, 10, windows=(Window(1, 480, 720),)),
        Stop("short", 10, 0, 30, windows=(Window(0, 500, 520),)),
        Stop("far", 20_000, 0, 10),
        *(Stop(f"long{i}", 100.0 * i, 50, 100) for i in range(3)),
    )
    answer = route(Visits(stops, (LI,)), seed=7, engine=engine)  # type: ignore[arg-type]
    left = {row.stop: row for row in answer.left}
    assert {key: row.code for key, row in left.items() if not key.startswith("long")} == {
        "nurse": "nobody", "closed": "closed", "short": "closed", "far": "too_far",
    }  # fmt: skip
    [full] = [row for key, row in left.items() if key.startswith("long")]
    assert (full.code, full.rounds, full.takes) == ("full", (("li", 0),), 100)
    assert full.spare < 100


@pytest.mark.parametrize("engine", ENGINES)
def test_the_urgent_come_first(engine: str) -> None:
    stops = (*(Stop(f"s{i}", 10, 10.0 * i, 100) for i in range(3)), Stop("urgent", 900, 900, 100, urgency=50))
    answer = route(Visits(stops, (LI,)), seed=7, engine=engine)  # type: ignore[arg-type]
    assert "urgent" in {call.stop for call in answer.rounds[0].calls}


def test_a_week_is_divided_into_neighbourhoods() -> None:
    """Two hamlets and two days: nobody walks between them."""
    stops = tuple(Stop(f"{side}{i}", side * 1_500.0 + i * 20, 0, 25) for side in (-1, 1) for i in range(6))
    walker = Walker("li", 0, 0, (MORNING, Window(1, 480, 720)))
    answer = route(Visits(stops, (walker,)), seed=7)
    assert not answer.left
    assert sorted(len({call.stop[0] == "-" for call in one.calls}) for one in answer.rounds) == [1, 1]


@pytest.mark.parametrize(
    ("visits", "code"),
    [
        (Visits((Stop("a", 0, 0, 5), Stop("a", 0, 0, 5)), (LI,)), "stop_twice"),
        (Visits((Stop("a", float("nan"), 0, 5),), (LI,)), "stop_at_no_number"),
        (Visits((Stop("a", 0, 0, -5),), (LI,)), "visit_of_no_length"),
        (Visits((Stop("a", 0, 0, 5, (Window(0, 600, 500),)),), (LI,)), "window_upside_down"),
        (Visits((Stop("a", 0, 0, 5, worker="wu"),), (LI,)), "stop_of_unknown_walker"),
        (Visits((), (Walker("li", 0, 0, (MORNING, MORNING)),)), "two_shifts_in_one_day"),
        (Visits((), (LI,), metres=np.zeros((2, 2))), "distances_of_other_places"),
        (Visits((), (LI,), metres_per_minute=0), "speed_out_of_range"),
    ],
)
def test_bad_weeks_are_refused_by_name(visits: Visits, code: str) -> None:
    with pytest.raises(Refused) as caught:
        route(visits, seed=7)
    assert caught.value.code == code


def test_an_empty_week_is_an_answer() -> None:
    assert route(Visits((), (LI,)), seed=7).rounds == ()
    assert [left.code for left in route(Visits((Stop("a", 0, 0, 5),), ()), seed=7).left] == ["nobody"]
