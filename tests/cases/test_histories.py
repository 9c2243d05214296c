"""Random histories: whatever is tried in whatever order, the case stays whole."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from linli.cases import rules, workflow
from linli.cases.models import Case, CaseOffice, Handling
from linli.common.actor import CLOCK
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.people.queries import posts_of
from tests import make

STEPS = [
    *(
        f"take {k}"
        for k in ("grid", "grid_2", "community", "community_2", "township", "county", "water", "housing")
    ),
    *(f"{v} {c}" for v, c in (("verify", "here"), ("verify", "up"), ("verify", "direct"), ("place", "here"))),
    *("place up", "place down", "dispatch department", "dispatch here", "dispatch down", "dispatch up"),
    *("accept", "pass_up", "send_back", "transfer next_grid", "transfer housing", "resolve", "pass_check"),
    *("fail_check", "rate solved", "rate unhappy", "rate unsolved", "close", "reopen", "decide confirm"),
    *("decide name water", "decide name grid", "withdraw"),
]


def whole(case: Case) -> None:
    """Exactly one owner while it is open, none afterwards; rows follow each other without gap or overlap."""
    rows = list(Handling.objects.filter(case=case).order_by("id"))
    current = [r for r in rows if r.left_at is None]
    if case.status in ("open", "resolved"):
        assert [(r.level, r.task, r.office_id, r.holder_id) for r in current] == [
            (case.level, case.task, case.office_id, case.holder_id)
        ]
        assert current == rows[-1:]
        assert case.position in workflow.POSITIONS
    else:
        assert current == []
    for before, after in pairwise(rows):
        assert before.left_at is not None
        assert before.outcome
        assert before.left_at <= after.taken_at or before.outcome.startswith(
            ("close", "rate", "decide", "withdraw")
        )
    assert set(CaseOffice.objects.filter(case=case).values_list("office_id", flat=True)) == {
        r.office_id for r in rows
    }
    if case.promise_at:
        assert case.first_promise_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(40))
def test_a_random_history_keeps_the_case_whole(seed: int) -> None:
    chance = random.Random(seed)
    town = make.Town()
    case = make.case(town)
    moves = 0
    for n in range(60):
        step = chance.choice(STEPS)
        entries = Entry.objects.count()
        try:
            case = make.do(town, case, step, at=make.minutes(n + 1))
            moves += 1
            assert Entry.objects.count() == entries + 1
        except (Refused, AttributeError):  # nobody holds it: `walk` found no actor to try
            assert Entry.objects.count() == entries
        case.refresh_from_db()
        whole(case)
    assert moves


def test_somebody_can_always_do_something_about_an_open_case(town) -> None:
    """From wherever random steps lead, a member, the resident or the clock has a legal verb."""
    chance = random.Random(11)
    for _ in range(15):
        case = make.case(town)
        for n in range(25):
            try:
                case = make.do(town, case, chance.choice(STEPS), at=make.minutes(n + 1))
            except (Refused, AttributeError):
                case.refresh_from_db()
        if case.status not in ("open", "resolved"):
            continue
        people = [*town.actors.values(), make.asker(case), CLOCK]
        able = [
            verb
            for actor in people
            for verb in workflow.VERBS
            if rules.may(verb, actor, case, make.minutes(99), posts=posts_of(actor.user_id, make.minutes(99)))
            is None
        ]
        assert able, case.position
