"""Verbs about areas: draw one, name it anew, close one. Who may: `door.divide` where it lies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import Refused, refuse
from linli.common.refused_subjects import in_place_name
from linli.journal.actions import record
from linli.territory import codes, rules
from linli.territory.models import Area, AreaKind, Boundary, Building, FormerCode
from linli.territory.queries import Impact, impact_of_close
from linli.territory.registry import Doors, all_carriers


@transaction.atomic
def draw_area(
    *, path: str, level: str, name: str, parent: Area | None, by: Actor, at: datetime, **more: Any
) -> Area:
    """Add an area to the tree that somebody made up. Refuses refused_subject, and as `_drawn`."""
    check_name(name, more.get("name_en", ""))
    return _drawn(path=path, level=level, name=name, parent=parent, by=by, at=at, **more)


def check_name(*names: str) -> None:
    """Refuse refused_subject (column, word) where a place would be called what LinLi never holds."""
    for name in names:
        if word := in_place_name(name):
            raise refuse("refused_subject", column=name.strip()[:60], word=word)


def _drawn(
    *, path: str, level: str, name: str, parent: Area | None, by: Actor, at: datetime, **more: Any
) -> Area:
    """Refuses what `rules.may_stand` refuses, name_missing, path_taken (path, area)."""
    by.require("door.divide", path)
    kind = more.get("kind", AreaKind.URBAN)
    if why := rules.may_stand(path=path, level=level, kind=kind, parent=parent, at=at):
        raise Refused(why)
    if not name.strip():
        raise refuse("name_missing")
    if taken := Area.objects.filter(path=path).first():
        raise refuse("path_taken", path=path, area=taken.name)
    more.setdefault("official_code", path)
    area = Area.objects.create(path=path, level=level, name=name, parent=parent, since=at, **more)
    record("area.drawn", area, by=by, at=at, area_path=path)
    return area


@transaction.atomic
def rename_area(
    area: Area, *, name: str, name_en: str = "", kind: str | None = None, by: Actor, at: datetime
) -> Area:
    """Another name, and for a grid another kind. The path stays.

    Refuses name_missing, refused_subject, special_needs_community.
    """
    area = Area.objects.select_for_update().get(pk=area.pk)
    by.require("door.divide", area.path)
    if not name.strip():
        raise refuse("name_missing")
    if name.strip() != area.name:  # an official name stays as it is
        check_name(name)
    check_name(name_en)
    kind = kind or area.kind
    if why := rules.may_stand(path=area.path, level=area.level, kind=kind, parent=area.parent, at=area.since):
        raise Refused(why)
    area.name, area.name_en, area.kind = name.strip(), name_en.strip(), kind
    area.save(update_fields=["name", "name_en", "kind"])
    record("area.renamed", area, by=by, at=at, area_path=area.path, kind=kind)
    return area


@transaction.atomic
def close_area(
    area: Area, *, successor: Area | None, by: Actor, at: datetime, confirmed: str | None = None
) -> Area:
    """End an area. What hangs at its doors goes to the successor, whose name its plates show from now on.

    `confirmed`: the fingerprint of the impact that the person saw (None: nobody was asked). Refuses area_closed,
    children_stand (number), successor_missing, what `rules.may_succeed` refuses, impact_changed (fingerprint).
    The installation itself may close one without a successor: its plates then say whom to call.
    """
    area = Area.objects.select_for_update().get(pk=area.pk)
    by.require("door.divide", area.path)
    if area.is_closed(at):
        raise refuse("area_closed", area=area.name)
    if number := area.children.standing(at).count():
        raise refuse("children_stand", area=area.name, number=number)
    if successor is not None:
        by.require("door.divide", successor.path)
        if why := rules.may_succeed(area, successor, at):
            raise Refused(why)
    impact = impact_of_close(area, successor)
    check_confirmed(impact, confirmed)
    if impact.total and successor is None and by.kind != "system":
        raise refuse("successor_missing", area=area.name)
    if successor is not None:
        ids = tuple(Building.objects.filter(area=area).order_by("pk").values_list("pk", flat=True))
        for carrier in all_carriers():
            carrier.follow(Doors(ids, successor, left=(area,)), by, at)
    area.until, area.successor = at, successor
    area.save(update_fields=["until", "successor"])
    Boundary.objects.filter(area=area, until=None).update(until=at)
    record(
        "area.closed",
        area,
        by=by,
        at=at,
        area_path=area.path,
        successor=successor.pk if successor else None,
        impact=dict(impact.counts),
    )
    return area


@transaction.atomic
def adopt_codes(prefix: str, *, by: Actor, at: datetime) -> tuple[int, int]:
    """Draw a division and everything below it from the official list; what stands already stays as it is.

    Returns (drawn, known). A code that an area had once is not drawn a second time. Refuses code_means_nothing (given).
    """
    path = codes.path_of_code(prefix)
    by.require("door.divide", path)
    rows = codes.subtree(path)
    if not path or not rows:
        raise refuse("code_means_nothing", given=prefix[:24])
    paths = [row.path for row in rows]
    standing = {area.path: area for area in Area.objects.filter(path__in=paths)}
    former = set(FormerCode.objects.filter(code__in=paths).values_list("code", flat=True))
    drawn = 0
    for row in rows:
        if row.path in standing or row.path in former:
            continue
        standing[row.path] = _drawn(
            path=row.path,
            official_code=row.code,
            level=row.level,
            kind=AreaKind.RURAL if row.is_village else AreaKind.URBAN,
            name=row.name,
            parent=_parent(row.path, standing),
            by=by,
            at=at,
        )
        drawn += 1
    return drawn, len(rows) - drawn


def _parent(path: str, known: dict[str, Area]) -> Area | None:
    for length in (9, 6, 4, 2):
        if length < len(path):
            above = known.get(path[:length]) or Area.objects.filter(path=path[:length]).first()
            if above is not None:
                return above
    return None


def check_confirmed(impact: Impact, confirmed: str | None) -> None:
    """Refuse impact_changed (fingerprint) where the world moved since somebody confirmed."""
    if confirmed is not None and confirmed != impact.fingerprint:
        raise refuse("impact_changed", fingerprint=impact.fingerprint)
