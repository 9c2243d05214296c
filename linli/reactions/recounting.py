"""The calendar or the hours were changed: running limits are counted anew, some cases at a time (job "recount")."""

from __future__ import annotations

from datetime import date, datetime

from linli.cases.actions.recounting import recount_some, running
from linli.common.actor import Actor
from linli.journal.models import Entry
from linli.office.actions import advance, ask_job, note
from linli.office.models import Job

KIND = "recount"
_NEW_YEAR = (12, 28)  # a notice may move the last days of the year before it, so dates there were provisional


def ask_recount(entry: Entry) -> None:
    """One job for one change; asked twice it is there once."""
    if Job.objects.filter(kind=KIND, params__entry=entry.pk).exists():
        return
    since, path = _first_day(entry), entry.area_path
    ask_job(
        KIND,
        {
            "entry": entry.pk,
            "since": since.isoformat() if since else None,
            "last": 0,
            **dict.fromkeys(FIGURES, 0),
        },
        by=Actor("user", user_id=entry.user_id, post_id=entry.post_id, office_id=entry.office_id),
        at=entry.at,
        area_path=path,
        total=running(path, since).count(),
    )


FIGURES = ("looked", "earlier", "later", "promises")


def _first_day(entry: Entry) -> date | None:
    """Limits that end before it are what they were; None: all of them may change."""
    if entry.verb == "calendar.day_changed":
        return date.fromisoformat(entry.data["day"])
    if entry.verb == "calendar.year_entered":
        return date(entry.data["year"] - 1, *_NEW_YEAR)
    return None


def step(job: Job, now: datetime) -> bool:
    """A chunk of cases; the figures of the job say what came of it."""
    since = job.params["since"]
    some = recount_some(
        job.params["last"],
        path=job.area_path,
        since=date.fromisoformat(since) if since else None,
        at=now,
    )
    if not some.looked:
        return True
    figures = {name: job.params[name] + getattr(some, name) for name in FIGURES}
    note(job, last=some.last, **figures)
    advance(job, done=figures["looked"], total=max(job.total, figures["looked"]))
    return False
