"""What residents hear, in the words of this office: each text as it arrives, its own wording, and back."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from linli.common.paths import parent_of
from linli.faces.desk import shell
from linli.faces.desk.catalogue import seen
from linli.faces.desk.settings.forms import LABELS, TextSheet
from linli.faces.desk.settings.views import HERE, by_click, either, may_show, show_or_do
from linli.faces.desk.settings.where import Where, choices, chosen
from linli.notify.actions import set_words
from linli.notify.models import OWED, Outgoing
from linli.notify.queries import setting_of, worded
from linli.notify.templates import Template, blanks, messages_needed, render, texts, to_say
from linli.office.actions import give_up, put_back
from linli.office.actions.deciding import require_keeper
from linli.office.queries import TEXT, changes

WHEN: dict[str, Any] = {
    "verify": _("It was looked at, with the date promised"),
    "ask_more": _("There is a question"),
    "extend": _("It takes longer"),
    "refuse": _("It was not accepted"),
    "refer": _("Somebody else does it"),
    "list": _("It cannot be done yet and is on a list"),
    "resolve": _("It was done"),
    "decide": _("It was reviewed and stays as it is"),
    "close": _("It was closed"),
    "meeting": _("It was spoken of at a meeting"),
}
BLANKS: dict[str, Any] = {
    "number": _("number of the request"),
    "promise": _("date promised"),
    "review": _("date it is looked at again"),
    "phone": _("telephone of the office"),
    "link": _("link to their own page"),
    "reason": _("reason, in the words of the law"),
    "channel": _("who does it"),
}
EXAMPLE = {"number": "2611 0387", "reason": "out_of_duty", "channel": "bank"}
PHONE = "0399-801 2345"  # of nobody; where the installation has no number of its own


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Every text as a resident would receive it."""
    seen.read(request)
    wheres = choices(request)
    where = chosen(request, wheres)
    found = [
        {
            "name": name,
            "when": WHEN.get(name, name),
            "own": where.has_own(setting_of(name)) if where.area else bool(own),
            "source": where.source(setting_of(name)),
            "heard": _heard(one, own, request)[0],
        }
        for name, one in texts().templates.items()
        for own in (worded(name, where.path),)
    ]
    context = {
        "texts": found,
        "own": sum(one["own"] for one in found),
        "where": where,
        "wheres": wheres,
    }
    return shell.page(request, "desk/settings/texts.html", HERE | context)


def _heard(template: Template, own: dict[str, str], request: HttpRequest) -> list[dict[str, Any]]:
    """Each wording with an example filled in, and how many text messages it takes."""
    day = timezone.localdate(request.now) + timedelta(days=3)  # type: ignore[attr-defined]
    given = EXAMPLE | {"promise": day.isoformat(), "review": day.isoformat()}
    params = {name: given.get(name, settings.DUTY_PHONE or PHONE) for name in template.kept}
    link = request.build_absolute_uri(reverse("portal:follow", args=["0" * 32]))
    found = []
    for key in template.keys:
        language, _dash, said = key.partition("_")
        if said:
            text, number = to_say(template.name, language, params, own=own), 0
        else:
            text = render(template.name, language, params, link=link, own=own)
            number = messages_needed(text, language)
        found.append({"key": key, "label": LABELS[key], "language": language, "text": text, "number": number})
    return found


@login_required
@either
def text(request: HttpRequest, name: str) -> HttpResponse:
    """One text: as it arrives, its wording, who changed it; a new wording is seen filled in before it counts."""
    template, key = _template(name), setting_of(name)
    seen.read(request)
    where = chosen(request, choices(request))
    if request.method == "POST":
        require_keeper(key, where.path, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    own, made = worded(name, where.path), changes(key, path=where.path)[key]
    version = made[0].version if made else 0
    sheet = TextSheet(request.POST or None, template=template, own=own, seen=version)
    page = {
        **HERE,
        "title": WHEN.get(name, name),
        "name": name,
        "heard": _heard(template, own, request),
        "blanks": [(one, BLANKS.get(one, one)) for one in dict.fromkeys(blanks(template.text("zh")) or [])],
        "waiting": _waiting(name, where),
        "history": [
            {"change": one, "given_up": True}
            if one.value is None
            else {"change": one, "parts": _parts(template, one.was or {}, one.value)}
            for one in made
        ],
        "keeps": where.keeps,
        "where": where,
        "differs": True,
        "source": where.source(key),
        "above": _above(template, where, request) if where.has_own(key) else [],
        "back_key": uuid.uuid4(),
        "up_key": uuid.uuid4(),
        "seen": version,
    }
    if may_show(sheet, request):
        page["would"] = _heard(template, sheet.value(), request)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        more = {"reason": values["reason"], "seen": values["seen"]}
        return {"version": set_words(name, sheet.value(), path=where.path, by=by, at=at, **more).version}

    return show_or_do(request, sheet, page, work, "desk/settings/text.html", _at_text(key, where))


def _at_text(key: str, where: Where) -> str:
    return reverse("desk:text", args=[key.removeprefix(TEXT)]) + where.query


def _waiting(name: str, where: Where) -> int:
    """How many residents are still to be told it in the words of this area."""
    there = where.rules.where(setting_of(name), where.path, "entry__area_path")
    return Outgoing.objects.filter(there, template=name, state__in=OWED).count()


def _above(template: Template, where: Where, request: HttpRequest) -> list[dict[str, Any]]:
    """How it arrives once the area gives its own words up."""
    return _heard(template, worded(template.name, parent_of(where.path)), request)


def _parts(template: Template, was: dict[str, str], now: dict[str, str]) -> list[tuple[Any, str, str]]:
    """What was worded anew: (which, before, after)."""
    said = [
        (key, was.get(key, template.text(key)), now.get(key, template.text(key))) for key in template.keys
    ]
    return [(LABELS[key], before, after) for key, before, after in said if before != after]


def _template(name: str) -> Template:
    found = texts().templates.get(name)
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
def back(request: HttpRequest, name: str) -> HttpResponse:
    """The wording before the newest one, with one click."""
    _template(name)
    return by_click(request, setting_of(name), put_back, _at_text)


@login_required
@require_POST
def up(request: HttpRequest, name: str) -> HttpResponse:
    """An area gives its own wording up, with one click."""
    _template(name)
    return by_click(request, setting_of(name), give_up, _at_text)
