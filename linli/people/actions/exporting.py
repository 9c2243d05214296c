"""Verbs of carrying the register out (导出): asked with a reason, confirmed by a second person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from linli.common.actor import Actor
from linli.common.paths import covers, subtree
from linli.common.refusals import refuse
from linli.common.sealed import unseal
from linli.journal.actions import record
from linli.journal.models import Entry
from linli.office.actions.jobs import advance, ask_job, keep_result, let_go, lock_job, note
from linli.office.models import ColumnMapping, Job, JobState
from linli.people.actions.second import in_own_post, require_second
from linli.people.lookup import is_child
from linli.people.models import Resident, User
from linli.people.queries import actor_of
from linli.people.sheets.fields import HOUSEHOLDS, KINDS, NAMES, VENUES
from linli.people.sheets.writing import lines, whole
from linli.territory.models import Area, EstateKind, Household, Venue, VenueKind

REASONS = {
    "work": "本机构日常工作",
    "check": "与本辖区其他机构的名册核对",
    "meeting": "会议或告知居民",
    "superior": "上级要求统计",
    "correction": "在表格中更正台账",
}
FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
FILE_NAMES = {HOUSEHOLDS: "居民户", VENUES: "场所"}
KIND = "export"
SECOND_ABOVE = 100  # households with names: from here on two people of the office answer for it
ROWS_A_STEP = 1000
CONTACT = {"head", "name", "relation", "phone"}
NEVER = {"identity", "birth"}  # L2 leaves the house in no list
OURS = {
    HOUSEHOLDS: (
        "community",
        "grid",
        "estate",
        "building",
        "entrance",
        "room",
        "number",
        "size",
        "head",
        "phone",
    ),
    VENUES: ("community", "grid", "venue", "venue_kind", "venue_address", "venue_phone", "hours"),
}


def _rows(kind: str, area_path: str) -> Any:
    inside = {"area_path__range": subtree(area_path)}
    if kind == HOUSEHOLDS:
        return Household.objects.standing().filter(**inside)
    return Venue.objects.shown().filter(until=None, **inside)


def _require(by: Actor, area_path: str, *, names: bool) -> None:
    by.require("door.export", area_path)
    if names:
        by.require("contact.export", area_path)


@transaction.atomic
def ask_export(
    kind: str,
    *,
    area_path: str,
    names: bool,
    form: str,
    reason: str,
    mapping: ColumnMapping | None,
    by: Actor,
    at: datetime,
) -> Job:
    """Ask for a list. With names of more than a hundred households it waits for a second person.

    Refuses export_reason, export_nothing, and like `by.require`.
    """
    _require(by, area_path, names=names)
    if reason not in REASONS or form not in FORMS or kind not in KINDS:
        raise refuse("export_reason")
    names = names and kind == HOUSEHOLDS
    if names:
        by = in_own_post(by, area_path, at)
    number = _rows(kind, area_path).count()
    if not number:
        raise refuse("export_nothing")
    second = names and number > SECOND_ABOVE
    params = {"kind": kind, "names": names, "form": form, "reason": reason}
    params |= {"mapping": mapping.pk if mapping else None, "last": 0, "written": 0}
    params["verb"] = "contact.export" if names else "door.export"  # asked again when the file is fetched
    job = ask_job(
        KIND,
        params,
        by=by,
        at=at,
        area_path=area_path,
        total=number,
        file_name=f"{FILE_NAMES[kind]}-{at:%Y%m%d}.{form}",
        waits=second,  # no worker takes it up before somebody else has confirmed it; the step asks again
    )
    record("export.asked", job, by=by, at=at, area_path=area_path, number=number, names=names, reason=reason)
    return job


@transaction.atomic
def confirm_export(job: Job, *, by: Actor, at: datetime) -> Job:
    """A second person of the same office, with the same right, answers for the list too.

    Refuses as `require_second` and `by.require`.
    """
    job = lock_job(job)
    if job.kind != KIND:
        raise refuse("job_not_waiting")
    require_second(job, by, at)
    _require(by, job.area_path, names=True)
    job = let_go(job, confirmed_by=by.user_id)
    record("export.confirmed", job, by=by, at=at, area_path=job.area_path)
    return job


def export_step(job: Job, now: datetime) -> bool:
    """One step of the job `export`; where it is refused or fails, nothing of what was written stays."""
    try:
        return _step(job, now)
    except Exception:
        _part(job).unlink(missing_ok=True)
        raise


def drop_loose_parts(now: datetime) -> int:
    """Beginnings of lists whose job was stopped or is gone. A round of the clock."""
    live = (JobState.WAITING, JobState.QUEUED, JobState.RUNNING)
    at_work = {str(one) for one in Job.objects.filter(state__in=live).values_list("uuid", flat=True)}
    return _drop(part for part in _folder().glob("*.part") if part.stem not in at_work)


def drop_parts_of_area(path: str) -> int:
    """Beginnings of lists that may name somebody in `path`; such a list is begun anew, without them."""
    jobs = Job.objects.filter(uuid__in=[part.stem for part in _folder().glob("*.part")])
    return _drop(_part(job) for job in jobs if covers(job.area_path, path) or covers(path, job.area_path))


def _drop(parts: Iterable[Path]) -> int:
    gone = list(parts)
    for part in gone:
        part.unlink(missing_ok=True)
    return len(gone)


def _step(job: Job, now: datetime) -> bool:
    """Some rows more onto the end of the spool; at last the whole file."""
    by = actor_of(job.user_id or 0, now, post_id=job.post_id)
    _require(by, job.area_path, names=job.params["names"])
    total = _rows(job.params["kind"], job.area_path).count()
    if job.params["names"] and max(total, job.total) > SECOND_ABOVE and not _confirmed(job):
        raise refuse("not_oneself")
    spool = _spool(job)
    if spool.stat().st_size < job.params["written"]:  # somebody of the area was erased meanwhile
        job.params |= {"last": 0, "written": 0}
        job.done = 0
    found, last = _some(job, localdate(now))
    with spool.open("r+b") as file:
        file.truncate(job.params["written"])  # what a step that was cut off wrote is written again
        file.seek(0, 2)
        if not job.params["written"]:
            file.write(lines(_top(job, now), job.params["form"]))
        file.write(lines(found, job.params["form"]))
        job.params["written"] = file.tell()
    if last:
        job.params["last"] = last
        note(job)
        advance(job, done=min(total, job.done + ROWS_A_STEP), total=total)
        return False
    with spool.open("rb") as file:
        content = whole(file, job.params["form"], FILE_NAMES[job.params["kind"]])
    keep_result(job, content, kind=FORMS[job.params["form"]], at=now)
    spool.unlink(missing_ok=True)
    return True


def _confirmed(job: Job) -> bool:
    """Somebody else's entry stands in the journal; what the job itself says is not enough."""
    told = Entry.objects.filter(verb="export.confirmed", subject_type="office.job", subject_id=job.pk)
    return told.filter(user__isnull=False).exclude(user__id=job.user_id or 0).exists()


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "spool"


def _part(job: Job) -> Path:
    return _folder() / f"{job.uuid}.part"


def _spool(job: Job) -> Path:
    path = _part(job)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    return path


def _columns(job: Job) -> list[tuple[str, str]]:
    """(heading, field) as the office has them, or ours; never what may not leave."""
    mapping = (
        ColumnMapping.objects.filter(pk=job.params["mapping"]).first() if job.params["mapping"] else None
    )
    pairs = mapping.columns if mapping else [(NAMES[name][0], name) for name in OURS[job.params["kind"]]]
    shut = NEVER if job.params["names"] or job.params["kind"] == VENUES else NEVER | CONTACT
    return [(heading, field) for heading, field in pairs if field and field not in shut]


def _top(job: Job, now: datetime) -> list[list[str]]:
    """Who carried it out, when, what for; then the headings."""
    names = dict(
        User.objects.filter(pk__in=[job.user_id, job.params.get("confirmed_by")]).values_list("id", "name")
    )
    who = "、".join(names[pk] for pk in (job.user_id, job.params.get("confirmed_by")) if pk in names)
    when = timezone.localtime(now)
    mark = f"导出人：{who}　时间：{when:%Y-%m-%d %H:%M}　用途：{REASONS[job.params['reason']]}　仅限此用途，用后删除"
    return [[mark], [heading for heading, _ in _columns(job)]]


def _some(job: Job, on: date) -> tuple[list[list[str]], int]:
    """Lines of the next households or venues, and the id of the last one (0: none was left)."""
    rows = _rows(job.params["kind"], job.area_path).filter(pk__gt=job.params["last"]).order_by("pk")
    fields = [field for _, field in _columns(job)]
    if job.params["kind"] == VENUES:
        some = list(rows[:ROWS_A_STEP])
        values: Iterator[dict[str, str]] = _venues(some)
    else:
        some = list(rows.select_related("dwelling__entrance__building__estate")[:ROWS_A_STEP])
        values = _households(some, names=job.params["names"], each="name" in fields, on=on)
    return [[one.get(field, "") for field in fields] for one in values], some[-1].pk if some else 0


def _area_names(paths: set[str]) -> dict[str, str]:
    return dict(Area.objects.filter(path__in=paths).values_list("path", "name"))


def _where(row: Any, names: dict[str, str]) -> dict[str, str]:
    path = row.area_path
    where = {"community": names.get(path[:12], ""), "grid": names.get(path[:15], "")}
    return where


def _paths(rows: list[Any]) -> set[str]:
    return {row.area_path[:length] for row in rows for length in (12, 15)}


def _households(rows: list[Household], *, names: bool, each: bool, on: date) -> Iterator[dict[str, str]]:
    """One line for each household, or with `each` one for each person; children leave the house in no list."""
    areas = _area_names(_paths(rows))
    lives: dict[int, list[Resident]] = {}
    if names:
        living = Resident.objects.living().filter(household_id__in=[row.pk for row in rows])
        for resident in living.order_by("-is_head", "id"):
            if not is_child(resident, on):
                lives.setdefault(resident.household_id, []).append(resident)
    for row in rows:
        entrance = row.dwelling.entrance
        building = entrance.building
        line = _where(row, areas) | {
            "estate": building.estate.name,
            "estate_kind": EstateKind(building.estate.kind).label,
            "building": building.name,
            "entrance": str(entrance.number),
            "room": row.dwelling.room,
            "address": f"{building.estate.name}{building.name}{entrance.number}单元{row.dwelling.room}",
            "number": row.number,
            "size": "" if row.size is None else str(row.size),
        }
        people = lives.get(row.pk, [])
        head = next((one.name for one in people if one.is_head), "")
        if not people:
            yield line
        for one in people if each else people[:1]:
            yield line | {
                "head": head,
                "name": one.name,
                "relation": "户主" if one.is_head else "",
                "phone": unseal(one.phone, "phone"),
            }


def _venues(rows: list[Venue]) -> Iterator[dict[str, str]]:
    areas = _area_names(_paths(rows))
    for row in rows:
        yield _where(row, areas) | {
            "venue": row.name,
            "venue_kind": VenueKind(row.kind).label,
            "venue_address": row.address,
            "venue_phone": row.phone,
            "hours": row.hours,
            "longitude": "" if row.longitude is None else str(row.longitude),
            "latitude": "" if row.latitude is None else str(row.latitude),
        }
