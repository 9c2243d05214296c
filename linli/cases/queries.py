"""Reading cases: tokens, who handed what, timelines, queues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Case as When_
from django.db.models import Count, Exists, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from linli.cases.catalogue import LOCAL
from linli.cases.models import (
    HANDED_STAYS,
    Answerer,
    Approval,
    Case,
    Category,
    Handling,
    Keeper,
    Named,
    Recusal,
    SafetyCall,
    Supervision,
    Trustee,
    TrustKind,
)
from linli.cases.rules import holds_cases
from linli.cases.workflow import UNDONE, URGENCIES, check_levels
from linli.common.bulk import fetch, id_list
from linli.common.keys import hash_token
from linli.common.laid_out import counts, select
from linli.common.paths import LENGTHS, covers
from linli.common.rows import linked
from linli.common.scope import Grant, Scope
from linli.journal import queries as journal
from linli.journal.queries import Line
from linli.office.models import Attachment
from linli.people.models import Absence, Office, Reach, User
from linli.people.queries import HeldPost, members, offices_over, open_phone, posts_of

Counted = tuple["QuerySet[Any]", dict[str, Count]]  # what is counted among, what is counted by name
MOST_BEYOND = 500  # cases of other areas that one office still has in sight; older ones it has long closed
# `CaseOfficeQuerySet.fresh`, written out: every request of the desk asks
_BEYOND = """SELECT co.case_id FROM cases_caseoffice co JOIN cases_case c ON c.id = co.case_id
WHERE co.office_id IN ({offices}) AND co.beyond AND (c.closed_at IS NULL OR c.closed_at > %(stays)s)
ORDER BY co.id DESC LIMIT %(most)s"""


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
    beyond = fetch(_BEYOND.format(offices=id_list(own)), stays=at - HANDED_STAYS, most=MOST_BEYOND)
    return handed + [Grant(case_id=pk) for (pk,) in beyond]


def follow_token(case: Case) -> str:
    """The 128-bit token of the resident's link; derived, so it can be printed again, stored only as a hash."""
    return settings.KEY_RING.token(str(case.uuid), "follow")


def case_followed(token: str) -> Case | None:
    """The case that a follow link opens, or None."""
    related = ("area", "entrance__building__estate", "category", "office", "holder", "follower")
    return Case.objects.select_related(*related).filter(follow_hash=hash_token(token.strip().lower())).first()


def timeline(case: Case) -> list[Line]:
    return journal.lines_of(case)


@dataclass(frozen=True, slots=True)
class Shown:
    """Photos of one case: `asked` came with the request, `answers` with an entry of its story (its id → photos)."""

    asked: list[Attachment]
    answers: dict[int, list[Attachment]]

    @property
    def last(self) -> list[Attachment]:
        """Those of the last answer that has some."""
        return self.answers[max(self.answers)] if self.answers else []


def photos_of(case: Case, lines: list[Line]) -> Shown:
    """Who showed what; nothing is asked of a request that, as its story says, has no photo."""
    asked = next((line for line in lines if line.verb == "case.ask"), None)
    shows = {line.entry_id: line.data["shows"] for line in lines if line.data.get("shows")}
    if asked is not None and not asked.data.get("photos") and not shows:
        return Shown([], {})
    kept = {one.pk: one for one in case.photos.order_by("id")}
    answers = {entry: [kept[pk] for pk in ids if pk in kept] for entry, ids in shows.items()}
    theirs = {pk for ids in shows.values() for pk in ids}
    return Shown([one for pk, one in kept.items() if pk not in theirs], answers)


def office_above(office: Office) -> Office:
    """The superior that holds cases; an office without one is its own last instance."""
    step = linked(office, "superior")
    seen = {office.pk}
    while step is not None and step.pk not in seen:
        if holds_cases(step.kind):
            return step
        seen.add(step.pk)
        step = linked(step, "superior")
    return office


def checker_over(case: Case) -> Office:
    """The follower's grid, or the community where the grid did it, or the nearest office there is.

    What is about those who serve is checked by the level above, never below.
    """
    if case.restricted:
        assert case.office is not None
        return office_above(case.office)
    over = offices_over(case.area_path)
    for level in check_levels(case.level):
        if level in over:
            return over[level]
    assert case.office is not None
    return office_above(case.office)


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


def answerers(path: str) -> dict[str, Office]:
    """Who answers at a place, by role of the catalogue: the nearest office named, and the area's own ones."""
    above: dict[str, Any] = {f"path_{length}": path[:length] for length in LENGTHS if length <= len(path)}
    found = {kind: office for kind, office in offices_over(path).items() if kind in LOCAL}
    for one in sorted(select(_answerers, **above), key=lambda one: len(one.named_at)):
        found[one.role] = one.office
    return found


def _answerers(now: datetime, **above: str) -> QuerySet[Answerer]:
    named = Answerer.objects.filter(area__path__in=list(above.values())).select_related("office__area")
    return named.annotate(named_at=F("area__path"))


def answerer(role: str, path: str) -> Office | None:
    """The office that answers for a role of the catalogue at a place."""
    return answerers(path).get(role)


def offices_beside(case: Case) -> list[Office]:
    """Offices of the same kind as the one that has it: departments of the same superior, areas of the same sub-district
    or district. To these it can be handed over."""
    assert case.office is not None
    found = Office.objects.filter(kind=case.level).exclude(pk=case.office.pk).select_related("area")
    if case.level == "department":
        return list(found.filter(superior_id=case.office.superior_id).order_by("id"))
    around = case.office.area.path[: {"grid": 9, "community": 6}.get(case.level, 4)]
    return [office for office in found.order_by("area__path") if covers(around, office.area.path)]


def last_work(case: Case) -> Handling:
    """The last row in which somebody did something about it; the last row at all where nobody did."""
    rows = Handling.objects.filter(case=case).select_related("office__superior").order_by("-id")
    rows = rows.exclude(outcome=UNDONE)
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
    return list(select(_handlings, case_id=case.pk))


def _handlings(now: datetime, case_id: int) -> QuerySet[Handling]:
    return Handling.objects.filter(case_id=case_id).select_related("office", "holder").order_by("id")


def categories() -> list[Category]:
    """What a new request may be, in the catalogue's order; what only the catalogue itself asks for comes when asked."""
    return list(select(_categories))


def _categories(now: datetime) -> QuerySet[Category]:
    found = Category.objects.filter(retired_at=None).order_by("order", "id")
    return found.defer("assists", "numbers", "words", "words_en", "limits", "questions", "help", "help_en")


def open_approval(case: Case) -> Approval | None:
    """What is proposed for it and not decided yet."""
    if not case.proposed:
        return None
    return Approval.objects.filter(case=case, decided_at=None).select_related("office", "proposer").first()


def open_supervision(case: Case) -> Supervision | None:
    """Who above answers for it now, beside whoever has it."""
    if not case.supervised:
        return None
    return Supervision.objects.filter(case=case, ended_at=None).select_related("office", "user").first()


def approvals_for(offices: frozenset[int], users: frozenset[int]) -> QuerySet[Approval]:
    """What these offices have to say yes or no to, soonest first; nobody decides what they proposed themselves."""
    pending = Approval.objects.filter(office_id__in=offices, decided_at=None).exclude(proposer_id__in=users)
    return pending.order_by("due_at", "id")


def supervisions_of(offices: frozenset[int]) -> QuerySet[Supervision]:
    """What these offices answer for beside others, soonest first."""
    return Supervision.objects.filter(office_id__in=offices, ended_at=None).order_by("due_at", "id")


# an order: the very urgent before the others
URGENT_FIRST = When_(
    *(When(urgency=one, then=Value(-n)) for n, one in enumerate(URGENCIES)), default=Value(0)
)
QUEUES = ("mine", "free", "approve", "overdue", "supervised", "rating", "paused", "listed", "open", "closed")


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
        case "approve":
            waiting = approvals_for(offices, users).order_by()
            cases = cases.open().exclude(proposed="").filter(pk__in=waiting.values("case_id"))
        case "supervised":
            over = supervisions_of(offices).order_by()
            cases = cases.open().filter(supervised=True, pk__in=over.values("case_id"))
        case "paused":
            cases = cases.open().filter(paused=True)
        case "listed":
            cases = cases.open().filter(status="listed")
        case "rating":
            cases = cases.open().filter(task="rating")
        case "closed":
            return cases.filter(closed_at__isnull=False).order_by("-closed_at", "-id")
        case _:
            cases = cases.open()
    return cases.order_by("due_at", "id")


def waiting(user_id: int | None, users: frozenset[int], offices: frozenset[int]) -> int:
    """How many cases wait for these people at these offices: theirs, and what nobody has taken."""
    return counts(_waiting, user_id, users, offices)["waiting"]


def _waiting(user_id: int | None, users: frozenset[int], offices: frozenset[int], now: datetime) -> Counted:
    # what has an office stands: not a word of `closed_at`, for every page of the desk counts this by the office's index
    theirs = Case.objects.filter(office_id__in=offices).exclude(task="rating").not_about(user_id)
    # in one comparison that no index answers: by those of the holders SQLite would walk all that nobody holds
    hands = theirs.annotate(hands=Coalesce("holder_id", 0)).filter(hands__in=[0, *users])
    return hands, {"waiting": Count("pk")}


def queue_sizes(
    scope: Scope, *, users: frozenset[int], offices: frozenset[int], now: datetime
) -> dict[str, int]:
    """How many each queue of open cases holds, in one query."""
    return counts(_queue_sizes, scope.moved(None), users, offices, now=now)


def _queue_sizes(scope: Scope, users: frozenset[int], offices: frozenset[int], now: datetime) -> Counted:
    working = ~Q(task="rating")
    running = working & Q(paused=False)
    approve = Q(pk__in=approvals_for(offices, users).order_by().values("case_id"))
    over = Q(pk__in=supervisions_of(offices).order_by().values("case_id"))
    # what stands has a task, and the index of what stands holds all that is counted here
    return Case.objects.visible_to(scope.moved(now)).exclude(task=""), {
        "mine": Count("pk", filter=working & Q(holder_id__in=users, office_id__in=offices)),
        "free": Count("pk", filter=working & Q(holder=None, office_id__in=offices)),
        "overdue": Count("pk", filter=Q(due_at__lt=now) & running),
        "approve": Count("pk", filter=~Q(proposed="") & approve),
        "supervised": Count("pk", filter=Q(supervised=True) & over),
        "paused": Count("pk", filter=Q(paused=True)),
        "listed": Count("pk", filter=Q(status="listed")),
        "rating": Count("pk", filter=Q(task="rating")),
        "open": Count("pk"),
    }


def out_of(user_id: int | None) -> QuerySet[Any]:
    """Ids of the cases with which somebody has nothing to do: about them and not opened, or they stepped aside."""
    me = user_id or 0
    named = Named.objects.filter(user_id=me, opened_at=None).values("case_id")
    return named.union(Recusal.objects.filter(user_id=me).values("case_id"), all=True)


# -- what only a few named people see -------------------------------------------------------------------------------


def trustees(office: Office, kind: str, at: datetime) -> list[Trustee]:
    """Those whom an office named for a kind and who still serve there."""
    named = Trustee.objects.filter(office=office, kind=kind, until=None, user__is_active=True)
    serve = {post.user_id for post in members(office.pk, at)}
    return [one for one in named.select_related("user").order_by("id") if one.user_id in serve]


def danger_office(path: str, at: datetime) -> tuple[Office, list[Trustee]] | None:
    """The nearest office over a place with two trained people for somebody in danger who are both there now; where
    there is none, the nearest that has two at all. None where no office has them."""
    offices = danger_offices(path, at)
    both_there = (one for one in offices if len(one[1]) - len(_away(one[0], one[1], at)) >= 2)
    return next(both_there, offices[0] if offices else None)


def danger_offices(path: str, at: datetime) -> list[tuple[Office, list[Trustee]]]:
    """Offices over a place with two trained people for somebody in danger, the nearest first."""
    over = offices_over(path)
    near = [over[kind] for kind in ("grid", "community", "township", "county", "prefecture") if kind in over]
    found = [(office, trustees(office, TrustKind.DANGER, at)) for office in near]
    return [(office, two) for office, two in found if len(two) >= 2]


def _away(office: Office, two: list[Trustee], at: datetime) -> set[int]:
    """Who of them is away from this office."""
    users = [one.user_id for one in two]
    absent = Absence.objects.on(at).filter(post__office=office, post__user__in=users)
    return set(absent.values_list("post__user_id", flat=True))


def is_entrusted(user_id: int | None) -> bool:
    """Has somebody something that only a few see: named by an office, or one of a case's keepers?"""
    return user_id is not None and counts(_entrusted, user_id)["entrusted"] > 0


def _entrusted(user_id: int, now: datetime) -> Counted:
    kept = Keeper.objects.filter(user_id=user_id, case__closed_at=None)
    named = Trustee.objects.filter(user_id=user_id, until=None)
    return User.objects.filter(Exists(named) | Exists(kept), pk=user_id), {"entrusted": Count("pk")}


def safety_calls(user_id: int | None, at: datetime) -> QuerySet[SafetyCall]:
    """The calls of offices that trained and named this person, while they serve there, and those that were told to such
    an office above because nobody took them; nothing for anybody else."""
    if user_id is None:
        return SafetyCall.objects.none()
    offices = {post.office_id for post in posts_of(user_id, at) if post.for_user_id is None}
    named = Trustee.objects.filter(user_id=user_id, kind=TrustKind.DANGER, until=None, office_id__in=offices)
    theirs = named.values("office_id")
    calls = SafetyCall.objects.filter(Q(office_id__in=theirs) | Q(above_id__in=theirs))
    return calls.order_by("-asked_at", "-id")


def safety_token(call: SafetyCall) -> str:
    """The token with which the caller can look later whether somebody read it; stored only as a hash."""
    return settings.KEY_RING.token(str(call.uuid), "safety")


def safety_call_of(token: str) -> SafetyCall | None:
    return SafetyCall.objects.filter(follow_hash=hash_token(token.strip().lower())).first()
