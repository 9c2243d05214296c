from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from linli.common.actor import Actor
from linli.people.actions import exporting, importing
from linli.people.models import User
from linli.people.queries import actor_of
from linli.people.sheets.fields import guess
from linli.people.sheets.layout import table_of
from linli.people.sheets.reading import read

NO_PAGES = {"desk:import_columns", "desk:import_do", "desk:import_left_out"}
ONLY_POST = {"desk:import_columns", "desk:import_do"}
SHEET = "网格,小区,楼栋,单元,室,户主,联系电话\n{path},槐树里,5,1,101,张三,138\n{path},槐树里,5,1,102,李四,13800000001\n"


def _staged(path: str, by: Actor, at: datetime) -> int:
    """A sheet of two rows that waits for its check."""
    content = SHEET.format(path=path).encode()
    sheet = read(content, "台账.csv")[0]
    table = table_of(sheet, "households")
    columns = guess(table.headings, "households")
    prepared = importing.prepare(
        content, sheet, table, kind="households", columns=columns, file_name="台账.csv"
    )
    return importing.stage(prepared, area_path=path[:9], by=by, at=at).pk


def _listed(path: str, by: Actor, at: datetime) -> str:
    job = exporting.ask_export(
        "households", area_path=path[:9], names=False, form="csv", reason="work", mapping=None, by=by, at=at
    )
    return str(job.uuid)


def _addresses(run: int, job: str) -> dict[str, list[str]]:
    return {
        "desk:imports": ["/desk/imports/"],
        "desk:import_new": ["/desk/imports/new/"],
        "desk:import_columns": ["/desk/imports/columns/"],
        "desk:import_run": [reverse("desk:import_run", args=[run])],
        "desk:import_left_out": [reverse("desk:import_left_out", args=[run])],
        "desk:import_do": [
            reverse("desk:import_do", args=[run, verb]) for verb in ("apply", "reverse", "what")
        ],
        "desk:export_new": ["/desk/imports/export/"],
        "desk:export": [reverse("desk:export", args=[job])],
    }


def addresses(site: Any) -> dict[str, list[str]]:
    """A registrar of the sub-district has brought in a sheet and asked for a list."""
    town = site.town
    now = timezone.now()
    by = town.serve(town.offices["township"], name="sheets", role="registrar")
    path = town.areas["grid"].path
    return _addresses(_staged(path, by, now), _listed(path, by, now))


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {302}
    if name in ONLY_POST:
        return {405}
    if name == "desk:import_left_out":
        return {404}  # only for whoever brought the sheet
    if name in ("desk:import_run", "desk:export"):
        return {200} if role == "registrar" else {404}  # the other one serves in another community
    return {200} if role in ("registrar", "other_registrar") else {403}


def looks() -> dict[str, list[tuple[str, str]]]:
    """The registrar of the demo's sub-district, with a sheet of two rows and a list asked for."""
    now = timezone.now()
    who = "zhoutaizhang"
    by = actor_of(User.objects.get(username=who).pk, now)
    path = by.standings[0].area_path
    pages = _addresses(_staged(f"{path}001001", by, now), _listed(path, by, now))
    return {name: [(who, one) for one in some] for name, some in pages.items() if name not in NO_PAGES}
