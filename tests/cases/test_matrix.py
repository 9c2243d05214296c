"""Every (position, verb, role), asked of the rules with real rows, and the answer compared with the table."""

from __future__ import annotations

import pytest

from linli.cases import rules, workflow
from linli.cases.models import Case, Handling
from linli.cases.workflow import POSITIONS, VERBS, Position
from linli.common.actor import CLOCK, RESIDENT, SYSTEM, Actor
from linli.people.queries import posts_of
from tests import make
from tests.make import NOON

# For each level: who works there, and what each role of the town is to a case that stands there.
SUPERIOR_OF = {
    "grid": "community",
    "community": "township",
    "township": "county",
    "department": "county",
    "county": "prefecture",
    "prefecture": None,
}
OFFICE_OF = {"department": "water"}


def expected(role: str, position: Position) -> frozenset[str]:
    """What a role is to a case at a position, said apart from the code under test."""
    special = {"asker": {"asker"}, "stranger": set(), "clock": {"clock"}, "import": {"importer"}}
    if role in special:
        return frozenset(special[role])
    here = OFFICE_OF.get(position.level, position.level)
    found = {"staff"}
    if not position.level:
        # a closed case was last held by the grid's resident turn: the community is above it
        above = position.status in ("closed", "withdrawn") and role in ("community", "community_2")
        return frozenset(found | ({"superior"} if above else set()))
    if role in (here, f"{here}_2"):
        found.add("member")
        if position.held and role == here:
            found.add("holder")
    if role.removesuffix("_2") == SUPERIOR_OF[position.level]:
        found.add("superior")
    return frozenset(found)


ROLES = (
    "asker",
    "stranger",
    "clock",
    "import",
    "grid",
    "grid_2",
    "next_grid",
    "community",
    "community_2",
    "other_community",
    "township",
    "water",
    "water_2",
    "housing",
    "county",
    "prefecture",
)


# what the facts of these cases (nothing was asked, nothing is proposed) refuse although the table would not
FACTS = {
    "answer": {"nothing_asked"},
    "read": {"nothing_asked"},
    "unpropose": {"nothing_proposed"},
    "call_back": {"had_a_hand_in_it"},
}


def put(town: make.Town, position: Position) -> Case:
    """A case at this position, set by hand: here the rules are asked, not the moves."""
    case = make.case(town)
    Handling.objects.filter(case=case).update(left_at=NOON, outcome="rate:solved")
    case.status, case.level, case.task = position.status, position.level, position.task
    case.paused = position.paused
    if position.task:
        key = OFFICE_OF.get(position.level, position.level)
        case.office = town.offices[key]
        case.holder_id = town.actors[key].user_id if position.held else None
        Handling.objects.create(
            case=case,
            level=case.level,
            task=case.task,
            office=case.office,
            holder_id=case.holder_id,
            taken_at=NOON,
        )
    else:
        case.office = case.holder = case.due_at = None
        case.closed_at = NOON
    case.save()
    return case


def actor_of(town: make.Town, role: str, case: Case) -> Actor:
    fixed = {"asker": make.asker(case), "stranger": RESIDENT, "clock": CLOCK, "import": SYSTEM}
    return fixed.get(role) or town.actors[role]


@pytest.mark.django_db
def test_every_position_verb_and_role_is_answered_as_the_table_says() -> None:
    town = make.Town()
    posts = {key: posts_of(actor.user_id, NOON) for key, actor in town.actors.items()}
    asked = 0
    for position in POSITIONS:
        if position == workflow.START:
            continue
        case = put(town, position)
        for role in ROLES:
            actor = actor_of(town, role, case)
            relations = rules.relations(actor, case, posts.get(role, []))
            assert relations == expected(role, position), f"{role} at {position}"
            for verb in VERBS:
                refusal = rules.may(verb, actor, case, NOON, posts=posts.get(role, []))
                told = workflow.refusal(verb, position, expected(role, position))
                expects = {told.code} if told else {None, *FACTS.get(verb, ())}
                assert (refusal and refusal.code) in expects, f"{role} {verb} at {position}"
                asked += 1
    assert asked == (len(POSITIONS) - 1) * len(ROLES) * len(VERBS)


@pytest.mark.parametrize(
    ("level", "who", "may"),
    [
        *(("grid", "grid", None), ("grid", "grid_head", None), ("grid", "community", True)),
        *(("community", "community", True), ("community", "township", True), ("community", "grid", None)),
        *(("department", "water", True), ("department", "county", True), ("department", "community", None)),
    ],
)
def test_the_community_or_above_sits_together_and_no_grid(
    town, level: str, who: str, may: bool | None
) -> None:
    """A grid calls nobody together, not even its head; whoever holds it above, and those above the grid, do."""
    town.actors["grid_head"] = town.serve(town.offices["grid"], name="grid_head", role="grid_head")
    case = put(town, Position("open", level, "do", held=True))
    refusal = rules.may("convene", town.actors[who], case, NOON)
    assert (refusal is None) == bool(may)


def test_whoever_holds_no_post_is_told_so_everywhere(town) -> None:
    from linli.people.actions import enter_user

    nobody = enter_user(username="nobody", name="无职", password=None, by=SYSTEM, at=NOON)
    case = put(town, Position("open", "grid", "verify", held=True))
    for verb in VERBS:
        refusal = rules.may(verb, Actor("user", user_id=nobody.pk), case, NOON)
        assert refusal is not None
        assert refusal.code == "no_post_now"
