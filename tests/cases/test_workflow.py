"""The table as data: whole, closed, and readable by machines."""

from __future__ import annotations

from itertools import combinations

import pytest

from linli.cases import workflow
from linli.cases.workflow import MOVES, POSITIONS, START, VERBS, WHO, Position
from linli.common.refusals import IllegalMove

ENDS = {"closed", "refused", "referred", "merged", "withdrawn"}


def test_every_move_leads_to_a_position_of_the_table() -> None:
    assert {p for m in MOVES for p in m.to} <= set(POSITIONS)


def test_every_position_can_be_reached_from_the_start() -> None:
    built = {p for p in POSITIONS if p.status != "merged"}
    reached, new = set(), {START}
    while new:
        reached |= new
        new = {p for m in MOVES if m.at in new for p in m.to} - reached
    assert reached == built


def test_from_every_open_position_the_case_can_still_be_closed() -> None:
    can_end = {p for p in POSITIONS if p.status in ENDS}
    while True:
        more = {m.at for m in MOVES if m.to & can_end} - can_end
        if not more:
            break
        can_end |= more
    assert {p for p in POSITIONS if p.status in workflow.STANDING} <= can_end


def test_an_ended_case_only_moves_by_being_reopened() -> None:
    assert {m.verb for m in MOVES if m.at.status in ENDS and m.to != {m.at}} == {"reopen", "appeal"}


def test_whoever_did_it_never_lands_at_the_check_of_the_same_level() -> None:
    assert all(workflow.check_levels(level)[0] != level for level in workflow.LEVELS)


@pytest.mark.parametrize("position", POSITIONS, ids=str)
def test_every_verb_of_every_relation_is_legal_or_refused_with_a_code(position: Position) -> None:
    groups = [frozenset(g) for n in range(3) for g in combinations(WHO, n)]
    for verb in VERBS:
        for who in groups:
            refusal = workflow.refusal(verb, position, who)
            choices = workflow.choices(verb, position, who)
            assert (refusal is None) == bool(choices)
            assert refusal is None or refusal.code in CODES


CODES = {
    "only_holder",
    "only_asker",
    "only_superior",
    "only_approver",
    "only_supervisor",
    "only_partner",
    "clock_stands",
    "only_member",
    "only_clock",
    "only_staff",
    "only_importer",
    "take_first",
    "already_taken",
    "not_at_this_step",
}


@pytest.mark.parametrize("position", POSITIONS, ids=str)
def test_after_answers_exactly_the_moves_of_the_table(position: Position) -> None:
    for verb in VERBS:
        rows = [m for m in MOVES if m.verb == verb and m.at == position]
        for row in rows:
            for to in row.to:
                assert workflow.after(verb, position, row.choice, level=to.level) == to
        if not rows:
            with pytest.raises(IllegalMove):
                workflow.after(verb, position)


def test_a_move_with_several_targets_asks_for_a_level() -> None:
    position = Position("open", "township", "do", held=True)
    with pytest.raises(IllegalMove):
        workflow.after("resolve", position)
    assert workflow.after("resolve", position, level="grid") == Position("resolved", "grid", "check")


def test_a_case_nobody_took_tells_its_members_to_take_it_first() -> None:
    position = Position("open", "grid", "verify")
    assert workflow.refusal("verify", position, frozenset({"member"})).code == "take_first"
    assert workflow.refusal("verify", position, frozenset({"asker"})).code == "only_holder"


def test_the_slips_of_the_main_line_stand_in_the_table() -> None:
    """点单 → 核单 → 下单 → 派单 → 接单 → 办结 → 核查 → 评单, each by the one it belongs to."""
    line = [
        ("ask", "placed", "", "asker", "open grid/verify"),
        ("take", "", "grid", "member", "open grid/verify held"),
        ("verify", "up", "", "holder", "open community/place"),
        ("take", "", "community", "member", "open community/place held"),
        ("place", "up", "", "holder", "open township/dispatch"),
        ("take", "", "township", "member", "open township/dispatch held"),
        ("dispatch", "department", "", "holder", "open department/accept"),
        ("take", "", "department", "member", "open department/accept held"),
        ("accept", "", "", "holder", "open department/do held"),
        ("resolve", "", "grid", "holder", "resolved grid/check"),
        ("take", "", "grid", "member", "resolved grid/check held"),
        ("pass_check", "", "", "holder", "resolved grid/rating"),
        ("rate", "solved", "", "asker", "closed"),
    ]
    position = START
    for verb, choice, level, who, expected in line:
        assert workflow.refusal(verb, position, frozenset({who})) is None
        position = workflow.after(verb, position, choice, level=level)
        assert str(position) == expected
