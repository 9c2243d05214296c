"""Long work (后台任务): asked for on a page, done by the worker in short steps, watched and stopped by the asker."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.office import photos, registry
from linli.office.actions.keeping import drop_files
from linli.office.models import Attachment, Job, JobState
from linli.office.queries import results_live

log = logging.getLogger("linli.worker")
A_CLAIM = timedelta(minutes=2)  # how long a dead worker's job waits; longer than any step
MUST_END = ("erase", "import.erase", "recode")  # half of it would be a promise broken


@transaction.atomic
def ask_job(
    kind: str,
    params: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    area_path: str = "",
    total: int = 0,
    file_name: str = "",
    waits: bool = False,
) -> Job:
    """Put long work into the queue. `params` holds ids, codes and numbers only.

    `waits`: somebody else must say yes first (`let_go`). `params["verb"]` names what its asker must still be allowed
    to do when the result is fetched.
    """
    return Job.objects.create(
        kind=kind,
        state=JobState.WAITING if waits else JobState.QUEUED,
        params=params,
        user_id=by.user_id,
        post_id=by.post_id,
        office_id=by.office_id,
        area_path=area_path,
        total=total,
        file_name=file_name,
        asked_at=at,
    )


@transaction.atomic
def stop_job(job: Job, *, at: datetime) -> Job:
    """Ask a job to end after its present step; one that nobody began ends at once. Refuses job_must_end."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.kind in MUST_END:
        raise refuse("job_must_end")
    job.stop_asked = True
    if job.state in (JobState.QUEUED, JobState.WAITING):
        job.state, job.finished_at = JobState.STOPPED, at
    job.save(update_fields=["stop_asked", "state", "finished_at"])
    return job


def lock_job(job: Job) -> Job:
    """The job as it is now, held against everybody else until the caller's transaction ends."""
    return Job.objects.select_for_update().get(pk=job.pk)


@transaction.atomic
def let_go(job: Job, **params: Any) -> Job:
    """Somebody else said yes: the job that waited goes into the queue. Refuses job_not_waiting."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    if job.state != JobState.WAITING:
        raise refuse("job_not_waiting")
    job.state, job.params = JobState.QUEUED, job.params | params
    job.save(update_fields=["state", "params"])
    return job


@transaction.atomic
def claim_job(now: datetime) -> Job | None:
    """The oldest job to do, claimed for two minutes; None where there is none or another worker has it."""
    free = Job.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).filter(
        Q(claimed_until=None) | Q(claimed_until__lt=now)
    )
    if connection.features.has_select_for_update_skip_locked:
        free = free.select_for_update(skip_locked=True)
    job = free.order_by("id").first()
    if job is None:
        return None
    job.state, job.claimed_until = JobState.RUNNING, now + A_CLAIM
    job.started_at = job.started_at or now
    job.save(update_fields=["state", "claimed_until", "started_at"])
    return job


def release_job(job: Job) -> None:
    """Give a claim back, so that the next turn need not wait for it to lapse."""
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(claimed_until=None)


@transaction.atomic
def free_claims(now: datetime) -> int:
    """Jobs claimed further ahead than any claim reaches, by a clock that was wrong: free again."""
    running = Job.objects.filter(state=JobState.RUNNING, claimed_until__gt=now + 2 * A_CLAIM)
    return running.update(claimed_until=None)


def advance(job: Job, *, done: int, total: int | None = None) -> None:
    """Note how far a job came; what its page shows."""
    job.done, job.total = done, job.total if total is None else total
    Job.objects.filter(pk=job.pk).update(done=job.done, total=job.total)


def note(job: Job, **params: Any) -> None:
    """Remember something of a job, beside what it was asked with: ids, codes and numbers only."""
    job.params = job.params | params
    Job.objects.filter(pk=job.pk).update(params=job.params)


def keep_result(job: Job, content: bytes, *, kind: str, at: datetime) -> Attachment:
    """Keep the file that a job made, as long as `results_live`: file first, row after. `kind` is its media type."""
    file = photos.Photo(content, 0, 0)
    photos.write(settings.ATTACHMENT_DIR, file)
    with transaction.atomic():
        job.result = Attachment.objects.create(
            sha256=file.sha256, kind=kind, size=len(content), width=0, height=0, stored_at=at, kept=True
        )
        Job.objects.filter(pk=job.pk).update(result=job.result)
    return job.result


@transaction.atomic
def drop_results(now: datetime) -> int:
    """Remove results that are over, and end what waited that long for somebody's yes."""
    before = now - results_live()
    lapsed = Job.objects.filter(state=JobState.WAITING, asked_at__lt=before)
    ended = lapsed.update(state=JobState.STOPPED, stop_asked=True, finished_at=now)
    return drop_old_results(before, most=500) + ended


def drop_old_results(before: datetime, *, most: int) -> int:
    """Files of jobs that ended before; a file that another row shares stays."""
    rows = Job.objects.exclude(result=None).filter(finished_at__lt=before).order_by("pk")
    return drop_files([id for id in rows.values_list("result_id", flat=True)[:most] if id is not None])


def run_a_step(job: Job) -> bool:
    """Do one step of a claimed job; True when there is nothing left to do. A failure is kept as its kind only."""
    step = registry.step_of(job.kind)
    now = timezone.now()
    job.refresh_from_db()
    state, error = JobState.RUNNING, ""
    if job.stop_asked:
        state = JobState.STOPPED
    else:
        try:
            if step is None:
                raise LookupError("unknown job")
            if step(job, now):
                state = JobState.DONE
        except Exception as problem:
            log.exception("job failed", extra={"job": job.pk, "error": type(problem).__name__})
            state, error = JobState.FAILED, type(problem).__name__
    ended = state != JobState.RUNNING
    Job.objects.filter(pk=job.pk).update(
        state=state,
        error=error,
        claimed_until=None if ended else timezone.now() + A_CLAIM,
        finished_at=timezone.now() if ended else None,
    )
    return ended
