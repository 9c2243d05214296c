"""Every queryset that cuts by scope, asked as every role, in the own area and in a foreign one."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Model

from linli.cases import queries as cases
from linli.cases.models import Case
from linli.common.authority import MAY
from linli.common.scope import NOTHING, Scope
from linli.notify.models import Message
from linli.office.models import Imported, ImportRun
from linli.people import queries as people
from linli.people.models import Office, OfficeKind, Post, Reach, Resident, Role
from linli.territory.models import Area, Household, Proposal, Venue
from tests import make
from tests.make import NOON, walk

HOMES: tuple[type[Model], ...] = (Area, Household, Resident, Venue)


def cutting() -> set[type[Model]]:
    """Models of ours whose manager can cut by scope."""
    return {
        model
        for model in apps.get_models()
        if model.__module__.startswith("linli.") and hasattr(model._default_manager, "visible_to")
    }


def scope_of(user_id: int) -> Scope:
    posts = people.posts_of(user_id, NOON)
    return Scope.of(user_id, people.grants(posts) + cases.grants(posts, NOON), at=NOON)


@pytest.fixture
def two_areas(town: make.Town) -> make.Town:
    """Somebody lives, and a shop stands, in grid 1 and in the other community's grid."""
    for key in ("grid", "other_grid"):
        grid = town.areas[key]
        town.furnish(grid)
    return town


def test_no_queryset_that_cuts_is_left_out() -> None:
    assert cutting() == {*HOMES, Case, Message, Proposal}  # a plan is seen by whoever sees its area


@pytest.mark.parametrize("role", Role.values)
def test_homes_are_seen_in_the_own_area_by_roles_that_may_and_in_a_foreign_one_by_nobody(
    two_areas: make.Town, role: str
) -> None:
    """The rows are written as no action would write them, so that the querysets stand alone."""
    for kind in OfficeKind.values:
        for reach in Reach.values:
            office = Office.objects.filter(kind=kind, area__path__startswith="370998001001").first()
            office = office or Office.objects.create(kind=kind, name=kind, area=two_areas.areas["community"])
            user = two_areas.enter(f"{role} {kind} {reach}")
            Post.objects.create(user=user, office=office, role=role, reach=reach, since=make.LONG_AGO)
            scope = scope_of(user.pk)
            area_office = kind in ("grid", "community", "township", "county", "prefecture")
            may = "door.see" in MAY[role] and reach == "subtree" and area_office
            for model in HOMES:
                seen = model._default_manager.visible_to(scope)  # type: ignore[attr-defined]
                assert seen.exists() == may, (model, role, kind, reach)
                assert not paths_of(model, seen) & {"370998001002", "370998001002001"}, (model, role, kind)


def paths_of(model: type[Model], rows) -> set[str]:
    where = {Area: "path", Resident: "household__area_path"}.get(model, "area_path")  # type: ignore[call-overload]
    return set(rows.values_list(where, flat=True))


@pytest.mark.parametrize("state", ["staged", "checked", "applying", "reversed", "dropped"])
def test_what_an_import_has_not_shown_or_has_taken_back_is_seen_by_nobody(
    two_areas: make.Town, state: str
) -> None:
    """Not even by the sub-district; with the one word "shown" everything is there."""
    run = ImportRun.objects.create(kind="households", source="test", state=state, started_at=NOON)
    imported = [m for m in apps.get_models() if issubclass(m, Imported)]
    for model in imported:
        assert hasattr(model._default_manager, "shown"), model
        model._default_manager.update(run=run)
    scope = scope_of(two_areas.users["township"].pk)
    for model in imported:
        assert not model._default_manager.shown().exists(), model  # type: ignore[attr-defined]
    for model in set(HOMES) - {Area}:
        assert not model._default_manager.visible_to(scope).exists(), model  # type: ignore[attr-defined]
    ImportRun.objects.update(state="shown")
    for model in set(HOMES) - {Area}:
        assert model._default_manager.visible_to(scope).exists(), model  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", HOMES)
def test_who_has_no_post_sees_nothing(two_areas: make.Town, model: type[Model]) -> None:
    assert not model._default_manager.visible_to(NOTHING).exists()  # type: ignore[attr-defined]


def test_nobody_sees_a_case_that_names_them_until_the_level_above_opens_it(town: make.Town) -> None:
    from linli.cases.actions import name_staff, open_to_named

    case = walk(town, "take grid", "verify up", "take community")
    about, chief = town.users["grid"], town.actors["township"]
    assert Case.objects.visible_to(scope_of(about.pk)).filter(pk=case.pk).exists()
    name_staff(case, user_id=about.pk, by=chief, at=NOON)
    assert not Case.objects.visible_to(scope_of(about.pk)).filter(pk=case.pk).exists()
    assert Case.objects.visible_to(scope_of(town.users["grid_2"].pk)).filter(pk=case.pk).exists()
    open_to_named(case, user_id=about.pk, by=chief, at=NOON)
    assert Case.objects.visible_to(scope_of(about.pk)).filter(pk=case.pk).exists()
