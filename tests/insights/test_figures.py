"""Arithmetic of figures: medians, shares, what is left out, and what is not told of few."""

from __future__ import annotations

from statistics import median as plain_median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.insights.figures import FIGURE, FIGURES, TOO_FEW, Sums, hidden, median
from linli.insights.models import MEASURES
from linli.insights.queries import Months, back


@given(st.lists(st.integers(0, 400), max_size=60))
def test_the_median_of_a_histogram_is_the_median_of_its_days(days: list[int]) -> None:
    histogram = {day: days.count(day) for day in days}
    assert median(histogram) == (plain_median(days) if days else None)


def cases() -> st.SearchStrategy[dict[str, int]]:
    """One request as it can be counted: where it ended, whether it was dated, who spoke."""

    def one(end: str, dated: str, word: str, late: bool) -> dict[str, int]:
        found = {"received": 1}
        if end == "spot":
            return found | {"on_the_spot": 1}
        if end != "none":
            found[end] = 1
        elif dated == "finished":
            found["finished"] = 1
        elif dated == "pending":
            found |= {"pending": 1, "late": int(late), "late_net": int(late and word != "by_staff")}
        if word != "none":
            found[word] = 1
        return found

    return st.builds(
        one,
        st.sampled_from(["none", "spot", "withdrawn", "refused", "referred", "listed"]),
        st.sampled_from(["none", "finished", "pending"]),
        st.sampled_from(["none", "answered", "by_staff", "no_rating", "unreachable"]),
        st.booleans(),
    )


@given(st.lists(cases(), max_size=40))
def test_base_and_what_is_left_out_are_together_all_that_came_in(many: list[dict[str, int]]) -> None:
    sums = sum((Sums(one) for one in many), Sums())
    for figure in FIGURES:
        if figure.base and figure.left_out:
            parts = [sums[code] for code in figure.left_out]
            assert sums.base(figure) + sum(parts) == len(many), figure.code
            assert min(parts, default=0) >= 0, figure.code


def test_every_figure_counts_something_that_is_kept() -> None:
    assert {figure.code for figure in FIGURES} <= set(MEASURES)


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=1), st.integers(0, 12)))
def test_the_few_cannot_be_told_from_the_sum_beside_them(bases: dict[str, int]) -> None:
    hide = hidden(bases)
    assert {key for key, base in bases.items() if base < TOO_FEW} <= hide
    together = sum(bases[key] for key in hide)
    if hide != set(bases):  # something is told: then what is not told is nobody, or enough
        assert together == 0 or together >= TOO_FEW


def test_residents_words_are_not_told_of_four_and_are_of_five() -> None:
    figure = FIGURE["satisfied"]
    assert Sums({"received": 9, "answered": 4, "satisfied": 4}).share(figure) is None
    assert Sums({"received": 9, "answered": 5, "satisfied": 4}).share(figure) == 0.8
    assert Sums({"received": 9, "sent_back": 1}).share(FIGURE["sent_back"]) == 1 / 9


def test_how_many_were_shown_the_right_way_is_not_told_below_five() -> None:
    figure = FIGURE["referred"]
    assert Sums({"received": 9, "referred": 1}).too_few(figure)
    assert not Sums({"received": 9, "referred": 5}).too_few(figure)
    assert not Sums({"received": 9}).too_few(figure)


@pytest.mark.parametrize(
    ("month", "number", "expected"),
    [
        ("2026-11", 0, "2026-11"),
        ("2026-01", 1, "2025-12"),
        ("2026-11", 11, "2025-12"),
        ("2025-12", -1, "2026-01"),
    ],
)
def test_months_go_back_over_new_year(month: str, number: int, expected: str) -> None:
    assert back(month, number) == expected
    assert Months.ending("2026-02", 3).each() == ["2025-12", "2026-01", "2026-02"]
