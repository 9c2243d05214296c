"""Buildings that a grid disowns: it handed a request on because the door is not its own, and the register says it is.

Nobody settles that by sending requests about; whoever keeps the register does, once. Read from the journal, so it
is settled by itself when the building is moved. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.cases.models import Case
from linli.common.authority import MAY
from linli.common.paths import covers, subtree
from linli.journal.models import Entry
from linli.people.models import Office
from linli.people.queries import members
from linli.territory.models import Area, Building

BEFORE = timedelta(days=365)  # what nobody asked about for a year has settled itself
MOST = 1000
LEVELS = ("grid", "community")  # above these a place belongs to nobody else
KEPT = "building.kept"  # the register is right


@dataclass(frozen=True, slots=True)
class Border:
    """A building, where the register has it, whom that area handed a request to, and how often since it was settled."""

    building: Building
    own: Area
    other: Area
    at: datetime
    cases: tuple[Case, ...]


def disowned(path: str, now: datetime) -> list[Border]:
    """Buildings under a path that wait for whoever keeps the register, the last one handed on first."""
    since = now - BEFORE
    moved = Entry.objects.filter(verb="case.transfer", recorded_at__gte=since, area_path__range=subtree(path))
    return _borders(moved.order_by("-id")[:MOST], _kept(since))


def disowned_by(entry: Entry) -> Border | None:
    """The building that this transfer disowned; None where the register says the same as whoever handed it on."""
    found = _borders([entry], {})
    return found[0] if found else None


def keepers_of(border: Border, at: datetime) -> list[int]:
    """Ids of those who may move it: at the nearest office above that has such a person; registrars before heads."""
    office = Office.objects.filter(area=border.own, kind=border.own.level).select_related("superior").first()
    while office is not None and office.superior is not None:
        office = office.superior
        both = all(covers(office.area.path, area.path) for area in (border.own, border.other))
        able = [post for post in members(office.pk, at) if "door.divide" in MAY[post.role]] if both else []
        if able:
            first = [post.user_id for post in able if post.role == "registrar"]
            return first or [post.user_id for post in able]
    return []


def _kept(since: datetime) -> dict[int, datetime]:
    """When somebody last said that the register is right, by building."""
    rows = Entry.objects.filter(verb=KEPT, recorded_at__gte=since).order_by("id")
    return dict(rows.values_list("subject_id", "at"))


def _borders(moved: Iterable[Entry], kept: dict[int, datetime]) -> list[Border]:
    entries = list(moved)
    doors = Case.objects.filter(
        pk__in={e.subject_id for e in entries}, restricted=False, entrance__isnull=False
    )
    cases = doors.select_related("entrance__building__area", "entrance__building__estate").in_bulk()
    ids = {e.office_id for e in entries} | {e.data["to"]["office"] for e in entries}
    offices = Office.objects.filter(kind__in=LEVELS).select_related("area").in_bulk(ids - {None})
    undone = set(
        Entry.objects.filter(verb="case.undo", subject_type="cases.case", subject_id__in=cases).values_list(
            "data__undone", flat=True
        )
    )
    found: dict[int, Border] = {}
    for entry in entries:
        case = cases.get(entry.subject_id)
        gave, took = offices.get(entry.office_id or 0), offices.get(entry.data["to"]["office"])
        if case is None or case.entrance is None or gave is None or took is None or entry.pk in undone:
            continue
        building = case.entrance.building
        own, settled = building.area_path, kept.get(building.pk)
        if not covers(gave.area.path, own) or (settled and settled >= entry.at):
            continue
        one = found.setdefault(building.pk, Border(building, gave.area, took.area, entry.at, ()))
        if case not in one.cases:
            found[building.pk] = Border(one.building, one.own, one.other, one.at, (*one.cases, case))
    return list(found.values())
