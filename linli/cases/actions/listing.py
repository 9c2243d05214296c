"""Lists that somebody keeps under a name of their own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.cases.models import SavedList
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.common.text import tidy
from linli.journal.actions import record

MOST_LISTS = 12  # more are looked through no quicker than the filters are set
LONGEST_NAME = 20


@transaction.atomic
def save_list(*, name: str, query: str, by: Actor, at: datetime) -> SavedList:
    """Keep a list of the desk, by its address, under a name; the same name again means the new list.

    Refuses only_staff, list_without_name, too_many_lists.
    """
    if by.user_id is None:
        raise refuse("only_staff")
    name = _named(name)
    mine = SavedList.objects.select_for_update().filter(user_id=by.user_id)
    known = {one.name: one for one in mine}
    if name not in known and len(known) >= MOST_LISTS:
        raise refuse("too_many_lists", most=MOST_LISTS)
    saved = known.get(name) or SavedList(user_id=by.user_id, name=name)
    saved.query, saved.saved_at = query, at
    saved.save()
    record("list.saved", saved, by=by, at=at)
    return saved


@transaction.atomic
def rename_list(saved: SavedList, *, name: str, by: Actor, at: datetime) -> SavedList:
    """Refuses list_without_name, list_known."""
    name = _named(name)
    if SavedList.objects.filter(user_id=saved.user_id, name=name).exclude(pk=saved.pk).exists():
        raise refuse("list_known")
    saved.name = name
    saved.save(update_fields=["name"])
    record("list.renamed", saved, by=by, at=at)
    return saved


@transaction.atomic
def drop_list(saved: SavedList, *, by: Actor, at: datetime) -> None:
    """It goes; the requests on it stay where they are."""
    record("list.dropped", saved, by=by, at=at)
    saved.delete()


def _named(name: str) -> str:
    name = tidy(name)[:LONGEST_NAME].strip()
    if not name:
        raise refuse("list_without_name")
    return name
