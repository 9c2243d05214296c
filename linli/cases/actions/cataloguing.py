"""The catalogue as an installation keeps it: matters, its versions, and which office answers for them where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from linli.cases.catalogue import Matter, changes, dump, load
from linli.cases.matters import PLAIN, faults, in_use, matters
from linli.cases.models import Answerer, CatalogueVersion, Category
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import record
from linli.people.models import Office
from linli.territory.models import Area

LONGEST_REASON = 200


@transaction.atomic
def enter_category(*, code: str, name: str, by: Actor, at: datetime, **more: Any) -> Category:
    """Add a matter to the catalogue, or change the one with this code."""
    category, made = Category.objects.update_or_create(code=code, defaults={"name": name, **more})
    record("category.entered" if made else "category.changed", category, by=by, at=at)
    return category


@transaction.atomic
def change_catalogue(after: Iterable[Matter], *, reason: str, by: Actor, at: datetime) -> CatalogueVersion:
    """Make these matters, in this order, the catalogue from now on: a new version, one entry.

    A matter that requests have stays, retired if need be; one that was never used and is left out goes. Refuses
    matter_in_use (with its name and how many requests have it), catalogue_wrong (with the first fault and how many),
    catalogue_same, say_why.
    """
    by.require("keep.matters")
    last = CatalogueVersion.objects.select_for_update().order_by("-number").first()
    before, now = matters(), tuple(after)
    if not reason.strip():
        raise refuse("say_why")
    used = in_use()
    for lost in before:
        if lost.code in used and all(matter.code != lost.code for matter in now):
            raise refuse("matter_in_use", matter=lost.name, called=lost.code, number=used[lost.code])
    if wrong := faults(now, before, used):
        first = ".".join(filter(None, (wrong[0].code, wrong[0].field)))
        raise refuse("catalogue_wrong", number=len(wrong), first=first or wrong[0].kind)
    if before == now:
        raise refuse("catalogue_same")
    stood = dump(before)
    if before and (last is None or last.text != stood):  # what was entered one by one is not lost either
        last = CatalogueVersion.objects.create(number=_next(last), text=stood, at=at)
    _write(now, at)
    version = CatalogueVersion.objects.create(
        number=_next(last), text=dump(now), reason=reason.strip()[:LONGEST_REASON], user_id=by.user_id, at=at
    )
    told = [[change.kind, change.code, *change.fields] for change in changes(before, now)]
    record("catalogue.changed", version, by=by, at=at, number=version.number, changes=told)
    return version


def _next(last: CatalogueVersion | None) -> int:
    return last.number + 1 if last else 1


def _write(now: tuple[Matter, ...], at: datetime) -> None:
    rows = {row.code: row for row in Category.objects.all()}
    for order, matter in enumerate(now):
        row = rows.pop(matter.code, None) or Category(code=matter.code)
        for name, value in asdict(matter).items():
            if name in PLAIN:
                setattr(row, name, value)
        row.order = order
        row.retired_at = (row.retired_at or at) if matter.retired else None
        row.save()
    Category.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()


@transaction.atomic
def change_matter(matter: Matter, *, reason: str, by: Actor, at: datetime) -> CatalogueVersion:
    """Change the one matter with this code, or add it before the last: a new version of the whole."""
    by.require("keep.matters")
    now = list(matters())
    place = next((n for n, one in enumerate(now) if one.code == matter.code), None)
    if place is None:
        now.insert(max(0, len(now) - 1), matter)  # the last one is what fits nowhere
    else:
        now[place] = matter
    return change_catalogue(now, reason=reason, by=by, at=at)


@transaction.atomic
def go_back(version: CatalogueVersion, *, reason: str, by: Actor, at: datetime) -> CatalogueVersion:
    """Make an older version the catalogue again, as a new one. What came later and requests have stays, retired."""
    by.require("keep.matters")
    old = load(version.text)
    codes, used = {matter.code for matter in old}, in_use()
    later = [m for m in matters() if m.code in used and m.code not in codes]
    return change_catalogue(
        (*old, *(replace(matter, retired=True) for matter in later)), reason=reason, by=by, at=at
    )


@transaction.atomic
def name_answerer(
    role: str, area: Area, office: Office | None, *, by: Actor, at: datetime
) -> Answerer | None:
    """Say which office answers for a role in an area and all below it; None: the one named above again."""
    by.require("keep.matters", area.path)
    if office is None:
        Answerer.objects.filter(role=role, area=area).delete()
        record("answerer.dropped", area, by=by, at=at, area_path=area.path, role=role)
        return None
    row, _ = Answerer.objects.update_or_create(role=role, area=area, defaults={"office": office})
    record("answerer.named", row, by=by, at=at, area_path=area.path, office_id=office.pk, role=role)
    return row
