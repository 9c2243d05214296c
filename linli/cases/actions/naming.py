"""A case about somebody who works here: it is kept from them, until the level above opens it to them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.cases import rules
from linli.cases.actions.leaving import let_go
from linli.cases.actions.trusting import renew_keepers
from linli.cases.models import Case, Named
from linli.common.actor import Actor
from linli.journal.actions import record


@transaction.atomic
def name_staff(case: Case, *, user_id: int, by: Actor, at: datetime) -> Named:
    """Say that a case is about this person. From now on they neither see it nor act on it, nor have it in hand.

    Saying it twice is harmless. Refuses not_above_them, unless `by` works in the case's present office or above the
    person.
    """
    locked = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    rules.require(rules.may_name(by, locked, user_id, at))
    named, new = Named.objects.get_or_create(case=locked, user_id=user_id, defaults={"at": at})
    if new:
        locked.names_staff = True
        locked.save(update_fields=["names_staff"])
        record("case.name_staff", locked, by=by, at=at, area_path=locked.area_path, about=user_id)
        let_go(locked, user_id, at=at)
        renew_keepers(locked, at)
    return named


@transaction.atomic
def open_to_named(case: Case, *, user_id: int, by: Actor, at: datetime) -> Named:
    """Let the person see the case that is about them. Refuses not_above_them, unless `by` works above them."""
    rules.require(rules.may_open_to_named(by, user_id, at))
    named = Named.objects.select_for_update().get(case=case, user_id=user_id)
    if named.opened_at is None:
        named.opened_at = at
        named.save(update_fields=["opened_at"])
        record("case.open_to_named", case, by=by, at=at, area_path=case.area_path, about=user_id)
    return named
