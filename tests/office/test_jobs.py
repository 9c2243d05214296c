"""Long work: done in steps, watched, stopped, taken up again by another worker."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from linli.common.actor import SYSTEM
from linli.office import registry
from linli.office.actions import advance, ask_job, claim_job, keep_result, release_job, run_a_step, stop_job
from linli.office.actions.jobs import A_CLAIM
from linli.office.models import Job, JobState
from linli.reactions.jobs import JOBS
from linli.reactions.management.commands.work import work_on_a_job
from tests.make import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_jobs():
    """Three invented kinds of job; afterwards the real table again."""

    def count(job: Job, now: datetime) -> bool:
        advance(job, done=job.done + 1, total=3)
        return job.done == 3

    def fail(job: Job, now: datetime) -> bool:
        raise ValueError("张三丰 13800000001")

    registry.jobs({"count": count, "fail": fail})
    yield
    registry.jobs(JOBS)


def ask(kind: str = "count") -> Job:
    return ask_job(kind, {}, by=SYSTEM, at=NOON)


def test_a_job_is_done_in_steps_and_its_page_can_tell_how_far_it_came() -> None:
    job = ask()
    claimed = claim_job(timezone.now())
    assert claimed == job
    assert [run_a_step(claimed) for _ in range(2)] == [False, False]
    job.refresh_from_db()
    assert (job.done, job.total, job.state) == (2, 3, JobState.RUNNING)
    assert run_a_step(claimed)
    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert job.finished_at is not None


def test_two_workers_never_have_the_same_job() -> None:
    ask()
    assert claim_job(timezone.now()) is not None
    assert claim_job(timezone.now()) is None


def test_a_dead_workers_job_is_taken_up_where_it_stood() -> None:
    ask()
    first = claim_job(timezone.now())
    assert first is not None
    run_a_step(first)
    second = claim_job(timezone.now() + A_CLAIM + timedelta(seconds=1))
    assert second == first
    assert second.done == 1


def test_a_claim_given_back_is_free_at_once() -> None:
    ask()
    job = claim_job(timezone.now())
    assert job is not None
    release_job(job)
    assert claim_job(timezone.now()) == job


def test_whoever_asked_can_stop_it_before_and_while_it_runs() -> None:
    waiting = stop_job(ask(), at=NOON)
    assert waiting.state == JobState.STOPPED
    ask()
    job = claim_job(timezone.now())
    assert job is not None
    run_a_step(job)
    stop_job(job, at=NOON)
    assert run_a_step(job)
    job.refresh_from_db()
    assert (job.state, job.done) == (JobState.STOPPED, 1)


def test_a_failure_is_kept_as_its_kind_and_never_as_its_text() -> None:
    ask("fail")
    assert work_on_a_job() == 1
    job = Job.objects.get()
    assert (job.state, job.error) == (JobState.FAILED, "ValueError")


def test_an_unknown_kind_fails_and_does_not_stop_the_next_one() -> None:
    ask("of an older version")
    ask()
    work_on_a_job()
    work_on_a_job()
    assert [job.state for job in Job.objects.order_by("id")] == [JobState.FAILED, JobState.DONE]


def test_the_oldest_job_comes_first() -> None:
    first = ask()
    ask()
    assert claim_job(timezone.now()) == first


def test_a_result_lies_under_its_hash(settings, tmp_path) -> None:
    settings.ATTACHMENT_DIR = tmp_path
    job = ask()
    kept = keep_result(job, b"%PDF-1.7", kind="application/pdf", at=NOON)
    job.refresh_from_db()
    assert job.result == kept
    assert [file.read_bytes() for file in tmp_path.rglob("*.jpg")] == [b"%PDF-1.7"]
