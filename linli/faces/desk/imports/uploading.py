"""A sheet on its way in: held in memory only, read, and its columns guessed or remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload
from django.http import HttpRequest

from linli.common import authority
from linli.common.refusals import refuse
from linli.faces.desk.imports import runs
from linli.office.models import ColumnMapping
from linli.people.sheets.fields import KINDS, guess
from linli.people.sheets.layout import Table, table_of
from linli.people.sheets.reading import LARGEST, Sheet, read
from linli.people.sheets.staging import headings_hash, refuse_subjects
from linli.territory.models import Area

SAMPLES = 3
LONG_NUMBER = 6
MOST_REMEMBERED = 20  # sheets of an office that are looked at for a heading


class InMemory(MemoryFileUploadHandler):
    """Keeps the file in memory whatever its size, so that none of it is ever on a disk; above the limit none at all."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        self.activated = content_length <= LARGEST + 1_000_000
        self.too_large = not self.activated

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.too_large:
            raise StopUpload(
                connection_reset=False
            )  # the rest is read and thrown away, the page still answers
        return super().receive_data_chunk(raw_data, start)


def keep_in_memory(request: HttpRequest) -> None:
    """Before anything reads the body."""
    request.upload_handlers = [InMemory(request)]


@dataclass(frozen=True, slots=True)
class Column:
    """One column as the page asks for it."""

    index: int
    heading: str
    samples: list[str]
    field: str


@dataclass(frozen=True, slots=True)
class Upload:
    """A sheet that was understood as far as its header."""

    name: str
    content: bytes
    kind: str
    sheets: list[str]
    sheet: Sheet
    table: Table
    columns: list[str]
    known: bool  # the office read such a sheet before
    chosen: bool  # the form says what each column is

    @property
    def asked(self) -> list[Column]:
        """Columns with a heading, with some of their cells."""
        return [
            Column(i, heading, _samples(self.table, i, self.columns[i]), self.columns[i])
            for i, heading in enumerate(self.table.headings)
            if heading
        ]


def _samples(table: Table, column: int, field: str) -> list[str]:
    found: list[str] = []
    for row in table.rows[:200]:
        if row[column] and (sample := runs.masked_cell(field, row[column])[:24]) not in found:
            found.append(sample)
            if len(found) == SAMPLES:
                break
    return found


def kind_of(request: HttpRequest) -> str:
    kind = request.POST.get("kind", "")
    return kind if kind in KINDS else KINDS[0]


def upload_of(request: HttpRequest) -> Upload:
    """The file of this form, read. Refuses sheet_not_chosen, sheet_… of reading, refused_subject."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        large = int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST
        raise refuse("sheet_too_large", most=LARGEST // 1024 // 1024) if large else refuse("sheet_not_chosen")
    name = re.sub(r"[\x00-\x1f]", "", file.name or "")[:120]
    content = file.read()
    kind = kind_of(request)
    sheets = read(content, name)
    wanted = request.POST.get("sheet", "")
    sheet = next((one for one in sheets if one.name == wanted), sheets[0])
    table = table_of(sheet, kind)
    table = replace(table, headings=[_without_number(heading) for heading in table.headings])
    refuse_subjects(sheet, table)
    columns, known = _remembered(request, kind, table), True
    if columns is None:
        columns, known = _as_before(request, kind, table), False
    chosen = [request.POST.get(f"column-{i}") for i in range(len(table.headings))]
    told = any(one is not None for one in chosen)
    if told:
        columns = [one or "" for one in chosen]
    return Upload(name, content, kind, [one.name for one in sheets], sheet, table, columns, known, told)


def _without_number(heading: str) -> str:
    """Headings are remembered in plain text, so no number that could be somebody's is."""
    return re.sub(r"\d", "*", heading) if len(re.findall(r"\d", heading)) >= LONG_NUMBER else heading


def _remembered(request: HttpRequest, kind: str, table: Table) -> list[str] | None:
    """How this office read the same headings last time."""
    actor = request.actor  # type: ignore[attr-defined]
    found = ColumnMapping.objects.filter(
        kind=kind, office_id=actor.office_id, headings_hash=headings_hash(table.headings)
    ).first()
    if found is None or len(found.columns) != len(table.headings):
        return None
    return [field for _, field in found.columns]


def _as_before(request: HttpRequest, kind: str, table: Table) -> list[str]:
    """A guess for each column: what this office said of the same heading last, else what the word itself tells."""
    actor = request.actor  # type: ignore[attr-defined]
    before: dict[str, str] = {}
    known = ColumnMapping.objects.filter(kind=kind, office_id=actor.office_id).order_by("-used_at")
    for mapping in known[:MOST_REMEMBERED]:
        before = {heading: field for heading, field in mapping.columns if heading} | before
    guessed = guess(table.headings, kind)
    told = [before.get(heading, field) for heading, field in zip(table.headings, guessed, strict=True)]
    return told if len([one for one in told if one]) == len({one for one in told if one}) else guessed


LEVELS = ("county", "township", "community")
MOST_AREAS = 800


def areas_for(request: HttpRequest, verb: str, levels: tuple[str, ...] = LEVELS) -> list[Area]:
    """Areas of the offices for which this person may do it, in tree order."""
    actor = request.actor  # type: ignore[attr-defined]
    found: dict[int, Area] = {}
    for path in authority.areas(actor.standings, verb):
        for area in Area.objects.under(path).filter(until=None, level__in=levels).select_related("parent"):
            found[area.pk] = area
        for area in Area.objects.filter(path=path, until=None):
            found[area.pk] = area
    return sorted(found.values(), key=lambda area: area.path)[:MOST_AREAS]


def area_of(request: HttpRequest, areas: list[Area]) -> Area:
    """The area chosen in the form. Refuses name_area."""
    wanted = request.POST.get("area", "")
    found = next((area for area in areas if str(area.pk) == wanted), None)
    if found is None:
        raise refuse("name_area")
    return found
