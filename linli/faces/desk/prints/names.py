"""A volume with names: one person asks and says what for, a second one of the same office says yes or no."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from linli.common.refusals import Refused
from linli.faces import errors
from linli.faces.desk.forms import Option
from linli.faces.desk.prints.choosing import Ground, chosen
from linli.faces.desk.sheets import Sheet, handle
from linli.faces.templatetags.linli import localized
from linli.office.models import Job
from linli.people import volumes
from linli.people.actions import printing as verbs
from linli.territory.models import Area

REASONS = {
    "visits": gettext_lazy("visits where there is no network"),
    "handover": gettext_lazy("handing a grid over"),
    "evacuation": gettext_lazy("preparing an evacuation before a flood"),
    "check": gettext_lazy("checking the register"),
}
NOTHING = gettext_lazy("Choose what it is needed for")


class AskSheet(Sheet):
    about = {"name_reason": "reason"}
    reason = forms.ChoiceField(
        label=gettext_lazy("What is it needed for?"),
        help_text=gettext_lazy("It stands on each page, beside your name and a number."),
        choices=[("", NOTHING), *REASONS.items()],
        error_messages={
            "required": gettext_lazy("Choose one."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )


class ConfirmSheet(Sheet):
    answer = forms.ChoiceField(
        label=gettext_lazy("Shall it be printed?"),
        widget=forms.RadioSelect,
        choices=[
            (
                "no",
                Option(
                    gettext_lazy("No, do not print it"),
                    gettext_lazy("The request is over. Nobody has to say why."),
                ),
            ),
            (
                "yes",
                Option(
                    gettext_lazy("Yes, print it"),
                    gettext_lazy(
                        "You answer for it together: that it is needed, and that it is destroyed after use."
                    ),
                ),
            ),
        ],
        error_messages={
            "required": gettext_lazy("Choose one."),
            "invalid_choice": gettext_lazy("Choose one of the list."),
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    place = _area(request)
    by, now = request.actor, request.now  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> dict[str, Any]:
        return {"job": str(verbs.ask_named_volume(place.area, reason=values["reason"], by=by, at=now).uuid)}

    return handle(
        request,
        AskSheet(request.POST if request.method == "POST" else None),
        _page(place.area, _("Ask for a volume with names"))
        | {
            "lead": _(
                "It holds the names of the heads of households and the last four digits of their numbers. "
                "A second person of your office must say yes before it is made."
            ),
            "button": _("Ask for it"),
            "back": f"{reverse('desk:prints')}?{place.query}",
        },
        work,
        lambda answer: redirect("desk:job", uuid=answer["job"]),
    )


def _area(request: HttpRequest) -> Ground:
    """The area stands in the address for GET and POST alike; 404 for what is no volume, Refused without the right."""
    request.actor.require("contact.export")  # type: ignore[attr-defined]
    place = chosen(request, request.GET)
    if place.area.level not in volumes.LEVELS:
        raise Http404
    request.actor.require("contact.export", place.area.path)  # type: ignore[attr-defined]
    return place


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    by, now = request.actor, request.now  # type: ignore[attr-defined]
    job = get_object_or_404(Job.objects.select_related("user"), uuid=uuid, kind=verbs.NAMED)
    if by.refusal("contact.export", job.area_path) is not None:
        raise Http404
    try:
        verbs.may_answer(job, by, now)
    except Refused as error:
        return errors.page(
            request, error.refusal.code, status=409 if error.refusal.code == "job_not_waiting" else 403
        )
    area = get_object_or_404(Area, path=job.area_path)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        verb = verbs.confirm_named_volume if values["answer"] == "yes" else verbs.decline_named_volume
        verb(job, by=by, at=now)
        return {"answer": values["answer"]}

    def then(answer: dict[str, Any]) -> HttpResponse:
        said = {"yes": _("It is being printed; only who asked can fetch it."), "no": _("It is not printed.")}
        notes.success(request, said[answer["answer"]])
        return redirect("desk:prints")

    lead = _(
        "%(name)s asks for the volume of %(area)s with names, for: %(reason)s. In it stand %(n)s households, each with "
        "the name of its head and the last four digits of the number; on each page stand the asker and a number."
    ) % {
        "name": job.user.name if job.user else "",
        "area": localized(area, "name"),
        "reason": REASONS[job.params["reason"]],
        "n": volumes.number_of_households(area),
    }
    return handle(
        request,
        ConfirmSheet(request.POST if request.method == "POST" else None),
        _page(area, _("A volume with names"))
        | {"lead": lead, "button": _("Say so"), "back": reverse("desk:prints")},
        work,
        then,
    )


def _page(area: Area, title: str) -> dict[str, Any]:
    start = reverse("desk:prints")
    return {
        "here": "prints",
        "title": title,
        "crumbs": [(_("Prints"), start), (localized(area, "name"), f"{start}?area={area.path}")],
    }
