"""The catalogue as text, on its way in: checked with its lines, compared, confirmed. Nothing is kept before that."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from linli.cases import actions
from linli.cases.catalogue import Matter, Problem, Unreadable, changes, check, load
from linli.cases.catalogue.text import LARGEST
from linli.cases.matters import in_use, matters
from linli.cases.models import CatalogueVersion
from linli.common.refusals import refuse
from linli.faces.desk import shell
from linli.faces.desk.catalogue import seen, views, words
from linli.faces.desk.catalogue.changing import around, written
from linli.faces.desk.catalogue.fields import reason_field
from linli.faces.desk.sheets import Sheet, handle

MOST_FAULTS = 60
PAGE = "desk/catalogue/import.html"


class TextSheet(Sheet):
    about = {"say_why": "reason"}
    text = forms.CharField(
        label=_("The catalogue as text"),
        help_text=_("Here it can be mended, too, before it is looked at again."),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        strip=False,
        error_messages={"required": _("Choose a file, or paste the text.")},
    )
    stood = forms.IntegerField(required=False, widget=forms.HiddenInput)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Choose a file or paste; look at faults and differences; say why, and take it over."""
    request.actor.require(seen.KEEP)  # type: ignore[attr-defined]
    page = around(str(_("Bring a catalogue")), reverse("desk:catalogue"))
    if request.method != "POST":
        return shell.page(request, PAGE, page | {"form": TextSheet()})
    found, problems = _given(request)
    text = request.POST.get("text", "") if found is None else found
    wants = request.POST.get("do") == "take"
    data = request.POST.copy()
    data["text"], data["stood"] = text, request.POST.get("stood", "") if wants else str(_stands())
    after: tuple[Matter, ...] = ()
    if text.strip() and not problems:
        after, problems = _read(text)
    if not text.strip() and not problems:
        return shell.page(request, PAGE, page | {"form": TextSheet(data)}, status=422)
    page |= _looked(after, problems)
    if wants and not problems:
        sheet = TextSheet(data)
        sheet.fields["reason"] = reason_field()
        return handle(
            request, sheet, page, lambda said: _take(request, said, after), _then(request), template=PAGE
        )
    page["form"] = _unbound(data)
    return shell.page(request, PAGE, page, status=422 if problems else 200)


def _unbound(data: Any) -> TextSheet:
    """To be confirmed: what was read, with the reason still to be said."""
    sheet = TextSheet(initial={"text": data["text"], "stood": data["stood"]})
    sheet.fields["reason"] = reason_field()
    return sheet


def _given(request: HttpRequest) -> tuple[str | None, tuple[Problem, ...]]:
    """The text of the file that was chosen; None where there is none."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return None, ()
    if (file.size or 0) > LARGEST * 4:
        return "", (Problem("too_large"),)
    try:
        return file.read().decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return "", (Problem("not_utf8"),)


def _read(text: str) -> tuple[tuple[Matter, ...], tuple[Problem, ...]]:
    try:
        found = load(text.replace("\r\n", "\n"))
    except Unreadable as error:
        return (), error.problems
    return found, check(found, set(in_use()))


def _looked(after: tuple[Matter, ...], problems: tuple[Problem, ...]) -> dict[str, Any]:
    before, used = matters(), in_use()
    names = {one.code: one.name for one in (*before, *after)}
    told = [words.fault(problem, names, used) for problem in problems[:MOST_FAULTS]]
    found = () if problems else changes(before, after)
    return {
        "faults": told,
        "number_of_faults": len(problems),
        "changes": views.told(found, before, after),
        "same": not problems and not found,
        "looked": True,
        "number": len(after),
    }


def _stands() -> int:
    """The number of the version that the differences were shown against."""
    return CatalogueVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0


def _take(request: HttpRequest, values: dict[str, Any], after: tuple[Matter, ...]) -> dict[str, Any]:
    if values["stood"] != _stands():
        raise refuse("catalogue_moved")
    by, at = request.actor, request.now  # type: ignore[attr-defined]
    return {"number": actions.change_catalogue(after, reason=values["reason"], by=by, at=at).number}


def _then(request: HttpRequest) -> Any:
    return lambda answer: written(request, answer["number"])
