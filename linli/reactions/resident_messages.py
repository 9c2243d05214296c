"""What a resident has to hear (告知): owed when something happens, sent by a gateway or told by a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from linli.cases.calling import rating_token, round_of
from linli.cases.models import Case, Channel, Handling, Reporter
from linli.cases.queries import contact, follow_token
from linli.cases.workflow import UNDOABLE
from linli.journal.models import Entry
from linli.notify.actions import call_off, owe, send_due, told
from linli.notify.actions.outgoing import Hearer
from linli.notify.models import Outgoing
from linli.people.models import Office

Params = dict[str, str]


def _day(text: str | None) -> str:
    """2026-11-30T10:00:00Z → the day it is here."""
    assert text is not None
    return timezone.localtime(datetime.fromisoformat(text)).date().isoformat()


def _promised(entry: Entry, case: Case) -> Params | None:
    return {"promise": _day(case.promise_at.isoformat())} if case.promise_at else None


def _moved(entry: Entry, case: Case) -> Params | None:
    return {"promise": _day(entry.data["promise"])} if entry.data.get("promise") else None


def _asked(entry: Entry, case: Case) -> Params | None:
    return {} if entry.data["choice"] == "sent" else None  # told at the door or by telephone: they know


def _plain(entry: Entry, case: Case) -> Params | None:
    return {}


# verb → which text, and what it needs beside the number; None: this time they need not hear it
OWES: dict[str, tuple[str, Callable[[Entry, Case], Params | None]]] = {
    "case.verify": ("verify", _promised),
    "case.place": ("verify", _moved),
    "case.dispatch": ("verify", _moved),
    "case.ask_more": ("ask_more", _asked),
    "case.extend": ("extend", _moved),
    "case.refuse": ("refuse", lambda entry, case: {"reason": entry.data["reason"]}),
    "case.refer": ("refer", lambda entry, case: {"channel": entry.data["channel"]}),
    "case.list": ("list", lambda entry, case: {"review": entry.data["review_on"]}),
    "case.pass_check": ("resolve", _plain),  # reported and checked: now they are asked how it was
    "case.decide": ("decide", lambda entry, case: {} if entry.data["choice"] == "confirm" else None),
    "case.close": ("close", _plain),
    "case.answer_item": ("meeting", _plain),
    "case.strike_off": ("meeting", _plain),
}
# verb → texts that nobody has to say any more; None: all of them
MOOT: dict[str, tuple[str, ...] | None] = {
    "case.read": ("ask_more",),
    "case.answer": ("ask_more",),
    "case.rate": None,
    "case.reopen": None,
    "case.appeal": None,
    "case.withdraw": None,
}


def owe_resident(entry: Entry) -> None:
    """Whoever asked and left a name or number hears of it: by a text, or by a person where there is no other way."""
    template, needs = OWES[entry.verb]
    case = Case.objects.select_related("reporter").get(pk=entry.subject_id)
    reporter: Reporter | None = getattr(case, "reporter", None)
    more = needs(entry, case)
    if reporter is None or more is None or _moot(entry, template):
        return
    office = _sees_to_it(entry, case)
    params = {"number": case.spoken_number, **more}
    if template != "resolve":
        params["phone"] = (office.phone if office else "") or settings.DUTY_PHONE
    hearer = Hearer(
        office_id=office.pk if office else None,
        by_phone=reporter.phone is not None,
        has_link=case.channel == Channel.PLATE,
    )
    undoable = entry.verb.removeprefix("case.") in UNDOABLE
    owe(entry, template, params, hearer, red=case.urgency == "red", undoable=undoable)


def _sees_to_it(entry: Entry, case: Case) -> Office | None:
    """The follower's office brings the answer; where nobody follows it, the office that did this."""
    rows = Handling.objects.filter(case=case, holder=case.follower).exclude(holder=None)
    first = rows.order_by("id").select_related("office").first()
    return first.office if first else Office.objects.filter(pk=entry.office_id or 0).first()


def _moot(entry: Entry, template: str) -> bool:
    """Did something make it needless before this reaction came to run?"""
    verbs = [verb for verb, templates in MOOT.items() if templates is None or template in templates]
    later = Entry.objects.filter(
        subject_type=entry.subject_type, subject_id=entry.subject_id, pk__gt=entry.pk, verb__in=verbs
    )
    return later.exists()


def call_off_moot(entry: Entry) -> None:
    """They know it, or said something themselves."""
    call_off(entry, templates=MOOT[entry.verb])


def spoken(entry: Entry) -> None:
    """Whoever has it spoke with them: what was owed by then was said."""
    if entry.data.get("reached"):
        told(entry.subject_id, upto=entry.pk, user_id=entry.user_id, at=entry.at)


def send_texts(now: datetime) -> int:
    """Let a gateway take what is due, if there is one. The clock's round."""
    return send_due(now, _reach)


def _reach(row: Outgoing) -> tuple[str, str]:
    """The number and the page of whoever is to hear it; read when it is sent, kept nowhere else."""
    case = Case.objects.select_related("reporter").get(pk=row.subject_id)
    found = contact(case)
    page = reverse("portal:follow", args=[follow_token(case)])
    if row.template == "resolve":
        page = reverse("portal:rating", args=[rating_token(case, round_of(case))])
    return (found.phone if found else "", settings.BASE_URL + page)
