"""Somebody's post ends: what they had in hand waits for their colleagues, with the dates it had."""

from __future__ import annotations

from dataclasses import replace

from linli.cases import actions as cases
from linli.cases.actions.leaving import leave_office
from linli.cases.models import Case, Handling
from linli.common.actor import SYSTEM
from linli.journal.models import Entry
from linli.notify.models import Message
from linli.people.actions import appoint, end_post
from linli.people.models import Post
from linli.reactions.management.commands.work import work_once
from tests.make import LONG_AGO, Town, minutes, walk

LEFT = minutes(30)


def leaves(town: Town, who: str, office: str) -> None:
    post = Post.objects.get(user=town.users[who], office=town.offices[office])
    end_post(post, by=SYSTEM, at=LEFT)
    while work_once():
        pass


def test_what_somebody_had_in_hand_is_free_again_and_its_dates_stay(town: Town) -> None:
    before = walk(town, "take grid", "verify here")

    leaves(town, "grid", "grid")

    case = Case.objects.get()
    assert (case.office, case.position) == (town.offices["grid"], replace(before.position, held=False))
    assert (case.due_at, case.promise_at, case.wake_at) == (before.due_at, before.promise_at, before.wake_at)
    old, new = list(Handling.objects.order_by("id"))[-2:]
    assert (old.holder, old.left_at, old.outcome) == (town.users["grid"], LEFT, "left_office")
    assert (new.holder, new.level, new.task, new.due_at) == (None, "grid", "do", before.due_at)
    entry = Entry.objects.get(verb="case.left_office")
    assert (entry.office_id, entry.data["who"]) == (town.offices["grid"].pk, town.users["grid"].pk)
    told = Message.objects.filter(template="case.left_office")
    assert [one.office_id for one in told] == [town.offices["grid"].pk]
    assert cases.take(case, by=town.actors["grid_2"], at=minutes(31)).holder == town.users["grid_2"]


def test_a_pause_ends_because_nobody_is_there_to_end_it(town: Town) -> None:
    walk(town, "take grid", "verify here", "ask_more told")

    leaves(town, "grid", "grid")

    case = Case.objects.get()
    assert (case.paused, case.holder) == (False, None)
    assert case.pauses.get().ended_at == LEFT


def test_what_they_have_elsewhere_and_what_colleagues_have_stays(town: Town) -> None:
    appoint(
        town.users["grid"], town.offices["next_grid"], role="clerk", reach="subtree", by=SYSTEM, at=LONG_AGO
    )
    colleagues, theirs = walk(town, "take grid_2"), walk(town, "take grid")

    leaves(town, "grid", "next_grid")

    assert Case.objects.get(pk=theirs.pk).holder == town.users["grid"]
    assert Case.objects.get(pk=colleagues.pk).holder == town.users["grid_2"]


def test_one_of_two_posts_at_an_office_ends_and_they_go_on(town: Town) -> None:
    walk(town, "take grid")
    second = appoint(
        town.users["grid"], town.offices["grid"], role="clerk", reach="subtree", by=SYSTEM, at=LONG_AGO
    )
    end_post(second, by=SYSTEM, at=LEFT)

    leave_office(town.users["grid"].pk, town.offices["grid"].pk, at=LEFT)

    assert Case.objects.get().holder == town.users["grid"]


def test_told_twice_it_is_let_go_of_once(town: Town) -> None:
    walk(town, "take grid")
    leaves(town, "grid", "grid")
    leave_office(town.users["grid"].pk, town.offices["grid"].pk, at=LEFT)

    assert Entry.objects.filter(verb="case.left_office").count() == 1
    assert Handling.objects.count() == 3


def test_a_holder_whom_it_names_from_now_on_has_it_no_more(town: Town) -> None:
    case = walk(town, "take grid")

    cases.name_staff(case, user_id=town.users["grid"].pk, by=town.actors["community"], at=LEFT)

    case.refresh_from_db()
    assert case.holder is None
    assert cases.take(case, by=town.actors["grid_2"], at=minutes(31)).holder == town.users["grid_2"]


def test_naming_somebody_else_leaves_the_holder_alone(town: Town) -> None:
    case = walk(town, "take grid")

    cases.name_staff(case, user_id=town.users["grid_2"].pk, by=town.actors["community"], at=LEFT)

    assert Case.objects.get().holder == town.users["grid"]
