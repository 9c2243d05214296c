"""Reading cases: tokens, who handed what, timelines, queues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from linli.cases.models import Case, CaseOffice, Category, Handling
from linli.common.keys import hash_token
from linli.common.scope import Grant, Scope
from linli.journal import queries as journal
from linli.journal.queries import Line
from linli.people.models import AREA_OFFICES, Office, Reach
from linli.people.queries import HeldPost, open_phone

MOST_BEYOND = 500  # cases of other areas that one office still has in sight; older ones it has long closed


def grants(posts: list[HeldPost], at: datetime) -> list[Grant]:
    """What posts let their holder see of cases beside their areas.

    A post that reaches only what was handed to its office sees all of that. One that sees its area also sees the few
    cases its office was handed from beyond it (a border building, an order placed elsewhere later): these are named
    one by one, so that the lists of everybody else stay a plain range of areas.
    """
    handed = [Grant(handed_to=p.office_id) for p in posts if p.reach == Reach.HANDED]
    own = [p.office_id for p in posts if p.reach == Reach.SUBTREE]
    if not own:
        return handed
    beyond = CaseOffice.objects.filter(office_id__in=own, beyond=True).fresh(at)
    ids = beyond.order_by("-id").values_list("case_id", flat=True)[:MOST_BEYOND]
    return handed + [Grant(case_id=pk) for pk in ids]


def follow_token(case: Case) -> str:
    """The 128-bit token of the resident's link; derived, so it can be printed again, stored only as a hash."""
    return settings.KEY_RING.token(str(case.uuid), "follow")


def case_followed(token: str) -> Case | None:
    """The case that a follow link opens, or None."""
    related = ("area", "entrance__building__estate", "category", "office", "holder", "follower")
    return Case.objects.select_related(*related).filter(follow_hash=hash_token(token.strip().lower())).first()


def timeline(case: Case) -> list[Line]:
    return journal.lines_of(case)


def office_above(office: Office) -> Office:
    """The superior that holds cases; an office without one is its own last instance."""
    step = office.superior
    seen = {office.pk}
    while step is not None and step.pk not in seen:
        if step.kind in AREA_OFFICES and step.kind != "grid":
            return step
        seen.add(step.pk)
        step = step.superior
    return office


def office_that_handed(case: Case) -> Office | None:
    """The office that verified, placed or dispatched it last before this one had it; None where nobody did."""
    assert case.office_id is not None
    before = (
        Handling.objects.filter(case=case, task__in=("verify", "place", "dispatch"))
        .exclude(office_id=case.office_id)
        .select_related("office")
        .order_by("-id")
        .first()
    )
    return before.office if before else None


def last_work(case: Case) -> Handling:
    """The last row in which somebody did something about it; the last row at all where nobody did."""
    rows = Handling.objects.filter(case=case).select_related("office__superior").order_by("-id")
    return rows.filter(task="do").exclude(holder=None).first() or rows.filter(task="do").first() or rows[0]


@dataclass(frozen=True, slots=True)
class Contact:
    """Who asked, opened for somebody who may call them."""

    name: str
    phone: str


def contact(case: Case) -> Contact | None:
    reporter = getattr(case, "reporter", None)
    return Contact(reporter.name, open_phone(reporter.phone)) if reporter else None


def handlings(case: Case) -> list[Handling]:
    return list(Handling.objects.filter(case=case).select_related("office", "holder").order_by("id"))


def categories() -> list[Category]:
    return list(Category.objects.filter(retired_at=None).select_related("department").order_by("id"))


QUEUES = ("mine", "free", "overdue", "rating", "open", "closed")


def queue(name: str, scope: Scope, *, users: frozenset[int], offices: frozenset[int], now: datetime):
    """The cases of one queue of the desk, soonest due first; what ended, newest first. Always inside the scope."""
    cases = Case.objects.visible_to(scope)
    match name:
        case "mine":
            cases = cases.filter(holder_id__in=users, office_id__in=offices).exclude(task="rating")
        case "free":
            cases = cases.waiting_for(offices).filter(holder=None)
        case "overdue":
            cases = cases.overdue(now)
        case "rating":
            cases = cases.open().filter(task="rating")
        case "closed":
            return cases.filter(closed_at__isnull=False).order_by("-closed_at", "-id")
        case _:
            cases = cases.open()
    return cases.order_by("due_at", "id")


def waiting(user_id: int | None, users: frozenset[int], offices: frozenset[int]) -> int:
    """How many cases wait for these people at these offices: theirs, and what nobody has taken."""
    waiting = Case.objects.waiting_for(offices).not_about(user_id)
    return waiting.filter(Q(holder=None) | Q(holder_id__in=users)).count()


def queue_sizes(
    scope: Scope, *, users: frozenset[int], offices: frozenset[int], now: datetime
) -> dict[str, int]:
    """How many each queue of open cases holds, in one query."""
    working = ~Q(task="rating")
    return (
        Case.objects.visible_to(scope)
        .open()
        .aggregate(
            mine=Count("pk", filter=working & Q(holder_id__in=users, office_id__in=offices)),
            free=Count("pk", filter=working & Q(holder=None, office_id__in=offices)),
            overdue=Count("pk", filter=working & Q(due_at__lt=now)),
            rating=Count("pk", filter=Q(task="rating")),
            open=Count("pk"),
        )
    )
