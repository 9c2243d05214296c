"""Pages that show more than a mask: what for is said first and kept, then something opens for a short while."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.common.refusals import Refused
from linli.faces import errors
from linli.faces.desk import shell
from linli.faces.desk.register import finding, forms, wording
from linli.faces.desk.register.acting import asks, home
from linli.faces.desk.register.asking import Asked, carry_out, page
from linli.faces.desk.register.views import permits
from linli.journal.queries import UNREADABLE, last_reading, own_reading
from linli.people import actions, lookup
from linli.people.register_rules import KINDS
from linli.territory.models import Household

A_MINUTE = timedelta(seconds=60)  # how long one value is shown
A_WHILE = timedelta(minutes=5)  # how long a page of needs opens again without asking anew
VALUES = ("name", "phone", "identity", "birth")


def gate(
    request: HttpRequest, subject: models.Model, household: Household, what: str, *, title: str
) -> HttpResponse | None:
    """None where a reading of this was noted just now; else the page that asks what for.

    Whatever is shown behind it has its reading already, in a transaction that is over.
    """
    now = request.now  # type: ignore[attr-defined]
    who = finding.actor(request, household.area_path)
    if why := lookup.may_read(who, household, what, now):
        raise Refused(why)
    form = forms.PurposeForm(request.POST if request.method == "POST" else None)
    asked = Asked(
        title=title,
        lead=_("Say what for. It is noted with your name, and they can see it."),
        button=_("Look"),
        icon="eye",
        back=home(household),
        form=form,
        where=household.dwelling,
    )
    if request.method == "POST":
        if not form.is_valid():
            return page(request, asked, status=422)
        actions.read(subject, household, what, purpose=form.cleaned_data["purpose"], by=who, at=now)
        return redirect(request.path)
    assert who.user_id is not None
    if last_reading(user_id=who.user_id, subject=subject, what=what, since=now - A_WHILE):
        return None
    if opened := lookup.glass_now(who.user_id, household, now):
        actions.read(subject, household, what, purpose=opened.reason, by=who, at=now)
        return None
    return page(request, asked)


@login_required
@asks
def open_value(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """What for, for one full value; it opens on the next page for a minute."""
    if what not in VALUES:
        raise Http404
    found = finding.resident(request, pk)
    who = finding.actor(request, found.household.area_path)
    now = request.now  # type: ignore[attr-defined]
    if why := lookup.may_read(who, found.household, what, now, of=found):
        raise Refused(why)
    form = forms.PurposeForm(request.POST if request.method == "POST" else None)
    asked = Asked(
        title=_("Open %(what)s") % {"what": wording.OPENED[what]},
        lead=_("It is shown for a minute. What for is noted with your name, and they can see it."),
        button=_("Show it for a minute"),
        icon="eye",
        back=home(found.household),
        form=form,
        where=found.household.dwelling,
    )
    if request.method != "POST" or not form.is_valid():
        return page(request, asked, status=422 if request.method == "POST" else 200)
    purpose = form.cleaned_data["purpose"]
    reading = actions.read(found, found.household, what, purpose=purpose, by=who, at=now)
    return redirect("desk:register_value", pk=found.pk, what=what, reading=reading.pk)


@login_required
@require_safe
def value(request: HttpRequest, pk: int, what: str, reading: int) -> HttpResponse:
    """One full value, as long as the reading is younger than a minute."""
    if what not in VALUES:
        raise Http404
    found = finding.resident(request, pk)
    now = request.now  # type: ignore[attr-defined]
    who = finding.actor(request, found.household.area_path)
    if why := lookup.may_read(who, found.household, what, now, of=found):
        raise Refused(why)
    assert who.user_id is not None
    if not own_reading(reading, user_id=who.user_id, subject=found, what=what, since=now - A_MINUTE):
        return errors.page(request, "minute_over", status=410)
    shown = lookup.value_of(found, what)
    context = {
        "here": "register",
        "what": what,
        "title": wording.OPENED[what],
        "value": "" if shown == UNREADABLE else shown,
        "lost": shown == UNREADABLE,
        "face": lookup.face(found, localdate(now)),
        "back": home(found.household),
        "dwelling": found.household.dwelling,
    }
    response = shell.page(request, "desk/register/value.html", context)
    response["Refresh"] = f"{int(A_MINUTE.total_seconds())}; url={home(found.household)}"
    return response


@login_required
@asks
def needs(request: HttpRequest, pk: int) -> HttpResponse:
    """What help this household asked for (L2)."""
    found = finding.household(request, pk)
    asks_first = gate(request, found, found, "needs", title=_("Open what help they asked for"))
    if asks_first is not None:
        return asks_first
    rows = lookup.needs_of(found, request.now)  # type: ignore[attr-defined]
    who = finding.actor(request, found.area_path)
    context = {
        "here": "register",
        "household": found,
        "entrance": found.dwelling.entrance,
        "needs": [_need(one, localdate(request.now)) for one in rows],  # type: ignore[attr-defined]
        "may": permits(who, found.area_path),
        "opens_detail": lookup.may_read(who, found, "detail", request.now) is None,  # type: ignore[attr-defined]
    }
    return shell.page(request, "desk/register/needs.html", context)


def _need(one: Any, on: date) -> dict[str, Any]:
    colour = KINDS[one.kind].colour
    word, icon = wording.COLOURS[colour]
    return {
        "row": one,
        "face": lookup.face(one.resident, on),
        "kind": wording.NEEDS[one.kind],
        "colour": colour,
        "word": word,
        "icon": icon,
        "has_detail": one.detail is not None,
    }


@login_required
@asks
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The words behind one need (L3)."""
    found = finding.need(request, pk)
    asks_first = gate(request, found, found.household, "detail", title=_("Open the words behind this need"))
    if asks_first is not None:
        return asks_first
    words = lookup.detail_of(found)
    context = {
        "here": "register",
        "household": found.household,
        "entrance": found.household.dwelling.entrance,
        "need": _need(found, localdate(request.now)),  # type: ignore[attr-defined]
        "words": "" if words == UNREADABLE else words,
        "lost": words == UNREADABLE,
    }
    return shell.page(request, "desk/register/detail.html", context)


@login_required
@asks
def held(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet that somebody is handed at the counter: everything that is held about them, and who looked."""
    found = finding.resident(request, pk)
    asks_first = gate(request, found, found.household, "held", title=_("Everything that is held about them"))
    if asks_first is not None:
        return asks_first
    sheet = lookup.held_of(found, request.now)  # type: ignore[attr-defined]
    who = finding.actor(request, found.household.area_path)
    opens_detail = lookup.may_read(who, found.household, "detail", request.now) is None  # type: ignore[attr-defined]
    context = {
        "here": "register",
        "household": found.household,
        "entrance": found.household.dwelling.entrance,
        "values": [
            (wording.OPENED[what], "" if text == UNREADABLE else text)
            for what, text in sheet["values"].items()
        ],
        "consents": sheet["consents"],
        "needs": [
            (
                _need(one, localdate(request.now)),  # type: ignore[attr-defined]
                ("" if words == UNREADABLE else words) if opens_detail else None,
            )
            for one, words in sheet["needs"]
        ],
        "readings": lookup.who_looked(found.household, found),
        "resident": found,
    }
    return shell.page(request, "desk/register/held.html", context)


@login_required
@asks
def glass(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.household(request, pk)
    who = finding.actor(request, found.area_path)
    who.require("health.glass", found.area_path)
    asked = Asked(
        title=_("Open it in an emergency"),
        lead=_(
            "For three hours you see numbers, names and needs of this household. Your superior is told now; "
            "they can see it too."
        ),
        button=_("Open for three hours"),
        icon="unlock",
        back=home(found),
        form=forms.GlassForm(request.POST or None),
        where=found.dwelling,
        danger=True,
    )

    def act(answers: dict[str, Any]) -> str:
        actions.open_glass(found, **answers, by=who, at=request.now)  # type: ignore[attr-defined]
        return home(found)

    return carry_out(request, asked, act, done=_("It is open for three hours. End it as soon as you can."))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_glass(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.glass(request, pk)
    asked = Asked(
        title=_("End it early"),
        lead=_("The household is closed again at once."),
        button=_("Close it again"),
        icon="lock",
        back=reverse("desk:register_household", args=[found.household_id]),
        form=forms.SureForm(request.POST or None),
    )

    def act(answers: dict[str, Any]) -> str:
        who = finding.actor(request, found.household.area_path)
        actions.end_glass(found, by=who, at=request.now)  # type: ignore[attr-defined]
        return reverse("desk:register_household", args=[found.household_id])

    return carry_out(request, asked, act, done=_("It is closed again."))
