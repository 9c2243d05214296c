"""Whoever is erased leaves nothing readable: database, log, files, newer backup; and the seal still verifies."""

from __future__ import annotations

import io
import json
import re
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from linli.cases import actions as cases
from linli.cases.actions import Asker
from linli.cases.models import CallBack, Case, Origin, Reporter
from linli.common.actor import RESIDENT, SYSTEM
from linli.common.refusals import Refused
from linli.journal.actions import seal_all
from linli.journal.models import Entry, EntryDetail, Seal
from linli.journal.sealing import verify
from linli.office import photos
from linli.office.actions import ask_job, keep_result, stop_job
from linli.office.models import (
    Attachment,
    ImportChange,
    ImportChunk,
    ImportRun,
    ImportState,
    Job,
    SearchWord,
)
from linli.people import actions, lookup
from linli.people.models import BreakGlass, Consent, Resident, SupportNeed
from linli.reactions.clock import ROUNDS
from linli.reactions.erasing import ask_again
from linli.reactions.management.commands.work import work_on_a_job
from linli.reactions.retention import forget, would_go
from tests import make
from tests.make import NOON, Town, minutes
from tests.people.homes import consent, home, need, resident

NAME, PHONE, WORDS, DETAIL = "慕容翠花", "13977776666", "屋顶漏水龘龘", "每周三去透析靐靐"
MARKS = [NAME, "慕容", "murongcuihua", "mrch", PHONE, WORDS, "龘龘", "靐靐"]


@pytest.fixture
def sealed_journal(transactional_db: None) -> Iterator[None]:
    yield
    Seal.objects.all().delete()  # so that the test's own clean-up may take the entries away


def fill(town: Town) -> Resident:
    """Somebody of whom everything is held that LinLi can hold."""
    who = resident(town, name=NAME, phone=PHONE)
    consent(town, who, "health")
    need(town, who, kind="severe_illness", detail=DETAIL)
    clerk = town.actors["grid_2"]
    actions.open_glass(home(town), reason="life", words=f"{NAME}没有应门", by=clerk, at=NOON)
    photo = attachment(f"photo of {NAME}".encode())
    case = make.case(town, words=f"{WORDS}，找{NAME}", asker=Asker(NAME, PHONE), at=NOON)
    case.photos.add(photo)
    make.walk(town, "take grid", "verify here", case_=case)
    job = ask_job("volume", {}, by=town.actors["grid"], at=NOON, area_path="370998001001")
    keep_result(job, f"volume with {NAME}".encode(), kind="text/plain", at=NOON)
    Job.objects.update(state="done", finished_at=NOON)
    run = ImportRun.objects.create(
        kind="register", source="x", file_sha256="", started_at=NOON, state=ImportState.STAGED
    )
    sheet = json.dumps([["户主", "电话"], [NAME, f"{PHONE[:3]} {PHONE[3:7]}-{PHONE[7:]}"]])
    ring = settings.KEY_RING
    ImportChunk.objects.create(run=run, number=1, rows=2, content=ring.seal(sheet, "import"))
    shown = ImportRun.objects.create(kind="register", source="y", file_sha256="", started_at=NOON)
    ImportChange.objects.create(
        run=shown,
        subject_type="people.resident",
        subject_id=who.pk,
        field="name",
        before=ring.seal(NAME, "import"),
    )
    return who


def attachment(content: bytes) -> Attachment:
    file = photos.Photo(content, 1, 1)
    photos.write(settings.ATTACHMENT_DIR, file)
    return Attachment.objects.create(sha256=file.sha256, size=1, width=1, height=1, stored_at=NOON, kept=True)


def ciphertexts(who: Resident) -> list[bytes]:
    """Whatever lies sealed of them, as bytes: not even that may stay, for a key can come to light."""
    found: list[bytes | None] = [who.phone]
    for model, name in (
        (SupportNeed, "detail"),
        (BreakGlass, "words"),
        (Reporter, "phone"),
        (ImportChunk, "content"),
        (ImportChange, "before"),
        (EntryDetail, "ciphertext"),
    ):
        found += model.objects.exclude(**{name: None}).values_list(name, flat=True)
    return [bytes(one)[2:26] for one in found if one]


def places(tmp: Path) -> dict[str, bytes]:
    """Every byte that could be read by whoever has the disk, or tomorrow's backup."""
    path = Path(connection.settings_dict["NAME"])
    backup = tmp / f"{uuid.uuid4()}.sqlite3"
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(backup)) as copy:
        source.backup(copy)
    files = [*path.parent.glob(f"{path.name}*"), backup]
    files += [one for one in settings.DATA_DIR.rglob("*") if one.is_file()]
    return {str(one): one.read_bytes() for one in files}


def left(marks: list[bytes], tmp: Path) -> list[tuple[str, bytes]]:
    return [
        (Path(name).name, mark) for name, content in places(tmp).items() for mark in marks if mark in content
    ]


def erase(town: Town, who: Resident) -> None:
    """As the counter does it: asked for, then the worker's steps."""
    actions.ask_erasure(who, by=town.actors["grid"], at=timezone.now())
    ask_job("erase", {"resident": who.pk}, by=town.actors["grid"], at=timezone.now())
    for _ in range(10):
        work_on_a_job()
    assert Job.objects.get(kind="erase").state == "done"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into the file")
@pytest.mark.django_db(transaction=True)
def test_nothing_readable_remains_of_somebody_who_was_erased(
    sealed_journal: None, town: Town, tmp_path: Path
) -> None:
    who = fill(town)
    others = [resident(town, name=f"王{n}", phone=f"1380000{n:04d}") for n in range(300)]
    seal_all(timezone.now() + timedelta(minutes=2))
    marks = [mark.encode() for mark in MARKS] + ciphertexts(who)
    assert len(marks) >= len(MARKS) + 7
    found = {mark for _, mark in left(marks, tmp_path)}
    assert {NAME.encode(), WORDS.encode(), *marks[len(MARKS) :]} <= found  # the test can find them

    erase(town, who)

    assert left(marks, tmp_path) == []
    report = verify()
    assert (report.findings, report.erased > 0) == ([], True)
    assert Resident.objects.filter(erased_at=None).count() == len(others)


def test_what_was_counted_stays_and_what_was_said_goes(town: Town) -> None:
    who = fill(town)
    erase(town, who)
    case = Case.objects.get()
    assert (case.title, case.words, case.status, case.photos.count()) == ("水管漏水", "", "open", 0)
    assert not Reporter.objects.exists()
    assert not SupportNeed.objects.exists()
    assert not Consent.objects.exists()
    assert not SearchWord.objects.filter(kind="resident").exists()
    assert ImportRun.objects.get(source="x").state == ImportState.DROPPED
    who.refresh_from_db()
    assert (who.name, who.phone, who.phone_index) == ("", None, "")
    assert who.erased_at is not None
    assert lookup.faces(home(town), NOON.date()) == []


def test_a_request_with_another_number_is_left_alone(town: Town) -> None:
    who = fill(town)
    other = make.case(town, words="楼道灯不亮了", asker=Asker("李四", "13800000001"))
    erase(town, who)
    other.refresh_from_db()
    assert other.words == "楼道灯不亮了"
    assert other.reporter.name == "李四"


def test_whoever_asked_to_be_erased_is_in_no_list_at_once(town: Town) -> None:
    who = fill(town)
    actions.ask_erasure(who, by=town.actors["grid"], at=minutes(5))
    assert lookup.faces(home(town), NOON.date()) == []
    assert lookup.needs_of(home(town), minutes(5)) == []
    assert lookup.found_by_name(town.actors["grid"], NAME, NOON.date()) == []


def test_only_whoever_writes_contacts_there_erases(town: Town) -> None:
    who = fill(town)
    for other in (town.actors["grid_2"], town.actors["next_grid"], RESIDENT):
        with pytest.raises(Refused):
            actions.ask_erasure(who, by=other, at=NOON)
        with pytest.raises(Refused):
            actions.erase_resident(who, by=other, at=NOON)


def test_erasing_twice_changes_nothing(town: Town) -> None:
    who = fill(town)
    erase(town, who)
    before = Resident.objects.filter(pk=who.pk).values().get()
    actions.erase_resident(who, by=SYSTEM, at=minutes(9))
    assert Resident.objects.filter(pk=who.pk).values().get() == before


def waiting_sheet(content: object) -> ImportRun:
    run = ImportRun.objects.create(
        kind="households", source="sheet", file_sha256="", started_at=NOON, state=ImportState.CHECKED
    )
    ring = settings.KEY_RING
    ImportChunk.objects.create(
        run=run, number=0, rows=1, content=ring.seal(json.dumps(content, ensure_ascii=False), "import")
    )
    return run


@pytest.mark.parametrize("form", ["raw", "good", "bad"])
def test_a_sheet_without_numbers_that_has_their_name_at_their_door_goes(town: Town, form: str) -> None:
    who = fill(town)
    door = home(town).dwelling
    building = door.entrance.building
    cells = [building.estate.name, "五幢", f"{door.room}室", NAME]
    content = {
        "raw": {"groups": [[[2, cells]]]},
        "good": {"good": [{"estate": cells[0], "room": door.room, "people": [[NAME, "", "", "", True]]}]},
        "bad": {"good": [], "bad": [[2, cells, []]]},
    }[form]
    run = waiting_sheet(content)
    namesake = waiting_sheet({"groups": [[[2, ["别的小区", "9幢", "909", NAME]]], [[3, cells[:3]]]]})
    erase(town, who)
    run.refresh_from_db()
    namesake.refresh_from_db()
    assert (run.state, run.chunks.count()) == (ImportState.DROPPED, 0)
    assert run.finished_at is not None  # what it had written already was erased too
    assert (namesake.state, namesake.chunks.count()) == (ImportState.CHECKED, 1)


def test_their_name_as_head_of_the_household_goes_from_the_imports(town: Town) -> None:
    who = fill(town)
    run = ImportRun.objects.get(source="y")
    for field in ("head", "size"):
        ImportChange.objects.create(
            run=run,
            subject_type="territory.household",
            subject_id=who.household_id,
            field=field,
            before=settings.KEY_RING.seal(NAME if field == "head" else "3", "import"),
        )
    erase(town, who)
    assert list(ImportChange.objects.values_list("field", flat=True)) == ["size"]


def test_an_erasure_cannot_be_stopped(town: Town) -> None:
    job = ask_job("erase", {"resident": 1}, by=town.actors["grid"], at=NOON)
    with pytest.raises(Refused) as caught:
        stop_job(job, at=NOON)
    assert caught.value.refusal.code == "job_must_end"
    assert Job.objects.get(pk=job.pk).state == "queued"


def test_an_erasure_that_failed_is_asked_for_again_until_it_is_done(town: Town) -> None:
    assert ask_again in ROUNDS
    who, now = fill(town), timezone.now()
    actions.ask_erasure(who, by=town.actors["grid"], at=now)
    job = ask_job("erase", {"resident": who.pk}, by=town.actors["grid"], at=now)
    later = now + timedelta(hours=2)
    assert ask_again(later) == 0  # one is on its way
    Job.objects.filter(pk=job.pk).update(state="stopped")
    assert ask_again(later) == 1
    assert ask_again(later) == 0
    for _ in range(10):
        work_on_a_job()
    who.refresh_from_db()
    assert who.erased_at is not None
    assert ask_again(later + timedelta(days=1)) == 0


# -- retention ------------------------------------------------------------------------------------------------------


def test_what_is_over_goes_and_what_is_not_stays(town: Town) -> None:
    who = fill(town)
    actions.move_out(who, by=town.actors["grid"], at=NOON)
    year = NOON + timedelta(days=366)
    assert {name for name, number in would_go(NOON + timedelta(days=1)).items() if number} == set()
    over = would_go(year)
    assert (over["need"], over["moved"], over["job_result"], over["import_chunk"]) == (1, 1, 1, 1)
    assert over["reading"] == over["glass"] == over["reporter"] == over["order"] == 0
    before = Resident.objects.filter(pk=who.pk).values().get()
    would_go(year)
    assert Resident.objects.filter(pk=who.pk).values().get() == before
    assert forget(year) > 0
    who.refresh_from_db()
    assert (who.name, SupportNeed.objects.count(), Consent.objects.count()) == ("", 0, 0)
    assert not any(would_go(year).values())
    assert forget(year) == 0


def test_a_dry_run_counts_what_it_would_empty_and_orders_as_they_came_are_of_that(town: Town) -> None:
    now = timezone.now()
    said = {"words": "水管漏水", "office": town.offices["township"], "by": SYSTEM, "at": NOON}
    for number in ("1", "2"):
        cases.take_in(source="s", number=number, row=f"{NAME} {PHONE}", **said)
    closed = Case.objects.filter(source_number="1")
    over = {"status": "closed", "closed_at": now - timedelta(days=366)}
    closed.update(task="", level="", office=None, wake_at=None, **over)
    told = io.StringIO()
    call_command("retention", "--dry-run", stdout=told)

    assert re.search(r"^order +365 +1$", told.getvalue(), re.MULTILINE)
    assert forget(now) == 1
    assert would_go(now)["order"] == 0
    assert set(Origin.objects.filter(row=None).values_list("case", flat=True)) == {closed.get().pk}


def test_whoever_was_shown_another_way_leaves_no_name_here(town: Town) -> None:
    asker = Asker(NAME, PHONE)
    gone, called, open_, ended = (make.case(town, asker=asker) for _ in range(4))
    make.do(town, ended, "withdraw", at=NOON)  # whoever was not shown elsewhere may want to come back to it
    for case in (gone, called):
        make.do(town, case, "take grid", at=NOON)
        by = town.actors["grid"]
        cases.refer(case, by=by, at=NOON, channel="court", words="要到法院办。")
    office = town.offices["community"]
    CallBack.objects.create(case=called, reason="reception", office=office, opened_at=NOON, due_at=NOON)
    assert forget(NOON + timedelta(days=2)) == 0
    assert would_go(NOON + timedelta(days=4))["referred"] == 1
    forget(NOON + timedelta(days=4))
    assert set(Reporter.objects.values_list("case", flat=True)) == {called.pk, open_.pk, ended.pk}


def test_the_tombstone_says_how_many_of_a_kind_went(town: Town) -> None:
    actions.move_out(fill(town), by=town.actors["grid"], at=NOON)
    forget(NOON + timedelta(days=366))
    told = {e.data["kind"]: e.data["number"] for e in Entry.objects.filter(verb="retention.dropped")}
    assert told["moved"] == 1
    assert told["need"] == 2  # the need and the consent it rested on
