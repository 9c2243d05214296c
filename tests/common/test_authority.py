"""The authority table asked whole: role × kind of office × reach × verb, in the own area and in a foreign one.

What may be is said here a second time, in other words and the other way round (verb → roles), so that a line loosened
in the table is found. A change of policy is made in both places, on purpose.
"""

from __future__ import annotations

from itertools import product

import pytest

from linli.common.actor import CLOCK, RESIDENT, SYSTEM, Actor
from linli.common.authority import MAY, TABLE, VERBS, Standing, areas, needs_second_factor
from linli.common.refusals import Refused
from linli.people.models import AREA_OFFICES, OfficeKind, Reach, Role

HOME, ABROAD, BELOW = "370998001", "370998002", "370998001001003"

GRID = {"grid_head", "grid_worker"}
READERS = GRID | {
    "part_time", "helper", "building_head", "group_head", "first_secretary",
    "dispatcher", "leader", "clerk", "registrar",
}  # fmt: skip
OVER = {"first_secretary", "dispatcher", "clerk"}  # see figures; a single home only in an emergency
POLICY: dict[str, set[str]] = {
    "door.see": READERS,
    "door.write": GRID | {"leader", "registrar"},
    "door.divide": {"leader", "registrar"},
    "door.import": {"registrar"},
    "door.export": {"registrar"},
    "door.print": GRID | {"leader", "registrar"},
    "contact.mask": READERS,
    "contact.reveal": GRID | {"part_time", "leader", "registrar"},
    "contact.write": GRID | {"leader", "registrar"},
    "contact.export": {"registrar"},
    "need.count": GRID | OVER | {"part_time", "leader", "registrar"},
    "need.see": GRID | {"leader", "registrar"},
    "need.write": GRID | {"registrar"},
    "health.see": GRID,
    "health.write": GRID,
    "health.glass": OVER | {"part_time", "leader", "registrar"},
    "order.take": {"dispatcher", "leader", "clerk"},
    "staff.see": READERS | {"administrator"},
    "staff.roster": {"grid_head", "leader", "registrar", "administrator"},
    "staff.appoint": {"leader", "administrator"},
    "staff.invite": {"administrator"},
    "keep.reply": {"leader", "registrar"},
    "keep.tokens": {"leader"},
    "keep.rules": {"administrator"},
    "keep.matters": {"administrator", "dispatcher"},
    "keep.jobs": {"administrator"},
    "keep.seal": {"administrator"},
}
HOMES = ("door.", "contact.", "need.", "health.")
FOR_EVERYBODY = {("dispatcher", "keep.matters"), ("administrator", "keep.rules")}  # from the sub-district on


def test_every_role_stands_in_the_table_and_every_verb_in_the_policy() -> None:
    assert set(MAY) == {role.value for role in Role}
    assert set(POLICY) == VERBS
    assert len(TABLE.strip().splitlines()) == 1 + len(Role)


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_what_a_role_may_do_at_each_kind_of_office_with_each_reach(role: str) -> None:
    for kind, reach, verb in product(OfficeKind.values, Reach.values, sorted(POLICY)):
        who = Actor("user", user_id=1, standings=(Standing(role, kind, reach, HOME),))
        about_homes = verb.startswith(HOMES)
        may = (
            role in POLICY[verb]
            and kind in {office.value for office in AREA_OFFICES}
            and (reach == "subtree" or not about_homes)
            and not ((role, verb) in FOR_EVERYBODY and kind in ("grid", "community"))
        )
        assert (who.refusal(verb, HOME) is None) == may, (role, kind, reach, verb)
        assert (who.refusal(verb, BELOW) is None) == may, (role, kind, reach, verb)
        assert who.refusal(verb, ABROAD) is not None, (role, kind, reach, verb)


@pytest.mark.parametrize("kind", sorted(set(OfficeKind.values) - {office.value for office in AREA_OFFICES}))
def test_departments_partners_property_utilities_riders_police_and_volunteers_see_no_home(kind: str) -> None:
    for role, reach, verb in product(Role.values, Reach.values, sorted(VERBS)):
        assert (
            Actor("user", user_id=1, standings=(Standing(role, kind, reach, HOME),)).refusal(verb) is not None
        )


def test_whoever_runs_the_installation_sees_no_home() -> None:
    assert not any(verb.startswith(HOMES) for verb in MAY["administrator"])


def test_health_is_written_only_by_those_who_serve_the_door() -> None:
    assert {role for role in MAY if "health.see" in MAY[role]} == {"grid_head", "grid_worker"}


def test_nobody_carries_needs_or_health_out_or_prints_them() -> None:
    carrying = {verb for verb in VERBS if verb.endswith((".export", ".print", ".import"))}
    assert carrying == {"door.export", "door.print", "door.import", "contact.export"}


def test_a_refusal_tells_which_it_is_no_post_the_role_or_the_area() -> None:
    clerk = Actor("user", user_id=1, standings=(Standing("clerk", "township", "subtree", HOME),))
    leader = Actor("user", user_id=1, standings=(Standing("leader", "township", "subtree", HOME),))
    said = [
        Actor("user", user_id=1).refusal("door.see"),
        clerk.refusal("door.divide", HOME),
        leader.refusal("door.divide", ABROAD),
    ]
    assert [one.code if one else "" for one in said] == ["no_post_now", "not_your_role", "outside_your_area"]
    with pytest.raises(Refused, match="outside_your_area"):
        leader.require("door.divide", ABROAD)


def test_the_installation_itself_may_and_a_resident_may_nothing_of_this() -> None:
    assert SYSTEM.refusal("door.import", HOME) is None
    assert CLOCK.refusal("door.write", HOME) is None
    assert RESIDENT.refusal("door.see", HOME) is not None


def test_several_posts_add_up_but_do_not_mix() -> None:
    """A leader of one community who helps in another divides only the first."""
    who = (
        Standing("leader", "community", "subtree", "370998001001"),
        Standing("helper", "community", "subtree", "370998001002"),
    )
    actor = Actor("user", user_id=1, standings=who)
    assert actor.refusal("door.see", "370998001002") is None
    assert actor.refusal("door.divide", "370998001002") is not None
    assert areas(who, "door.divide") == ("370998001001",)


def test_a_second_factor_is_asked_of_whoever_sees_needs_carries_lists_out_or_decides_who_may() -> None:
    assert {role for role in MAY if needs_second_factor(role)} == GRID | {
        "leader",
        "registrar",
        "administrator",
    }
