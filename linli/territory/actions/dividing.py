"""Verbs that move what was drawn: another code for an area and all below it, other buildings for a grid.

A code changes at once, in one transaction, for the areas. The rows of all modules follow in short steps (job "recode");
until they have, `Area.former_path` says where the rest lies, and whoever sees the area sees both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from linli.common.actor import Actor
from linli.common.paths import covers
from linli.common.refusals import Refused, refuse
from linli.journal.actions import record
from linli.office.actions import advance, ask_job
from linli.office.models import ImportRun, ImportState, Job
from linli.territory import codes, rules
from linli.territory.actions.areas import check_confirmed
from linli.territory.actions.carrying import settle_estates
from linli.territory.models import Area, Building, FormerCode, Level
from linli.territory.queries import community_of, impact_of_move, impact_of_recode, next_code, standing_at
from linli.territory.registry import Doors, all_carriers

A_STEP = 1000  # rows rewritten in one transaction: well under 0.3 s


@transaction.atomic
def recode_area(area: Area, new_code: str, *, by: Actor, at: datetime, confirmed: str | None = None) -> Area:
    """Give an area another code, and with it everything below; the area stays the same one (撤销旧代码).

    The old codes keep resolving. Refuses what `codes.check` says of the new one, code_same, area_closed,
    code_other_level (level), path_taken (path, area), recode_running (area), import_running (name), no_area_above
    (given), impact_changed.
    """
    area = Area.objects.select_for_update().get(pk=area.pk)
    by.require("door.divide", area.path)
    new_code = new_code.strip()
    new = codes.path_of_code(new_code)
    _may_recode(area, new, at)
    by.require("door.divide", new)
    parent = standing_at(new)
    if parent is None and area.parent is not None:
        raise refuse("no_area_above", given=new_code)
    if why := rules.may_stand(path=new, level=area.level, kind=area.kind, parent=parent, at=at):
        raise Refused(why)
    old, impact = area.path, impact_of_recode(area, new)
    check_confirmed(impact, confirmed)
    below = _renumbered(area, new, parent, at)
    area = Area.objects.get(pk=area.pk)
    if area.level in (Level.GRID, Level.MICROGRID):
        buildings = Building.objects.filter(area__in=[one.pk for one in below])
        settle_estates(list(buildings.values_list("pk", flat=True)), community_of(area))
    record("area.recoded", area, by=by, at=at, area_path=new, old=old, new=new, areas=len(below))
    _ask(area, old, total=impact.total, by=by, at=at)
    return area


def _renumbered(area: Area, new: str, parent: Area | None, at: datetime) -> list[Area]:
    """An area and all below it under another path: old codes keep resolving, rows still lie at `former_path`."""
    old = area.path
    below = list(Area.objects.select_for_update().under(old))
    known: dict[int, set[str]] = {}
    for one in below:
        known[one.pk] = {one.path, one.official_code}
        one.former_path, one.path = one.path, new + one.path[len(old) :]
        one.official_code = _official(one.official_code, one.former_path, one.path)
        if one.pk == area.pk:
            one.parent = parent
    Area.objects.bulk_update(below, ["path", "official_code", "former_path", "parent"], batch_size=200)
    FormerCode.objects.filter(
        area__in=known, code__in=[code for own in known.values() for code in own]
    ).delete()
    FormerCode.objects.bulk_create(
        [
            FormerCode(code=code, area_id=pk, revoked_at=at)
            for pk, own in known.items()
            for code in sorted(own)
        ],
        batch_size=500,
    )
    return below


@transaction.atomic
def take_along(micro: Area, grid: Area, *, by: Actor, at: datetime) -> Area:
    """A micro-grid comes whole to another grid of its community: the same one, with its people, under a free number.

    Its rows follow in the same transaction: a micro-grid has few. Refuses no_number_left (area), and what re-coding
    refuses: import_running (name), recode_running (area).
    """
    by.require("door.divide", micro.path)
    by.require("door.divide", grid.path)
    new, old = next_code(grid), micro.path
    if not new:
        raise refuse("no_number_left", area=grid.name)
    _may_recode(micro, new, at)
    _renumbered(micro, new, grid, at)
    while not _forget(old, new):
        pass
    for one in Area.objects.under(new):
        ids = tuple(Building.objects.filter(area=one).order_by("pk").values_list("pk", flat=True))
        for carrier in all_carriers():
            carrier.follow(Doors(ids, one, (one,)), by, at)
    record("area.recoded", micro, by=by, at=at, area_path=new, old=old, new=new)
    return Area.objects.get(pk=micro.pk)


def _may_recode(area: Area, new: str, at: datetime) -> None:
    if area.is_closed(at):
        raise refuse("area_closed", area=area.name)
    if why := codes.check(codes.code_of_path(new) if new else "", length=None):
        raise Refused(why)
    if new == area.path:
        raise refuse("code_same", given=new)
    if len(new) != len(area.path):
        raise refuse("code_other_level", level=area.level)
    if taken := Area.objects.under(new).first():
        raise refuse("path_taken", path=taken.path, area=taken.name)
    if running := Area.objects.under(area.path).exclude(former_path="").first():
        raise refuse("recode_running", area=running.name)
    for run in ImportRun.objects.filter(state=ImportState.APPLYING):
        if covers(run.area_path, area.path) or covers(area.path, run.area_path):
            raise refuse("import_running", name=run.file_name)


def _official(code: str, old: str, new: str) -> str:
    """The official code beside a path; one that was set apart from it by hand stays."""
    if code == codes.code_of_path(old):
        return codes.code_of_path(new)
    return new if code == old else code


def _ask(area: Area, old: str, *, total: int, by: Actor, at: datetime) -> Job:
    params = {"area": area.pk, "old": old, "new": area.path}
    return ask_job("recode", params, by=by, at=at, area_path=area.path, total=total)


@transaction.atomic
def go_on_recoding(area: Area, *, by: Actor, at: datetime) -> Job:
    """Ask again for the rest of a change of code that was stopped or failed. Refuses nothing_to_recode."""
    area = Area.objects.select_for_update().get(pk=area.pk)
    by.require("door.divide", area.path)
    top = area
    while top.parent is not None and top.parent.former_path:
        top = top.parent
    if not top.former_path:
        raise refuse("nothing_to_recode")
    waiting = Job.objects.filter(kind="recode", state__in=("queued", "running"), area_path=top.path).first()
    return waiting or _ask(top, top.former_path, total=0, by=by, at=at)


def carry_some(job: Job) -> bool:
    """One step of the job "recode": some rows of one module follow. True when all have; safe to repeat.

    The last step asks every module once more in one transaction and only then forgets the old path, so a row written
    under it meanwhile is not left behind.
    """
    old, new = str(job.params["old"]), str(job.params["new"])
    for carrier in all_carriers():
        if moved := carrier.rewrite(old, new, A_STEP):
            advance(job, done=job.done + moved, total=max(job.total, job.done + moved))
            return False
    return _forget(old, new)


@transaction.atomic
def _forget(old: str, new: str) -> bool:
    """Let the last rows follow, and forget the old path; False where there were more than one turn can carry."""
    if any(carrier.rewrite(old, new, A_STEP) for carrier in all_carriers()):
        return False
    Area.objects.under(new).exclude(former_path="").update(former_path="")
    return True


@transaction.atomic
def move_buildings(
    buildings: Iterable[Building], grid: Area, *, by: Actor, at: datetime, confirmed: str | None = None
) -> Sequence[Building]:
    """Give buildings to another grid (调整网格): households, venues and open requests at their doors go along.

    Refuses choose_buildings, grid_needed, successor_closed, building_there_already (building), recode_running,
    impact_changed (fingerprint).
    """
    ids = sorted({b.pk for b in buildings})
    found = list(Building.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    if not found:
        raise refuse("choose_buildings")
    grid = Area.objects.select_for_update().get(pk=grid.pk)
    by.require("door.divide", grid.path)
    if why := rules.may_hold_doors(grid, at):
        raise Refused(why)
    for area in Area.objects.filter(pk__in={b.area_id for b in found}):
        by.require("door.divide", area.path)
        if area.former_path or grid.former_path:
            raise refuse("recode_running", area=area.name)
    impact = impact_of_move(found, grid)
    check_confirmed(impact, confirmed)
    if there := next((b for b in found if b.area_id == grid.pk), None):
        raise refuse("building_there_already", building=there.name, area=grid.name)
    doors = Doors(tuple(b.pk for b in found), grid)
    for carrier in all_carriers():
        carrier.follow(doors, by, at)
    record(
        "buildings.moved",
        grid,
        by=by,
        at=at,
        area_path=grid.path,
        buildings=[b.pk for b in found],
        came_from=sorted({b.area_id for b in found}),
    )
    return list(Building.objects.filter(pk__in=ids).order_by("pk"))
