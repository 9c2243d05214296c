"""Stopped in good order, a full disk, a directory that takes nothing, a clock that jumps."""

from __future__ import annotations

import os
import resource
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from linli.cases.models import Case
from linli.common.actor import SYSTEM
from linli.faces import health
from linli.journal.actions import call_in, claim, seal_hourly
from linli.journal.models import Delivery, Entry, Seal
from linli.office.actions import ask_job, claim_job
from linli.office.actions.jobs import free_claims
from linli.office.models import Attachment
from linli.reactions.clock import ROUNDS
from tests import make
from tests.faces.portal.phone import WORDS, Phone, text
from tests.make import NOON, Town
from tests.ops.installation import Installation

pytestmark = pytest.mark.django_db  # makes the tables, which real processes are given

# -- stopped in good order ----------------------------------------------------------------------------------------

OWE = """
import django; django.setup()
from tests import make
town = make.Town()
for n in range(60):
    make.case(town, words=f"第 {n} 件事")
"""


def test_a_worker_that_is_told_to_stop_ends_within_seconds_and_keeps_nothing_in_its_hands(
    place: Installation,
) -> None:
    place.environment["LINLI_CLAIM_SECONDS"] = "3600"  # what it kept would stay with it for an hour
    assert place.run("-c", OWE).returncode == 0
    worker = place.start("manage.py", "work", "--idle", "0.01")
    done = "SELECT COUNT(*) FROM journal_delivery WHERE done_at IS NOT NULL"
    while place.count(done) < 5:
        assert worker.poll() is None
        time.sleep(0.02)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(15) == 0
    kept = "SELECT COUNT(*) FROM journal_delivery WHERE done_at IS NULL AND next_at > datetime('now', '+5 minutes')"
    assert place.count("SELECT COUNT(*) FROM journal_delivery WHERE done_at IS NULL") > 0, (
        "it was stopped amid work"
    )
    assert place.count(kept) == 0


def test_a_server_that_is_told_to_stop_answers_what_it_has_begun(place: Installation, token: str) -> None:
    served = place.serve()
    with closing(socket.create_connection(("127.0.0.1", served.port), 20)) as line:
        head = f"POST /d/{token}/what/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n"
        line.sendall(
            f"{head}Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\nwords".encode()
        )
        time.sleep(0.3)  # until a thread has it
        served.process.send_signal(signal.SIGTERM)
        line.sendall(b"=abcd")
        answer = b""
        while piece := line.recv(4096):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 403"), answer[:80]  # no token of the form: told so, not cut off
    assert served.process.wait(20) == 0


# -- full -----------------------------------------------------------------------------------------------------------


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """Whatever would make a file longer than `size` bytes fails, as on a disk without room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def noise(mode: str = "L", side: int = 1600) -> SimpleUploadedFile:
    """A picture that no codec makes small: black and white noise is some 300 kB as PNG, as JPEG a megabyte."""
    pixels = Image.frombytes("L", (side, side), os.urandom(side * side))
    out = Path(os.environ.get("TMPDIR", "/tmp")) / f"noise-{os.getpid()}.png"
    (pixels.convert("1") if mode == "1" else pixels).save(out)
    content = out.read_bytes()
    out.unlink()
    return SimpleUploadedFile("noise.png", content, content_type="image/png")


@pytest.fixture
def phone(transactional_db: None, settings, tmp_path: Path) -> Phone:
    settings.ATTACHMENT_DIR = tmp_path / "attachments"
    found = Phone(Town().plate.token)
    found.write()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return found


def kept_files(phone: Phone, settings) -> list[str]:
    return [path.name for path in settings.ATTACHMENT_DIR.rglob("*") if path.is_file()]


def test_an_upload_that_finds_no_room_gives_the_form_back_with_every_word(phone: Phone, settings) -> None:
    """The disk is full while the photo comes in, before anybody looked at it."""
    photo = noise()
    with no_file_beyond(200_000):
        answer = phone.post(phone.url("what"), {"words": WORDS + "快来", "photos": photo, "do": "next"})
    assert answer.status_code == 507
    assert WORDS + "快来" in text(answer)
    assert Attachment.objects.count() == 0
    assert phone.post(phone.url("what"), {"words": WORDS, "photos": noise(), "do": "next"}).status_code == 302
    assert Attachment.objects.count() == 1


def test_a_photo_that_cannot_be_kept_costs_only_itself_and_leaves_no_half_file(
    phone: Phone, settings
) -> None:
    photo = noise("1")
    with no_file_beyond(500_000):
        answer = phone.post(phone.url("what"), {"words": WORDS + "快来", "photos": photo, "do": "next"})
    assert answer.status_code == 422
    assert WORDS + "快来" in text(answer)
    assert kept_files(phone, settings) == []
    assert Attachment.objects.count() == 0


def test_a_database_that_finds_no_room_says_so_and_keeps_the_words(phone: Phone) -> None:
    with no_file_beyond(5_000):
        answer = phone.write(WORDS + "快来")
    assert answer.status_code in (503, 507)
    assert WORDS + "快来" in text(answer)
    assert 'name="photos"' in text(answer), "the step itself, not only an error page"
    assert phone.write(WORDS + "快来").status_code == 302


# -- read-only ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("manage.py", "work", "--once"), ("-c", "import linli.config.wsgi")])
def test_a_data_directory_that_cannot_be_written_is_one_sentence_at_the_start(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    place = Installation.new(tmp_path / "place", empty=True, LINLI_DATA_DIR="/proc/linli")
    done = place.run(*command)
    assert done.returncode == 1
    assert "The data directory /proc/linli cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "torn", ["", '{"current": 1', '{"keys": {}}', '{"current": 1, "keys": {"1": "no hex"}}']
)
def test_a_torn_key_file_is_one_sentence_at_the_start(tmp_path: Path, torn: str) -> None:
    place = Installation.new(tmp_path / "place", empty=True)
    (tmp_path / "place" / "keys.json").write_text(torn)
    done = place.run("-c", "import linli.config.settings")
    assert done.returncode == 1
    assert "keys.json cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_data_that_became_read_only_is_told_on_the_page_with_the_words_kept(phone: Phone) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=ON")
    try:
        answer = phone.write(WORDS + "快来")
        assert phone.get(phone.url()).status_code == 200, "reading goes on"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only=OFF")
    assert answer.status_code == 503
    assert WORDS + "快来" in text(answer)


# -- a clock that jumps ---------------------------------------------------------------------------------------------


def test_what_was_claimed_by_a_clock_that_ran_ahead_is_due_again_at_once(town: Town) -> None:
    make.case(town)
    now = timezone.now()
    assert claim(now + timedelta(days=400))
    assert claim(now) == []
    assert call_in(now) > 0
    assert claim(now)
    assert call_in(now) == 0, "a claim of today stays a claim"


def test_a_job_claimed_by_a_clock_that_ran_ahead_is_free_again(db: None) -> None:
    ask_job("export", {}, by=SYSTEM, at=NOON)
    now = timezone.now()
    assert claim_job(now + timedelta(days=400)) is not None
    assert claim_job(now) is None
    assert free_claims(now) == 1
    assert claim_job(now) is not None
    assert free_claims(now) == 0


def test_the_journal_is_sealed_on_though_a_seal_bears_a_day_to_come(town: Town) -> None:
    later = timezone.now() + timedelta(days=3)
    assert seal_hourly(later) > 0
    make.case(town)
    soon = timezone.now() + timedelta(minutes=5)
    assert seal_hourly(soon) > 0
    make.case(town)
    assert seal_hourly(soon + timedelta(minutes=50)) == 0, "within the hour nothing"
    assert Seal.objects.count() == 2


def test_a_sign_of_the_worker_from_the_future_is_none(settings, tmp_path: Path) -> None:
    settings.HEARTBEAT = tmp_path / "beat"
    settings.HEARTBEAT.touch()
    assert health._worker_lives()
    os.utime(settings.HEARTBEAT, (time.time() + 9000, time.time() + 9000))
    assert not health._worker_lives()


@given(jumps=st.lists(st.integers(-400 * 24, 400 * 24), max_size=5))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rounds_of_a_clock_that_jumps_lose_and_double_nothing(town: Town, jumps: list[int]) -> None:
    """After any hours forwards and backwards: no round fails, the case is there once, raised once a step."""
    case = make.case(town)
    for hours in (*jumps, 0):
        for tick in ROUNDS:
            tick(timezone.now() + timedelta(hours=hours))
    assert Case.objects.filter(pk=case.pk).count() == 1
    raised = Entry.objects.filter(subject_type="cases.case", subject_id=case.pk, verb="case.escalate")
    levels = [entry.data.get("to_level", entry.pk) for entry in raised]
    assert len(levels) == len(set(levels))
    now = timezone.now()
    assert not Delivery.objects.filter(done_at=None, next_at__gt=now + timedelta(hours=3)).exists()
