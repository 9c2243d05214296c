"""Words of this part: kinds of office, reaches, skills, days, and what the readiness page says of each lack."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.faces.words.saying import MONTHS, WEEKDAYS

OFFICE_KINDS: dict[str, Any] = {
    "grid": _("grid"),
    "community": _("community or village"),
    "township": _("sub-district or township"),
    "department": _("department"),
    "county": _("county centre"),
    "prefecture": _("city centre"),
    "branch": _("Party branch"),
    "partner": _("partner organisation"),
    "property": _("property company"),
    "utility": _("utility"),
    "police": _("police station"),
    "riders": _("riders and other new jobs"),
    "volunteers": _("volunteers"),
}
REACHES: dict[str, tuple[Any, Any]] = {
    "handed": (_("What is handed to the office"), _("Only requests that were handed to it.")),
    "none": (_("Nothing"), _("They serve, but look into nothing here.")),
}
SKILLS: dict[str, Any] = {
    "medical": _("medicine and nursing"),
    "care": _("looking after people"),
    "repair": _("repairs: appliances, water, electricity"),
    "legal": _("law"),
    "mediation": _("mediation"),
    "teaching": _("teaching"),
    "haircut": _("cutting hair"),
    "driving": _("driving"),
    "computer": _("telephones and computers"),
    "cooking": _("cooking"),
    "first_aid": _("first aid"),
    "farming": _("farming"),
    "sign": _("sign language"),
    "dialect": _("dialects and foreign languages"),
}
EXEMPTIONS: dict[str, Any] = {
    "aged": _("seventy or older"),
    "ill": _("in poor health"),
    "away": _("away for long"),
}
# code → (what is missing, why it matters)
LACKS: dict[str, tuple[Any, Any]] = {
    "no_catalogue": (
        _("The catalogue of matters is empty"),
        _(
            "residents have nothing to choose from, and no request gets its own time or office; the dispatchers of"
            " the sub-district or the administrator begin it"
        ),
    ),
    "no_calendar": (
        _("The holiday notice of a year is missing"),
        _("dates that touch it are only provisional; the administrator enters it under Calendar"),
    ),
    "nobody_acts": (
        _("Away, and nobody acts for them"),
        _("what comes to them lies until they are back"),
    ),
    "no_post": (_("Offices without anybody"), _("what is handed there lies")),
    "no_head": (_("Offices without a head"), _("nobody says who does it, nobody is above")),
    "gaps": (_("Grids below the standard"), _("fewer people than the doors need")),
    "no_roster": (
        _("No duty roster for the next seven days"),
        _("whoever calls at night reaches nobody by name"),
    ),
    "no_office_phone": (_("Offices without a telephone"), _("plates and pages cannot say whom to call")),
    "no_deputy": (
        _("Heads and grid workers without a deputy"),
        _("while they are away everything goes to the head above"),
    ),
    "no_code": (
        _("Posts that need a one-time code, accounts without one"),
        _("the next log-in stops there until it is set up"),
    ),
    "never_entered": (_("Invited, never entered"), _("the link ends after seven days")),
    "not_invited": (_("Accounts without a way in"), _("they cannot log in until somebody gives them a link")),
    "no_operator": (_("The operator is not named"), _("residents must see who runs this")),
    "no_filing_number": (_("The filing number is missing"), _("a public page must show it")),
    "no_duty_phone": (_("There is no duty telephone"), _("every page tells people to call it")),
}


def day(at: datetime) -> str:
    """Fri 27 Nov; 11月27日 周五"""
    local = timezone.localtime(at)
    date = gettext("%(day)s %(month)s") % {"month": MONTHS[local.month - 1], "day": local.day}
    return gettext("%(weekday)s %(date)s") % {"date": date, "weekday": WEEKDAYS[local.weekday()]}


def span(since: datetime, until: datetime) -> str:
    """The days from–to; a day that ends at midnight is the last one, an hour is told only where it matters."""
    begin, end = timezone.localtime(since), timezone.localtime(until)
    whole = (end.hour, end.minute) == (0, 0)
    last = end - timedelta(seconds=1) if whole else end
    if whole and begin.date() == last.date():
        return day(begin)
    until_words = day(last) if whole else f"{day(last)} {last:%H:%M}"
    return gettext("%(since)s to %(until)s") % {"since": day(begin), "until": until_words}
