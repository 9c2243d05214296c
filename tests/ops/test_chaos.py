"""kill -9 of server and worker under load, everybody at once after a power cut, a disk that is full: nothing that was
acknowledged is lost, nothing is there twice. A small round runs with every test run; the large one by `bin/chaos`.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.ops.installation import Installation
from tests.ops.residents import PATIENCE, Crowd, Resident, hidden

pytestmark = pytest.mark.django_db  # makes the tables, which real processes are given
WORK = ("manage.py", "work", "--idle", "0.05")


def storm(place: Installation, token: str, *, residents: int, kills: int) -> Crowd:
    """Residents come all at once; server and worker are killed in turn and begin again, as units of systemd do."""
    served, worker = place.serve(), place.start(*WORK)
    crowd = Crowd(served.address, token, residents)
    crowd.begin()
    for n in range(1, kills + 1):
        crowd.wait_for(residents * n // (kills + 1))
        worker.kill()
        worker.wait()
        if n % 2:
            served.kill()
            served = place.serve(served.port)
        worker = place.start(*WORK)
    crowd.end()
    served.kill()
    worker.kill()
    worker.wait()
    return crowd


def nothing_lost_or_doubled(place: Installation, crowd: Crowd, residents: int) -> None:
    assert crowd.failed == []
    assert len(crowd.acknowledged) == residents
    said = place.ask("SELECT words, COUNT(*) FROM cases_case GROUP BY words")
    assert dict(said) == dict.fromkeys(crowd.acknowledged, 1)
    owed = "SELECT COUNT(*) FROM journal_delivery WHERE done_at IS NULL"
    until = time.monotonic() + 120
    while place.count(owed) and time.monotonic() < until:
        assert place.manage("work", "--once").returncode == 0
    assert place.count(owed) == 0
    assert place.count("SELECT COUNT(*) FROM journal_entry WHERE verb = 'case.ask'") == residents
    told = "FROM notify_message WHERE template = 'case.ask'"
    assert place.count(f"SELECT COUNT(*) {told}") == residents
    assert place.count(f"SELECT COUNT(DISTINCT entry_id) {told}") == residents
    assert place.ask("PRAGMA integrity_check") == [("ok",)]


def test_a_dozen_residents_and_a_kill_of_each_process(place: Installation, token: str) -> None:
    crowd = storm(place, token, residents=12, kills=1)
    nothing_lost_or_doubled(place, crowd, 12)


@pytest.mark.chaos
def test_two_hundred_residents_at_once_while_server_and_worker_are_killed_again_and_again(
    place: Installation, token: str
) -> None:
    began = time.monotonic()
    crowd = storm(place, token, residents=200, kills=5)
    took = time.monotonic() - began
    nothing_lost_or_doubled(place, crowd, 200)
    print(
        f"\n-> 200 residents, 3 kills of the server, 5 of the worker: {took:.0f} s, none lost, none doubled"
    )


@pytest.mark.chaos
def test_two_hundred_residents_at_once_after_a_power_cut(place: Installation, token: str) -> None:
    served = place.serve()
    began = time.monotonic()
    crowd = Crowd(served.address, token, 200)
    crowd.begin()
    crowd.end()
    took = time.monotonic() - began
    served.kill()
    nothing_lost_or_doubled(place, crowd, 200)
    print(
        f"\n-> 200 residents at once, undisturbed: {took:.1f} s for all ({200 / took:.1f} requests sent a second)"
    )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MB, where we may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(disk)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no right to mount a small disk here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=False)


@pytest.mark.chaos
def test_a_full_disk_is_told_in_words_and_served_on_once_there_is_room(
    small_disk: Path, django_db_setup: None
) -> None:
    place = Installation.new(small_disk / "place")
    try:
        done = place.run(
            "-c", "import django; django.setup()\nfrom tests import make\nprint(make.Town().plate.token)"
        )
        token = done.stdout.strip()
        served = place.serve()
        one = Resident(served.address, token)
        _, text, _ = one.ask("what")
        filler = small_disk / "filler"
        with filler.open("wb", buffering=0) as out, suppress(OSError):
            while True:
                out.write(bytes(4096))
        one.patience = 0  # a full disk is told at once, and told to them
        form = {
            "csrfmiddlewaretoken": hidden(text, "csrfmiddlewaretoken"),
            "words": "水快流到电表箱了",
            "do": "next",
        }
        status, text, _ = one.ask("what", **form)
        assert status in (503, 507), (status, text[-300:])
        assert "水快流到电表箱了" in text
        assert "Traceback" not in text
        assert one.ask("")[0] == 200, "reading goes on"
        one.patience = PATIENCE
        filler.unlink()
        assert one.say("水快流到电表箱了").startswith("/f/")
        assert place.count("SELECT COUNT(*) FROM cases_case") == 1
        assert place.ask("PRAGMA integrity_check") == [("ok",)]
    finally:
        place.end()
