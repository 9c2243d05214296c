"""A complaint about somebody who serves goes past them: who looks into it, who reads it, who never does."""

from __future__ import annotations

import pytest

from linli.cases import actions as cases
from linli.cases.actions.trusting import dismiss_trustee, keep_to, name_trustee, office_past
from linli.cases.models import Case, Keeper, Trustee, TrustKind
from linli.cases.queries import trustees
from linli.common.actor import RESIDENT, SYSTEM
from linli.common.refusals import Refused
from linli.common.scope import Scope
from linli.people.actions import appoint, end_post, open_office
from linli.people.models import Office, Post
from linli.people.queries import posts_of
from tests import make
from tests.make import LONG_AGO, NOON, Town


def about(town: Town, *names: str, past: tuple[Office, ...] = ()) -> Case:
    ids = tuple(town.users[name].pk for name in names)
    return make.case(town, about=ids, past=past)


def sees(town: Town, name: str, case: Case) -> bool:
    user = town.users[name]
    paths = tuple(post.area_path for post in posts_of(user.pk, NOON))
    scope = Scope(user_id=user.pk, areas=paths, at=NOON)
    return Case.objects.visible_to(scope).filter(pk=case.pk).exists()


def name(town: Town, office: str, who: str, kind: str = TrustKind.COMPLAINT) -> Trustee:
    return name_trustee(town.offices[office], town.users[who], kind=kind, by=SYSTEM, at=LONG_AGO)


def test_it_goes_to_the_office_above_and_only_two_named_people_read_it(town: Town):
    name(town, "community", "community")
    name(town, "community", "community_2")
    town.serve(town.offices["community"], name="third")

    case = about(town, "grid")

    assert (case.office, case.level, case.task) == (town.offices["community"], "community", "verify")
    readers = {who for who in town.users if sees(town, who, case)}
    assert readers == {"community", "community_2"}


def test_whoever_is_named_never_reads_it_even_if_the_office_named_them_for_it(town: Town):
    name(town, "township", "township")
    name(town, "township", "township_2")
    appoint(
        town.users["township"],
        town.offices["grid"],
        role="grid_head",
        reach="subtree",
        by=SYSTEM,
        at=LONG_AGO,
    )

    case = about(town, "township")

    assert case.office == town.offices["county"]  # past every office in which they serve
    assert not sees(town, "township", case)
    assert not sees(town, "township_2", case)


def test_about_an_office_it_goes_past_that_office_and_past_whoever_serves_there_as_well(town: Town):
    appoint(
        town.users["community"],
        town.offices["township"],
        role="leader",
        reach="subtree",
        by=SYSTEM,
        at=LONG_AGO,
    )

    case = about(town, past=(town.offices["grid"], town.offices["community"]))

    assert case.office == town.offices["township"]
    assert case.names_staff is False
    assert case.restricted is True
    assert not sees(town, "community", case)  # serves at both: the office that is meant counts
    assert not sees(town, "community_2", case)
    assert Keeper.objects.filter(case=case).count() in (1, 2)


def test_nobody_below_an_office_that_is_meant_looks_into_it(town: Town):
    assert about(town, past=(town.offices["township"],)).office == town.offices["county"]


def test_a_firm_that_hangs_under_nobody_is_passed_by(town: Town):
    firm = open_office(
        kind="property", name="佳园物业", area=town.areas["community"], superior=None, by=SYSTEM, at=LONG_AGO
    )

    case = about(town, past=(firm,))

    assert case.office == town.offices["community"]


def test_where_nobody_is_above_it_is_refused_and_nothing_is_kept(town: Town):
    with pytest.raises(Refused) as refused:
        about(town, "prefecture")

    assert refused.value.refusal.code == "nobody_above"
    assert Case.objects.count() == 0


def test_an_office_above_without_people_is_passed_over(town: Town):
    for post in Post.objects.filter(office=town.offices["other_community"]):
        end_post(post, by=SYSTEM, at=LONG_AGO)

    assert office_past(town.offices["other_grid"], (), NOON) == town.offices["township"]


def test_two_of_each_kind_and_only_who_serves_there(town: Town):
    name(town, "community", "community")
    name(town, "community", "community_2")
    third = town.serve(town.offices["community"], name="third")

    for who, code in (("third", "two_already"), ("grid", "not_in_this_office")):
        with pytest.raises(Refused) as refused:
            name(town, "community", who)
        assert refused.value.refusal.code == code
    name(town, "community", "third", TrustKind.DANGER)  # the other kind has its own two
    assert third.user_id in {
        one.user_id for one in trustees(town.offices["community"], TrustKind.DANGER, NOON)
    }


def test_only_who_appoints_there_names_and_dismisses(town: Town):
    leader = town.serve(town.offices["township"], name="leader", role="leader")
    office, user = town.offices["community"], town.users["community"]

    with pytest.raises(Refused):
        name_trustee(office, user, kind=TrustKind.COMPLAINT, by=town.actors["community_2"], at=NOON)
    named = name_trustee(office, user, kind=TrustKind.COMPLAINT, by=leader, at=NOON)
    with pytest.raises(Refused):
        dismiss_trustee(named, by=town.actors["community_2"], at=NOON)
    dismiss_trustee(named, by=leader, at=NOON)

    assert trustees(office, TrustKind.COMPLAINT, NOON) == []


def test_who_was_shown_it_keeps_it_after_they_are_named_no_more(town: Town):
    one = name(town, "community", "community")
    case = about(town, "grid")
    dismiss_trustee(one, by=SYSTEM, at=NOON)

    assert sees(town, "community", case)


def test_where_it_moves_up_the_two_of_that_office_read_it_too(town: Town):
    name(town, "community", "community")
    name(town, "township", "township_2")
    case = about(town, "grid")

    make.walk(town, "take community", "verify up", case_=case)

    assert sees(town, "township_2", case)
    assert not sees(town, "township", case)
    assert not sees(town, "grid_2", case)


def test_naming_nobody_leaves_it_to_the_heads_and_never_to_a_named_one(town: Town):
    head = town.serve(town.offices["community"], name="head", role="leader")
    case = make.case(town)
    keep_to(case, town.offices["community"], NOON)

    assert set(Keeper.objects.filter(case=case).values_list("user_id", flat=True)) == {head.user_id}


def test_a_request_without_a_complaint_is_open_to_the_grid_as_before(town: Town):
    case = cases.ask(words="灯不亮", by=RESIDENT, at=NOON, entrance=town.entrance)

    assert sees(town, "grid", case)
    assert case.restricted is False
