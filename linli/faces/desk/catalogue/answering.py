"""Who answers for what here: roles of the catalogue against offices, the nearest area counts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import actions
from linli.cases.catalogue import LOCAL, OFFICES
from linli.cases.matters import answering
from linli.cases.models import Answerer
from linli.common.paths import subtree
from linli.faces.desk import shell
from linli.faces.desk.catalogue import seen, words
from linli.faces.desk.catalogue.changing import around
from linli.faces.desk.catalogue.views import HERE
from linli.faces.desk.forms import PickPlace
from linli.faces.desk.sheets import Sheet, handle
from linli.faces.templatetags.linli import localized
from linli.people.models import Office
from linli.territory.models import Area

ANSWER = ("community", "township", "county", "prefecture", "department", "property", "utility", "partner")
MOST_NAMED = 6  # matters of a role that its line names
MOST_OFFICES = 300


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Every role that a matter needs, gaps first, at one area."""
    seen.read(request)
    places = seen.places(request)
    place = seen.place(request, places)
    lines: list[dict[str, Any]] = [
        {
            "line": line,
            "role": words.role(line.role),
            "local": line.role in LOCAL,
            "matters": line.matters[:MOST_NAMED],
            "more": max(0, len(line.matters) - MOST_NAMED),
        }
        for line in (answering(place.path) if place else [])
    ]
    context = {
        "places": places,
        "place": place,
        "lines": lines,
        "gaps": sum(line["line"].is_gap for line in lines),
        "keeps": place is not None and seen.keeps(request, place.path),
    }
    return shell.page(request, "desk/catalogue/answerers.html", HERE | context)


def say(office: Office) -> str:
    return f"{localized(office, 'name')} · {localized(office.area, 'name')}"


class AnswererSheet(Sheet):
    def __init__(self, data: Any, *, areas: list[Area], offices: list[Office], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["area"] = PickPlace(
            areas,
            say=lambda area: localized(area, "name"),
            path_of=lambda area: area.path,
            label=_("In which area, and all below it?"),
        )
        self.fields["office"] = PickPlace(
            offices,
            say=say,
            path_of=lambda office: office.area.path,
            none=_("none: as above"),
            label=_("Which office answers there?"),
            required=False,
            help_text=_(
                "Choose none to take back what was said for this area: the one named above counts again."
            ),
        )
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = _(
                "This one is no longer in the list. Choose another one."
            )
        self.fields["area"].error_messages["required"] = _("Choose an area.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, role: str) -> HttpResponse:
    """Say who answers for one role in an area; the nearest area counts."""
    request.actor.require(seen.KEEP)  # type: ignore[attr-defined]
    if role not in OFFICES and not Answerer.objects.filter(role=role).exists():
        raise Http404
    areas = seen.places(request, seen.KEEP)
    place = seen.place(request, areas)
    named = Answerer.objects.filter(role=role, area=place).values_list("office", flat=True).first()
    first = {"area": str(place.pk) if place else "", "office": str(named or "")}
    sheet = AnswererSheet(
        request.POST or None, areas=areas, offices=_offices(seen.tops(request, seen.KEEP)), initial=first
    )
    address = reverse("desk:answerers") + (f"?area={place.pk}" if place else "")
    page = around(_("Who answers: %(role)s") % {"role": words.role(role)}, address, button=_("Write it"))
    page["crumbs"].append((_("Who answers"), address))

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        actions.name_answerer(role, values["area"], values["office"], by=by, at=at)
        return {"area": values["area"].pk, "named": values["office"] is not None}

    def then(answer: dict[str, Any]) -> HttpResponse:
        notes.success(request, _("Written down.") if answer["named"] else _("Taken back."))
        return redirect(reverse("desk:answerers") + f"?area={answer['area']}")

    return handle(request, sheet, page, work, then)


def _offices(paths: tuple[str, ...]) -> list[Office]:
    """Offices of these areas and those above them with their departments; of too many, those above stay."""
    here = Q(pk__in=[])
    for path in paths:
        above = [path[:n] for n in range(1, len(path) + 1)]
        here |= Q(area__path__range=subtree(path)) | Q(area__path__in=above)
    found = Office.objects.filter(here, kind__in=ANSWER).select_related("area")
    return list(found.order_by(Length("area__path"), "area__path", "pk")[:MOST_OFFICES])
