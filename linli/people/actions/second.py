"""Names go out only with the word of two people of one office (双人负责): who may ask for them, who may say yes."""

from __future__ import annotations

from datetime import datetime

from linli.common.actor import Actor
from linli.common.authority import Standing
from linli.common.paths import covers
from linli.common.refusals import refuse
from linli.office.models import Job, JobState
from linli.people.models import Post, User
from linli.people.queries import posts_of

VERB = "contact.export"


def in_own_post(by: Actor, path: str, at: datetime) -> Actor:
    """The asker in the post whose office answers for the list. Refuses like `by.require`."""
    by.require(VERB, path)
    return by.in_post(*_with_right(by, path, at)[0])


def require_second(job: Job, by: Actor, at: datetime) -> None:
    """Raise Refused unless this person is the second one that a waiting job needs.

    Refuses job_not_waiting, not_oneself, second_elsewhere (no post of the asker's office), and like `by.require`.
    """
    if job.state != JobState.WAITING:
        raise refuse("job_not_waiting")
    if by.user_id == job.user_id:
        raise refuse("not_oneself")
    by.require(VERB, job.area_path)
    if job.office_id not in {office for _, office in _with_right(by, job.area_path, at)}:
        raise refuse("second_elsewhere")


def _with_right(by: Actor, path: str, at: datetime) -> list[tuple[int, int]]:
    """(post, office) of this person that may carry names of `path` out. Who only stands in for somebody may not."""
    found = [
        (post.id, post.office_id)
        for post in posts_of(by.user_id, at)
        if post.for_post_id is None
        and Standing(post.role, post.office_kind, post.reach, post.area_path).may(VERB)
        and covers(post.area_path, path)
    ]
    if not found:
        raise refuse("outside_your_area")
    return found


def colleagues(asker_id: int | None, office_id: int | None, path: str, at: datetime) -> list[User]:
    """Who of the asker's office could say yes now to names of `path` going out."""
    held = Post.objects.held(at).filter(office_id=office_id or 0).exclude(user_id=asker_id or 0)
    found = {}
    for post in held.select_related("user", "office__area", "area"):
        own = (post.area or post.office.area).path
        if Standing(post.role, post.office.kind, post.reach, own).may(VERB) and covers(own, path):
            found[post.user_id] = post.user
    return list(found.values())


def who_may_confirm(job: Job, at: datetime) -> list[User]:
    """Colleagues of the asker who could say yes to this job now."""
    return colleagues(job.user_id, job.office_id, job.area_path, at)


def waiting_for(kind: str, by: Actor, at: datetime) -> list[Job]:
    """Requests of this kind to which this person could say yes."""
    offices = {post.office_id for post in posts_of(by.user_id, at)}
    rows = Job.objects.filter(kind=kind, state=JobState.WAITING, office_id__in=offices)
    rows = rows.exclude(user_id=by.user_id or 0).select_related("user").order_by("id")
    return [one for one in rows if by.refusal(VERB, one.area_path) is None]
