"""Sheets as offices have them, made in memory, and the work that the worker would do."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from openpyxl import Workbook

from linli.common.actor import Actor
from linli.office.actions import run_a_step
from linli.office.models import ImportRun, Job
from linli.people.actions import importing
from linli.people.sheets.fields import guess
from linli.people.sheets.layout import table_of
from linli.people.sheets.reading import read
from tests import make

HEAD = ["网格", "小区", "楼栋", "单元", "室", "户主", "联系电话", "人数"]
GRID = "370998001001001"


def xlsx(*rows: list[Any], merge: str = "", sheets: dict[str, list[list[Any]]] | None = None) -> bytes:
    """A workbook; `merge` as "B2:B3"."""
    book = Workbook()
    page = book.active
    for row in rows:
        page.append(row)
    if merge:
        page.merge_cells(merge)
    for name, more in (sheets or {}).items():
        other = book.create_sheet(name)
        for row in more:
            other.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def door(
    room: str, head: str, phone: str = "", size: Any = "", building: str = "5", grid: str = GRID
) -> list[Any]:
    """One row under HEAD."""
    return [grid, "槐树里", building, "1", room, head, phone, size]


def stage(
    content: bytes, *, by: Actor, kind: str = "households", area: str = "370998001", at: datetime = make.NOON
) -> ImportRun:
    sheet = read(content, "表.xlsx")[0]
    table = table_of(sheet, kind)
    prepared = importing.prepare(
        content, sheet, table, kind=kind, columns=guess(table.headings, kind), file_name="表.xlsx"
    )
    return importing.stage(prepared, area_path=area, by=by, at=at)


def work() -> None:
    """Every job that waits is done, as the worker does it."""
    while job := Job.objects.filter(state__in=("queued", "running")).order_by("id").first():
        job.state = "running"
        job.save()
        while not run_a_step(job):
            pass
        job.refresh_from_db()
        assert job.state == "done", (job.kind, job.error)


def bring(
    content: bytes, *, by: Actor, take_good: bool = True, take_sheet: bool = False, **more: Any
) -> ImportRun:
    """Stage, check, write and show."""
    run = stage(content, by=by, **more)
    work()
    run.refresh_from_db()
    importing.start(run, take_good=take_good, take_sheet=take_sheet, by=by, at=make.NOON)
    work()
    run.refresh_from_db()
    return run
