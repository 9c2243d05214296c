"""Verbs, tasks, times and doors as people say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from linli.common.days import days_left
from linli.common.worktime import Span, Unit

VERBS = {
    "ask": _("Ask"),
    "take": _("Take this on"),
    "assign": _("Name who does it"),
    "verify": _("Verify"),
    "place": _("Place"),
    "dispatch": _("Dispatch"),
    "accept": _("Accept"),
    "pass_up": _("Pass up"),
    "send_back": _("Send back"),
    "transfer": _("Hand to another office"),
    "resolve": _("Report done"),
    "pass_check": _("It is done"),
    "fail_check": _("Something is missing"),
    "rate": _("Rate"),
    "close": _("Close"),
    "reopen": _("Take up again"),
    "decide": _("Decide"),
    "withdraw": _("Take back"),
    "take_in": _("Take in an order"),
    "do_now": _("Done on the spot"),
    "release": _("Let it go"),
    "ask_more": _("Ask them for more"),
    "read": _("Seen"),
    "answer": _("Answer"),
    "propose": _("Propose"),
    "unpropose": _("Take the proposal back"),
    "decline": _("Say no"),
    "refuse": _("Not accept it"),
    "pause": _("Let the clock stand"),
    "extend": _("Move the date"),
    "list": _("List for later"),
    "resume": _("Let it go on"),
    "refer": _("Show them the right way"),
    "appeal": _("Disagree"),
    "recuse": _("Step aside"),
    "contact": _("Note a contact"),
    "hand_out": _("Give it to a firm"),
    "report": _("Report back"),
    "convene": _("Sit together"),
    "instruct": _("Instruct"),
    "remind": _("Ask for it to go on"),
    "warn": _("Time runs out"),
    "escalate": _("Raise it above"),
    "supervise": _("Answer for it above"),
    "take_over": _("Take it over"),
    "take_back": _("Take it back from the firm"),
    "put_forward": _("Put on the branch's list"),
    "answer_item": _("Tell the resident how it stands"),
    "strike_off": _("Strike off the branch's list"),
    "call_back": _("Call back"),
    "undo": _("Take the step back"),
}

TASKS = {
    "verify": _("verify"),
    "place": _("place"),
    "dispatch": _("dispatch"),
    "accept": _("accept"),
    "do": _("do"),
    "check": _("check"),
    "rating": _("rating"),
    "review": _("review"),
}

LEVELS = {
    "grid": _("grid"),
    "community": _("community"),
    "township": _("sub-district"),
    "department": _("department"),
    "county": _("county"),
    "prefecture": _("city"),
}

STATUSES = {
    "open": _("Being done"),
    "resolved": _("Done, waiting for check and rating"),
    "closed": _("Closed"),
    "refused": _("Not accepted"),
    "referred": _("Referred"),
    "listed": _("Listed for later"),
    "merged": _("Merged"),
    "withdrawn": _("Taken back"),
}

URGENCIES = {"blue": _("normal"), "yellow": _("urgent"), "red": _("very urgent")}
CLASSES = {
    "simple": _("simple"),
    "general": _("general"),
    "major": _("major"),
    "difficult": _("difficult"),
    "cross_county": _("across counties"),
}
OUTCOMES = {
    "done": _("done"),
    "partly": _("partly done"),
    "explained": _("explained"),
    "not_possible": _("not possible"),
    "not_found": _("nothing found"),
    "no_answer": _("the asker could not be reached"),
}
BACK_REASONS = {
    "not_ours": _("not ours"),
    "wrong_place": _("wrong place"),
    "facts_missing": _("facts are missing"),
    "other": _("another reason"),
}
CLOSINGS = {
    "solved": _("solved, says the asker"),
    "no_rating": _("no rating came"),
    "confirmed": _("confirmed after review"),
    "disagrees": _("the asker disagrees"),
    "withdrawn": _("taken back"),
    "referred": _("shown the right way"),
    "refused": _("not accepted, confirmed after review"),
    "unreachable": _("nobody could be reached"),
    "done": _("done on the spot"),
    "out_of_duty": _("not accepted: nobody here is in charge of it"),
    "unlawful": _("not accepted: the law forbids it"),
    "no_facts": _("not accepted: there is no such thing there"),
}
REFUSAL_CLASSES = {
    "out_of_duty": _("Nobody here is in charge of it"),
    "unlawful": _("The law forbids what is asked for"),
    "no_facts": _("There is no such thing there"),
}
PAUSES = {
    "question": _("waiting for the asker's answer"),
    "weather": _("weather"),
    "part": _("waiting for a part or material"),
    "access": _("waiting to get in: a key, somebody at home"),
    "permit": _("waiting for a permit or a test"),
    "court": _("before a court or arbitration"),
}
PROPOSALS = {
    "refuse": _("not to accept it"),
    "pause": _("to let the clock stand"),
    "extend": _("to move the date"),
    "list": _("to list it for later"),
}
WAYS_OUT = {  # which way is open to whom nobody here can help (引导)
    "hotline": _("the hotline 12345"),
    "counter": _("the counter of the department in charge"),
    "property": _("the property company"),
    "court": _("the court"),
    "petition": _("the petition office"),
    "arbitration": _("arbitration of work disputes"),
    "labour": _("labour inspection"),
    "police": _("the police station"),
    "bank": _("the complaint line for banks and insurance"),
    "utility": _("the utility's own line"),
    "other": _("another office"),
}
CONTACTS = {
    "phone": _("by telephone"),
    "visit": _("at the door"),
    "message": _("with a message"),
}
CHANNELS = {
    "plate": _("by the door plate"),
    "worker": _("through somebody who serves"),
    "telephone": _("by telephone"),
    "import": _("from another system"),
    "counter": _("at the counter"),
    "order": _("an order from above"),
    "on_the_spot": _("done on the spot"),
    "reception": _("on a reception day"),
    "group": _("from a group chat"),
    "meeting": _("from a branch meeting"),
    "api": _("through the interface of another system"),
}

MONTHS = (
    *(_("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun")),
    *(_("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec")),
)
WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def moment(at: datetime, now: datetime) -> str:
    """今天 14:10, 昨天 9:05, 11月20日 周五 9:05; a year only where it is another one."""
    zone = timezone.get_default_timezone()
    local = at.astimezone(zone)
    return _on_a_day(local.date(), now.astimezone(zone).date(), get_language()) % {"clock": f"{local:%H:%M}"}


@lru_cache(maxsize=4096)  # a list says a hundred moments, most of them of a few days
def _on_a_day(day: date, today: date, language: str | None) -> str:
    """A day as it is said today, with room for the clock."""
    clock = "%(clock)s"
    away = (day - today).days
    if away in (-1, 0, 1):
        near = {0: gettext("today"), -1: gettext("yesterday"), 1: gettext("tomorrow")}[away]
        return gettext("%(day)s %(clock)s") % {"day": near, "clock": clock}
    said = gettext("%(day)s %(month)s") % {"month": MONTHS[day.month - 1], "day": day.day}
    if day.year != today.year:
        said = gettext("%(date)s %(year)s") % {"date": said, "year": day.year}
    weekday = WEEKDAYS[day.weekday()]
    return gettext("%(weekday)s %(date)s %(clock)s") % {"date": said, "weekday": weekday, "clock": clock}


def month(text: str) -> str:
    """2026-11 → 2026年11月, Nov 2026."""
    return gettext("%(month)s %(year)s") % {"year": text[:4], "month": MONTHS[int(text[5:]) - 1]}


def day(at: date) -> str:
    """11月27日 周五, Fri 27 Nov."""
    said = gettext("%(day)s %(month)s") % {"month": MONTHS[at.month - 1], "day": at.day}
    return gettext("%(weekday)s %(date)s") % {"weekday": WEEKDAYS[at.weekday()], "date": said}


def until(at: datetime, now: datetime) -> str:
    """明天 18:00 前."""
    return gettext("by %(moment)s") % {"moment": moment(at, now)}


def left(at: datetime, now: datetime, *, urgency: str = "") -> str:
    """还有 3 天, 今天到期, 超过 2 天; of what is red, whose limits are hours: 还有 28 分钟, 超过 3 小时."""
    if urgency == "red" and abs(at - now) < timedelta(days=1):
        return _by_the_clock(at, now)
    if at < now:
        days = max(1, -days_left(at, now, zone=timezone.get_default_timezone()))
        return ngettext("%(days)s day over", "%(days)s days over", days) % {"days": days}
    days = days_left(at, now, zone=timezone.get_default_timezone())
    if days == 0:
        return gettext("due today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def _by_the_clock(at: datetime, now: datetime) -> str:
    """Less than a day, in hours; less than two hours, in minutes. What has begun counts as over, never as left."""
    over = at < now
    n = int(abs(at - now).total_seconds()) // 60
    if n < 120:
        n = max(1, n) if over else n
        if over:
            return ngettext("%(n)s minute over", "%(n)s minutes over", n) % {"n": n}
        return ngettext("%(n)s minute left", "%(n)s minutes left", n) % {"n": n}
    n //= 60
    if over:
        return ngettext("%(n)s hour over", "%(n)s hours over", n) % {"n": n}
    return ngettext("%(n)s hour left", "%(n)s hours left", n) % {"n": n}


def door_name(entrance: Any) -> str:
    """桂花里 3 栋 2 单元; Osmanthus Lane, Building 3, Entrance 2. Needs entrance.building loaded."""
    building = entrance.building
    english = (get_language() or "").startswith("en")
    estate = (english and building.estate.name_en) or building.estate.name
    name = (english and building.name_en) or building.name
    return gettext("%(estate)s, %(building)s, Entrance %(number)s") % {
        "estate": estate,
        "building": name,
        "number": entrance.number,
    }


def home_name(dwelling: Any) -> str:
    """桂花里 3 栋 2 单元 302; Osmanthus Lane, Building 3, Entrance 2, 302. Needs entrance.building loaded."""
    door = door_name(dwelling.entrance)
    return gettext("%(door)s, %(room)s") % {"door": door, "room": dwelling.room} if dwelling.room else door


def building_name(building: Any) -> str:
    """桂花里 3 栋; Osmanthus Lane, Building 3. Needs the estate loaded."""
    english = (get_language() or "").startswith("en")
    return gettext("%(estate)s, %(building)s") % {
        "estate": (english and building.estate.name_en) or building.estate.name,
        "building": (english and building.name_en) or building.name,
    }


def span_words(text: str) -> str:
    """A limit as a rule keeps it ("3 natural_days") as people say it."""
    span = Span.read(text)
    said = {
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", span.amount),
        Unit.NATURAL_DAYS: ngettext("%(n)s day", "%(n)s days", span.amount),
        Unit.WORKING_HOURS: ngettext("%(n)s working hour", "%(n)s working hours", span.amount),
        Unit.WORKING_MINUTES: ngettext("%(n)s working minute", "%(n)s working minutes", span.amount),
        Unit.CLOCK_HOURS: ngettext("%(n)s hour", "%(n)s hours", span.amount),
        Unit.CLOCK_MINUTES: ngettext("%(n)s minute", "%(n)s minutes", span.amount),
    }
    return said[span.unit] % {"n": span.amount}
