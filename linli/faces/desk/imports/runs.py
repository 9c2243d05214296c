"""What the pages show of one import: how far it is, what is wrong in it, what differs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min
from django.http import HttpRequest

from linli.common import authority
from linli.common.inside import inside
from linli.common.sealed import unseal
from linli.common.text import mask_name, mask_phone, neutral
from linli.faces.desk.imports import wording
from linli.faces.templatetags.linli import localized
from linli.office.actions.importing import content_of
from linli.office.models import ImportChange, ImportProblem, ImportRun, Job
from linli.office.queries import setting
from linli.people import venue_sheets
from linli.people.importing import bad_rows
from linli.people.models import Resident
from linli.people.sheets.fields import KINDS, VENUES
from linli.territory.models import Area, Household

MOST_SHOWN = 100
PLACES = ("community", "grid", "longitude", "latitude")
CODE = re.compile(r"\d{6}(\d{3}){0,3}|-?\d{1,3}\.\d+")  # of an area, or a degree
SECRETS = ("phone", "identity", "birth")
SHORTEST_SECRET, SHORTEST_NUMBER = 4, 7  # digits


def runs_of(request: HttpRequest) -> Any:
    """Imports into the areas for which this person may bring in sheets."""
    actor = request.actor  # type: ignore[attr-defined]
    found = ImportRun.objects.filter(inside(authority.areas(actor.standings, "door.import")))
    return found.filter(kind__in=KINDS, source="sheet").select_related("user")


def job_of(run: ImportRun) -> Job | None:
    """The work on it that was asked for last."""
    return Job.objects.filter(kind__startswith="import.", params__run=run.pk).order_by("-id").first()


@dataclass(frozen=True, slots=True)
class Mistake:
    """One cell that is wrong, as the check page shows it."""

    row: int
    column: str
    value: str
    what: Any
    advice: Any
    stops: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """How often one thing is wrong, and where first."""

    code: str
    what: Any
    advice: Any
    column: str
    number: int
    first: int
    stops: bool

    @property
    def taken(self) -> bool:
        """The row comes in all the same; one that only adds others up does not, though nothing is wrong with it."""
        return not self.stops and self.code != "total_row"


def heading_of(run: ImportRun, field: str) -> str:
    """The office's own word for a field."""
    own = next((heading for heading, name in run.columns if name == field), "")
    return own or str(wording.FIELDS.get(field, ""))


def kinds(run: ImportRun) -> list[Kind]:
    """What is wrong, grouped; what stops rows first, then by number."""
    groups = run.problems.values("column", "code", "stops").annotate(number=Count("id"), first=Min("row"))
    answer = [
        Kind(
            code=group["code"],
            what=wording.PROBLEMS[group["code"]][0],
            advice=wording.PROBLEMS[group["code"]][1],
            column=heading_of(run, group["column"]),
            number=group["number"],
            first=group["first"],
            stops=group["stops"],
        )
        for group in groups
    ]
    return sorted(answer, key=lambda kind: (not kind.stops, -kind.number))


def mistakes(run: ImportRun) -> list[Mistake]:
    """The first cells that are wrong, each with what stands in it."""
    problems: list[ImportProblem] = list(run.problems.order_by("-stops", "row", "id")[:MOST_SHOWN])
    values = _values(run, {problem.params.get("chunk") for problem in problems})
    return [
        Mistake(
            problem.row,
            heading_of(run, problem.column),
            masked_cell(problem.column, values.get((problem.row, problem.column), "")),
            *wording.PROBLEMS.get(problem.code, (problem.code, "")),
            problem.stops,
        )
        for problem in problems
    ]


def _values(run: ImportRun, numbers: set[Any]) -> dict[tuple[int, str], str]:
    fields = [field for _, field in run.columns]
    found = {}
    for chunk in run.chunks.filter(number__in=numbers - {None}):
        for row, cells, _problems in bad_rows(content_of(chunk)):
            for field, cell in zip(fields, cells, strict=True):
                found[row, field] = cell
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """One value in which sheet and register differ; names and numbers masked."""

    where: str
    field: Any
    register: str
    sheet: str


def differences(run: ImportRun) -> list[Difference]:
    changes = list(run.changes.exclude(before=None).order_by("id")[:MOST_SHOWN])
    places = _places(changes)
    return [
        Difference(
            places.get((change.subject_type, change.subject_id), ""),
            wording.CHANGES.get(change.field, change.field),
            _masked(change.field, unseal(change.before, "import")),
            _masked(change.field, unseal(change.after, "import")),
        )
        for change in changes
    ]


def venue_differences(run: ImportRun) -> list[tuple[Any, venue_sheets.Differs]]:
    """Values of venues that the sheet says otherwise, each with the word for what it is."""
    if run.kind != VENUES:
        return []
    found = venue_sheets.differences(run, most=MOST_SHOWN)
    return [(heading_of(run, one.field), one) for one in found]


def _masked(field: str, value: str) -> str:
    if field == "phone":
        return mask_phone(value[-4:])
    if field == "head":
        return mask_name(value)
    if field in ("identity", "birth"):
        return "****"
    return value


def masked_cell(field: str, cell: str) -> str:
    """A cell as pages show it: numbers long enough to be somebody's keep a digit or three at each end."""
    if field in PLACES and CODE.fullmatch(cell):
        return cell
    signs = list(cell)
    at = [i for i, c in enumerate(signs) if c.isdigit() or (c in "xX" and i and signs[i - 1].isdigit())]
    if len(at) < (SHORTEST_SECRET if field in SECRETS else SHORTEST_NUMBER):
        return cell
    ends = len(at) // 5
    for i in at[ends : len(at) - ends]:
        signs[i] = "*"
    return "".join(signs)


def _places(changes: list[ImportChange]) -> dict[tuple[str, int], str]:
    near = "dwelling__entrance__building__estate"
    homes = {c.subject_id for c in changes if c.subject_type == "territory.household"}
    people = {c.subject_id for c in changes if c.subject_type == "people.resident"}
    found = {}
    for home in Household.objects.filter(pk__in=homes).select_related(near):
        found["territory.household", home.pk] = str(home.dwelling)
    for one in Resident.objects.filter(pk__in=people).select_related(f"household__{near}"):
        found["people.resident", one.pk] = f"{one.household.dwelling} · {mask_name(one.name)}"
    return found


def fetch_until(run: ImportRun) -> datetime | None:
    """Until when rows that are not taken can be fetched; None where there are none, or they are gone."""
    if not run.refused or not run.chunks.exists():
        return None
    return run.started_at + timedelta(days=setting("retention.import_chunk"))


def left_out(run: ImportRun) -> bytes:
    """Rows that are not taken, as a workbook: the office's own columns, where the row stood, and why at the end."""
    from openpyxl import Workbook  # type: ignore[import-untyped]  # a sixth of what a process imports; few ask for it

    book = Workbook(write_only=True)
    page = book.create_sheet(str(wording.KINDS[run.kind][0]))
    page.append(
        [*(neutral(heading) for heading, _ in run.columns), str(wording.ROW_OF_FILE), str(wording.WHY)]
    )
    for line in _lines(run):
        page.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(run: ImportRun) -> Iterator[list[Any]]:
    for chunk in run.chunks.order_by("number").iterator():
        for row, cells, problems in bad_rows(content_of(chunk)):
            if any(problem.stops for problem in problems):
                why = "; ".join(
                    _why(run, problem.field, problem.code) for problem in problems if problem.stops
                )
                yield [*map(neutral, cells), row, why]


def _why(run: ImportRun, field: str, code: str) -> str:
    what, advice = wording.PROBLEMS.get(code, (code, ""))
    return f"{heading_of(run, field)}: {what}. {advice}"


def area_names(paths: set[str]) -> dict[str, str]:
    return {area.path: localized(area, "name") for area in Area.objects.filter(path__in=paths)}
