"""Pages that change the register: enter, correct, move out, consent, needs, erase."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from linli.faces.desk.register import finding, forms
from linli.faces.desk.register.asking import Asked, carry_out
from linli.faces.desk.register.views import purposes_of
from linli.office.actions import ask_job
from linli.office.queries import setting
from linli.people import actions, lookup
from linli.people.models import Resident
from linli.people.register_rules import NOTICE
from linli.territory.models import Household

asks = require_http_methods(["GET", "HEAD", "POST"])


def home(household: Household) -> str:
    return reverse("desk:register_household", args=[household.pk])


def needs_page(household: Household) -> str:
    return reverse("desk:register_needs", args=[household.pk])


@login_required
@asks
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.household(request, pk)
    who = finding.actor(request, found.area_path)
    who.require("contact.write", found.area_path)
    asked = Asked(
        title=_("Enter somebody who lives here"),
        lead=_("Only what is needed to greet and call them. Nobody has to leave a number."),
        button=_("Enter them"),
        icon="user-plus",
        back=home(found),
        form=forms.EnterForm(request.POST or None),
        where=found.dwelling,
    )

    def act(answers: dict[str, Any]) -> str:
        more = answers | {"is_head": answers["is_head"] == "yes"}
        actions.enter_resident(found, **more, by=who, at=request.now)  # type: ignore[attr-defined]
        return home(found)

    return carry_out(request, asked, act, done=_("Entered."))


@login_required
@asks
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.resident(request, pk)
    who = _writer(request, found)
    initial = {"is_head": "yes" if found.is_head else "no"}
    asked = Asked(
        title=_("Put right what is held"),
        lead=_("What you leave empty stays as it is."),
        button=_("Put it right"),
        icon="pencil",
        back=home(found.household),
        form=forms.CorrectForm(request.POST or None, initial=initial),
        where=found.household.dwelling,
    )

    def act(answers: dict[str, Any]) -> str:
        actions.correct_resident(
            found,
            name=answers["name"],
            phone=answers["phone"],
            no_phone=answers["number"] == "drop" and not answers["phone"],
            is_head=answers["is_head"] == "yes",
            by=who,
            at=request.now,  # type: ignore[attr-defined]
        )
        return home(found.household)

    return carry_out(request, asked, act, done=_("It is right now."))


@login_required
@asks
def move_out(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.resident(request, pk)
    who = _writer(request, found)
    asked = Asked(
        title=_("They live here no more"),
        lead=_(
            "They leave every list and search at once, and what help they asked for here ends. After %(days)s days "
            "they are erased."
        )
        % {"days": setting("retention.moved")},
        button=_("They moved away"),
        icon="log-out",
        back=home(found.household),
        form=forms.SureForm(request.POST or None),
        where=found.household.dwelling,
    )

    def act(answers: dict[str, Any]) -> str:
        actions.move_out(found, by=who, at=request.now)  # type: ignore[attr-defined]
        return home(found.household)

    return carry_out(request, asked, act, done=_("They are no longer in the register of this door."))


@login_required
@asks
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """On their own wish: hidden at once, and gone from everything when the worker has been through it."""
    found = finding.resident(request, pk)
    who = _writer(request, found)
    asked = Asked(
        title=_("Delete them, on their own wish"),
        lead=_(
            "Name, numbers, needs, consents, the words of requests asked with their number, and files that may hold "
            "them are deleted for good. What was counted stays a number. It cannot be undone."
        ),
        button=_("Delete for good"),
        icon="trash-2",
        back=home(found.household),
        form=forms.SureForm(request.POST or None),
        where=found.household.dwelling,
        danger=True,
    )

    def act(answers: dict[str, Any]) -> str:
        actions.ask_erasure(found, by=who, at=request.now)  # type: ignore[attr-defined]
        path = found.household.area_path
        ask_job("erase", {"resident": found.pk}, by=who, at=request.now, area_path=path)  # type: ignore[attr-defined]
        return home(found.household)

    return carry_out(
        request, asked, act, done=_("They are in no list any more; everything else is deleted in a minute.")
    )


@login_required
@asks
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.resident(request, pk)
    who = finding.actor(request, found.household.area_path)
    purposes = purposes_of(who, found.household.area_path)
    if not purposes:
        who.require("contact.write", found.household.area_path)
    asked = Asked(
        title=_("Ask for their consent"),
        lead=_("One purpose at a time. Read this aloud, then wait."),
        button=_("They said yes"),
        icon="check",
        back=home(found.household),
        form=forms.ConsentForm(request.POST or None, purposes=purposes),
        where=found.household.dwelling,
        notice="desk/register/notice.html",
        context={"version": NOTICE},
    )

    def act(answers: dict[str, Any]) -> str:
        actions.ask_consent(found, **answers, by=who, at=request.now)  # type: ignore[attr-defined]
        return home(found.household)

    return carry_out(request, asked, act, done=_("Their yes is noted."))


@login_required
@asks
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.consent(request, pk)
    who = _writer(request, found.resident)
    asked = Asked(
        title=_("They said it once more"),
        lead=_(
            "Ask them again, on another day. Then it holds for a year, and can be taken back at any time."
        ),
        button=_("They said yes again"),
        icon="check",
        back=home(found.resident.household),
        form=forms.SureForm(request.POST or None),
        where=found.resident.household.dwelling,
    )

    def act(answers: dict[str, Any]) -> str:
        actions.confirm_consent(found, by=who, at=request.now)  # type: ignore[attr-defined]
        return home(found.resident.household)

    return carry_out(request, asked, act, done=_("It is confirmed."))


@login_required
@asks
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.consent(request, pk)
    who = _writer(request, found.resident)
    asked = Asked(
        title=_("They take their yes back"),
        lead=_("It counts at once. The needs that rest on it end in the same moment. No reason is asked."),
        button=_("They take it back"),
        icon="undo-2",
        back=home(found.resident.household),
        form=forms.SureForm(request.POST or None),
        where=found.resident.household.dwelling,
    )

    def act(answers: dict[str, Any]) -> str:
        actions.withdraw_consent(found, by=who, at=request.now)  # type: ignore[attr-defined]
        return home(found.resident.household)

    return carry_out(request, asked, act, done=_("It is taken back; what rested on it is closed."))


@login_required
@asks
def need(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.resident(request, pk)
    path = found.household.area_path
    who = finding.actor(request, path)
    who.require("need.write", path)
    asked = Asked(
        title=_("Note what help they asked for"),
        lead=_("It rests on their consent, is looked at again by a date, and ends when they say so."),
        button=_("Note it"),
        icon="hand-helping",
        back=home(found.household),
        form=forms.NeedForm(
            request.POST or None,
            with_detail=who.refusal("health.write", path) is None,
            today=localdate(request.now),  # type: ignore[attr-defined]
            days=setting("needs.review_days", path),
        ),
        where=found.household.dwelling,
    )

    def act(answers: dict[str, Any]) -> str:
        actions.open_need(found, **answers, by=who, at=request.now)  # type: ignore[attr-defined]
        return home(found.household)

    def noted() -> str:
        """Said once, to whoever noted it: the page of the door itself says nothing of needs."""
        n = len(lookup.needs_of(found.household, request.now))  # type: ignore[attr-defined]
        said = ngettext("%(n)s need is noted (locked)", "%(n)s needs are noted (locked)", n) % {"n": n}
        return format_html('<a href="{}">{}</a>', needs_page(found.household), said)

    return carry_out(request, asked, act, done=lazy(noted, str)())


@login_required
@asks
def review(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.need(request, pk)
    who = finding.actor(request, found.household.area_path)
    who.require("need.write", found.household.area_path)
    asked = Asked(
        title=_("Looked at again: it is still so"),
        lead=_("Ask them, do not guess. If the help is no longer needed, end it instead."),
        button=_("It is still so"),
        icon="calendar",
        back=needs_page(found.household),
        form=forms.ReviewForm(
            request.POST or None,
            today=localdate(request.now),  # type: ignore[attr-defined]
            days=setting("needs.review_days", found.household.area_path),
        ),
        where=found.household.dwelling,
    )

    def act(answers: dict[str, Any]) -> str:
        actions.review_need(found, **answers, by=who, at=request.now)  # type: ignore[attr-defined]
        return needs_page(found.household)

    return carry_out(request, asked, act, done=_("The next date is noted."))


@login_required
@asks
def end(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.need(request, pk)
    who = finding.actor(request, found.household.area_path)
    who.require("need.write", found.household.area_path)
    asked = Asked(
        title=_("The help is no longer needed"),
        lead=_("It is shown nowhere from now on, and deleted after %(days)s days.")
        % {"days": setting("retention.need")},
        button=_("End it"),
        icon="circle-check",
        back=needs_page(found.household),
        form=forms.SureForm(request.POST or None),
        where=found.household.dwelling,
    )

    def act(answers: dict[str, Any]) -> str:
        actions.end_need(found, by=who, at=request.now)  # type: ignore[attr-defined]
        return needs_page(found.household)

    return carry_out(request, asked, act, done=_("It is ended."))


def _writer(request: HttpRequest, resident: Resident) -> Any:
    """This person as whoever may write down contacts here; Refused (a page in words) where they may not."""
    who = finding.actor(request, resident.household.area_path)
    who.require("contact.write", resident.household.area_path)
    return who
