"""A form that does one thing: shown, checked, done once, or shown again with every word that was typed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from linli.common.refusals import Refusal, Refused
from linli.faces import errors, words
from linli.faces.desk import photos, shell
from linli.faces.desk.forms import told
from linli.office.actions import once

HIDDEN = ("csrfmiddlewaretoken", "key", photos.NAME)  # a form sent twice loads its photos up twice
FORM = "desk/sheet.html"


class Sheet(forms.Form):
    """`about`: which field a refusal belongs to; any other stands above the form."""

    use_required_attribute = False
    about: dict[str, str] = {}

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, label_suffix="", **more)
        self.fields["key"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    @property
    def visible_wrong(self) -> int:
        """How many fields carry an error; what stands above the form is not counted."""
        return sum(1 for field in self.visible_fields() if field.errors)

    def refuse(self, refusal: Refusal) -> int:
        """Put a refusal in words where it belongs; returns the status of the page that shows it."""
        name = photos.NAME if refusal.code in photos.CODES else self.about.get(refusal.code)
        at = name if name in self.fields else None
        self.add_error(at, told(*words.refusal_words(refusal.code, refusal.params)))
        return self.status(refusal.code, at)

    def status(self, code: str, at: str | None) -> int:
        """Of the page that tells a refusal, beside the field `at` or above the form."""
        return 422 if at else errors.STATUS.get(code, 403)


def handle(
    request: HttpRequest,
    sheet: Sheet,
    page: dict[str, Any],
    work: Callable[[dict[str, Any]], dict[str, Any]],
    then: Callable[[dict[str, Any]], HttpResponse],
    *,
    secret: bool = False,
    template: str = FORM,
) -> HttpResponse:
    """Show a sheet, or do what it says once and go on with `then(answer)`.

    `work(values)` calls the action. `secret` sheets hold a password or a code: nothing made of them is kept, not even
    the fingerprint that recognises a form sent twice, so their actions must bear being done twice.
    """

    def show(status: int = 200) -> HttpResponse:
        render = shell.page if request.user.is_authenticated else shell.bare
        return render(request, template, {**page, "form": sheet}, status=status)

    if request.method != "POST":
        return show()
    try:
        if photos.NAME in sheet.fields:
            photos.take_in(request, photos.most_of(sheet))
            sheet.data = request.POST
    except Refused as error:
        sheet.data = request.POST
        return show(sheet.refuse(error.refusal))
    except OperationalError as error:
        return show(_trouble(sheet, error))
    if not sheet.is_valid():
        return show(422) if "key" not in sheet.errors else errors.bad_request(request)
    values = {name: value for name, value in sheet.cleaned_data.items() if name != "key"}
    sent = {name: request.POST.getlist(name) for name in request.POST if name not in HIDDEN}
    try:
        if secret:
            return then(work(values))
        body = {"path": request.path, "sent": sent}
        key, now = sheet.cleaned_data["key"], request.now  # type: ignore[attr-defined]
        return then(once(request.actor, key, body, lambda: work(values), at=now))  # type: ignore[attr-defined]
    except Refused as error:
        return show(sheet.refuse(error.refusal))
    except OperationalError as error:
        return show(_trouble(sheet, error))


def _trouble(sheet: Sheet, error: OperationalError) -> int:
    """Busy, or full: nothing was done, and nothing that was typed is lost. Returns the status."""
    code, status = errors.trouble(error) or ("busy", 503)
    sheet.refuse(Refusal(code))
    return status
