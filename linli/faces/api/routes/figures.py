"""Figures of an area month by month, as they are kept; what would point at somebody is not told."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from ninja import Query, Router
from pydantic import Field

from linli.faces.api import schemas
from linli.faces.api.keys import Caller, Key, caller
from linli.faces.api.routes.naming import area_of
from linli.faces.api.schemas.common import AreaCode, In, MonthCode
from linli.faces.api.told import Wrong
from linli.insights.figures import FIGURES, Figure, Sums, hidden
from linli.insights.queries import Beside, Months, Where, back, by_month, month_of
from linli.people.models import Reach

router = Router(tags=["figures"])
MOST_MONTHS = 24


class WantedFigures(In):
    """Of where and when."""

    area: AreaCode | None = Field(None, description=_("an area in reach; the key's own where it is left out"))
    first: MonthCode | None = Field(None, description=_("the first month, 2026-01; eleven before the last"))
    last: MonthCode | None = Field(None, description=_("the last month; this one where it is left out"))


@router.get(
    "/figures",
    auth=Key("figures:read"),
    response=schemas.Figures,
    operation_id="read_figures",
    summary=_("Figures by month"),
    description=_(
        "Requests count in the month in which they came. A department gets those that were handed to it. What residents"
        " answered is not told of fewer than five, nor of the month that would give these away."
    ),
)
def read_figures(request: HttpRequest, wanted: Query[WantedFigures]) -> Any:
    me = caller(request)
    months, where = _months(me, wanted), _where(me, wanted)
    # whole years are read, so that what is hidden does not change with the months that are asked for
    years = Months(f"{months.first[:4]}-01", f"{months.last[:4]}-12")
    sums = by_month(where, years, localdate(me.now))
    hide = _hidden(sums) | _given_away(Beside(where, years, me.now), years)
    return schemas.Figures(
        area=where.path,
        office=where.key if where.slice == "office" else None,
        items=[
            schemas.Month(
                month=month,
                figures=[_told(one, sums.get(month, Sums()), month in hide) for one in FIGURES],
            )
            for month in months.each()
        ],
    )


def _months(me: Caller, wanted: WantedFigures) -> Months:
    last = wanted.last or month_of(me.now)
    first = wanted.first or back(last, 11)
    if not first <= last or len(Months(first, min(last, back(first, -MOST_MONTHS))).each()) > MOST_MONTHS:
        raise Wrong("first", "too_many_months", where="query", most=MOST_MONTHS)
    return Months(first, last)


def _where(me: Caller, wanted: WantedFigures) -> Where:
    if me.post.reach == Reach.HANDED and me.post.office_kind == "department":
        return Where(me.post.area_path, "office", me.post.office_id)
    if wanted.area is not None:
        return Where(area_of(me, wanted.area, where="query").path)
    if not me.scope.areas:
        raise Http404
    return Where(me.scope.areas[0])


def _hidden(sums: dict[str, Sums]) -> set[str]:
    """Months of which answers are not told: too few, or the one with which these could be worked out."""
    found: set[str] = set()
    for year in {month[:4] for month in sums}:
        found |= hidden({m: one["answered"] for m, one in sums.items() if m.startswith(year)})
    return found


def _given_away(beside: Beside, years: Months) -> set[str]:
    """Months that the tables of the area above leave out, alone or in the sum of their year."""
    alone = {month for month in years.each() if beside.hush(Months(month, month))}
    whole = {month[:4] for month in years.each() if beside.hush(Months(f"{month[:4]}-01", f"{month[:4]}-12"))}
    return alone | {month for month in years.each() if month[:4] in whole}


def _told(figure: Figure, sums: Sums, hide: bool) -> schemas.Figure:
    few = sums.too_few(figure) or (hide and figure.answers and sums.base(figure) > 0)
    return schemas.Figure(
        code=figure.code,
        number=None if few else sums[figure.code],
        base=sums.base(figure) if figure.base else None,
        too_few=few,
    )
