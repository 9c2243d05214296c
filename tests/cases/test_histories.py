"""Random histories: whatever is tried in whatever order, the case stays whole."""

from __future__ import annotations

import os
import random
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ObjectDoesNotExist

from linli.cases import rules, workflow
from linli.cases.actions.recounting import recount_some
from linli.cases.actions.waking import wake_due
from linli.cases.models import Case, CaseOffice, Handling
from linli.common.actor import CLOCK, SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.office.actions.calendar import change_day
from linli.people.actions.rostering import enter_absence
from linli.people.models import Post
from linli.people.queries import is_away, posts_of, stand_ins
from tests import make
from tests.make import NOON

STEPS = [
    *(
        f"take {k}"
        for k in ("grid", "grid_2", "community", "community_2", "township", "county", "water", "housing")
    ),
    *(f"{v} {c}" for v, c in (("verify", "here"), ("verify", "up"), ("verify", "direct"), ("place", "here"))),
    *("place up", "place down", "dispatch department", "dispatch here", "dispatch down", "dispatch up"),
    *("accept", "pass_up", "send_back", "transfer next_grid", "transfer housing", "resolve", "pass_check"),
    *("fail_check", "rate solved", "rate unhappy", "rate unsolved", "close", "reopen", "decide confirm"),
    *(
        "decide name water",
        "decide name grid",
        "withdraw",
        "release",
        "ask_more told",
        "ask_more sent",
        "read",
    ),
    *(
        "answer",
        "resume",
        "propose refuse",
        "propose pause",
        "propose extend",
        "propose list",
        "grant",
        "decline",
        "unpropose",
    ),
    *(
        "refer",
        "appeal",
        "list",
        "recuse",
        "contact",
        "convene call",
        "convene minutes",
        "instruct",
        "remind",
    ),
    *("supervise", "escalate", "take_over", "undo", "assign"),
]


def whole(case: Case) -> None:
    """Exactly one owner while it is open, none afterwards; rows follow each other without gap or overlap."""
    rows = list(Handling.objects.filter(case=case).order_by("id"))
    current = [r for r in rows if r.left_at is None]
    if case.status in workflow.STANDING:
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
            ("close", "rate", "decide", "withdraw", "refuse", "refer")
        )
    handed = set(CaseOffice.objects.filter(case=case).values_list("office_id", flat=True))
    # an office that got it by a slip of the finger, taken back at once, has nothing to do with it any more
    assert handed == {r.office_id for r in rows if r.outcome != workflow.UNDONE}
    if case.promise_at:
        assert case.first_promise_at is not None


HISTORIES = int(
    os.environ.get("LINLI_HISTORIES", "40")
)  # a thousand take some minutes: once before a release
BATCHES = 10
# nobody gets more time by any of these
NO_RESET = {
    *(
        "take",
        "release",
        "assign",
        "transfer",
        "contact",
        "remind",
        "instruct",
        "convene",
        "supervise",
        "propose",
    ),
    *("unpropose", "decline", "escalate", "recuse"),
}


def possible(case: Case) -> list[str]:
    """Steps whose verb somebody could do where the case stands; the rules still refuse many of them."""
    everybody = frozenset(workflow.WHO)
    found = []
    for step in STEPS:
        verb = case.proposed if step == "grant" else step.split()[0]
        if step == "unpropose" and not case.proposed:
            continue
        if step == "undo" or (verb and workflow.choices(verb, case.position, everybody)):
            found.append(step)
    return found


def somebody_is_found(case: Case, at: datetime) -> bool:
    """At every instant a person can be named who acts: for the holder, or for somebody of the office, up the chain."""
    posts = Post.objects.held(at).filter(office=case.office)
    mine = posts.filter(user_id=case.holder_id) if case.holder_id else posts
    return any(stand_ins(list(mine) or list(posts), at).values())


@pytest.mark.django_db
@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_histories_keep_the_case_whole(batch: int) -> None:
    town = make.Town()
    for key, office in town.offices.items():
        reach = "handed" if office.kind == "department" else "subtree"
        role = "grid_head" if office.kind == "grid" else "leader"
        town.serve(office, name=f"{key}_head", role=role, reach=reach)
    moves = 0
    for n in range(HISTORIES // BATCHES):
        moves += live(town, random.Random(f"{batch}/{n}"))
    assert moves > 3 * HISTORIES // BATCHES


def live(town: make.Town, chance: random.Random) -> int:
    """One case through some weeks: people act, go away, come back; the clock comes by now and then."""
    at = NOON + timedelta(minutes=chance.randrange(60 * 24 * 7))
    case = make.case(town, at=at)
    moves = 0
    for _ in range(20):
        at += timedelta(minutes=chance.choice((0.5, 5, 50, 500, 3000)))
        chosen = chance.choice(possible(case) or ["reopen"])
        before, stood = (case.due_at, case.promise_at), case.paused
        entries = Entry.objects.count()
        try:
            case = make.do(town, case, chosen, at=at)
            moves += 1
            assert Entry.objects.count() == entries + 1
            if chosen == "recuse" and stood:  # its pause ends with it: earlier, if anything
                assert not _later(case.due_at, before[0])
                assert not _later(case.promise_at, before[1])
            elif chosen.split()[0] in NO_RESET:
                assert (case.due_at, case.promise_at) == before, chosen
        except (Refused, AttributeError, KeyError, StopIteration, ObjectDoesNotExist):
            assert Entry.objects.count() == entries  # nobody could: and nothing happened
        if chance.random() < 0.2:
            wake_due(at)
        if chance.random() < 0.05:
            edit_the_calendar(chance, at)
        if chance.random() < 0.1:
            away = chance.choice([key for key in town.users if not key.startswith("prefecture")])
            post = town.users[away].posts.get()
            if not is_away(post.pk, at):
                enter_absence(post, since=at, until=at + timedelta(days=2), by=SYSTEM, at=at)
        case.refresh_from_db()
        whole(case)
        if case.status in workflow.STANDING:
            assert somebody_is_found(case, at), case.position
            assert case.wake_at is None or case.wake_at > at - timedelta(days=30)
        if case.promise_at and before[1] and case.promise_at > before[1]:
            assert chosen.split()[0] in MAY_TELL_LATER or case.pauses.exists(), chosen
    return moves


def _later(now: datetime | None, before: datetime | None) -> bool:
    return now is not None and before is not None and now > before


def edit_the_calendar(chance: random.Random, at: datetime) -> None:
    """A day off is declared late, or a Saturday is worked; what runs is counted anew, as the worker does it."""
    day = (at + timedelta(days=chance.randrange(1, 20))).date()
    if day.year == NOON.year:  # of the year after no notice is entered
        change_day(day, "holiday" if day.weekday() < 5 else "make_up", by=SYSTEM, at=at)
    last = 0
    while (some := recount_some(last, at=at)).looked:
        last = some.last


# who may tell a later date than was told: a larger matter, a granted extension, a pause (asked for or granted)
MAY_TELL_LATER = {
    "verify",
    "place",
    "dispatch",
    "decide",
    "take_over",
    "grant",
    "read",
    "ask_more",
    "answer",
    "resume",
}


def test_somebody_can_always_do_something_about_an_open_case(town) -> None:
    """From wherever random steps lead, a member, the resident or the clock has a legal verb."""
    chance = random.Random(11)
    for _ in range(15):
        case = make.case(town)
        for n in range(25):
            try:
                case = make.do(town, case, chance.choice(STEPS), at=make.minutes(n + 1))
            except (Refused, AttributeError, KeyError, StopIteration, ObjectDoesNotExist):
                case.refresh_from_db()
        if case.status not in workflow.STANDING:
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
