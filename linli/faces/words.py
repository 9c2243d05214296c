"""Words for codes, shared by the faces: refusals, verbs, statuses, dates. Codes stay stable, words may change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from linli.common.days import days_left

_R = gettext_lazy

# code → (what happened, what you can do)
REFUSALS: dict[str, tuple[Any, Any]] = {
    # the door
    "plate_torn": (
        _R("This code is not complete"),
        _R("The plate may be damaged, or a letter is missing. Scan it again, or call the number below."),
    ),
    "plate_unknown": (
        _R("We do not know this door plate"),
        _R("It may belong to another place. Call the number below and say where you are."),
    ),
    "area_closed": (
        _R("%(area)s is no longer looked after from here"),
        _R("Call the number below; they tell you who looks after this door now."),
    ),
    "follow_unknown": (
        _R("This link does not open a request"),
        _R(
            "Perhaps a letter is missing. Open it again from where you kept it, or call and tell us your number."
        ),
    ),
    # the request
    "empty_words": (_R("Nothing is written yet"), _R("Say in a few words what happened.")),
    "text_too_long": (
        _R("That is %(length)s characters, %(most)s fit"),
        _R("What you wrote is still there. Shorten it a little; the rest can be told by telephone."),
    ),
    "too_many_photos": (_R("Up to %(most)s photos fit"), _R("Take one away, then add the other.")),
    "photo_too_large": (
        _R("%(name)s is too large"),
        _R("Up to 20 MB fit. Everything else is kept; take it again with fewer megapixels."),
    ),
    "photo_not_image": (
        _R("%(name)s is not a photo we can read"),
        _R("Everything else is kept. JPEG, PNG and WebP pictures work."),
    ),
    "photo_too_many_pixels": (
        _R("%(name)s has too many pixels"),
        _R("Everything else is kept. An ordinary photo of a telephone fits."),
    ),
    "photo_gone": (_R("A photo is no longer there"), _R("Add it again; your words are kept.")),
    "grid_without_office": (
        _R("Nobody is entered for this door yet"),
        _R("Call the number below; they take it down for you."),
    ),
    "rate_both": (_R("Two answers are needed"), _R("Choose whether it is solved, and how it was done.")),
    # the table
    "not_at_this_step": (
        _R("That is not possible at this step"),
        _R("Look at where it stands now; what is possible is shown there."),
    ),
    "only_holder": (_R("Somebody else is on it"), _R("Only the person who took it on can do this.")),
    "only_asker": (_R("Only the person who asked can do this"), _R("Use the link of your own request.")),
    "only_superior": (
        _R("This is for the level above"),
        _R("Ask the head of the office, or the office above."),
    ),
    "only_member": (_R("It is with another office"), _R("Only those who work there can take it.")),
    "only_clock": (_R("This happens by itself"), _R("It is closed when the days for a rating are over.")),
    "only_staff": (_R("This is for those who serve"), _R("Log in with your own account.")),
    "only_importer": (_R("This is for imports"), _R("Use the import command.")),
    "take_first": (_R("Nobody has taken it yet"), _R("Take it first, then go on.")),
    "already_taken": (_R("Somebody has already taken it"), _R("Look at who has it now.")),
    "no_post_now": (
        _R("You hold no post at this moment"),
        _R("It may have ended while this page was open. What you wrote is kept below; ask your office."),
    ),
    "did_the_work": (
        _R("You worked on this yourself"),
        _R("Somebody else checks it. A colleague can take it."),
    ),
    "decision_binds": (
        _R("A review decided this"),
        _R("It cannot be sent on or back; do it, or ask the level above."),
    ),
    "transferred_before": (
        _R("It was handed on once at this level already"),
        _R("Pass it up, or ask the level above to name somebody."),
    ),
    "reopened_before": (
        _R("It was taken up again twice already"),
        _R("Call the number below; somebody explains what else is possible."),
    ),
    "reopen_too_late": (
        _R("More than %(days)s days have gone by"),
        _R("Ask anew; write that it happened before."),
    ),
    "rating_still_open": (_R("The days for a rating are not over"), _R("Wait until they are.")),
    "not_in_this_office": (_R("This person does not work there now"), _R("Choose somebody from the list.")),
    "name_category": (_R("What kind of matter is it?"), _R("Choose one from the catalogue.")),
    "name_department": (_R("Which department?"), _R("Choose one from the list.")),
    "name_office": (_R("Which office does it?"), _R("Choose one from the list.")),
    "name_area": (_R("Where is it?"), _R("Choose the place it belongs to.")),
    "area_not_ours": (_R("%(area)s is not in your area"), _R("Choose a place inside it, or pass it up.")),
    "no_office_there": (_R("There is no office of that level"), _R("Do it here, or choose another way.")),
    "nobody_before": (_R("Nobody had it before you"), _R("Hand it on, or do it here.")),
    "no_direct_path": (
        _R("No department is named for this matter"),
        _R("Do it here, or give it to the community."),
    ),
    "other_level": (_R("It goes to another office of the same level"), _R("Choose one from the list.")),
    "say_why": (_R("The reason is missing"), _R("Say it in one sentence; the next person needs it.")),
    "say_what_was_done": (_R("What was done?"), _R("Say it in words the resident understands.")),
    "say_what_is_missing": (_R("What is missing?"), _R("Say what still has to be done.")),
    "name_outcome": (_R("How did it end?"), _R("Choose one from the list.")),
    # forms and doors
    "stale": (
        _R("Something happened meanwhile"),
        _R("What you wrote is kept. Look at what is new, then decide again."),
    ),
    "same_key_other_body": (
        _R("This form was already sent with other content"),
        _R("The first one counts. Open the form anew if something else is to be done."),
    ),
    "form_too_old": (
        _R("This form is too old to be sent"),
        _R("Go back, open the page anew and send it again; what you wrote is still in the form."),
    ),
    "logged_out": (
        _R("You are logged out by now"),
        _R("What you wrote stands below. Log in again, then copy it back."),
    ),
    "bad_request": (_R("We could not read that"), _R("Go back and try again, or call the number below.")),
    "forbidden": (_R("This is not for you to open"), _R("If you think it should be, ask your office.")),
    "not_found": (
        _R("There is nothing here"),
        _R("Perhaps the address is mistyped, or it is in other hands now. Go back to the start."),
    ),
    "server_error": (
        _R("Something is broken on our side"),
        _R("It is noted. Go back and try once more; if it is urgent, call the number below."),
    ),
    "busy": (
        _R("Too much is going on this moment"),
        _R("What you wrote is kept. Send it again in a minute."),
    ),
}


def refusal_words(code: str, params: dict[str, Any]) -> tuple[str, str]:
    """What happened, and what one can do about it; an unknown code still says something honest."""
    title, advice = REFUSALS.get(code, REFUSALS["server_error"])
    try:
        return str(title) % params, str(advice) % params
    except KeyError:
        return str(title), str(advice)


VERBS = {
    "ask": _R("Ask"),
    "take": _R("I take it"),
    "assign": _R("Name who does it"),
    "verify": _R("Verify"),
    "place": _R("Place"),
    "dispatch": _R("Dispatch"),
    "accept": _R("Accept"),
    "pass_up": _R("Pass up"),
    "send_back": _R("Send back"),
    "transfer": _R("Hand to another office"),
    "resolve": _R("Report done"),
    "pass_check": _R("It is done"),
    "fail_check": _R("Something is missing"),
    "rate": _R("Rate"),
    "close": _R("Close"),
    "reopen": _R("Take up again"),
    "decide": _R("Decide"),
    "withdraw": _R("Take back"),
}

TASKS = {
    "verify": _R("verify"),
    "place": _R("place"),
    "dispatch": _R("dispatch"),
    "accept": _R("accept"),
    "do": _R("do"),
    "check": _R("check"),
    "rating": _R("rating"),
    "review": _R("review"),
}

LEVELS = {
    "grid": _R("grid"),
    "community": _R("community"),
    "township": _R("sub-district"),
    "department": _R("department"),
    "county": _R("county"),
    "prefecture": _R("city"),
}

STATUSES = {
    "open": _R("Being done"),
    "resolved": _R("Done, waiting for check and rating"),
    "closed": _R("Closed"),
    "refused": _R("Not accepted"),
    "referred": _R("Referred"),
    "listed": _R("Listed for later"),
    "merged": _R("Merged"),
    "withdrawn": _R("Taken back"),
}

URGENCIES = {"blue": _R("normal"), "yellow": _R("urgent"), "red": _R("very urgent")}
CLASSES = {
    "simple": _R("simple"),
    "general": _R("general"),
    "major": _R("major"),
    "difficult": _R("difficult"),
    "cross_county": _R("across counties"),
}
OUTCOMES = {
    "done": _R("done"),
    "partly": _R("partly done"),
    "explained": _R("explained"),
    "not_possible": _R("not possible"),
    "not_found": _R("nothing found"),
    "no_answer": _R("the asker could not be reached"),
}
BACK_REASONS = {
    "not_ours": _R("not ours"),
    "wrong_place": _R("wrong place"),
    "facts_missing": _R("facts are missing"),
    "other": _R("another reason"),
}
CLOSINGS = {
    "solved": _R("solved, says the asker"),
    "no_rating": _R("no rating came"),
    "confirmed": _R("confirmed after review"),
    "disagrees": _R("the asker disagrees"),
    "withdrawn": _R("taken back"),
}
CHANNELS = {
    "plate": _R("by the door plate"),
    "worker": _R("through somebody who serves"),
    "telephone": _R("by telephone"),
    "import": _R("from another system"),
}

_MONTHS = (
    *(_R("Jan"), _R("Feb"), _R("Mar"), _R("Apr"), _R("May"), _R("Jun")),
    *(_R("Jul"), _R("Aug"), _R("Sep"), _R("Oct"), _R("Nov"), _R("Dec")),
)
_WEEKDAYS = (_R("Mon"), _R("Tue"), _R("Wed"), _R("Thu"), _R("Fri"), _R("Sat"), _R("Sun"))


def moment(at: datetime, now: datetime) -> str:
    """今天 14:10, 昨天 9:05, 11月20日 周五 9:05; a year only where it is another one."""
    zone = timezone.get_default_timezone()
    local, today = at.astimezone(zone), now.astimezone(zone)
    clock = f"{local:%H:%M}"
    away = (local.date() - today.date()).days
    if away in (-1, 0, 1):
        day = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}[away]
        return _("%(day)s %(clock)s") % {"day": day, "clock": clock}
    date = _("%(day)s %(month)s") % {"month": _MONTHS[local.month - 1], "day": local.day}
    if local.year != today.year:
        date = _("%(date)s %(year)s") % {"date": date, "year": local.year}
    return _("%(weekday)s %(date)s %(clock)s") % {
        "date": date,
        "weekday": _WEEKDAYS[local.weekday()],
        "clock": clock,
    }


def until(at: datetime, now: datetime) -> str:
    """明天 18:00 前."""
    return _("by %(moment)s") % {"moment": moment(at, now)}


def left(at: datetime, now: datetime) -> str:
    """还有 3 天, 今天到期, 超过 2 天."""
    if at < now:
        days = max(1, -days_left(at, now, zone=timezone.get_default_timezone()))
        return ngettext("%(days)s day over", "%(days)s days over", days) % {"days": days}
    days = days_left(at, now, zone=timezone.get_default_timezone())
    if days == 0:
        return _("due today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def door_name(entrance: Any) -> str:
    """桂花里 3 栋 2 单元; Osmanthus Lane, Building 3, Entrance 2. Needs entrance.building loaded."""
    building = entrance.building
    english = (get_language() or "").startswith("en")
    estate = (english and building.estate_en) or building.estate
    name = (english and building.name_en) or building.name
    return _("%(estate)s, %(building)s, Entrance %(number)s") % {
        "estate": estate,
        "building": name,
        "number": entrance.number,
    }
