"""What few residents said cannot be worked out, by whoever reads all pages of all areas and can subtract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linli.insights.figures import TOO_FEW, hidden, silent
from linli.insights.models import Tally
from linli.insights.queries import Beside, Months, Where
from tests.make import NOON, Town

MONTH = Months("2026-11", "2026-11")


@dataclass
class Place:
    """An area: how many residents answered about what counts in it alone, and its parts."""

    own: int
    parts: list[Place] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return self.own + sum(part.answered for part in self.parts)

    def bases(self) -> dict[str, int]:
        rest = {"": self.own} if self.parts else {}
        return {str(n): part.answered for n, part in enumerate(self.parts)} | rest


def told(place: Place, levels: tuple[tuple[dict[str, int], str], ...] = ()) -> Iterator[Place]:
    """The places whose own page, or whose line in the table above, tells what was answered."""
    if place.answered >= TOO_FEW and not silent(levels):
        yield place
    bases = place.bases()
    for n, part in enumerate(place.parts):
        yield from told(part, (*levels, (bases, str(n))))


def line_of_the_rest(place: Place, levels: tuple[tuple[dict[str, int], str], ...] = ()) -> Iterator[Place]:
    """The places whose table tells the line "not told by place"."""
    bases = place.bases()
    if place.parts and "" not in hidden(bases, told=not silent(levels)):
        yield place
    for n, part in enumerate(place.parts):
        yield from line_of_the_rest(part, (*levels, (bases, str(n))))


def atoms(place: Place) -> list[Place]:
    """What each answer belongs to: a place, apart from its parts."""
    return [place] * (place.own > 0) + [one for part in place.parts for one in atoms(part)]


def small(rows: numpy.ndarray, sizes: numpy.ndarray) -> list[set[int]]:
    """The sets of atoms with together fewer than TOO_FEW answers whose sum can be worked out from these rows."""
    few = [n for n, size in enumerate(sizes) if size < TOO_FEW]
    sets: list[set[int]] = [{n} for n in few]
    sets += [{a, b} for a in few for b in few if a < b and sizes[a] + sizes[b] < TOO_FEW]
    rank = numpy.linalg.matrix_rank(rows) if len(rows) else 0
    found = []
    for one in sets:
        wanted = numpy.array([float(n in one) for n in range(len(sizes))])
        if len(rows) and numpy.linalg.matrix_rank(numpy.vstack([rows, wanted])) == rank:
            found.append(one)
    return found


def leaf(most: int = 14) -> st.SearchStrategy[Place]:
    return st.builds(Place, st.integers(0, most))


def above(parts: st.SearchStrategy[Place]) -> st.SearchStrategy[Place]:
    return st.builds(Place, st.integers(0, 7), st.lists(parts, min_size=1, max_size=4))


PLACES = above(above(leaf()))


@settings(max_examples=400, deadline=None)
@given(PLACES)
@example(Place(0, [Place(0, [Place(9), Place(9)]), Place(0, [Place(2)])]))  # the parts of a hushed area
@example(Place(2, [Place(0, [Place(9)]), Place(0, [Place(12)])]))  # what counts above alone
def test_nobody_who_adds_and_subtracts_works_out_what_a_few_said(top: Place) -> None:
    every = atoms(top)
    sizes = numpy.array([one.own for one in every])

    def row(place: Place, *, alone: bool = False) -> list[float]:
        inside = {id(place)} if alone else {id(one) for one in atoms(place)}
        return [float(id(one) in inside) for one in every]

    rows = [row(place) for place in told(top)]
    rows += [row(place, alone=True) for place in line_of_the_rest(top) if place.own]
    assert small(numpy.array(rows), sizes) == []


def test_where_every_place_has_enough_every_place_tells() -> None:
    top = Place(0, [Place(5, [Place(5), Place(8)]), Place(0, [Place(6)])])
    assert len(list(told(top))) == 6


def enter(**answered: int) -> None:
    for path, n in answered.items():
        common = {"slice": "all", "month": "2026-11", "received": n, "answered": n, "solved": n}
        Tally.objects.create(area_path=path.removeprefix("p"), **common)


def hushed(path: str) -> bool:
    return Beside(Where(path), MONTH, NOON).hush(MONTH)


def test_the_parts_of_an_area_that_keeps_silent_leave_out_enough_of_themselves(town: Town) -> None:
    enter(p370998001=20, p370998001001=18, p370998001002=2, p370998001001001=8, p370998001001002=10)
    assert [hushed(town.areas[key].path) for key in ("community", "other_community")] == [True, True]
    assert [hushed(town.areas[key].path) for key in ("grid", "next_grid")] == [True, False]
    assert not hushed(town.areas["township"].path)


def test_what_counts_above_alone_is_not_given_away_by_the_only_other_part(town: Town) -> None:
    """Two answers to complaints about those who serve: the sub-district's sum less its communities would tell them."""
    enter(p370998001=22, p370998001001=11, p370998001002=9)
    assert [hushed(town.areas[key].path) for key in ("community", "other_community")] == [False, True]
    Tally.objects.filter(area_path=town.areas["township"].path).update(answered=20)
    assert not hushed(town.areas["other_community"].path)


def test_without_any_answer_nothing_is_kept_silent_that_could_be_told(town: Town) -> None:
    enter(p370998001=9, p370998001001=9, p370998001001001=9)
    assert not hushed(town.areas["grid"].path)
