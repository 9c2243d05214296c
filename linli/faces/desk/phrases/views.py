"""The canned answers of an office: added, changed, retired."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases import phrases
from linli.cases.actions import phrasing
from linli.cases.models import Phrase
from linli.common.authority import areas
from linli.common.inside import inside
from linli.faces import words
from linli.faces.desk import sheets, shell
from linli.faces.desk.forms import Tidy, told
from linli.faces.desk.step_table import STEPS
from linli.faces.templatetags.linli import localized
from linli.people.models import Office

HERE = {"here": "phrases"}
MOST_OFFICES = 300
# steps with words of one's own, the ones said most often first
SPOKEN = (
    *("resolve", "ask_more", "send_back", "pass_up", "transfer", "place", "dispatch", "verify", "accept"),
    *(
        "fail_check",
        "pass_check",
        "propose_refuse",
        "refer",
        "propose_extend",
        "propose_pause",
        "propose_list",
    ),
)


def label(step: str) -> str:
    return str(STEPS[step].button)


def _offices(request: HttpRequest) -> list[Office]:
    """Whose canned answers this person keeps; their own office first."""
    paths = areas(request.actor.standings, phrasing.KEEP)  # type: ignore[attr-defined]
    found = Office.objects.filter(inside(paths, "area__path")).select_related("area")
    own = shell.offices(request)
    return sorted(found.order_by("area__path", "id")[:MOST_OFFICES], key=lambda one: one.pk not in own)


def _chosen(request: HttpRequest, offices: list[Office]) -> Office:
    asked = request.GET.get("office", "")
    return next((one for one in offices if str(one.pk) == asked), offices[0])


class PhraseSheet(sheets.Sheet):
    """`first` holds what is there already; the step of one that is there does not change."""

    about = {"phrase_without_name": "name", "phrase_known": "name", "empty_words": "words"}

    def __init__(self, data: Any = None, *, phrase: Phrase | None = None) -> None:
        super().__init__(data)
        if phrase is None:
            self.fields["verb"] = forms.ChoiceField(
                label=_("In which step?"), choices=[(one, label(one)) for one in SPOKEN]
            )
        self.fields["name"] = Tidy(
            label=_("What is it called?"),
            help_text=_("A few words by which it is found in the list."),
            max_length=phrasing.LONGEST_NAME,
            initial=phrase.name if phrase else "",
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            error_messages={"required": told(*words.refusal_words("phrase_without_name", {}))},
        )
        self.fields["words"] = Tidy(
            label=_("The words"),
            help_text=_("As a resident should read them. Nothing about a person: everybody here uses them."),
            max_length=phrasing.LONGEST_WORDS,
            initial=phrase.words if phrase else "",
            widget=forms.Textarea(attrs={"rows": 5}),
            error_messages={"required": _("Write the words that are put into the form.")},
        )


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    request.actor.require(phrasing.KEEP)  # type: ignore[attr-defined]
    offices = _offices(request)
    office = _chosen(request, offices)
    rows = sorted(phrases.kept().filter(office=office), key=lambda one: (_order(one.verb), one.name))
    groups = [(label(verb), list(some)) for verb, some in groupby(rows, key=lambda one: one.verb)]
    context = {"offices": offices, "office": office, "groups": groups}
    return shell.page(request, "desk/phrases/start.html", HERE | context)


def _order(step: str) -> int:
    return SPOKEN.index(step) if step in SPOKEN else len(SPOKEN)


def _page(office: Office, title: str, button: str) -> dict[str, Any]:
    back = f"{reverse('desk:phrases')}?office={office.pk}"
    return {
        **HERE,
        "title": title,
        "button": button,
        "lead": _("For %(office)s and all below it.") % {"office": localized(office, "name")},
        "back": back,
        "crumbs": [(_("Canned answers"), back)],
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    request.actor.require(phrasing.KEEP)  # type: ignore[attr-defined]
    office = _chosen(request, _offices(request))
    page = _page(office, _("Add a canned answer"), _("Add it"))

    def work(values: dict[str, Any]) -> dict[str, Any]:
        phrasing.add_phrase(office, **values, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    def then(answer: dict[str, Any]) -> HttpResponse:
        notes.success(request, _("Added. It can be chosen in the form from now on."))
        return redirect(page["back"])

    return sheets.handle(request, PhraseSheet(request.POST or None), page, work, then)


def _phrase(request: HttpRequest, pk: int) -> Phrase:
    request.actor.require(phrasing.KEEP)  # type: ignore[attr-defined]
    found = phrases.kept().select_related("office__area").filter(pk=pk).first()
    if found is None or request.actor.refusal(phrasing.KEEP, found.office.area.path) is not None:  # type: ignore[attr-defined]
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    phrase = _phrase(request, pk)
    page = _page(phrase.office, f"{label(phrase.verb)}{_(': ')}{phrase.name}", _("Keep it so")) | {
        "phrase": phrase
    }

    def work(values: dict[str, Any]) -> dict[str, Any]:
        phrasing.change_phrase(phrase, **values, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    def then(answer: dict[str, Any]) -> HttpResponse:
        notes.success(request, _("Changed. What was written with the old words stays as it is."))
        return redirect(page["back"])

    sheet = PhraseSheet(request.POST or None, phrase=phrase)
    return sheets.handle(request, sheet, page, work, then, template="desk/phrases/change.html")


@login_required
@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    phrase = _phrase(request, pk)
    phrasing.retire_phrase(phrase, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    notes.success(request, _("Retired: it is offered no more."))
    return redirect(f"{reverse('desk:phrases')}?office={phrase.office_id}")
