"""Figures as the page tells them: cells with a number, a share, a bar, and where a click leads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from linli.faces import words
from linli.faces.desk.figures import wording
from linli.faces.desk.figures.choosing import Chosen
from linli.insights import queries
from linli.insights.figures import FIGURE, FIGURES, TOO_FEW, Figure, Sums, median
from linli.insights.queries import Days, Now, Standing

TREND = 12  # months of the view by month


@dataclass(frozen=True, slots=True)
class Cell:
    """A number or share as it is written; `small` beside it; `width` of its bar out of 100 (None: no bar)."""

    text: str
    small: str = ""
    width: int | None = None
    link: str = ""

    @property
    def in_words(self) -> bool:
        """Words take more room than a number does."""
        return self.text[:1].isalpha()


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of the whole: what it is called, how it is counted, of what, what was left out."""

    figure: Figure
    label: str
    how: str
    count: Cell
    base: str
    share: Cell
    left_out: str
    unwanted: Cell | None


def percent(share: float) -> str:
    """Never rounded up to all, nor down to none."""
    shown = round(share * 100)
    if shown == 100 and share < 1:
        return "99%"
    return "1%" if shown == 0 and share > 0 else f"{shown}%"


def share_cell(sums: Sums, figure: Figure, *, hide: bool = False) -> Cell:
    if figure.answers and sums.base(figure) and (hide or sums.too_few(figure)):
        return Cell(_("too few"), small=_("below %(n)s") % {"n": TOO_FEW})
    share = sums.share(figure)
    if share is None:
        return Cell("–")
    return Cell(percent(share), f"{sums[figure.code]}/{sums.base(figure)}", round(share * 100))


class Told:
    """What stands on the page of one choice."""

    def __init__(self, request: HttpRequest, what: Chosen) -> None:
        self.what = what
        self.now = request.now  # type: ignore[attr-defined]
        self.today = localdate(self.now)
        months = queries.Months.ending(what.months.last, max(TREND, what.span))
        beside = queries.Beside(what.where, months, self.now)
        self.months = {
            month: sums.hushed(beside.hush(queries.Months(month, month)))
            for month, sums in queries.by_month(what.where, months, self.today).items()
        }
        sums = sum((sums for month, sums in self.months.items() if month >= what.months.first), start=Sums())
        self.sums = sums.hushed(beside.hush(what.months))

    @cached_property
    def standing(self) -> Standing:
        return Standing(self.what.area.path, self.now)

    @cached_property
    def _rows(self) -> str:
        return f"{reverse('desk:figure_rows')}?{self.what.query(by='')}&figure="

    def rows_link(self, code: str) -> str:
        return self._rows + code

    def tiles(self) -> list[tuple[str, Cell]]:
        """The few that are looked at first."""
        days = queries.days_of(self.what.where, self.what.months)
        here = [(wording.name("received"), self._count(FIGURE["received"]))]
        here += [(wording.name(code), self._of_what(code)) for code in ("on_time", "solved", "satisfied")]
        done = sum(days.values())
        label = _("Of %(n)s done, half") % {"n": done} if done else _("Half were done")
        return [*here, (label, Cell(wording.half(median(days))))]

    def _of_what(self, code: str) -> Cell:
        """A share on top, where no head of a column says what it is a share of."""
        cell = share_cell(self.sums, FIGURE[code])
        if cell.width is None:
            return cell
        numbers = {"n": self.sums[code], "base": self.sums.base(FIGURE[code])}
        due = FIGURE[code].base == "due"
        return replace(
            cell,
            small=(
                _("%(n)s of %(base)s done or past their date") if due else _("%(n)s of %(base)s who rated")
            )
            % numbers,
        )

    def now_here(self) -> Now | None:
        """What stands now; of one matter it is not kept."""
        match self.what.where.slice:
            case "all":
                return self.standing.all()
            case "office":
                return self.standing.by_office().get(self.what.where.key, Now())
        return None

    def _count(self, figure: Figure) -> Cell:
        if self.sums.too_few(figure):
            few = _("below %(n)s") % {"n": TOO_FEW}
            return Cell(few) if figure.code == "referred" else Cell(_("too few"))
        number = self.sums[figure.code]
        return Cell(str(number), link=self.rows_link(figure.code) if number and figure.rows else "")

    def groups(self) -> list[tuple[str, list[Line]]]:
        """All figures, a few under each heading; parts of what there is none of are left out."""
        idle = {one.code for one in FIGURES if one.base == "by_staff" and not self.sums["by_staff"]}
        return [
            (str(heading), [self._line(FIGURE[code]) for code in codes if code not in idle])
            for heading, codes in wording.GROUPS
        ]

    def _line(self, figure: Figure) -> Line:
        label, how = wording.FIGURES[figure.code]
        if figure.code == "standing" and self.what.office is not None:
            how = _("Of what came in these months and was in its hands; others may have it now.")
        few = self.sums.too_few(figure)
        left = [] if not figure.base else [(code, self.sums[code]) for code in figure.left_out]
        unwanted = None
        if figure.unwanted and not few and (rest := self.sums.base(figure) - self.sums[figure.code]):
            unwanted = Cell(
                f"{wording.UNWANTED[figure.unwanted]} {rest}", link=self.rows_link(figure.unwanted)
            )
        return Line(
            figure,
            str(label),
            str(how),
            self._count(figure),
            str(self.sums.base(figure)) if figure.base else "",
            self._plain_share(figure),
            _(", ").join(f"{wording.LEFT_OUT[code]} {n}" for code, n in left if n),
            unwanted,
        )

    def _plain_share(self, figure: Figure) -> Cell:
        """Number and base stand beside it already; where nothing is counted, a bar would say nothing."""
        if not figure.base or (self.sums.too_few(figure) and not figure.answers):
            return Cell("")
        cell = share_cell(self.sums, figure)
        return replace(cell, small="", width=cell.width or None)

    def days(self) -> dict[str, Any]:
        """Medians by class of the matter and level that did it: one row a class, one column a level."""
        found = queries.days_by_key(self.what.area.path, "class", self.what.months)
        by: dict[tuple[str, str], Days] = {}
        for key, days in found.items():
            case_class, _colon, level = key.partition(":")
            by[case_class, level] = days
        levels = [level for level in words.LEVELS if any(pair[1] == level for pair in by)]
        classes = [one for one in (*words.CLASSES, "") if any(pair[0] == one for pair in by)]
        rows = []
        for one in classes:
            cells = [_days_cell(by.get((one, level), {})) for level in levels]
            every = queries.together({level: by.get((one, level), {}) for level in levels})
            label = words.CLASSES.get(one, _("no class yet"))
            rows.append((label, [*cells, _days_cell(every)]))
        outcomes = queries.numbers_by_key(self.what.area.path, "outcome", self.what.months)
        ways = queries.numbers_by_key(self.what.area.path, "way", self.what.months)
        return {
            "levels": [words.LEVELS[level] for level in levels],
            "rows": rows,
            "outcomes": _shares(outcomes, words.OUTCOMES),
            "ways": _shares(ways, words.CHANNELS),
        }


def _days_cell(days: Days) -> Cell:
    number = sum(days.values())
    return Cell(wording.days(median(days)), str(number)) if number else Cell("–")


def _shares(numbers: dict[str, int], table: dict[str, Any]) -> list[tuple[str, Cell]]:
    total = sum(numbers.values()) or 1
    order = sorted(numbers, key=lambda code: (-numbers[code], code))
    return [
        (
            str(table.get(code, code)),
            Cell(str(numbers[code]), percent(numbers[code] / total), round(numbers[code] * 100 / total)),
        )
        for code in order
    ]
