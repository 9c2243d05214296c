"""The page of operators and the figures for machines: what they tell, to whom, and nothing about anybody."""

from __future__ import annotations

import json
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from linli.common import keys
from linli.faces import running
from linli.faces.desk.operations.checks import checks
from linli.journal.models import Delivery
from linli.office.models import Setting
from tests import make
from tests.make import NOON, Town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_notes(settings, tmp_path: Path) -> None:
    settings.HEARTBEAT = tmp_path / "beat"
    settings.LAST_BACKUP = tmp_path / "last-backup.json"
    settings.LAST_VERIFY = tmp_path / "last-verify.json"


def note_backup(path: Path, *, hours: float, missing: int = 0) -> None:
    at = (timezone.now() - timedelta(hours=hours)).isoformat()
    path.write_text(json.dumps({"at": at, "size": 5_000_000, "missing": missing}))


def figures(client: Client, **headers: str) -> dict[str, float]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_metrics_are_shut_until_a_setting_opens_them(client: Client, settings) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a-long-token"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer a-long-tokex"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer a-long-token"}).status_code == 200


def test_on_this_machine_they_are_open_only_past_no_proxy(client: Client, settings) -> None:
    settings.METRICS_LOCAL = True
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code == 404


def test_metrics_count_what_stands_in_the_database(client: Client, town: Town, settings) -> None:
    settings.METRICS_LOCAL = True
    make.walk(town, "take grid", "verify up")
    make.case(town)
    Delivery.objects.filter(pk=Delivery.objects.first().pk).update(tries=2)
    settings.HEARTBEAT.touch()
    note_backup(settings.LAST_BACKUP, hours=2)
    told = figures(client)
    assert told['linli_cases_open{level="grid"}'] == 1
    assert told['linli_cases_open{level="community"}'] == 1
    assert told["linli_deliveries_owed"] == Delivery.objects.filter(done_at=None).count() > 0
    assert told["linli_deliveries_failed"] == 1
    assert told["linli_worker_silent_seconds"] < 60
    assert 7100 < told["linli_backup_age_seconds"] < 7400
    assert told["linli_database_bytes"] > 100_000


def test_requests_are_counted_by_the_name_of_their_route_never_by_their_path(
    client: Client, town: Town, settings
) -> None:
    settings.METRICS_LOCAL = True
    name = 'linli_requests_total{method="GET",route="portal:door",status="200"}'
    before = figures(client).get(name, 0)
    client.get(f"/d/{town.plate.token}/")
    client.generic("INVENTED", "/")
    told = client.get("/metrics").content.decode()
    assert figures(client)[name] == before + 1
    assert town.plate.token not in told
    assert "INVENTED" not in told
    assert figures(client)['linli_request_seconds_count{route="portal:door"}'] >= 1


def graded(now=None) -> dict[str, str]:
    now = now or timezone.now()
    return {one.icon: one.grade for one in checks(running.state(now), now)}


def test_what_is_wrong_with_the_installation_is_told_with_what_to_do(town: Town, settings) -> None:
    assert graded()["wrench"] == "bad", "the worker never gave a sign"
    settings.HEARTBEAT.touch()
    assert graded()["wrench"] == "fine"
    os.utime(settings.HEARTBEAT, (time.time() - 900, time.time() - 900))
    assert graded()["wrench"] == "bad"
    assert graded()["copy"] == "bad", "no backup was ever made"
    for hours, missing, grade in ((1, 0, "fine"), (30, 0, "look"), (100, 0, "bad"), (1, 2, "look")):
        note_backup(settings.LAST_BACKUP, hours=hours, missing=missing)
        assert graded()["copy"] == grade
    settings.LAST_BACKUP.write_text('{"at": ')
    assert graded()["copy"] == "bad", "a torn note is none"
    make.case(town)
    Delivery.objects.update(tries=1)
    assert graded()["inbox"] == "look"
    settings.LAST_VERIFY.write_text(json.dumps({"at": timezone.now().isoformat(), "wrong": 3}))
    assert graded()["lock"] == "bad"
    assert all(
        one.todo for one in checks(running.state(timezone.now()), timezone.now()) if one.grade != "fine"
    )


def test_values_whose_key_is_gone_are_told_with_its_number(town: Town, settings, tmp_path: Path) -> None:
    assert graded()["key-round"] == "fine"
    town.furnish(town.areas["grid"])  # a telephone number lies sealed now
    other = keys.load_or_make(tmp_path / "other")
    settings.KEY_RING = keys.KeyRing(2, {2: other.keys[1]})
    found = next(one for one in checks(running.state(NOON), NOON) if one.icon == "key-round")
    assert found.grade == "bad"
    assert "1" in found.stands.split("2")[-1]


def test_only_whoever_keeps_the_installation_opens_the_page(client: Client, town: Town) -> None:
    actor = town.serve(town.offices["township"], name="keeper", role="administrator", reach="none")
    assert actor.refusal("keep.rules") is None
    client.force_login(town.users["keeper"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/desk/operations/")
    assert page.status_code == 200
    assert "0.1.0" in page.content.decode()
    client.force_login(town.users["township"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/desk/operations/").status_code == 403
    assert Setting.objects.count() == 0
