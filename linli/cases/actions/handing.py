"""From hand to hand: take, release, assign, verify, place, dispatch, accept, pass up, send back, transfer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.cases import rules
from linli.cases.actions.errands import hand_out
from linli.cases.actions.moving import as_it_is, clock, hold, iso, move, tell_promise
from linli.cases.models import Case, CaseOffice, Category
from linli.cases.queries import answerer, office_above, office_that_handed
from linli.common.actor import Actor
from linli.common.paths import covers
from linli.common.refusals import refuse
from linli.people.models import Office, User
from linli.people.queries import duty_over, offices_over
from linli.territory.models import Area

BACK_REASONS = ("not_ours", "wrong_place", "facts_missing", "other")


@transaction.atomic
def take(case: Case, *, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Say: I do this one. Somebody who did the work refuses to check it."""
    case = hold(case, "take", by=by, at=at, seen=seen)
    move(case, "take", level=case.level, by=by, at=at, holder_id=by.user_id, keep_due=True)
    return case


@transaction.atomic
def release(case: Case, *, by: Actor, at: datetime, words: str = "", seen: int | None = None) -> Case:
    """Say: somebody else of this office may take it. The clock goes on."""
    case = hold(case, "release", by=by, at=at, seen=seen)
    move(case, "release", level=case.level, by=by, at=at, keep_due=True, words={"reason": words})
    return case


@transaction.atomic
def assign(case: Case, *, by: Actor, at: datetime, holder: User, seen: int | None = None) -> Case:
    """A superior names who does it. Refuses not_in_this_office, did_the_work."""
    case = hold(case, "assign", by=by, at=at, seen=seen)
    rules.require(rules.may_be_named(case, holder.pk, at))
    move(case, "assign", level=case.level, by=by, at=at, holder_id=holder.pk, keep_due=True, holder=holder.pk)
    return case


@transaction.atomic
def verify(
    case: Case,
    *,
    by: Actor,
    at: datetime,
    choice: str,
    category: Category,
    urgency: str,
    words: str = "",
    seen: int | None = None,
) -> Case:
    """Confirm what it is and how urgent (核单); the promise is made here. `choice`: here, up, direct.

    What is about those who serve is verified above them: here, or passed `up` once more.
    Refuses no_direct_path, department_does_it, no_roster, no_office_there, handed_down_twice.
    """
    case = hold(case, "verify", by=by, at=at, seen=seen)
    if choice == "up":
        rules.require(rules.may_go_up(case))
    was = as_it_is(case)
    assert case.office is not None
    office: Office | None = None
    if choice == "up":
        at_grid = case.level == "grid"
        office = _office_over(case.area_path, "community") if at_grid else office_above(case.office)
    elif choice == "direct":
        office = answerer(category.answers, case.area_path) if category.direct else None
        if office is None or office.kind != "department":
            raise refuse("no_direct_path")
    elif choice == "here" and not case.restricted:
        _not_theirs(category)
    if urgency == "red" and case.urgency != "red" and duty_over(case.area_path, at) is None:
        raise refuse("no_roster")
    case.category, case.urgency = category, urgency
    case.follower_id = by.user_id
    time = clock(case.area_path)
    tell_promise(case, category.case_class, time)
    move(
        case,
        "verify",
        choice=choice,
        time=time,
        by=by,
        at=at,
        office=office,
        holder_id=by.user_id if choice == "here" else None,
        level=office.kind if office else case.level,
        was=was,
        category=category.pk,
        urgency=urgency,
        words={"words": words},
    )
    return case


def _not_theirs(category: Category) -> None:
    """A matter that a department alone answers for is not pushed down to the street (the duty list)."""
    if category.duty == "upper":
        raise refuse("department_does_it", matter=category.name)


@transaction.atomic
def place(
    case: Case,
    *,
    by: Actor,
    at: datetime,
    choice: str,
    words: str = "",
    grid: Area | None = None,
    category: Category | None = None,
    office: Office | None = None,
    days: int = 0,
    seen: int | None = None,
) -> Case:
    """Decide at the community who does it (下单). `choice`: here, up (to the township), down (to a grid), partner.

    `partner`: the firm `office` does it through a link that works `days` days, with `words` as its task; the community
    keeps it in hand and stays answerable (`errands.hand_out`).
    """
    case = hold(case, "place", by=by, at=at, seen=seen)
    told = "" if choice == "partner" else words
    case = _hand(case, "place", by=by, at=at, choice=choice, words=told, area=grid, category=category)
    if choice == "partner":
        case = hand_out(case, by=by, at=at, office=office, words=words, days=days)
    return case


@transaction.atomic
def dispatch(
    case: Case,
    *,
    by: Actor,
    at: datetime,
    choice: str,
    words: str = "",
    department: Office | None = None,
    area: Area | None = None,
    category: Category | None = None,
    seen: int | None = None,
) -> Case:
    """Send it to a department (派单), do it here, pass it up, or down to a community. Refuses name_department."""
    case = hold(case, "dispatch", by=by, at=at, seen=seen)
    return _hand(
        case,
        "dispatch",
        by=by,
        at=at,
        choice=choice,
        words=words,
        area=area,
        category=category,
        department=department,
    )


def _hand(
    case: Case,
    verb: str,
    *,
    by: Actor,
    at: datetime,
    choice: str,
    words: str,
    area: Area | None,
    category: Category | None,
    department: Office | None = None,
) -> Case:
    """What placing and dispatching share: where it is, what it is, and which office has it next."""
    assert case.office is not None
    was, told = as_it_is(case), (case.case_class, case.promise_at)
    if area is not None:
        put(case, area)
    if category is not None:
        case.category = category
    time = clock(case.area_path)
    if choice != "down":  # whoever hands it down leaves the matter to the grid that looks at it
        if case.category is None:
            raise refuse("name_category")
        if choice in ("here", "partner"):
            _not_theirs(case.category)
        tell_promise(case, case.category.case_class, time)
    office: Office | None = None
    if choice == "department":
        if department is None or department.kind != "department":
            raise refuse("name_department")
        office = department
    elif choice == "up":
        rules.require(rules.may_go_up(case))
        office = office_above(case.office)
    elif choice == "down":
        if area is None and len(case.area_path) <= len(case.office.area.path):
            raise refuse("name_area")
        below = {"place": "grid", "dispatch": {"township": "community"}.get(case.level, "township")}[verb]
        office = _office_over(case.area_path, below)
    move(
        case,
        verb,
        choice=choice,
        time=time,
        by=by,
        at=at,
        office=office,
        holder_id=by.user_id if choice in ("here", "partner") else None,
        was=was,
        category=case.category_id,
        promise=iso(case.promise_at) if (case.case_class, case.promise_at) != told else None,
        words={"words": words},
    )
    return case


def put(case: Case, area: Area) -> None:
    """Say where it is. Only inside the area of the office that says so."""
    assert case.office is not None
    if not covers(case.office.area.path, area.path):
        raise refuse("area_not_ours", area=area.name)
    if case.entrance is not None and case.entrance.building.area_path != area.path:
        case.entrance = None  # the door that was scanned is not the place that was meant
    case.area, case.area_path = area, area.path
    for handed in CaseOffice.objects.filter(case=case).select_related("office__area"):
        handed.beyond = not covers(handed.office.area.path, area.path)
        handed.save(update_fields=["beyond"])


def _office_over(path: str, kind: str) -> Office:
    office = offices_over(path).get(kind)
    if office is None:
        raise refuse("no_office_there", kind=kind)
    return office


@transaction.atomic
def accept(case: Case, *, by: Actor, at: datetime, words: str = "", seen: int | None = None) -> Case:
    """The department takes the order and does it (接单)."""
    case = hold(case, "accept", by=by, at=at, seen=seen)
    was = as_it_is(case)
    move(case, "accept", by=by, at=at, holder_id=by.user_id, was=was, words={"words": words})
    return case


@transaction.atomic
def pass_up(case: Case, *, by: Actor, at: datetime, words: str, seen: int | None = None) -> Case:
    """What cannot be done here goes to the level above with the reason; the promise stays."""
    case = hold(case, "pass_up", by=by, at=at, seen=seen)
    if not words.strip():
        raise refuse("say_why")
    assert case.office is not None
    was = as_it_is(case)
    move(case, "pass_up", by=by, at=at, office=office_above(case.office), was=was, words={"reason": words})
    return case


@transaction.atomic
def send_back(
    case: Case, *, by: Actor, at: datetime, reason: str, words: str = "", seen: int | None = None
) -> Case:
    """Back to the task before, with a reason from the list; the second time the level above decides."""
    case = hold(case, "send_back", by=by, at=at, seen=seen)
    if reason not in BACK_REASONS:
        raise refuse("say_why")
    assert case.office is not None
    choice = "review" if case.sent_back else "back"
    office = office_above(case.office) if case.sent_back else office_that_handed(case)
    if office is None:
        raise refuse("nobody_before")
    was = as_it_is(case)
    case.sent_back += 1
    move(
        case,
        "send_back",
        choice=choice,
        level=office.kind,
        by=by,
        at=at,
        office=office,
        was=was,
        reason=reason,
        words={"reason": words},
    )
    return case


@transaction.atomic
def transfer(
    case: Case, *, by: Actor, at: datetime, office: Office, words: str, seen: int | None = None
) -> Case:
    """To another office of the same level, once; the clock of the level goes on. Refuses other_level."""
    case = hold(case, "transfer", by=by, at=at, seen=seen)
    if not words.strip():
        raise refuse("say_why")
    if office.kind != case.level or office.pk == case.office_id:
        raise refuse("other_level")
    move(
        case,
        "transfer",
        level=case.level,
        by=by,
        at=at,
        office=office,
        keep_due=True,
        was=as_it_is(case),
        words={"reason": words},
    )
    return case
