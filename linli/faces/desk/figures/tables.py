"""The same few figures place by place, matter by matter, office by office, month by month."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.cases.models import Category
from linli.faces import words
from linli.faces.desk.figures import wording
from linli.faces.desk.figures.choosing import Chosen
from linli.faces.desk.figures.showing import TREND, Cell, Told, share_cell
from linli.faces.templatetags.linli import localized
from linli.insights import queries
from linli.insights.figures import FIGURE, Sums, hidden, median
from linli.insights.queries import Days, Months, Now
from linli.people.models import Office

COLUMNS = ("received", "not_on_time", "on_time", "solved", "satisfied", "redone")
MOST_ROWS = 40  # unless all are asked for
MOST_READ = 20_000  # requests among which the late ones are looked up one by one
MOST_MATTERS = 3  # named beside the office that is late most
_NONE = Sums()


@dataclass(frozen=True, slots=True)
class Part:
    """A place, matter, office or month, and where a click on it leads."""

    label: str
    link: str
    sums: Sums
    days: Days = field(default_factory=dict)
    now: Now | None = None
    office: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """A part as it is told; a cell with a link is what somebody has to look into."""

    label: str
    link: str
    cells: tuple[Cell, ...]
    days: str
    now: Now | None
    office: int


@dataclass(frozen=True, slots=True)
class Latest:
    """The office that is late most, with how many, and with what."""

    name: str
    number: int
    matters: str
    link: str


def table(told: Told) -> tuple[list[Row], int]:
    """The rows of the chosen view, and how many more there are. Where the parts add up to the whole, what few residents
    said cannot be worked out from it."""
    parts = _PARTS[told.what.view](told)
    most = max((part.sums["received"] for part in parts), default=0) or 1
    answered = {str(n): one.sums["answered"] for n, one in enumerate(parts)}
    if told.what.view == "area":
        hide = hidden(answered, told=not told.sums.hush)  # as the pages of these areas do
    else:  # all parts of a whole that keeps silent would tell it
        hide = frozenset(answered) if told.sums.hush else hidden(answered)
    if told.what.view == "time":  # above the table stands the sum of the newest of these months too
        hide |= hidden({key: answered[key] for key in list(answered)[: told.what.span]})
    shown = parts[: _most(told.what)]
    rows = [
        Row(
            part.label,
            part.link,
            tuple(_cell(part, code, most, hide=str(n) in hide) for code in COLUMNS),
            wording.days(median(part.days)),
            part.now,
            part.office,
        )
        for n, part in enumerate(shown)
    ]
    return rows, len(parts) - len(shown)


def _most(what: Chosen) -> int | None:
    return None if what.whole else MOST_ROWS


def _cell(part: Part, code: str, most: int, *, hide: bool) -> Cell:
    sums = part.sums
    if code == "not_on_time":
        late = queries.number_of(code, sums)
        return Cell(str(late), link=_rows(part.link, code) if late and part.link else "")
    if code == "received":
        return Cell(str(sums[code]), width=round(sums[code] * 100 / most))
    return share_cell(sums, FIGURE[code], hide=hide)


def _rows(link: str, code: str) -> str:
    return f"{reverse('desk:figure_rows')}{link}&figure={code}"


def latest(told: Told, rows: list[Row]) -> Latest | None:
    """Of the table by office, where who is late most stands first; None where nothing of these months is late. Of very
    many the matters are not read."""
    if not rows or not (cell := rows[0].cells[COLUMNS.index("not_on_time")]).link:
        return None
    return Latest(rows[0].label, int(cell.text), _late_matters(told, rows[0].office), cell.link)


def _late_matters(told: Told, office: int) -> str:
    """水管漏水 3、停水 1: the most first."""
    if told.sums["received"] > MOST_READ:
        return ""
    where = queries.Where(told.what.area.path, "office", office)
    late = queries.late_by_matter(where, told.what.months, told.today)[:MOST_MATTERS]
    names = _names(Category, [key for key, _number in late if key])
    return _(", ").join(f"{names.get(key or 0, _('no matter named yet'))} {number}" for key, number in late)


def _by_area(told: Told) -> list[Part]:
    what = told.what
    areas = queries.places_below(what.area, told.now)
    paths = [area.path for area in areas]
    sums = queries.by_area(what.where, paths, what.months, told.today, queries.BRIEF)
    days = queries.days_by_area(what.where, paths, what.months)
    whole = bool(paths) and what.where.slice == "all"
    now = told.standing.by_area(len(paths[0])) if whole else {}
    here = what.query(area="")
    parts = [
        Part(
            localized(area, "name"),
            f"?{here}&area={area.path}",
            sums.get(area.path, Sums()),
            days.get(area.path, {}),
            now.get(area.path, Now()) if whole else None,
        )
        for area in areas
    ]
    rest = told.sums - sum(sums.values(), start=Sums())
    if parts and rest["received"]:
        parts.append(Part(_("not told by place"), "", rest))
    return parts


def _by_matter(told: Told) -> list[Part]:
    what = told.what
    sums = queries.by_key(what.area.path, "matter", what.months, told.today, queries.BRIEF)
    order = sorted(sums, key=lambda key: (-sums[key]["received"], key))
    days = queries.days_by_key(what.area.path, "matter", what.months, order[: _most(what)])
    names = _names(Category, order[: _most(what)])
    here = what.query(by="all")
    return [
        Part(
            names.get(key, _("no matter named yet")),
            f"?{here}&matter={key}" if key else "",
            sums[key],
            days.get(str(key), {}),
        )
        for key in order
    ]


def _by_office(told: Told) -> list[Part]:
    what = told.what
    sums = queries.by_key(what.area.path, "office", what.months, told.today, queries.BRIEF)
    now = told.standing.by_office()
    order = sorted({*sums, *now}, key=lambda key: _late_first(sums.get(key, _NONE), now.get(key), key))
    names = _names(Office, order[: _most(what)])
    days = queries.days_by_key(what.area.path, "office", what.months, order[: _most(what)])
    here = what.query(by="all")
    return [
        Part(
            names.get(key, ""),
            f"?{here}&office={key}",
            sums.get(key, _NONE),
            days.get(str(key), {}),
            now.get(key, Now()),
            key,
        )
        for key in order
    ]


def _late_first(sums: Sums, now: Now | None, key: int) -> tuple[int, ...]:
    """What a head asks first: who is late most."""
    return -queries.number_of("not_on_time", sums), -(now or Now()).overdue, -sums["received"], key


def _names(model: type[Category | Office], keys: list[int]) -> dict[int, str]:
    """Of those that are shown."""
    rows = model.objects.filter(pk__in=keys).values_list("pk", "name", "name_en", named=True)
    return {row.pk: localized(row, "name") for row in rows}


def _by_month(told: Told) -> list[Part]:
    what = told.what
    span = Months.ending(what.months.last, TREND)
    days = queries.days_by_month(what.where, span)
    return [
        Part(
            words.month(month),
            f"?{what.query(month=month, span=1, by='all')}",
            told.months.get(month, Sums()),
            days.get(month, {}),
        )
        for month in reversed(span.each())
    ]


_PARTS = {"area": _by_area, "matter": _by_matter, "office": _by_office, "time": _by_month}
