"""Posts: from–to, reach, and what they let see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.common.scope import Grant
from linli.people import actions, queries
from linli.people.models import Post, Resident
from linli.territory.models import Household
from tests.make import NOON


def test_a_department_never_gets_a_subtree_whatever_is_asked(town) -> None:
    with pytest.raises(Refused) as caught:
        actions.appoint(
            town.users["grid"], town.offices["water"], role="clerk", reach="subtree", by=SYSTEM, at=NOON
        )
    assert caught.value.refusal.code == "reach_not_for_department"


def test_a_post_counts_from_its_first_moment_to_just_before_its_last(town) -> None:
    post = town.users["grid"].posts.get()
    actions.end_post(post, by=SYSTEM, at=NOON)
    user = town.users["grid"].pk
    assert [p.id for p in queries.posts_of(user, NOON - timedelta(seconds=1))] == [post.pk]
    assert queries.posts_of(user, NOON) == []
    assert queries.posts_of(user, post.since - timedelta(seconds=1)) == []


def test_somebody_who_may_no_longer_log_in_holds_no_post(town) -> None:
    user = town.users["grid"]
    user.is_active = False
    user.save()
    assert queries.posts_of(user.pk, NOON) == []


def test_the_same_post_is_not_given_twice_while_it_is_held(town) -> None:
    post = town.users["grid"].posts.get()
    again = {"user": post.user, "office": post.office, "role": post.role, "since": NOON}
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(**again)
    actions.end_post(post, by=SYSTEM, at=NOON)
    assert Post.objects.create(**again).pk


def test_grants_follow_the_reach_of_each_post(town) -> None:
    of = {name: queries.grants(queries.posts_of(user.pk, NOON)) for name, user in town.users.items()}
    office = {name: office.pk for name, office in town.offices.items()}
    assert of["grid"] == [Grant(area_path="370998001001001"), Grant(office_id=office["grid"])]
    assert of["county"] == [Grant(area_path="370998"), Grant(office_id=office["county"])]
    assert of["water"] == [Grant(office_id=office["water"])]


def test_departments_an_office_can_dispatch_to_stand_in_its_chain(town) -> None:
    found = queries.departments_of(town.offices["township"])
    assert found == [town.offices["water"], town.offices["housing"]]
    assert queries.departments_of(town.offices["prefecture"]) == []


def test_a_residents_number_is_sealed_and_found_only_by_the_whole_of_it(town) -> None:
    household = Household.objects.first()
    actions.enter_residents(
        [(household, "周阿姨", "138 0000 2046"), (household, "周伯伯", "")], by=SYSTEM, at=NOON
    )
    resident = Resident.objects.get(phone_index=actions.phone_index("１３８00002046"))
    assert resident.name == "周阿姨"
    assert b"2046" not in bytes(resident.phone)
    assert queries.open_phone(resident.phone) == "13800002046"
    assert not Resident.objects.filter(phone_index=actions.phone_index("13800002047")).exists()
    assert Resident.objects.get(name="周伯伯").phone is None
