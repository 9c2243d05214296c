"""What a list leaves on the disk while it is written, and what of it stays when it is not finished."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from linli.office.actions import run_a_step, stop_job
from linli.office.models import Attachment, Job
from linli.office.photos import path_of
from linli.people import actions
from linli.people.actions.exporting import ask_export, drop_loose_parts
from linli.people.models import Post, Resident
from linli.reactions.clock import ROUNDS
from linli.reactions.erasing import erase_a_step
from tests.make import Town
from tests.people.homes import resident

NAME, PHONE = "慕容翠花", "13977776666"


@pytest.fixture
def begun(town: Town) -> Job:
    """A list with names of which every row is written and nothing handed out yet."""
    resident(town, name=NAME, phone=PHONE)
    job = begin(town)
    assert PHONE in part(job).read_text()
    return job


def begin(town: Town) -> Job:
    by = town.serve(town.offices["township"], name="registrar", role="registrar")
    path = town.areas["township"].path
    job = ask_export(
        "households",
        area_path=path,
        names=True,
        form="csv",
        reason="work",
        mapping=None,
        by=by,
        at=timezone.now(),
    )
    Job.objects.filter(pk=job.pk).update(state="running")
    assert not run_a_step(job)
    return job


def part(job: Job) -> Path:
    return settings.DATA_DIR / "spool" / f"{job.uuid}.part"


def test_the_beginning_of_a_stopped_list_goes_within_a_minute(begun: Job) -> None:
    assert drop_loose_parts in ROUNDS
    assert drop_loose_parts(timezone.now()) == 0  # it is being written
    stop_job(begun, at=timezone.now())
    assert run_a_step(begun)
    assert drop_loose_parts(timezone.now()) == 1
    assert not part(begun).exists()


def test_the_beginning_of_a_list_that_is_refused_later_goes_at_once(begun: Job) -> None:
    Post.objects.filter(user_id=begun.user_id or 0).update(until=timezone.now())
    assert run_a_step(begun)
    assert Job.objects.get(pk=begun.pk).state == "failed"
    assert not part(begun).exists()


def test_whoever_is_erased_meanwhile_is_not_in_the_list(town: Town, begun: Job) -> None:
    resident(town, name="李四", phone="13800000009")
    who = Resident.objects.get(name=NAME)
    actions.ask_erasure(who, by=town.actors["grid"], at=timezone.now())
    while not erase_a_step(who, timezone.now()):
        pass
    assert not part(begun).exists()
    while not run_a_step(begun):
        pass
    begun.refresh_from_db()
    kept = Attachment.objects.get(pk=begun.result_id)
    told = path_of(settings.ATTACHMENT_DIR, kept.sha256).read_text()
    assert begun.state == "done"
    assert PHONE not in told
    assert "13800000009" in told
    assert told.count("导出人") == 1  # begun anew, from its head


def test_a_child_stands_in_no_list_with_names(town: Town) -> None:
    resident(town, name="张小宝", phone="13800005555", birth=date(2018, 5, 1))
    resident(town, name=NAME, phone=PHONE)
    job = begin(town)
    told = part(job).read_text()
    assert PHONE in told
    assert "13800005555" not in told
    assert "张小宝" not in told
