"""Reception days, lists of problems, firms without an account: who may do what there, and how it stands. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.cases.models import CallBack, CallReason, Case, Errand, Handling, ProblemItem, Reception
from linli.cases.queries import timeline
from linli.common.inside import inside
from linli.common.keys import hash_token
from linli.common.paths import covers
from linli.common.scope import Scope
from linli.journal.queries import Line
from linli.office.queries import decided
from linli.people.models import AREA_OFFICES, Office, OfficeKind, Role, User
from linli.people.queries import HeldPost, chain_of, members

HOLDS = (Role.LEADER, Role.CLERK, Role.DISPATCHER, Role.GRID_HEAD, Role.FIRST_SECRETARY)
FIRMS = (OfficeKind.PROPERTY, OfficeKind.UTILITY, OfficeKind.PARTNER)
AFTER = timedelta(days=7)  # so long can what was said on paper still be entered
COMING = timedelta(days=60)
DECIDING = ("verify", "place", "dispatch")  # tasks at which nobody does it yet


# -- reception days -------------------------------------------------------------------------------------------------


def holding(posts: Iterable[HeldPost]) -> set[int]:
    """Ids of the offices for which these posts set up reception days."""
    return {p.office_id for p in posts if p.role in HOLDS and p.office_kind in AREA_OFFICES}


def sits_there(reception: Reception, user_id: int | None, posts: Iterable[HeldPost]) -> bool:
    """May this person write down what is said there: whoever sits there, and those of the office who hold it."""
    return reception.office_id in holding(posts) or reception.hosts.filter(pk=user_id).exists()


def possible_hosts(office: Office, at: datetime) -> list[User]:
    """Who can sit there: people of the office and of those above it, the office's own first."""
    found: dict[int, User] = {}
    for step in chain_of(office):
        found |= {post.user_id: post.user for post in members(step.pk, at) if post.user_id not in found}
    return list(found.values())


def receptions_seen(scope: Scope) -> QuerySet[Reception]:
    """Of one's offices, of one's areas, and those at which one sits oneself."""
    mine = Q(office_id__in=scope.offices) | Q(hosts=scope.user_id)
    seen = Reception.objects.filter(mine | inside(scope.areas, "office__area__path"))
    return seen.select_related("office__area").prefetch_related("hosts").distinct()


def coming(now: datetime, *, most: int = 60, at: Collection[int] | None = None) -> list[Reception]:
    """What everybody may know: the days to come, those called off among them; `at`: of these offices only."""
    days = Reception.objects.filter(until__gt=now, since__lt=now + COMING)
    if at is not None:
        days = days.filter(office_id__in=at)
    found = days.select_related("office__area").prefetch_related("hosts")
    return list(found.order_by("since", "id")[:most])


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was said, on its way: said → handed on → answered → called back.

    `state`: new (nobody decided yet who does it), doing, answered, calling, done.
    `late`: what is overdue, "" where nothing is: hand (on), due (the step it stands at), call.
    """

    case: Case
    handed_at: datetime | None
    answered_at: datetime | None
    call: CallBack | None
    state: str
    late: str
    hand_by: datetime

    @property
    def is_open(self) -> bool:
        return self.state != "done"


def rows_of(receptions: Iterable[Reception], scope: Scope, now: datetime) -> dict[int, list[Row]]:
    """The rows of these days, in the order in which they were said; only of cases that this person sees."""
    found = Case.objects.visible_to(scope).filter(reception__in=list(receptions))
    cases = list(
        found.select_related("office", "holder", "area", "entrance__building__estate", "category", "reporter")
        .prefetch_related("handlings", "call_backs")
        .order_by("asked_at", "id")
    )
    rules = decided()
    rows: dict[int, list[Row]] = {}
    for case in cases:
        assert case.reception_id is not None
        days = rules.setting("cases.reception_days", case.area_path)
        rows.setdefault(case.reception_id, []).append(_row(case, now, days))
    return rows


def _row(case: Case, now: datetime, days: int) -> Row:
    calls = [one for one in case.call_backs.all() if one.reason == CallReason.RECEPTION]
    call = max(calls, key=lambda one: one.pk, default=None)
    first = next((h for h in case.handlings.all() if h.task not in DECIDING), None)
    handed = first.taken_at if first else case.closed_at
    answered = case.resolved_at or case.closed_at
    hand_by = case.asked_at + timedelta(days=days)
    state = _state(case, call, handed)
    return Row(case, handed, answered, call, state, _late(case, call, state, hand_by, now), hand_by)


def _state(case: Case, call: CallBack | None, handed: datetime | None) -> str:
    if case.closed_at is not None:
        if call is not None and call.closed_at is None:
            return "calling"
        return "done" if call is not None or not is_owed_a_call(case) else "calling"
    if case.resolved_at is not None:
        return "answered"
    return "new" if handed is None else "doing"


def _late(case: Case, call: CallBack | None, state: str, hand_by: datetime, now: datetime) -> str:
    if state == "new" and now > hand_by:
        return "hand"
    if state == "calling":
        return "call" if call is not None and call.due_at < now else ""
    return "due" if case.is_overdue(now) else ""


def is_owed_a_call(case: Case) -> bool:
    """Whatever its end, it is called back where a number was left: what somebody came for is told to them."""
    reporter = getattr(case, "reporter", None)
    return case.closed_at is not None and reporter is not None and bool(reporter.phone_index)


# -- lists of problems ----------------------------------------------------------------------------------------------


def month_of(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m}"


def month_before(month: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    return f"{date(year - (number == 1), (number - 2) % 12 + 1, 1):%Y-%m}"


def branches_of(posts: Iterable[HeldPost]) -> QuerySet[Office]:
    """Branches whose list these posts write, or whose meeting they keep: their own, and those under their office."""
    held = list(posts)
    own = [p.office_id for p in held if p.office_kind == OfficeKind.BRANCH]
    above = holding(held)
    found = Office.objects.filter(Q(pk__in=own) | Q(superior_id__in=above), kind=OfficeKind.BRANCH)
    return found.select_related("area", "superior").order_by("id")


def writes_list(posts: Iterable[HeldPost], branch: Office) -> bool:
    """Whoever leads a branch or writes for it puts forward; linked members do not."""
    return any(p.office_id == branch.pk and p.role in HOLDS for p in posts)


def keeps_meeting(posts: Iterable[HeldPost], branch: Office) -> bool:
    """The meeting's secretary: somebody of the office the branch belongs to."""
    return branch.superior_id is not None and branch.superior_id in holding(posts)


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of a month's list. `months`: how long it has been on it; `answered`: was the resident told that month?"""

    item: ProblemItem
    months: int
    answered: bool

    @property
    def case(self) -> Case:
        return self.item.case

    @property
    def owed(self) -> bool:
        return not self.answered and self.item.struck_at is None


def problems(branch: Office, month: str, scope: Scope) -> list[Problem]:
    """The list of a month: what was put on it, and what was carried over because nobody struck it off before."""
    seen = Case.objects.visible_to(scope)
    items = ProblemItem.objects.filter(branch=branch, month__lte=month, case__in=seen).select_related(
        *("case__office", "case__holder", "case__area", "case__entrance__building__estate", "branch")
    )
    found = []
    for item in items.order_by("month", "id"):
        if item.struck_at is not None and month_of(item.struck_at) < month:
            continue
        told = item.answered_at is not None and month_of(item.answered_at) >= month
        found.append(Problem(item, 1 + _between(item.month, month), told))
    return found


def _between(first: str, last: str) -> int:
    (y1, m1), (y2, m2) = (map(int, month.split("-")) for month in (first, last))
    return (y2 - y1) * 12 + m2 - m1


def candidates(branch: Office, scope: Scope, *, most: int = 100) -> list[Case]:
    """Open cases of the branch's area that are on no list, the soonest due first."""
    on_a_list = ProblemItem.objects.filter(struck_at=None).values("case_id")
    found = Case.objects.visible_to(scope).filter(inside([branch.area.path]), status="open", restricted=False)
    return list(found.exclude(pk__in=on_a_list).select_related("area").order_by("due_at", "id")[:most])


# -- firms and partners ---------------------------------------------------------------------------------------------


def firms_for(path: str) -> list[Office]:
    """Firms, utilities and partners that work at a place, the nearest first."""
    firms = Office.objects.filter(kind__in=FIRMS).select_related("area").order_by("id")
    near = [firm for firm in firms if covers(firm.area.path, path) or covers(path, firm.area.path)]
    return sorted(near, key=lambda firm: -len(firm.area.path))


def errand_token(errand: Errand) -> str:
    """The 128-bit token of the firm's link; derived, so it can be shown again, stored only as a hash."""
    moment = int(errand.since.timestamp() * 1_000_000)
    return settings.KEY_RING.token(f"{errand.case.uuid}:{errand.office_id}:{moment}", "errand")


def errand_of(token: str) -> Errand | None:
    """The errand that a firm's link opens, whether it is over or not."""
    related = (
        "office",
        "case__office__area",
        "case__area",
        "case__entrance__building__estate",
        "case__category",
    )
    found = Errand.objects.select_related(*related).filter(token_hash=hash_token(token.strip().lower()))
    return found.first()


def is_running(errand: Errand, now: datetime) -> bool:
    """Until its day, as long as the same office has it to be done: what left this step never comes back to life."""
    case = errand.case
    if errand.until <= now or (case.status, case.task) != ("open", "do"):
        return False
    rows = Handling.objects.filter(case=case).order_by("id")
    giver = rows.filter(taken_at__lte=errand.since).values_list("office_id", flat=True).last()
    since = rows.filter(taken_at__gt=errand.since)
    return giver is not None and not since.exclude(task="do", office_id=giver).exists()


def reports_of(errand: Errand) -> list[Line]:
    """What the firm wrote back, oldest first."""
    lines = timeline(errand.case)
    return [line for line in lines if line.verb == "case.report" and line.data.get("errand") == errand.pk]


def task_of(errand: Errand) -> str:
    """The words that were written for the firm."""
    lines = (line for line in timeline(errand.case) if line.verb == "case.hand_out")
    return next((line.words.get("task", "") for line in lines if line.data.get("errand") == errand.pk), "")


def running_errand(case: Case, now: datetime) -> Errand | None:
    """What a firm does of it now."""
    newest = Errand.objects.filter(case=case).select_related("office", "case").order_by("-id").first()
    return newest if newest is not None and is_running(newest, now) else None
