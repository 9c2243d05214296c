"""Sheets of orders as a 12345 hotline sends them, made in memory; nobody in them lives anywhere."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from linli.cases.actions import importing
from linli.cases.order_lists import sources
from linli.cases.orders import Bad, Mapping, Order, read_rows, table_of
from linli.common.actor import Actor
from linli.office.models import ImportRun, Job
from linli.people.models import Office
from linli.people.sheets.reading import read
from tests import make
from tests.people.sheet_files import xlsx

HEAD = [
    "工单编号",
    "标题",
    "诉求内容",
    "诉求人",
    "联系电话",
    "诉求地址",
    "所属社区",
    "交办时间",
    "办结期限",
    "诉求渠道",
]


def order(
    number: str,
    words: str = "小区路灯不亮，晚上看不见路。",
    *,
    title: str = "路灯不亮",
    name: str = "张三丰",
    phone: str = "13800000001",
    address: str = "3 号楼门口",
    area: str = "community 区",
    ordered: Any = "2026-11-23 08:00",
    reply_by: Any = "2026-11-30 17:30",
    channel: str = "电话",
) -> list[Any]:
    return [number, title, words, name, phone, address, area, ordered, reply_by, channel]


def workbook(*rows: list[Any], head: list[str] = HEAD, above: tuple[list[Any], ...] = ()) -> bytes:
    return xlsx(*above, head, *rows)


def as_csv(*rows: list[Any], head: list[str] = HEAD, encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([head, *rows])
    return out.getvalue().encode(encoding)


def rows_of(
    content: bytes, mapping: Mapping, at: datetime = make.NOON
) -> tuple[list[str], list[str], list[Order | Bad]]:
    """Headings, their fields, rows."""
    table = table_of(read(content, "表.xlsx")[0], mapping)
    columns = mapping.fields_of(table.headings)
    return table.headings, columns, list(read_rows(table, columns, mapping, zone=make.ZONE, at=at))


def stage(
    content: bytes, *, office: Office, by: Actor, source: str = "12345", at: datetime = make.NOON
) -> ImportRun:
    mapping = sources(by.office_id)[source]
    headings, columns, rows = rows_of(content, mapping, at)
    return importing.stage_orders(
        rows,
        mapping=mapping,
        office=office,
        headings=headings,
        columns=columns,
        file_name="工单.xlsx",
        content=content,
        by=by,
        at=at,
    )


def take(run: ImportRun, *, by: Actor, at: datetime = make.NOON, **more: Any) -> ImportRun:
    """Take a sheet in, as the desk and the worker do."""
    job = importing.start_taking(run, by=by, at=at, **more)
    while not importing.take_step(Job.objects.get(pk=job.pk), at):
        pass
    run.refresh_from_db()
    return run
