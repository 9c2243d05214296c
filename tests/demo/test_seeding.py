"""The small demo in the database: through the actions, once, and with everything the pages need."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from linli.cases.meeting import is_running
from linli.cases.models import Case, Errand, Origin, ProblemItem, Reception, TrustKind
from linli.cases.queries import trustees
from linli.demo import content
from linli.demo.building import plate_of
from linli.demo.generator import generate
from linli.journal.models import Entry
from linli.people.models import Absence, Consent, Member, Office, Post, Resident, Shift, SupportNeed, User
from linli.territory.models import (
    Area,
    Boundary,
    Building,
    Dwelling,
    Entrance,
    Estate,
    Household,
    Plate,
    Venue,
)
from linli.territory.queries import door
from linli.territory.queries.pins import grid_at

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def seeded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Once for all tests of this file, which only read; taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed()
        yield
        transaction.set_rollback(True)


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", small=True, stdout=out)
    return out.getvalue()


def test_what_the_generator_planned_stands_in_the_register() -> None:
    plan = generate(small=True)
    homes = [home for building in plan.buildings for home in building.homes]
    for model, number in (
        (Area, len(plan.areas)),
        (Boundary, len(plan.areas) - 1),  # the county reaches further than we can draw
        (Estate, len(plan.estates)),
        (Building, len(plan.buildings)),
        (Dwelling, len(homes)),
        (Household, sum(1 for home in homes if home.people)),
        (Resident, sum(len(home.people) for home in homes)),
        (Venue, len(plan.venues)),
        (Office, len(plan.offices)),
        (Post, len(plan.posts)),
        (User, len({post.username for post in plan.posts})),
        (Member, len(plan.members)),
        (Absence, len(plan.absences)),
        (SupportNeed, len(plan.needs)),
        (Consent, len(plan.needs)),
        (Case, len(content.STORIES) + len(content.ORDERS)),
    ):
        assert model.objects.count() == number, model
    assert Plate.objects.count() == Entrance.objects.count()


def test_a_second_run_does_nothing() -> None:
    before = Entry.objects.count(), Household.objects.count(), User.objects.count()
    assert "there already" in seed()
    assert (Entry.objects.count(), Household.objects.count(), User.objects.count()) == before


def test_every_grid_has_a_code_a_boundary_an_office_and_a_plate_that_leads_to_it() -> None:
    now = timezone.now()
    for grid in Area.objects.filter(level="grid"):
        assert len(grid.official_code) == 15
        assert Boundary.objects.filter(area=grid, until=None).exists()
        assert Office.objects.filter(area=grid, kind="grid").exists()
        plate = Plate.objects.filter(entrance__building__area_path__startswith=grid.path).first()
        if plate is not None:
            found = door(plate.token, now)
            assert found.grid.path.startswith(grid.path)
            assert found.community.level == "community"


def test_a_buildings_point_lies_in_its_own_grid() -> None:
    grids = dict(Area.objects.filter(level="grid").values_list("path", "id"))
    for path, longitude, latitude in Building.objects.values_list("area_path", "longitude", "latitude"):
        assert grid_at(longitude, latitude) == grids[path[:15]]


def test_telephones_are_sealed_and_every_household_has_one_head() -> None:
    assert Resident.objects.filter(is_head=True).count() == Household.objects.count()
    sealed = Resident.objects.exclude(phone=None)
    assert sealed.count() > Household.objects.count() * 0.9
    assert not sealed.filter(phone_index="").exists()


def test_whoever_is_away_has_somebody_and_the_roster_of_this_week_is_full() -> None:
    now = timezone.now()
    assert Absence.objects.on(now).exists()
    assert Absence.objects.filter(since__gt=now).exists()
    for office in Office.objects.filter(kind__in=("community", "township")):
        assert Shift.objects.filter(office=office, until__gt=now).count() >= 7


def test_the_people_of_the_stories_and_those_who_keep_the_register_are_there() -> None:
    assert set(User.objects.values_list("username", flat=True)) >= {
        username for username, *_ in content.STAFF
    }
    registrar = Post.objects.get(user__username="zhoutaizhang")
    assert (registrar.role, registrar.reach, registrar.office.kind) == ("registrar", "subtree", "township")
    administrator = Post.objects.get(user__username="xuguanli")
    assert (administrator.role, administrator.reach) == ("administrator", "none")
    assert plate_of("桂花里", "3 栋", 2).entrance.building.area.path == f"{content.COMMUNITY[0]}001"


def test_what_comes_in_by_the_thousand_is_written_in_a_few_entries() -> None:
    for verb in (
        "buildings.entered",
        "register.entered",
        "venues.entered",
        "posts.appointed",
        "needs.entered",
    ):
        entry = Entry.objects.get(verb=verb)
        assert entry.area_path in ("370998", "370998001")
        assert all(isinstance(value, int) for value in entry.data.values())


def test_every_part_of_the_loop_can_be_tried_by_somebody_of_the_demo() -> None:
    now = timezone.now()
    community = Office.objects.get(area__path=content.COMMUNITY[0], kind="community")
    for office in (community, Office.objects.get(kind="township")):
        for kind in TrustKind:
            assert len(trustees(office, kind, now)) == 2, (office, kind)
    secretary = User.objects.get(username="zhibushuji")
    branch = secretary.posts.get(office__kind="branch").office
    assert (branch.kind, branch.superior) == ("branch", community)
    assert ProblemItem.objects.get().branch == branch
    errand = Errand.objects.get()
    assert errand.office.kind == "property"
    assert is_running(errand, now)
    assert errand.case.holder is not None
    assert errand.case.holder.username == "chenshumin"
    days = Reception.objects.filter(since__gt=now)
    assert {host.username for one in days for host in one.hosts.all()} == {"gaojian", "zhaoming"}
    assert Case.objects.overdue(now).exists(), "somebody is late"
    orders = Origin.objects.filter(signed_at=None, sign_by__gt=now)
    assert {origin.case.office.kind for origin in orders if origin.case.office} == {"community", "township"}


def test_somebody_with_two_posts_is_one_click_away_too(client: Client, settings: Any) -> None:
    settings.DEMO = True
    user = User.objects.get(username="zhibushuji")
    assert user.posts.count() == 2
    assert client.post("/desk/demo/", {"user": user.pk}).status_code == 302
