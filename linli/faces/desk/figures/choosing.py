"""What figures are of, as the address says it: a place of one's own (or one's own office), months, one matter, a view.

An address that is not understood is answered with what stands there first: figures are looked at, nothing is lost. A
place that is not one's own is not there (404).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import Http404, HttpRequest, QueryDict

from linli.cases.models import Category
from linli.common.paths import covers
from linli.faces.templatetags.linli import localized
from linli.insights.queries import Months, Where, back, month_of
from linli.people.models import Office
from linli.territory.models import Area

SPANS = (1, 3, 12)
VIEWS = ("all", "area", "matter", "office", "days", "time")
MOST_PLACES = 150  # more than that and a select helps nobody; then the lowest level is left out
MONTHS_BACK = 24
LEVELS = ("prefecture", "county", "township", "community", "grid")
_NAMED = ("path", "level", "name", "name_en", "parent__name", "parent__name_en")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A place (and perhaps one office or one matter in it), the months, the view."""

    area: Area
    where: Where
    months: Months
    span: int
    view: str
    office: Office | None = None
    matter: Category | None = None
    whole: bool = False  # tables with every row, not only the first ones

    def query(self, **other: object) -> str:
        """The address of the same thing, with something else: `query(view="area")`; "" takes a part away."""
        parts: dict[str, object] = {
            "area": self.area.path,
            "month": self.months.last,
            "span": self.span,
            "by": self.view,
            "office": self.office.pk if self.office else "",
            "matter": self.matter.pk if self.matter else "",
        } | other
        return urlencode({key: value for key, value in parts.items() if value not in ("", None)})


def own_places(request: HttpRequest, shown: Area | None) -> list[tuple[str, str]]:
    """Areas of one's own and those below, as many levels as a select can hold, and the one that is shown: paths and
    names."""
    inside_own = Area.objects.visible_to(request.scope).standing(request.now)  # type: ignore[attr-defined]
    numbers = dict(inside_own.filter(level__in=LEVELS).values_list("level").annotate(n=Count("pk")))
    levels: list[str] = []
    for level in LEVELS:
        if sum(numbers.get(one, 0) for one in (*levels, level)) <= MOST_PLACES:
            levels.append(level)
    rows = inside_own.filter(level__in=levels).values_list(*_NAMED, named=True)
    found = {
        row.path: _place_name(row.level, localized(row, "name"), localized(row, "parent__name"))
        for row in rows
    }
    if shown is not None and found and shown.path not in found:
        over = localized(shown.parent, "name") if shown.parent else ""
        found[shown.path] = _place_name(shown.level, localized(shown, "name"), over)
    return sorted(found.items())


def _place_name(level: str, name: str, over: str) -> str:
    """A grid is told with its community: every community has a first grid."""
    return f"{over} · {name}" if level == "grid" and over else name


def own_offices(request: HttpRequest) -> list[Office]:
    """Offices that see only what was handed to them: they see what became of it, and nothing else."""
    if request.scope.areas:  # type: ignore[attr-defined]
        return []
    ids = request.scope.handed  # type: ignore[attr-defined]
    return list(Office.objects.filter(pk__in=ids, kind="department").select_related("area").order_by("pk"))


def chosen(request: HttpRequest, asked: QueryDict | None = None) -> Chosen | None:
    """What the address chose; None where this person has nothing to count."""
    asked = asked if asked is not None else request.GET
    offices = own_offices(request)
    months, span = _months(request, asked)
    view = asked.get("by", "")
    view = view if view in VIEWS else "all"
    if offices:
        office = next((one for one in offices if str(one.pk) == asked.get("office")), offices[0])
        where = Where(office.area.path, "office", office.pk)
        return Chosen(
            office.area, where, months, span, view if view in ("all", "time") else "all", office=office
        )
    area = _area(request, asked.get("area", ""))
    if area is None:
        return None
    found_office = _row(Office, asked.get("office", ""))
    if found_office is not None:
        return Chosen(
            area,
            Where(area.path, "office", found_office.pk),
            months,
            span,
            _narrow(view),
            office=found_office,
        )
    matter = _row(Category, asked.get("matter", ""))
    if matter is not None:
        return Chosen(area, Where(area.path, "matter", matter.pk), months, span, _narrow(view), matter=matter)
    return Chosen(area, Where(area.path), months, span, view, whole="all" in asked)


def must(request: HttpRequest) -> Chosen:
    found = chosen(request)
    if found is None:
        raise Http404
    return found


def _narrow(view: str) -> str:
    """Of one office or one matter there is no table by office or matter."""
    return view if view in ("all", "area", "time") else "all"


def _area(request: HttpRequest, path: str) -> Area | None:
    own = request.scope.areas  # type: ignore[attr-defined]
    if not path and own:
        path = own[0]
    if not path:
        return None
    area = Area.objects.select_related("parent").filter(path=path).first()
    if area is None or not any(covers(one, area.path) for one in own):
        raise Http404
    return area


def _row(model: type, text: str) -> Any:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        return None
    return model.objects.filter(pk=int(text)).first()  # type: ignore[attr-defined]


def _months(request: HttpRequest, asked: QueryDict) -> tuple[Months, int]:
    this = month_of(request.now)  # type: ignore[attr-defined]
    month = asked.get("month", "")
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", month):
        month = this
    span = next((one for one in SPANS if str(one) == asked.get("span")), SPANS[0])
    return Months.ending(month, span), span


def months_to_choose(request: HttpRequest) -> list[str]:
    this = month_of(request.now)  # type: ignore[attr-defined]
    return [back(this, n) for n in range(MONTHS_BACK)]
