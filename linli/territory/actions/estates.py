"""Verbs about estates (小区) and venues (场所): enter, change, close. Who may: `door.write` where they lie."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import Refused, refuse
from linli.journal.actions import record
from linli.territory import rules
from linli.territory.actions.areas import check_name
from linli.territory.models import Area, Estate, Venue
from linli.territory.queries import community_of


@transaction.atomic
def enter_estate(area: Area, *, name: str, kind: str, name_en: str = "", by: Actor, at: datetime) -> Estate:
    """A compound or hamlet of a community. Refuses name_missing, refused_subject, name_in_use (name)."""
    community = community_of(area)
    by.require("door.write", community.path)
    check_name(name, name_en)
    _check_estate(community, name, None)
    estate = Estate.objects.create(
        area=community, area_path=community.path, name=name.strip(), kind=kind, name_en=name_en.strip()
    )
    record("estate.entered", estate, by=by, at=at, area_path=community.path, kind=kind)
    return estate


@transaction.atomic
def change_estate(
    estate: Estate, *, name: str, kind: str, name_en: str = "", by: Actor, at: datetime
) -> Estate:
    """Another name or kind of upkeep. Refuses name_missing, refused_subject, name_in_use (name)."""
    estate = Estate.objects.select_for_update().get(pk=estate.pk)
    by.require("door.write", estate.area_path)
    check_name(name, name_en)
    _check_estate(estate.area, name, estate.pk)
    before = estate.kind
    estate.name, estate.kind, estate.name_en = name.strip(), kind, name_en.strip()
    estate.save(update_fields=["name", "kind", "name_en"])
    record("estate.changed", estate, by=by, at=at, area_path=estate.area_path, kind=kind, before=before)
    return estate


def _check_estate(community: Area, name: str, own: int | None) -> None:
    if not name.strip():
        raise refuse("name_missing")
    if Estate.objects.filter(area=community, name=name.strip()).exclude(pk=own).exists():
        raise refuse("name_in_use", name=name.strip())


@transaction.atomic
def enter_venue(grid: Area, *, name: str, kind: str, by: Actor, at: datetime, **more: Any) -> Venue:
    """A place people go to. `more`: building, address, phone, hours, name_en, longitude, latitude.

    Refuses name_missing, refused_subject, name_in_use (name), grid_needed, successor_closed.
    """
    by.require("door.write", grid.path)
    check_name(name, more.get("name_en", ""))
    _check_venue(grid, name, None, at)
    since = more.pop("since", at.date())
    venue = Venue.objects.create(
        area=grid, area_path=grid.path, name=name.strip(), kind=kind, since=since, **more
    )
    record("venue.entered", venue, by=by, at=at, area_path=grid.path, kind=kind)
    return venue


@transaction.atomic
def change_venue(venue: Venue, *, grid: Area, name: str, by: Actor, at: datetime, **more: Any) -> Venue:
    """What is known of a venue, and where it is. Refuses as `enter_venue`, and venue_closed."""
    venue = Venue.objects.select_for_update().get(pk=venue.pk)
    by.require("door.write", venue.area_path)
    by.require("door.write", grid.path)
    if venue.until is not None:
        raise refuse("venue_closed", name=venue.name)
    check_name(name, more.get("name_en", ""))
    _check_venue(grid, name, venue.pk, at)
    venue.area, venue.area_path, venue.name = grid, grid.path, name.strip()
    for field, value in more.items():
        setattr(venue, field, value)
    venue.save()
    record("venue.changed", venue, by=by, at=at, area_path=grid.path, kind=venue.kind)
    return venue


@transaction.atomic
def close_venue(venue: Venue, *, by: Actor, at: datetime) -> Venue:
    """It is no longer there; it stays in the register's past. Refuses venue_closed (name)."""
    venue = Venue.objects.select_for_update().get(pk=venue.pk)
    by.require("door.write", venue.area_path)
    if venue.until is not None:
        raise refuse("venue_closed", name=venue.name)
    venue.until = at.date()
    venue.save(update_fields=["until"])
    record("venue.closed", venue, by=by, at=at, area_path=venue.area_path)
    return venue


def _check_venue(grid: Area, name: str, own: int | None, at: datetime) -> None:
    if why := rules.may_hold_doors(grid, at):
        raise Refused(why)
    if not name.strip():
        raise refuse("name_missing")
    if Venue.objects.filter(area=grid, name=name.strip(), until=None).exclude(pk=own).exists():
        raise refuse("name_in_use", name=name.strip())
