"""A complaint about somebody who serves never lies with nobody: who sees it when it is late, or when a keeper goes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.cases import actions as cases
from linli.cases import rules
from linli.cases.actions.trusting import keep_to, name_trustee
from linli.cases.actions.waking import let_others_see
from linli.cases.models import Case, Keeper, TrustKind
from linli.common.actor import CLOCK, SYSTEM
from linli.journal.models import Entry
from linli.notify.models import Message
from linli.people.actions import end_post, enter_absence
from linli.people.models import Post
from linli.people.queries import actor_of
from linli.reactions.clock import ROUNDS
from linli.reactions.management.commands.work import work_once
from tests import make
from tests.cases.test_seeing import sees
from tests.make import LONG_AGO, NOON, Town, minutes


@pytest.fixture
def complaint(town: Town) -> Case:
    """About the worker of the grid; two of the community look into it, two of the sub-district are named as well."""
    for office in ("community", "township"):
        town.serve(town.offices[office], name=f"{office}_3")
        for who in (office, f"{office}_2"):
            trust(town, who, office)
    return make.case(town, about=(town.users["grid"].pk,))


def trust(town: Town, who: str, office: str) -> None:
    name_trustee(town.offices[office], town.users[who], kind=TrustKind.COMPLAINT, by=SYSTEM, at=LONG_AGO)


def keepers(town: Town, case: Case) -> set[str]:
    ids = set(Keeper.objects.filter(case=case).values_list("user_id", flat=True))
    return {name for name, user in town.users.items() if user.pk in ids}


def readers(town: Town, case: Case) -> set[str]:
    return {name for name in town.users if sees(town, name, case, minutes(600))}


def away(town: Town, who: str) -> None:
    post = Post.objects.get(user=town.users[who])
    enter_absence(post, since=NOON, until=NOON + timedelta(days=9), by=SYSTEM, at=NOON)


def leaves(town: Town, who: str) -> None:
    end_post(Post.objects.get(user=town.users[who]), by=SYSTEM, at=minutes(5))
    while work_once():
        pass


# -- it is late ---------------------------------------------------------------------------------------------------


def test_when_it_is_late_those_named_above_see_it_and_can_take_it_over(town: Town, complaint: Case) -> None:
    late = complaint.due_at + timedelta(minutes=1)
    case = cases.escalate(complaint, by=CLOCK, at=late)

    assert case.supervisions.get().user == town.users["township"]
    assert readers(town, case) == {"community", "community_2", "township", "township_2"}
    case = cases.take_over(
        case, by=town.actors["township_2"], at=late + timedelta(minutes=1), words="我们来办"
    )
    assert case.office == town.offices["township"]


def test_when_those_named_above_are_away_somebody_there_answers_for_it_and_sees_it(
    town: Town, complaint: Case
) -> None:
    away(town, "township")
    away(town, "township_2")

    case = cases.escalate(complaint, by=CLOCK, at=complaint.due_at + timedelta(minutes=1))

    assert case.supervisions.get().user == town.users["township_3"]
    assert "township_3" in readers(town, case)


def test_a_superior_who_looks_after_it_lets_their_office_see_it(town: Town, complaint: Case) -> None:
    keep_to(complaint, town.offices["township"], NOON)
    Keeper.objects.filter(user=town.users["township_2"]).delete()

    case = cases.supervise(complaint, by=town.actors["township"], at=minutes(1), words="重要")

    assert "township_2" in readers(town, case)


# -- a keeper goes ------------------------------------------------------------------------------------------------


def test_when_both_stepped_aside_others_of_the_office_see_it(town: Town, complaint: Case) -> None:
    case = make.walk(town, "take community", "recuse", case_=complaint)
    assert readers(town, case) == {"community_2"}  # one is left: nobody else needs to know

    case = make.walk(town, "take community_2", "recuse", case_=case, at=minutes(10))

    assert readers(town, case) == {"community_3"}
    assert (
        cases.take(case, by=actor_of(town.users["community_3"].pk, NOON), at=minutes(20)).holder is not None
    )


def test_when_nobody_of_the_office_is_left_the_next_one_above_sees_it(town: Town, complaint: Case) -> None:
    leaves(town, "community_3")
    for n, who in enumerate(("community", "community_2")):
        complaint = make.walk(town, f"take {who}", "recuse", case_=complaint, at=minutes(10 * n + 10))

    assert readers(town, complaint) == {"township", "township_2"}


def test_when_the_one_who_is_left_is_away_somebody_who_is_there_sees_it(town: Town, complaint: Case) -> None:
    away(town, "community_2")

    case = make.walk(town, "take community", "recuse", case_=complaint)

    assert readers(town, case) == {"community_2", "community_3"}


def test_when_both_posts_end_others_of_the_office_see_it(town: Town, complaint: Case) -> None:
    leaves(town, "community")
    assert "community_3" not in keepers(town, complaint)
    leaves(town, "community_2")

    assert readers(town, complaint) == {"community_3"}


def test_a_keeper_whom_it_names_as_well_keeps_it_no_more(town: Town, complaint: Case) -> None:
    case = make.walk(town, "take community", case_=complaint)
    for who in ("community", "community_2"):
        cases.name_staff(case, user_id=town.users[who].pk, by=SYSTEM, at=minutes(5))

    case.refresh_from_db()
    assert case.holder is None
    assert readers(town, case) == {"community_3"}


def test_whoever_stepped_aside_or_left_is_never_made_a_keeper(town: Town, complaint: Case) -> None:
    case = make.walk(town, "take community", "recuse", case_=complaint)
    leaves(town, "community_2")
    Keeper.objects.all().delete()

    keep_to(case, town.offices["community"], minutes(30))

    assert keepers(town, case) == {"community_3"}


# -- yes or no ----------------------------------------------------------------------------------------------------


def test_what_is_proposed_for_it_can_be_decided_above(town: Town, complaint: Case) -> None:
    case = make.walk(town, "take community", "propose refuse", case_=complaint)

    assert {"township", "township_2"} <= readers(town, case)
    case = cases.refuse(case, by=town.actors["township"], at=minutes(9), words="不归我们管")
    assert case.status == "refused"


# -- whoever stepped aside ----------------------------------------------------------------------------------------


def test_whoever_stepped_aside_sees_it_no_more_restricted_or_not(town: Town) -> None:
    case = make.walk(town, "take grid", "recuse")

    assert not sees(town, "grid", case, minutes(5))
    assert sees(town, "grid_2", case, minutes(5))


# -- everybody who reads it is away --------------------------------------------------------------------------------


def test_when_all_who_read_it_are_away_whoever_is_there_sees_it_and_is_told(
    town: Town, complaint: Case
) -> None:
    away(town, "community")
    assert let_others_see(minutes(1)) == 0  # the other one is there
    away(town, "community_2")

    assert let_others_see in ROUNDS
    assert let_others_see(minutes(2)) == 1
    assert let_others_see(minutes(3)) == 0

    assert readers(town, complaint) == {"community", "community_2", "community_3"}
    entry = Entry.objects.get(verb="case.entrust")
    assert (entry.actor_kind, entry.data["who"]) == ("clock", [town.users["community_3"].pk])
    while work_once():
        pass
    told = Message.objects.filter(entry=entry)
    assert [message.user for message in told] == [town.users["community_3"]]
    case = cases.take(complaint, by=actor_of(town.users["community_3"].pk, NOON), at=minutes(9))
    assert case.holder == town.users["community_3"]


def test_when_nobody_of_the_office_is_there_the_next_one_above_sees_it(town: Town, complaint: Case) -> None:
    for who in ("community", "community_2", "community_3"):
        away(town, who)

    assert let_others_see(minutes(2)) == 1

    above = {"township", "township_2"}
    assert readers(town, complaint) == {"community", "community_2", *above}
    assert let_others_see(minutes(3)) == 0


def test_nobody_else_reads_it_while_the_resident_is_asked_or_after_its_end(
    town: Town, complaint: Case
) -> None:
    Case.objects.filter(pk=complaint.pk).update(status="resolved", task="rating")
    away(town, "community")
    away(town, "community_2")

    assert let_others_see(minutes(2)) == 0


def test_whoever_it_is_about_never_looks_after_it_even_if_it_was_opened_to_them(town: Town) -> None:
    case = make.walk(town, "take grid")
    for who in ("community", "grid_2"):
        cases.name_staff(case, user_id=town.users[who].pk, by=SYSTEM, at=minutes(1))
        cases.open_to_named(case, user_id=town.users[who].pk, by=SYSTEM, at=minutes(2))
    case.refresh_from_db()

    case = cases.escalate(case, by=CLOCK, at=case.due_at + timedelta(minutes=1))

    assert case.supervisions.get().user != town.users["community"]
    assert rules.may_be_named(case, town.users["grid_2"].pk, minutes(3)).code == "stays_out"
