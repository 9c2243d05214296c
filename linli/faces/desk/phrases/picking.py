"""A canned answer put into a step's form: by a button without JavaScript, on choosing with it."""

from __future__ import annotations

from typing import Any

from django.forms import MultipleChoiceField
from django.http import HttpRequest, QueryDict

from linli.cases import phrases
from linli.cases.models import Case, Phrase
from linli.faces.desk import shell
from linli.faces.desk.forms import StepForm
from linli.faces.desk.photos import PhotosField
from linli.people.models import Office

INTO = "words"  # the field of every step that answers or gives a reason


def offered(request: HttpRequest, case: Case, step: str) -> list[Phrase]:
    """Those of one's own office that has to do with the case: the one that holds it, else the first of one's posts."""
    mine = shell.offices(request)
    if not mine:
        return []
    pk = case.office_id if case.office_id in mine else request.posts[0].office_id  # type: ignore[attr-defined]
    return phrases.offered(Office.objects.select_related("superior").filter(pk=pk).first(), step)


def put_in(form: StepForm, data: QueryDict, found: list[Phrase]) -> dict[str, Any]:
    """What was typed into the form, with the chosen words after it, as the form shows it again."""
    typed: dict[str, Any] = {}
    for name, field in form.fields.items():
        if name in data:
            typed[name] = (
                data.getlist(name) if isinstance(field, MultipleChoiceField | PhotosField) else data[name]
            )
    chosen = next((one for one in found if str(one.pk) == data.get("phrase")), None)
    if chosen is not None:
        before = str(typed.get(INTO, "")).rstrip()
        typed[INTO] = "\n".join(part for part in (before, chosen.words) if part)
    return typed
