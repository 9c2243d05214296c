"""Bad input is refused by name; what cannot be covered is named with its reason."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from linli.solvers import compiled
from linli.solvers.link import (
    Household,
    Linking,
    Member,
    Refused,
    Walks,
    Worth,
    companions,
    link,
    problem,
    relink,
)

HERE = Household("h", 0, 0)
LI = Member("li", 10, 0)


def refusal(*args: object, **options: object) -> Refused:
    with pytest.raises(Refused) as caught:
        problem(*args, **options)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    ("households", "members", "options", "code", "where"),
    [
        ([HERE, HERE], [LI], {}, "household_twice", ("h",)),
        ([HERE], [LI, LI], {}, "member_twice", ("li",)),
        ([Household("h", None, 0)], [LI], {}, "household_without_place", ("h",)),
        ([HERE], [Member("li", None, None)], {}, "member_without_home", ("li",)),
        ([Household("h", math.nan, 0)], [LI], {}, "household_at_no_number", ("h",)),
        ([HERE], [Member("li", math.inf, 0)], {}, "member_at_no_number", ("li",)),
        ([HERE], [LI], {"excluded": [("h", "li")]}, "excluded_from_everybody", ("h",)),
        ([HERE], [LI], {"ties": [("g", "li")]}, "tie_of_unknown_household", ("g",)),
        ([HERE], [LI], {"kept": [("h", "wu")]}, "kept_of_unknown_member", ("wu",)),
        ([HERE], [LI, Member("wu", 0, 0)], {"kept": [("h", "li"), ("h", "wu")]}, "kept_twice", ("h",)),
        ([HERE], [Member("li", 0, 0, least=3, most=2)], {}, "band_upside_down", ("li",)),
        ([HERE], [LI], {"worth": Worth(tie=-1)}, "worth_out_of_range", ("tie",)),
        ([HERE], [LI], {"worth": Worth(reach=math.nan)}, "worth_out_of_range", ("reach",)),
        ([HERE], [Member("li", 9e6, 0)], {}, "too_wide", ()),
        (
            [Household("h", 200, 30)],
            [Member("li", 200, 30)],
            {"geometry": "lonlat"},
            "household_off_the_earth",
            ("h",),
        ),
    ],
)
def test_what_cannot_be_worked_on_is_refused_by_name(
    households: list[Household],
    members: list[Member],
    options: dict[str, object],
    code: str,
    where: tuple[str, ...],
) -> None:
    refused = refusal(households, members, **options)
    assert (refused.code, refused.where) == (code, where)


def test_a_capacity_below_the_need_says_by_how_many() -> None:
    refused = refusal([Household(f"h{i}", 0, 0) for i in range(20)], [Member("li", 0, 0, most=10, limit=12)])
    assert (refused.code, refused.numbers["by"]) == ("capacity_below_need", 8)


def test_members_over_seventy_ill_or_away_link_nobody_unless_they_want_to() -> None:
    members = [
        Member("old", 0, 0, age=70),
        Member("ill", 0, 0, exempt="ill"),
        Member("away", 0, 0, exempt="away"),
        Member("willing", 50, 0, age=80, willing=True),
        Member("young", 90, 0, age=69),
    ]
    answer = link(problem([HERE], members), seed=7)
    assert members[answer.member[0]].key == "willing"
    assert refusal([HERE], members[:3]).code == "capacity_below_need"


def test_old_and_ill_members_are_looked_after_themselves() -> None:
    members = [Member(f"old{i}", float(i), 0, age=75) for i in range(5)]
    members += [Member("ill", 5, 0, exempt="ill"), Member("away", 6, 0, exempt="away")]
    members += [Member("a", 0, 5), Member("b", 6, 5)]
    answer = companions(problem([HERE], members), seed=7)
    assert list(answer.problem.households.key) == [f"old{i}" for i in range(5)] + ["ill"]
    assert sorted(np.bincount(answer.member, minlength=9)[-2:]) == [3, 3]


def uncovered(answer: Linking) -> dict[str, str]:
    return {row.household: row.code for row in answer.uncovered}


def test_a_household_beyond_reach_is_named_with_its_distance() -> None:
    answer = link(problem([HERE, Household("hamlet", 3_000, 0)], [LI], worth=Worth(reach=1_000)), seed=7)
    assert uncovered(answer) == {"hamlet": "out_of_reach"}
    assert answer.uncovered[0].metres == pytest.approx(2_990)


def test_an_isolated_hamlet_is_linked_where_nobody_forbids_it() -> None:
    answer = link(problem([HERE, Household("hamlet", 30_000, 0)], [LI], worth=Worth(uncovered=500)), seed=7)
    assert not answer.uncovered


def test_a_household_excluded_from_all_within_reach_is_named() -> None:
    members = [LI, Member("far", 9_000, 0)]
    answer = link(problem([HERE], members, excluded=[("h", "li")], worth=Worth(reach=1_000)), seed=7)
    assert uncovered(answer) == {"h": "excluded"}


def test_a_pocket_with_too_few_places_is_proved() -> None:
    """Seven households can only be reached by two members who take two each: three are short."""
    households = [Household(f"p{i}", 0, 0) for i in range(7)] + [Household("q", 5_000, 0)]
    members = [Member(f"m{j}", 10, 0, most=2, limit=2) for j in range(2)] + [Member("far", 5_000, 0)]
    answer = link(problem(households, members, worth=Worth(reach=1_000)), seed=7)
    assert set(uncovered(answer).values()) == {"full"}
    reason = answer.uncovered[0]
    assert (reason.households, reason.room, reason.short, reason.members) == (7, 4, 3, ("m0", "m1"))
    assert len(answer.uncovered) == 3


def test_going_farther_than_allowed_is_said() -> None:
    households = [Household(f"p{i}", 0, 0) for i in range(3)]
    members = [Member("near", 0, 0, most=2, limit=2), Member("far", 9_000, 0)]
    answer = link(problem(households, members, worth=Worth(uncovered=1_000)), seed=7)
    assert set(uncovered(answer).values()) <= {"too_far", "full"}
    assert len(answer.uncovered) == 1


def test_existing_links_are_kept_and_given_up_only_for_their_price() -> None:
    households = [Household(f"h{i}", float(i), 0) for i in range(6)]
    members = [Member("near", 0, 0), Member("now", 60, 0), Member("gone", 1, 0, exempt="away")]
    asked = problem(households, members, kept=[(h.key, "now") for h in households[:5]] + [("h5", "gone")])
    curve = relink(asked, seed=7, prices=(0, 1_000)).points
    assert [(point.moved, point.forced) for point in curve] == [(1, 1), (6, 1)]
    assert curve[0].metres > curve[1].metres


def test_two_datums_in_one_file_are_found_by_their_shift() -> None:
    places = [(117.0 + i * 0.001, 36.65 + i * 0.0007) for i in range(30)]
    households = [Household(f"h{i}", x, y, f"b{i}") for i, (x, y) in enumerate(places)]
    gcj = [(x + 0.00613, y + 0.00047) for x, y in places]  # near Jinan the shift is about 550 m to the east
    members = [Member(f"m{i}", x, y, f"b{i}") for i, (x, y) in enumerate(places[:20])]
    problem(households, members, geometry="lonlat")
    from linli.solvers.link.geometry import METRES_PER_DEGREE, shift

    east, north = shift(np.array([p[0] for p in places]), np.array([p[1] for p in places]))
    gcj = [
        (x + east[i] / METRES_PER_DEGREE / math.cos(math.radians(y)), y + north[i] / METRES_PER_DEGREE)
        for i, (x, y) in enumerate(places)
    ]
    assert 300 < math.hypot(east[0], north[0]) < 900
    shifted = [Member(f"m{i}", x, y, f"b{i}") for i, (x, y) in enumerate(gcj[:20])]
    assert refusal(households, [*members[:19], shifted[19]], geometry="lonlat").where == ("m19",)
    nameless = [Member(m.key, m.x, m.y) for m in shifted]
    homes = [Household(h.key, h.x, h.y) for h in households]
    refused = refusal(homes, nameless, geometry="lonlat")
    assert (refused.code, refused.count) == ("mixed_datums", 20)


def test_nobody_and_nothing() -> None:
    assert link(problem([], [LI]), seed=7).certificate.gap == 0
    assert link(problem([], []), seed=7).uncovered == ()
    assert refusal([HERE], []).numbers["by"] == 1


def test_bad_walking_graphs_are_refused() -> None:
    def graph(x: float = 0, b: int = 1, metres: float = 5) -> Walks:
        return Walks(
            np.array([x, 5.0]),
            np.zeros(2),
            np.zeros(1, np.int32),
            np.array([b], np.int32),
            np.array([metres]),
        )

    assert link(problem([HERE], [LI], walks=graph()), seed=7).metres[0] == pytest.approx(0 + 5 + 5)
    assert refusal([HERE], [LI], walks=graph(x=math.nan)).code == "walk_node_at_no_number"
    assert refusal([HERE], [LI], walks=graph(b=2)).code == "walk_to_unknown_node"
    assert refusal([HERE], [LI], walks=graph(metres=-1)).code == "walk_of_no_length"


def test_compiled_code_is_kept_where_it_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_COMPILED", str(tmp_path / "kept"))
    assert str(compiled.cache_directory()).startswith(str(tmp_path / "kept"))
    monkeypatch.setenv("LINLI_COMPILED", "/proc/nowhere")
    assert str(compiled.cache_directory()) not in ("", "None")


def test_a_read_only_home_still_solves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_directory", None)
    assert compiled.compiled(lambda a: a + 1)(1) == 2
