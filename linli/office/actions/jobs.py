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
from linli.office import photos, registry
from linli.office.models import Attachment, Job, JobState

log = logging.getLogger("linli.worker")
A_CLAIM = timedelta(minutes=2)  # how long a dead worker's job waits; longer than any step
RESULTS_LIVE = timedelta(days=7)


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
) -> Job:
    """Put long work into the queue. `params` holds ids, codes and numbers only."""
    return Job.objects.create(
        kind=kind,
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
    """Ask a job to end after its present step; one that nobody began ends at once."""
    job = Job.objects.select_for_update().get(pk=job.pk)
    job.stop_asked = True
    if job.state == JobState.QUEUED:
        job.state, job.finished_at = JobState.STOPPED, at
    job.save(update_fields=["stop_asked", "state", "finished_at"])
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


def advance(job: Job, *, done: int, total: int | None = None) -> None:
    """Note how far a job came; what its page shows."""
    job.done, job.total = done, job.total if total is None else total
    Job.objects.filter(pk=job.pk).update(done=job.done, total=job.total)


def keep_result(job: Job, content: bytes, *, kind: str, at: datetime) -> Attachment:
    """Keep the file that a job made, for seven days: file first, row after. `kind` is its media type."""
    file = photos.Photo(content, 0, 0)
    photos.write(settings.ATTACHMENT_DIR, file)
    with transaction.atomic():
        job.result = Attachment.objects.create(
            sha256=file.sha256, kind=kind, size=len(content), width=0, height=0, stored_at=at, kept=True
        )
        Job.objects.filter(pk=job.pk).update(result=job.result)
    return job.result


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
