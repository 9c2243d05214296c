"""The pages of prints, and of a long job: ordered, watched, stopped, fetched by whoever asked and nobody else."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.utils import timezone

from linli.office.actions import drop_results, keep_result, run_a_step
from linli.office.models import Job
from linli.office.photos import path_of
from linli.people.models import Post
from linli.territory.models import Venue
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.pages import form
from tests.people.sheet_files import HEAD, door, stage, xlsx

GRID = "370998001001001"
ODD = ("area=abc", "area=", f"area={GRID}&estate=-1", f"area={GRID}&building=²", "area=3709")


def order(desk: Desk) -> tuple[Any, Job]:
    page = desk.get(f"prints/?area={GRID}")
    sent = form(page.content, having="key")
    response = desk.client.post(sent.action, sent.values)
    return response, Job.objects.get(kind="print.plates")


def read(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_grid_head_orders_plates_watches_them_and_fetches_the_file(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("grid")
    response, job = order(me)
    assert response.url == f"/desk/prints/jobs/{job.uuid}/"
    page = me.client.get(response.url)
    assert page.headers["Refresh"] == "3"
    assert b"<progress" in page.content
    assert "Refresh" not in me.client.get(f"{response.url}?still").headers
    assert run_a_step(job)
    page = me.client.get(response.url)
    assert "Refresh" not in page.headers
    file = me.client.get(f"{response.url}result/")
    assert read(file).startswith(b"%PDF")
    assert file.headers["Cache-Control"] == "private, no-store"
    assert quote(job.file_name) in file.headers["Content-Disposition"]


def test_ordering_twice_with_one_form_makes_one_job(town, desk: Callable[[str], Desk]) -> None:
    me = desk("grid")
    sent = form(me.get(f"prints/?area={GRID}").content, having="key")
    assert me.client.post(sent.action, sent.values).url == me.client.post(sent.action, sent.values).url
    assert Job.objects.count() == 1


def test_a_job_and_its_file_are_nobody_elses(town, desk: Callable[[str], Desk]) -> None:
    _, job = order(desk("grid"))
    run_a_step(job)
    for end in ("", "result/"):
        assert desk("grid_2").get(f"prints/jobs/{job.uuid}/{end}").status_code == 404
    assert desk("grid_2").client.post(f"/desk/prints/jobs/{job.uuid}/stop/").status_code == 404


def test_a_job_is_stopped_by_a_button_and_says_so(town, desk: Callable[[str], Desk]) -> None:
    me = desk("grid")
    _, job = order(me)
    me.client.post(f"/desk/prints/jobs/{job.uuid}/stop/")
    job.refresh_from_db()
    assert job.state == "stopped"
    assert 'data-state="stopped"' in me.get(f"prints/jobs/{job.uuid}/").content.decode()


def test_a_failed_job_says_what_to_tell(town, desk: Callable[[str], Desk]) -> None:
    me = desk("grid")
    _, job = order(me)
    Job.objects.filter(pk=job.pk).update(params={})
    assert run_a_step(job)
    said = text(me.get(f"prints/jobs/{job.uuid}/"))
    assert f"KeyError, {job.pk}" in said


def test_after_seven_days_the_file_is_gone_unless_another_row_holds_it(
    town, desk: Callable[[str], Desk], django_capture_on_commit_callbacks: Any
) -> None:
    me = desk("grid")
    _, job = order(me)
    run_a_step(job)
    job.refresh_from_db()
    assert job.result is not None
    path = path_of(settings.ATTACHMENT_DIR, job.result.sha256)
    old = timezone.now() - timedelta(days=7, minutes=1)
    Job.objects.filter(pk=job.pk).update(finished_at=old)
    assert me.get(f"prints/jobs/{job.uuid}/result/").status_code == 404, "already before the sweep"
    young = Job.objects.create(kind="x", asked_at=timezone.now(), user=town.users["grid"])
    keep_result(young, path.read_bytes(), kind="application/pdf", at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        assert drop_results(timezone.now()) == 1
    assert path.exists()
    Job.objects.filter(pk=young.pk).update(finished_at=old)
    with django_capture_on_commit_callbacks(execute=True):
        assert drop_results(timezone.now()) == 1
    assert not path.exists()


def test_whoever_may_print_no_more_does_not_get_the_file(town, desk: Callable[[str], Desk]) -> None:
    me = desk("grid")
    _, job = order(me)
    run_a_step(job)
    town.users["grid"].posts.update(role="helper")
    assert me.get(f"prints/jobs/{job.uuid}/result/").status_code == 404


@pytest.mark.parametrize("query", ODD)
def test_odd_addresses_are_answered_in_words(town, desk: Callable[[str], Desk], query: str) -> None:
    for page in ("", "plate.pdf", "board.pdf", "cards.pdf", "volume/", "volume.pdf"):
        assert desk("grid").get(f"prints/{page}?{query}").status_code in (200, 302, 404)


def test_the_papers_without_persons_come_at_once(town, desk: Callable[[str], Desk]) -> None:
    for page in ("plate.pdf", "board.pdf", "cards.pdf", "volume.pdf"):
        response = desk("grid").get(f"prints/{page}?area={GRID}")
        assert io.BytesIO(response.content).read(4) == b"%PDF", page
        assert response.headers["Cache-Control"] == "private, no-store"


def test_a_name_that_cannot_be_drawn_is_told_before_the_order(town, desk: Callable[[str], Desk]) -> None:
    estate = town.building.estate
    type(estate).objects.filter(pk=estate.pk).update(name="桂\U0002ebf0里")
    assert "桂\U0002ebf0里 3 栋 1 单元" in text(desk("grid").get(f"prints/?area={GRID}"))


def test_a_volume_with_names_cannot_be_confirmed_by_its_asker_through_any_address(
    town, desk: Callable[[str], Desk]
) -> None:
    for name in ("reg_one", "reg_two"):
        town.serve(town.offices["community"], name=name, role="registrar")
    me, other = desk("reg_one"), desk("reg_two")
    sent = form(me.get(f"prints/names/?area={GRID}").content, having="reason")
    response = me.client.post(f"/desk/prints/names/?area={GRID}", sent.values | {"reason": "check"})
    job = Job.objects.get(kind="print.named")
    assert response.url == f"/desk/prints/jobs/{job.uuid}/"
    address = f"prints/names/{job.uuid}/"
    assert me.get(address).status_code == 403
    assert me.client.post(f"/desk/{address}", sent.values | {"answer": "yes"}).status_code == 403
    assert me.get(f"prints/jobs/{job.uuid}/result/").status_code == 404
    job.refresh_from_db()
    assert job.state == "waiting"
    assert address in other.get("prints/").content.decode()
    asked = other.get(address).content.decode()
    assert re.findall(r'type="radio" name="answer" value="(\w+)"', asked) == ["no", "yes"]
    assert "checked" not in asked
    assert " 4 " in asked  # so many households it would name
    sent = form(other.get(address).content, having="key")
    assert other.client.post(f"/desk/{address}", sent.values | {"answer": "yes"}).status_code == 302
    job.refresh_from_db()
    assert run_a_step(job)
    assert read(me.get(f"prints/jobs/{job.uuid}/result/")).startswith(b"%PDF")
    assert other.get(f"prints/jobs/{job.uuid}/result/").status_code == 404


def test_my_jobs_name_the_sheet_and_lead_to_its_page(town, desk: Callable[[str], Desk]) -> None:
    by = town.serve(town.offices["township"], name="registrar", role="registrar")
    run = stage(xlsx(HEAD, door("101", "张三丰")), by=by)
    page = desk("registrar").get("prints/jobs/").content.decode()
    assert "表.xlsx" in page
    assert f'href="/desk/imports/{run.pk}/"' in page


def test_before_a_place_is_chosen_all_papers_are_named(town, desk: Callable[[str], Desk]) -> None:
    Post.objects.filter(user=town.users["township"]).update(role="leader")
    page = desk("township").get("prints/").content.decode()
    start = "Choose a place above: plates for its doors, its information board, the month's sheet"
    assert (start in unescape(page)) or ("你说我办" in page)


def test_a_volume_is_told_in_the_readers_language(town, desk: Callable[[str], Desk]) -> None:
    """But for what somebody wrote: names of people and of what has no other name, addresses, hours."""
    town.serve(town.offices["grid"], name="house_head", role="building_head")
    grid = town.areas["grid"]
    Venue.objects.create(
        area=grid, area_path=GRID, kind="shop", name="小卖部", hours="每天", since=make.LONG_AGO
    )
    me = desk("grid")
    me.client.cookies["django_language"] = "en"
    html = (
        me.get(f"prints/volume/?area={GRID}").content.decode().partition("<main")[2].partition("</main>")[0]
    )
    assert "the whole grid" in html
    assert "building head" in html
    assert ">shop<" in html
    left = re.sub(r"<(\w+)[^>]* data-said[^>]*>.*?</\1>|<p class=\"paper\".*?</p>", "", html)
    assert not re.search(r"[\u4e00-\u9fff]", left.replace(grid.name, "")), left
