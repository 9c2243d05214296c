"""A branch's monthly list of what it cannot solve alone (问题台账): put forward, told of each month, struck off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.cases import meeting
from linli.cases.actions.asking import Asker, ask
from linli.cases.actions.moving import hand, hold, note
from linli.cases.models import Case, Channel, ProblemItem
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.people.models import Office, OfficeKind
from linli.people.queries import offices_over, posts_of
from linli.territory.models import Area


@transaction.atomic
def put_forward(
    case: Case, *, branch: Office, by: Actor, at: datetime, words: str = "", seen: int | None = None
) -> ProblemItem:
    """Put an open case on a branch's list; it stays there from month to month until a meeting strikes it off.

    Whoever has it goes on: the list adds eyes, it moves nothing. Refuses only_branch, kept_to_few, on_a_list_already.
    """
    case = hold(case, "put_forward", by=by, at=at, seen=seen)
    if branch.kind != OfficeKind.BRANCH or not meeting.writes_list(posts_of(by.user_id, at), branch):
        raise refuse("only_branch")
    if case.restricted:
        raise refuse("kept_to_few")
    if ProblemItem.objects.filter(case=case, struck_at=None).exists():
        raise refuse("on_a_list_already")
    item = ProblemItem.objects.create(branch=branch, month=meeting.month_of(at), case=case, put_at=at)
    hand(case, branch, at)  # so that the branch goes on seeing it
    note(case, "put_forward", by=by, at=at, branch=branch.pk, words={"reason": words})
    return item


@transaction.atomic
def raise_problem(
    *,
    branch: Office,
    words: str,
    by: Actor,
    at: datetime,
    area: Area | None = None,
    place_words: str = "",
    asker: Asker | None = None,
) -> ProblemItem:
    """Write down what was said at the branch's meeting, and put it on the list at once. Without a grid it goes to the
    sub-district's desk. Refuses only_branch, empty_words, name_place."""
    if not meeting.writes_list(posts_of(by.user_id, at), branch):
        raise refuse("only_branch")
    desk = None if area is not None else offices_over(branch.area.path).get("township")
    if area is None and desk is None:
        raise refuse("name_place")
    case = ask(
        words=words,
        by=by,
        at=at,
        channel=Channel.MEETING,
        area=area,
        unplaced_at=desk,
        place_words=place_words,
        asker=asker,
    )
    return put_forward(case, branch=branch, by=by, at=at)


@transaction.atomic
def answer_item(item: ProblemItem, *, by: Actor, at: datetime, words: str) -> ProblemItem:
    """Tell the resident how it stands this month, on their own page. The branch or the meeting does; every month.

    Refuses only_branch, struck_off_before, say_to_resident.
    """
    item, case = _locked(item)
    posts = posts_of(by.user_id, at)
    if not (meeting.writes_list(posts, item.branch) or meeting.keeps_meeting(posts, item.branch)):
        raise refuse("only_branch")
    if not words.strip():
        raise refuse("say_to_resident")
    item.answered_at = at
    item.save(update_fields=["answered_at"])
    note(case, "answer_item", by=by, at=at, branch=item.branch_id, words={"words": words})
    return item


@transaction.atomic
def strike_off(item: ProblemItem, *, by: Actor, at: datetime, words: str) -> ProblemItem:
    """The meeting dealt with it (销号): off the list with its decision, which the resident reads.

    The case itself goes on where it is, or has ended: the list follows it, not the other way round. Refuses
    only_meeting, struck_off_before, say_what_was_decided.
    """
    item, case = _locked(item)
    if not meeting.keeps_meeting(posts_of(by.user_id, at), item.branch):
        raise refuse("only_meeting")
    if not words.strip():
        raise refuse("say_what_was_decided")
    item.struck_at = item.answered_at = at
    item.save(update_fields=["struck_at", "answered_at"])
    note(case, "strike_off", by=by, at=at, branch=item.branch_id, words={"words": words})
    return item


def _locked(item: ProblemItem) -> tuple[ProblemItem, Case]:
    """The case first, as everywhere; then its line, if nobody struck it off meanwhile."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=item.case_id)
    found = ProblemItem.objects.select_for_update(of=("self",)).select_related("branch")
    item = found.get(pk=item.pk)
    if item.struck_at is not None:
        raise refuse("struck_off_before")
    return item, case
