"""What the pages of the territory share: the area of an address, the way to it, words for codes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.models import Case
from linli.common.refusals import Refused
from linli.faces.templatetags.linli import localized
from linli.people.models import HEADS, Post
from linli.territory.models import Area, AreaKind, Building, EstateKind, Level, VenueKind
from linli.territory.queries import chain, resolve_code
from linli.territory.queries.impact import Impact

LEVELS: dict[str, Any] = {
    Level.PROVINCE: gettext_lazy("province"),
    Level.PREFECTURE: gettext_lazy("city"),
    Level.COUNTY: gettext_lazy("county"),
    Level.TOWNSHIP: gettext_lazy("sub-district"),
    Level.COMMUNITY: gettext_lazy("community"),
    Level.GRID: gettext_lazy("grid"),
    Level.MICROGRID: gettext_lazy("micro-grid"),
}
KINDS: dict[str, Any] = {
    AreaKind.URBAN: gettext_lazy("urban"),
    AreaKind.RURAL: gettext_lazy("rural"),
    AreaKind.SPECIAL: gettext_lazy("special"),
}
ESTATE_KINDS: dict[str, Any] = {
    EstateKind.COMMERCIAL: gettext_lazy("with property management"),
    EstateKind.INSTITUTION: gettext_lazy("housing of an institution"),
    EstateKind.UNMANAGED: gettext_lazy("without management"),
    EstateKind.SELF_BUILT: gettext_lazy("self-built houses"),
    EstateKind.HAMLET: gettext_lazy("hamlet"),
}
VENUE_KINDS: dict[str, Any] = {
    VenueKind.SHOP: gettext_lazy("shop"),
    VenueKind.CANTEEN: gettext_lazy("food and drink"),
    VenueKind.SCHOOL: gettext_lazy("school, kindergarten"),
    VenueKind.CLINIC: gettext_lazy("clinic, hospital"),
    VenueKind.WORKSHOP: gettext_lazy("factory, workshop"),
    VenueKind.RENTED: gettext_lazy("rented house (shared parts)"),
    VenueKind.STATION: gettext_lazy("station for riders and passers-by"),
    VenueKind.CENTRE: gettext_lazy("community centre"),
    VenueKind.CENTRE_HOME: gettext_lazy("member's open home"),
    VenueKind.CARE: gettext_lazy("care for the old or the young"),
    VenueKind.PARK: gettext_lazy("park, square"),
    VenueKind.OFFICE: gettext_lazy("office, institution"),
}
IMPACTS: dict[str, Any] = {
    "cases.open": gettext_lazy("open requests"),
    "people.offices": gettext_lazy("offices"),
    "people.posts": gettext_lazy("posts that somebody holds"),
    "territory.areas": gettext_lazy("areas below it"),
    "territory.buildings": gettext_lazy("buildings"),
    "territory.estates": gettext_lazy("estates"),
    "territory.households": gettext_lazy("households"),
    "territory.plates": gettext_lazy("door plates"),
    "territory.venues": gettext_lazy("venues"),
}


def area_of(request: HttpRequest, code: str) -> Area:
    """The area of this path if it is in sight, closed ones too."""
    seen = Area.objects.visible_to(request.scope).select_related("parent", "successor")  # type: ignore[attr-defined]
    found = seen.filter(path=code).first()
    if found is None:
        raise Http404
    return found


def moved_to(request: HttpRequest, code: str) -> str | None:
    """Where an address under an old number leads now; None where an area has this number, or it means nothing here."""
    seen = Area.objects.visible_to(request.scope)  # type: ignore[attr-defined]
    if seen.filter(path=code).exists():
        return None
    try:
        area = resolve_code(code, request.now)  # type: ignore[attr-defined]
    except Refused:
        return None
    return area.path if area.path != code and seen.filter(pk=area.pk).exists() else None


def crumbs(request: HttpRequest, area: Area | None = None) -> list[tuple[str, str]]:
    """The way from the tree to an area, as far as it is in sight."""
    found = [(_("Territory"), reverse("desk:territory"))]
    if area is not None:
        scope = request.scope  # type: ignore[attr-defined]
        seen = set(
            Area.objects.visible_to(scope).filter(path__in=_prefixes(area)).values_list("pk", flat=True)
        )
        found += [(localized(a, "name"), address(a)) for a in chain(area.path) if a.pk in seen]
    return found


def _prefixes(area: Area) -> list[str]:
    return [area.path[:n] for n in range(2, len(area.path) + 1)]


def address(area: Area, name: str = "area") -> str:
    return reverse(f"desk:{name}", args=[area.path])


def heads(request: HttpRequest, areas: list[int]) -> dict[int, list[str]]:
    """Area id → who heads its own office now."""
    found: dict[int, list[str]] = {}
    held = Post.objects.held(request.now).filter(role__in=HEADS, office__area_id__in=areas)  # type: ignore[attr-defined]
    own = held.exclude(office__kind="department").select_related("user", "office").order_by("id")
    for post in own:
        names = found.setdefault(post.office.area_id, [])
        if post.user.name not in names:
            names.append(post.user.name)
    return found


def by_number(buildings: Iterable[Building]) -> list[Building]:
    """Estate by estate, 9 栋 before 10 栋."""

    def key(building: Building) -> tuple[str, list[tuple[int, str]], int]:
        parts = re.findall(r"[0-9]+|[^0-9]+", building.name)
        return building.estate.name, [(int(p), "") if p.isdecimal() else (-1, p) for p in parts], building.pk

    return sorted(buildings, key=key)


def figures(impact: Impact, but: Collection[str] = ()) -> list[tuple[Any, int]]:
    """Every count with its words, `but` those that are told in another way."""
    return [(IMPACTS.get(code, code), n) for code, n in impact.counts if code not in but]


def staying(request: HttpRequest, areas: Collection[int]) -> int:
    """Open requests that were written down for these areas without a unit: they follow no door."""
    seen = Case.objects.visible_to(request.scope).open()  # type: ignore[attr-defined]
    return int(seen.filter(area__in=areas, entrance=None).count())


def may(request: HttpRequest, verb: str, path: str) -> bool:
    return request.actor.refusal(verb, path) is None  # type: ignore[attr-defined]
