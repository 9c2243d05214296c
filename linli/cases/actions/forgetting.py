"""Forgetting who asked: the request stays as a figure, its words, photos and its reporter go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from linli.cases.models import CallBack, Case, Origin, Reporter
from linli.common.actor import Actor
from linli.journal.actions import erase_words, record
from linli.office.actions.keeping import drop_files

NAMELESS = "诉求"  # title of a request whose matter was never named


@transaction.atomic
def forget_request(case: Case, *, by: Actor, at: datetime) -> None:
    """Nothing of what the asker said, showed or is called remains; where it stood and how long it took does."""
    case = Case.objects.select_for_update(of=("self",)).select_related("category").get(pk=case.pk)
    drop_files(list(case.photos.values_list("pk", flat=True)))
    Reporter.objects.filter(case=case).delete()
    Origin.objects.filter(case=case).update(row=None)
    case.title = case.category.name if case.category else NAMELESS
    case.words = case.place_words = ""
    case.save(update_fields=["title", "words", "place_words"])
    erase_words(Case._meta.label_lower, [case.pk], at=at)
    record("case.forgotten", case, by=by, at=at, area_path=case.area_path)


def forget_reporter(phone_index: str, *, by: Actor, at: datetime, most: int = 20) -> int:
    """Forget requests asked with this number, some at a time; returns how many. Call again until there are none."""
    if not phone_index:
        return 0
    cases = list(Case.objects.filter(reporter__phone_index=phone_index).order_by("pk")[:most])
    for case in cases:
        forget_request(case, by=by, at=at)
    return len(cases)


def old_reporters(before: datetime) -> QuerySet[Reporter]:
    """Names and numbers of those who asked for what was closed before then."""
    return Reporter.objects.filter(case__closed_at__lt=before)


@transaction.atomic
def drop_reporters(before: datetime, *, most: int) -> int:
    """They go some time after closing; returns how many."""
    return _drop(old_reporters(before), most)


def shown_elsewhere(before: datetime) -> QuerySet[Reporter]:
    """Names and numbers of those who were shown another way before then (court, petition …) and are not to be rung."""
    to_be_rung = CallBack.objects.filter(case=OuterRef("case"), closed_at=None)
    return Reporter.objects.filter(~Exists(to_be_rung), case__status="referred", case__closed_at__lt=before)


@transaction.atomic
def drop_shown_elsewhere(before: datetime, *, most: int) -> int:
    """Whoever goes another way leaves nothing about themselves here; returns how many."""
    return _drop(shown_elsewhere(before), most)


def _drop(reporters: QuerySet[Reporter], most: int) -> int:
    ids = list(reporters.order_by("pk").values_list("pk", flat=True)[:most])
    Reporter.objects.filter(pk__in=ids).delete()
    return len(ids)


def old_orders(before: datetime) -> QuerySet[Origin]:
    """Orders of what was closed before then that are still kept as they came, sender and all."""
    return Origin.objects.filter(case__closed_at__lt=before, row__isnull=False)


@transaction.atomic
def empty_orders(before: datetime, *, most: int) -> int:
    """The row stays, with its dates; what the source wrote in it goes. Returns how many."""
    ids = list(old_orders(before).order_by("pk").values_list("pk", flat=True)[:most])
    Origin.objects.filter(pk__in=ids).update(row=None)
    return len(ids)
