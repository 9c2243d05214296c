"""Who hears of a case on its way: the office that has it next, who was named, who is on duty, who worked on it."""

from __future__ import annotations

from collections import Counter

from linli.cases.models import CallBack, Case, Origin
from linli.journal.models import Entry
from linli.notify.actions import call_off, settle, tell, unsay
from linli.office.models import ImportRun
from linli.people.models import HEADS
from linli.people.queries import duty_over, members
from linli.reactions.hearing import KNOW, NOW, Heard


def tell_next_office(entry: Entry) -> None:
    """A case came to another office: a line in its inbox. Nothing where it stayed, or stands nowhere now."""
    if entry.data.get("channel") == "import":
        return  # a sheet of hundreds is one line: `tell_of_import`
    to = entry.data.get("to", {})
    first = entry.verb in ("case.ask", "case.take_in")
    if not to.get("office") or to["task"] == "rating" or not (first or to["office"] != entry.office_id):
        return
    if entry.verb == "case.take_in" and Origin.objects.filter(case_id=entry.subject_id).exclude(mapping=""):
        return
    red = entry.verb == "case.ask" and entry.data.get("urgency") == "red"
    Heard.of(entry).to_office(to["office"], "case.ask:red" if red else "")


def tell_duty(entry: Entry) -> None:
    """It is red, or became so now: whoever is on duty for the place hears of it, at whatever hour."""
    was = entry.data.get("was", {}).get("urgency")
    if entry.data.get("urgency") != "red" or was == "red":
        return
    heard = Heard.of(entry)
    shift = duty_over(heard.case.area_path, entry.at)
    if shift is not None:
        heard.to_person(shift.user_id, "case.ask:red", weight=NOW)


def tell_of_import(entry: Entry) -> None:
    """A sheet came in: one line to the office that places what has no place, one to each office that got orders."""
    if entry.office_id and entry.data.get("made"):
        tell(entry, entry.verb, office_id=entry.office_id)
    for office_id, number in _orders_by_office(entry).items():
        tell(entry, "case.orders", office_id=office_id, times=number)


def _orders_by_office(entry: Entry) -> Counter[int]:
    """How many orders of this run went to which office, beside the one that took them in."""
    run = ImportRun.objects.filter(pk=entry.subject_id, started_at__isnull=False).first()
    if run is None or not entry.data.get("made"):
        return Counter()
    came = Entry.objects.filter(
        verb__in=("case.take_in", "case.ask"),
        recorded_at__range=(run.started_at, entry.recorded_at),
        user_id=entry.user_id or 0,
    )
    cases = Case.objects.filter(source=run.source, pk__in=came.values("subject_id")).exclude(source_number="")
    rows = came.filter(subject_id__in=cases.values("pk")).exclude(office_id=entry.office_id)
    return Counter(office for office in rows.values_list("office_id", flat=True) if office)


def settle_earlier(entry: Entry) -> None:
    """Whoever acted, and whoever lost the case, has nothing left to read about the steps before this one."""
    before = Heard.of(entry).before
    users = {entry.user_id, before.holder_id if before else None}
    settle(entry.subject_id, before=entry, office_id=entry.office_id, users=users)


def tell_named(entry: Entry) -> None:
    """Somebody else made this person the holder; whoever had it before hears that, too."""
    heard = Heard.of(entry)
    heard.to_person(entry.data.get("holder"))
    if heard.before is not None and heard.before.holder_id != entry.data.get("holder"):
        heard.to_person(heard.before.holder_id, "case.assign:taken", weight=KNOW)


def tell_free(entry: Entry) -> None:
    """Its holder let it go: it waits for somebody at the office again."""
    Heard.of(entry).to_whoever_has_it()


def tell_back_with_holder(entry: Entry) -> None:
    """A check found something missing: it is with whoever did it, or with their office."""
    Heard.of(entry).to_whoever_has_it()


def tell_head(entry: Entry) -> None:
    """The holder stepped aside: whoever heads the office has to name somebody."""
    if entry.data.get("choice") not in ("oneself", "holder"):
        return
    heard = Heard.of(entry)
    office_id = heard.row.office_id if heard.row else None
    heads = [post.user_id for post in members(office_id or 0, entry.at) if post.role in HEADS]
    reached = [heard.to_person(one) for one in heads]
    if not any(reached):
        heard.to_office(office_id)


def tell_those_who_worked(entry: Entry) -> None:
    """The resident's word reaches the follower and whoever did the work."""
    heard = Heard.of(entry)
    did = heard.case.handlings.filter(task="do").exclude(holder=None).values_list("holder_id", flat=True)
    for user_id in {*did, heard.case.follower_id}:
        heard.to_person(user_id, weight=KNOW)


def tell_caller(entry: Entry) -> None:
    """It is on the list of those whom an office rings, since this entry."""
    heard = Heard.of(entry)
    for one in CallBack.objects.filter(case=heard.case, opened_at=entry.at, closed_at=None):
        heard.to_office(one.office_id, "case.call_back", weight=KNOW)


def take_back(entry: Entry) -> None:
    """A step was taken back: nobody hears of it, neither here nor at home."""
    unsay(entry.data["undone"])
    call_off(entry, of=entry.data["undone"])
