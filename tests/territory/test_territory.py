"""The tree, the doors, and what a plate leads to."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.common.scope import Scope
from linli.office.models import ImportRun, ImportState
from linli.territory import actions, tokens
from linli.territory.models import Area, Entrance, Plate
from linli.territory.queries import chain, door, grids_of
from tests import make
from tests.make import NOON


def test_a_plate_leads_to_its_entrance_grid_and_community(town) -> None:
    found = door(f" {town.plate.token.upper()} ", NOON)
    assert (found.entrance, found.grid, found.community, found.moved) == (
        town.entrance,
        town.areas["grid"],
        town.areas["community"],
        False,
    )


def test_an_old_plate_still_leads_home_and_says_that_it_is_old(town) -> None:
    new = actions.hang_plate(town.entrance, by=SYSTEM, at=NOON)
    assert door(town.plate.token, NOON).moved
    assert not door(new.token, NOON).moved


@pytest.mark.parametrize("state", [ImportState.APPLYING, ImportState.REVERSED, ImportState.DROPPED])
def test_a_plate_at_an_entrance_that_is_not_shown_opens_nothing(town, client, state: str) -> None:
    run = ImportRun.objects.create(
        kind="households", source="test", area_path="", started_at=NOON, state=ImportState.SHOWN
    )
    Entrance.objects.filter(pk=town.entrance.pk).update(run=run)
    new = actions.hang_plate(town.entrance, by=SYSTEM, at=NOON)
    page = reverse("portal:door", args=[new.token])
    assert door(new.token, NOON).entrance == town.entrance
    assert client.get(page).status_code == 200
    ImportRun.objects.update(state=state)
    for token in (town.plate.token, new.token):
        with pytest.raises(Refused) as caught:
            door(token, NOON)
        assert caught.value.refusal.code == "plate_unknown"
    assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    "token", ["", "x", "kb4euzjs7jde", "kb4euzjs7jde8x", "../../etc", "漏水漏水漏水漏水漏", "kb4euzjs7jdé7"]
)
def test_a_torn_token_is_told_from_a_foreign_one(town, token: str) -> None:
    with pytest.raises(Refused) as caught:
        door(token, NOON)
    assert caught.value.refusal.code == "plate_torn"
    with pytest.raises(Refused) as caught:
        door(tokens.new_token(), NOON)
    assert caught.value.refusal.code == "plate_unknown"


@given(st.integers(0, tokens.LENGTH), st.sampled_from(tokens.ALPHABET))
def test_one_wrong_letter_is_always_found(place: int, letter: str) -> None:
    token = tokens.new_token()
    wrong = token[:place] + letter + token[place + 1 :]
    assert tokens.is_whole(wrong) == (wrong == token)


@given(st.integers(0, tokens.LENGTH - 2))
def test_two_letters_swapped_are_always_found(place: int) -> None:
    token = tokens.new_token()
    swapped = token[:place] + token[place + 1] + token[place] + token[place + 2 :]
    assert tokens.is_whole(swapped) == (swapped == token)


def test_a_closed_grid_leads_to_its_successor_or_says_who_is_gone(town) -> None:
    grid = town.areas["grid"]
    actions.close_area(grid, successor=town.areas["next_grid"], by=SYSTEM, at=NOON)
    assert door(town.plate.token, NOON).grid == town.areas["next_grid"]
    actions.close_area(town.areas["next_grid"], successor=None, by=SYSTEM, at=NOON)
    with pytest.raises(Refused) as caught:
        door(town.plate.token, NOON)
    assert (caught.value.refusal.code, caught.value.refusal.params) == (
        "area_closed",
        {"area": "next_grid 区"},
    )


def test_an_entrance_has_one_plate_in_use(town) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Plate.objects.create(token=tokens.new_token(), entrance=town.entrance, hung_at=NOON)


def test_an_area_lies_inside_its_parent(town) -> None:
    for path, level, wrong in (
        ("370998001002009", "grid", "path_outside_parent"),
        ("370998001001", "community", "path_outside_parent"),
        ("370998001001", "grid", "level_length"),
        ("37099800100199", "grid", "path_malformed"),
        ("370998001001001", "grid", "path_taken"),
    ):
        with pytest.raises(Refused) as caught:
            actions.draw_area(
                path=path, level=level, name="错", parent=town.areas["community"], by=SYSTEM, at=NOON
            )
        assert caught.value.refusal.code == wrong


def test_a_scope_sees_its_subtree_and_not_the_neighbours(town) -> None:
    scope = Scope(areas=("370998001001",))
    seen = set(Area.objects.visible_to(scope).values_list("name_en", flat=True))
    assert seen == {"community", "grid", "next_grid"}
    assert not Area.objects.visible_to(Scope()).exists()


def test_the_chain_and_the_grids_of_an_area(town) -> None:
    assert [a.level for a in chain("370998001001001")] == [
        "prefecture",
        "county",
        "township",
        "community",
        "grid",
    ]
    assert grids_of("370998001001", NOON) == [town.areas["grid"], town.areas["next_grid"]]
    assert grids_of("370998001001", make.LONG_AGO) == [town.areas["grid"], town.areas["next_grid"]]
