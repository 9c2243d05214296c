"""The figures: what is counted, of what it is a share, what was left out. Data and arithmetic; no tables.

The words stand in `docs/reference/figures.md` and on the page; a test holds that base and what is left out are together
all that was received.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

TOO_FEW = 5  # answers of residents: below it a share would point at somebody


@dataclass(frozen=True, slots=True)
class Figure:
    """`code` is counted; `base` is what it is a share of ("" for a plain number); the rest of all received is
    `left_out`. `answers`: it tells what residents said, so it is not shown of few. `unwanted`: what of the base is
    not in it, where looking at those rows helps ("" where it does not)."""

    code: str
    base: str = "received"
    left_out: tuple[str, ...] = ()
    answers: bool = False
    unwanted: str = ""
    rows: bool = True


_UNASKED = ("on_the_spot", "by_staff", "no_rating", "unreachable", "not_asked")
_UNDATED = ("not_due", "no_date", "on_the_spot", "otherwise")
FIGURES: Final[tuple[Figure, ...]] = (
    Figure("received", base=""),
    Figure("on_the_spot"),
    Figure("ordered"),
    Figure("standing"),
    Figure("contacted", "to_contact", ("first_not_due", "on_the_spot", "referred"), unwanted="not_contacted"),
    Figure("on_time", "due", _UNDATED, unwanted="not_on_time"),
    Figure("on_time_net", "due_net", ("paused_late", *_UNDATED), unwanted="not_on_time_net"),
    Figure("solved", "answered", _UNASKED, answers=True, unwanted="not_solved"),
    Figure("satisfied", "answered", _UNASKED, answers=True),
    Figure("so_so", "answered", _UNASKED, answers=True),
    Figure("unhappy", "answered", _UNASKED, answers=True),
    Figure("no_rating"),
    Figure("unreachable"),
    Figure("by_staff"),
    Figure("by_staff_solved", "by_staff", ("answered", "unanswered"), answers=True),
    Figure("by_staff_satisfied", "by_staff", ("answered", "unanswered"), answers=True),
    Figure("sent_back"),
    Figure("redone"),
    Figure("reopened"),
    Figure("refused"),
    Figure("listed"),
    Figure("withdrawn"),
    # whom to turn to instead is told without a mark on anyone: no rows, and nothing of a few
    Figure("referred", rows=False),
)
FIGURE: Final = {one.code: one for one in FIGURES}


class Sums:
    """Sums of the measures, and what follows from them: `sums["due"]`. Nothing counted is all noughts.

    `hush`: what residents answered is not told, however many they are, because it would give their neighbours away.
    """

    __slots__ = ("_values", "hush")

    def __init__(self, values: Mapping[str, int] | None = None, *, hush: bool = False) -> None:
        self._values = values or {}
        self.hush = hush

    def __getitem__(self, code: str) -> int:
        match code:
            case "otherwise":
                return self["withdrawn"] + self["refused"] + self["referred"] + self["listed"]
            case "to_contact":
                return self["received"] - self["on_the_spot"] - self["referred"] - self["first_not_due"]
            case "due":
                return self["finished"] + self["late"]
            case "due_net":
                return self["finished"] + self["late_net"]
            case "paused_late":
                return self["late"] - self["late_net"]
            case "not_due":
                return self["pending"] - self["late"]
            case "no_date":
                known = self["on_the_spot"] + self["otherwise"] + self["finished"] + self["pending"]
                return self["received"] - known
            case "unanswered":
                return self["received"] - self["answered"] - self["by_staff"]
            case "not_asked":
                silent = self["no_rating"] + self["unreachable"] + self["on_the_spot"]
                return self["unanswered"] - silent
        return self._values.get(code, 0)

    def __add__(self, other: Sums) -> Sums:
        found = dict(self._values)
        for key, value in other._values.items():
            found[key] = found.get(key, 0) + value
        return Sums(found)

    def __sub__(self, other: Sums) -> Sums:
        return self + Sums({key: -value for key, value in other._values.items()})

    def base(self, figure: Figure) -> int:
        return self[figure.base] if figure.base else 0

    def too_few(self, figure: Figure) -> bool:
        """May this figure not be told, because it would point at somebody?"""
        if figure.code == "referred":
            return 0 < self["referred"] < TOO_FEW
        base = self.base(figure) if figure.answers else 0
        return base > 0 and (self.hush or base < TOO_FEW)

    def hushed(self, hush: bool) -> Sums:
        return Sums(self._values, hush=hush)

    def share(self, figure: Figure) -> float | None:
        """Between 0 and 1; None where there is nothing to take a share of, or too few to tell."""
        base = self.base(figure)
        return None if not base or self.too_few(figure) else self[figure.code] / base


def median(days: Mapping[int, int]) -> float | None:
    """The middle of how many there are of each number of days; None of none."""
    total = sum(days.values())
    if not total:
        return None
    low = high = None
    passed = 0
    for value in sorted(days):
        passed += days[value]
        if low is None and passed * 2 >= total:
            low = value
        if passed * 2 > total:
            high = value
            break
    assert low is not None
    assert high is not None
    return (low + high) / 2


def hidden(bases: Mapping[str, int], *, told: bool = True) -> frozenset[str]:
    """Of parts that add up to a sum: which may not tell what their residents said.

    Those below TOO_FEW; and the smallest of the others too, where these together are still so few that the rest of the
    sum would tell it. Where the sum itself must not be told (`told`), as much is left out, or its parts would tell it.
    """
    few = {key for key, base in bases.items() if base < TOO_FEW}
    together = sum(bases[key] for key in few)
    others = sorted(bases.keys() - few, key=lambda key: (bases[key], key))
    if others and together < TOO_FEW and (together or not told):
        few.add(others[0])
    return frozenset(few)


def silent(levels: Iterable[tuple[Mapping[str, int], str]]) -> bool:
    """May an area not tell what its residents said? `levels`, from the top down to it: the bases of all parts of the
    area above it, and which of them is the one on the way. What a table of any area above leaves out, no page below may
    tell, or it could be worked out from that page."""
    told = True
    for bases, here in levels:
        told = here not in hidden(bases, told=told) or not bases.get(here)
    return not told
