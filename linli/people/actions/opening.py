"""Verbs of looking: say what for before one reads, and open what is not one's own in an emergency."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.timezone import localdate

from linli.common.actor import Actor
from linli.common.refusals import Refused, refuse
from linli.common.sealed import seal
from linli.common.text import tidy
from linli.journal.actions import note_reading, record
from linli.journal.models import Reading
from linli.people import lookup
from linli.people import register_rules as rules
from linli.people.models import BreakGlass, GlassReason, Resident
from linli.territory.models import Household

GLASS_LASTS = timedelta(hours=3)
SHORTEST_WORDS = 4


def read(
    subject: models.Model,
    household: Household,
    what: str,
    *,
    purpose: str,
    by: Actor,
    at: datetime,
) -> Reading:
    """Say what one is about to read, of whom, what for; kept before anything is fetched, whatever happens after.

    Refuses purpose_missing, and what the authority table refuses (an open emergency lifts that for one household).
    """
    if purpose not in rules.PURPOSES and purpose not in GlassReason.values:
        raise refuse("purpose_missing")
    of = subject if isinstance(subject, Resident) else None
    if why := lookup.may_read(by, household, what, at, of=of):
        raise Refused(why)
    child = of is not None and lookup.is_child(of, localdate(at))
    return note_reading(
        subject,
        level=rules.sight(what, child=child).level,
        what=what,
        purpose=purpose,
        by=by,
        at=at,
        area_path=household.area_path,
    )


@transaction.atomic
def open_glass(household: Household, *, reason: str, words: str, by: Actor, at: datetime) -> BreakGlass:
    """Open one household for three hours in an emergency. The superior's office is told, the person sees it.

    Refuses say_why, glass_open.
    """
    by.require("health.glass", household.area_path)
    said = tidy(words)
    if len(said) < SHORTEST_WORDS:
        raise refuse("say_why")
    if by.user_id is None or lookup.glass_now(by.user_id, household, at):
        raise refuse("glass_open")
    glass = BreakGlass.objects.create(
        household=household,
        user_id=by.user_id,
        post_id=by.post_id,
        reason=GlassReason(reason),
        words=seal(said, "glass"),
        since=at,
        until=at + GLASS_LASTS,
    )
    record(
        "glass.opened",
        glass,
        by=by,
        at=at,
        area_path=household.area_path,
        office_id=by.office_id,
        reason=reason,
    )
    return glass


@transaction.atomic
def end_glass(glass: BreakGlass, *, by: Actor, at: datetime) -> BreakGlass:
    """Whoever opened it needs it no longer. Refuses glass_over, not_yours."""
    glass = BreakGlass.objects.select_for_update(of=("self",)).select_related("household").get(pk=glass.pk)
    if glass.user_id != by.user_id:
        raise refuse("not_yours")
    if glass.ended_at is not None or glass.until <= at:
        raise refuse("glass_over")
    glass.ended_at = at
    glass.save(update_fields=["ended_at"])
    record("glass.ended", glass, by=by, at=at, area_path=glass.household.area_path)
    return glass
