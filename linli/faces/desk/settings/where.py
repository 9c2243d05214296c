"""Whose rules a page speaks of: those of everywhere, or of one area; where a value there comes from, who changes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.common.paths import covers
from linli.faces.desk.catalogue import seen
from linli.faces.templatetags.linli import localized
from linli.office import registry
from linli.office.actions.deciding import KEEP
from linli.office.queries import Decided, decided, may_differ
from linli.territory.models import Area

ALL = "all"  # in an address, where others have the number of an area
EVERYWHERE: dict[str, Any] = {  # by the level of the area over all
    "township": gettext_lazy("one for the whole sub-district"),
    "county": gettext_lazy("one for the whole district"),
}
OWN: dict[str, Any] = {
    "county": gettext_lazy("this district's own"),
    "township": gettext_lazy("this sub-district's own"),
    "community": gettext_lazy("this community's own"),
}


@dataclass(frozen=True)
class Where:
    """What a page of rules speaks of: `area` None is everywhere; `top` is the area over all, if one is drawn."""

    area: Area | None
    top: Area | None
    keeps: bool  # may this person change what an area may have of its own?
    rules: Decided = field(repr=False)
    names: dict[str, str] = field(repr=False)  # of areas above that may have rules of their own, by path

    @property
    def path(self) -> str:
        return self.area.path if self.area else ""

    @property
    def code(self) -> str:
        return str(self.area.pk) if self.area else ALL

    @property
    def query(self) -> str:
        return f"?area={self.code}"

    @property
    def label(self) -> str:
        """As the list of areas names it."""
        if self.area is not None:
            return str(localized(self.area, "name"))
        return (
            _("%(area)s, everywhere") % {"area": localized(self.top, "name")} if self.top else _("Everywhere")
        )

    def may_change(self, name: str) -> bool:
        return self.keeps and (self.area is None or may_differ(name))

    def has_own(self, name: str) -> bool:
        """Was it decided for this very area?"""
        found = self.rules.stands(name, self.path)
        return self.area is not None and found is not None and found[0] == self.path

    def source(self, name: str) -> str:
        """Where the value comes from that holds here."""
        found = self.rules.stands(name, self.path)
        if self.has_own(name):
            return str(OWN.get(self.area.level, _("its own"))) if self.area else ""
        if found is not None and found[0]:
            return _("as in %(area)s") % {"area": self.names.get(found[0], found[0])}
        if not may_differ(name) or found is not None:
            return str(EVERYWHERE.get(self.top.level if self.top else "", _("one for everybody")))
        return _("as it comes with LinLi")


def choices(request: HttpRequest) -> list[Where]:
    """What this person may look at, the widest first: everywhere for whom nobody stands above, else their areas."""
    now: Any = request.now  # type: ignore[attr-defined]
    rules, over = decided(), registry.top(now)
    areas = seen.places(request)
    wide = any(covers(path, over) for path in seen.tops(request))
    own = {path for found in rules.values.values() for path in found if path}
    above = Area.objects.filter(path__in=own | {over})
    drawn = {area.path: area for area in above}
    names = {path: str(localized(area, "name")) for path, area in drawn.items()}
    shown: list[Area | None] = [None] if wide else []
    shown += [one for one in areas if one.path in own or not covers(one.path, over)]
    return [
        Where(
            area=one,
            top=drawn.get(over),
            keeps=seen.keeps(request, one.path if one else over, verb=KEEP),
            rules=rules,
            names=names,
        )
        for one in shown or [None]
    ]


def chosen(request: HttpRequest, found: list[Where]) -> Where:
    """The one that was asked for, else the first. Raises Http404: what is written never lands in another area."""
    asked = request.GET.get("area")
    fits = [one for one in found if asked in (None, one.code)]
    if not fits:
        raise Http404
    return fits[0]
