"""The queues of one's day: which one, narrowed by what, in which order, fifty at a time."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Aggregate, Count, QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy

from linli.cases.models import Case
from linli.cases.queries import QUEUES, URGENT_FIRST, queue, queue_sizes
from linli.cases.workflow import URGENCIES
from linli.common.laid_out import counts, select
from linli.common.scope import Scope
from linli.faces.desk import reading, shell
from linli.faces.desk.narrowing import Filter, narrow

A_PAGE = 50
MOST_COUNTED = 1000
PAGE = re.compile(r"[1-9][0-9]{0,2}")

# queue → (tab, what it says where it is empty, in which order)
WORDS: dict[str, tuple[Any, Any, Any]] = {
    "mine": (
        gettext_lazy("Mine to do"),
        gettext_lazy(
            "Nothing waits for you. What you take stands here until you hand it on or report it done."
        ),
        gettext_lazy("very urgent first, then by date"),
    ),
    "free": (
        gettext_lazy("Free to take"),
        gettext_lazy("Nothing to take. Whatever comes to your office stands here until somebody takes it."),
        gettext_lazy("very urgent first, then by date"),
    ),
    "approve": (
        gettext_lazy("Waits for our yes or no"),
        gettext_lazy("Nothing waits for a yes or no. What offices below propose stands here."),
        gettext_lazy("soonest due first"),
    ),
    "overdue": (
        gettext_lazy("Overdue"),
        gettext_lazy("Nothing is overdue. Whatever passes its date at one step stands here, whoever has it."),
        gettext_lazy("longest overdue first"),
    ),
    "supervised": (
        gettext_lazy("We answer for it too"),
        gettext_lazy(
            "You answer for nothing beside others. What is late below, or what you look after, stands here."
        ),
        gettext_lazy("soonest due first"),
    ),
    "rating": (
        gettext_lazy("Waiting for a rating"),
        gettext_lazy(
            "Nobody is being asked. What was done and checked stands here until the resident has spoken."
        ),
        gettext_lazy("soonest to end first"),
    ),
    "paused": (
        gettext_lazy("Clock stands"),
        gettext_lazy("No clock stands. What waits for an answer, a part or the weather stands here."),
        gettext_lazy("soonest due first"),
    ),
    "listed": (
        gettext_lazy("Listed for later"),
        gettext_lazy("Nothing is listed. Long matters stand here until the day they are looked at again."),
        gettext_lazy("soonest looked at again first"),
    ),
    "open": (
        gettext_lazy("All under way"),
        gettext_lazy(
            "Nothing is under way here. The first request at a door plate of your area appears here."
        ),
        gettext_lazy("soonest due first"),
    ),
    "closed": (
        gettext_lazy("Ended"),
        gettext_lazy("Nothing has ended yet. Whatever is closed or taken back stands here, newest first."),
        gettext_lazy("newest first"),
    ),
}
SHOWN = ("area", "entrance__building__estate", "office", "holder")
# all that a pin on the map needs
PINNED = (
    *("number", "title", "urgency", "status", "task"),
    *("area_path", "place_words", "paused", "due_at", "closed_at"),
    *("entrance__building__longitude", "entrance__building__latitude"),
)
# and a line of a list; whole rows of seven tables take four times as long to lay out
TOLD = (
    *PINNED,
    *("asked_at", "outcome", "proposed", "supervised", "restricted"),
    *("area__name", "area__name_en", "entrance__number", "office__name", "office__name_en", "holder__name"),
    *("entrance__building__name", "entrance__building__name_en"),
    *("entrance__building__estate__name", "entrance__building__estate__name_en"),
)


def name_of(request: HttpRequest, sizes: dict[str, int]) -> str:
    """The queue asked for; without one, what is mine, or what is free where nothing is."""
    asked = request.GET.get("queue", "")
    if asked in QUEUES:
        return asked
    return "free" if sizes["free"] and not sizes["mine"] else "mine"


def sizes(request: HttpRequest) -> dict[str, int]:
    """How many each tab holds; counted when somebody looks."""
    counted: Any = SimpleLazyObject(
        lambda: queue_sizes(
            request.scope,  # type: ignore[attr-defined]
            users=shell.users(request),
            offices=shell.offices(request),
            now=request.now,  # type: ignore[attr-defined]
        )
    )
    return cast("dict[str, int]", counted)


class Queue:
    """The requests of one queue inside the scope, narrowed; a page of them at a time.

    First which, then these alone with all that a line tells: what joins before it chooses, joins every open request.
    """

    def __init__(self, request: HttpRequest, name: str, chosen: list[Filter], sizes: dict[str, int]) -> None:
        self.name, self.now, self.sizes = name, request.now, sizes  # type: ignore[attr-defined]
        self.page = request.GET.get("page", "")
        self.narrowed = tuple((one.name, one.value) for one in chosen if one.value)
        self.which = (
            name,
            request.scope.moved(None),  # type: ignore[attr-defined]
            shell.users(request),
            shell.offices(request),
            self.narrowed,
        )

    def __len__(self) -> int:
        """How many; beyond MOST_COUNTED it says no more than that."""
        if not self.narrowed and self.name in self.sizes:
            return min(self.sizes[self.name], MOST_COUNTED + 1)
        return counts(_counted, *self.which, now=self.now)["shown"]

    def __getitem__(self, piece: slice) -> list[Case]:
        return self._with(told_of, piece)

    def pinned(self) -> tuple[int, list[Case]]:
        """The number of the page asked for, and its requests as a map needs them. Counts nothing."""
        number = int(self.page) if PAGE.fullmatch(self.page) else 1
        return number, self._with(_pinned, slice((number - 1) * A_PAGE, number * A_PAGE))

    def _with(self, tell: Callable[..., QuerySet[Case]], piece: slice) -> list[Case]:
        ids = [one.pk for one in select(_chosen, *self.which, piece.start, piece.stop, now=self.now)]
        return these(tell, ids)


def these(tell: Callable[..., QuerySet[Case]], ids: list[int]) -> list[Case]:
    """A page of requests that were chosen already, in their order, with what `tell` selects of them."""
    filled: dict[str, Any] = {f"id_{n}": pk for n, pk in enumerate(ids + [0] * (A_PAGE - len(ids)))}
    told = {case.pk: case for case in select(tell, **filled)}
    return [told[pk] for pk in ids]


Which = tuple[str, Scope, frozenset[int], frozenset[int], tuple[tuple[str, str], ...]]


def _all(
    name: str,
    scope: Scope,
    users: frozenset[int],
    offices: frozenset[int],
    narrowed: tuple[tuple[str, str], ...],
    now: datetime,
) -> QuerySet[Case]:
    found = narrow(queue(name, scope.moved(now), users=users, offices=offices, now=now), narrowed, now)
    return found.order_by(URGENT_FIRST, "due_at", "id") if name in ("mine", "free") else found


def _chosen(*asked: Any) -> QuerySet[Case]:
    name, scope, users, offices, narrowed, first, last, now = asked
    return _all(name, scope, users, offices, narrowed, now).only("pk")[first:last]


def _counted(*which: Any) -> tuple[QuerySet[Case], dict[str, Aggregate]]:
    few = _all(*which).order_by()[: MOST_COUNTED + 1]
    return Case.objects.filter(pk__in=few.values("pk")), {"shown": Count("pk")}


def told_of(now: datetime, **ids: int) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=list(ids.values())).select_related(*SHOWN).only(*TOLD)


def _pinned(now: datetime, **ids: int) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=list(ids.values())).select_related("entrance__building").only(*PINNED)


class Capped(Paginator):
    """Counts to MOST_COUNTED and no further: nobody turns to page 21, and counting 100,000 rows is felt."""

    @cached_property
    def count(self) -> int:
        found: Any = self.object_list
        return found.order_by()[: MOST_COUNTED + 1].count() if isinstance(found, QuerySet) else len(found)

    @property
    def shown(self) -> str:
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)


def paged(request: HttpRequest, found: Any) -> Page[Any]:
    """The page asked for of a `Queue` or of a queryset, the last where there are fewer."""
    return Capped(found, A_PAGE).get_page(request.GET.get("page"))


def address(request: HttpRequest) -> str:
    """This list without its page number, for the links to other pages of it and from its map."""
    query = request.GET.copy()
    for key in ("page", "only", "part"):
        query.pop(key, None)
    for key in [key for key, value in query.items() if not value]:
        query.pop(key)
    return query.urlencode()


def kept_as(name: str, chosen: list[Filter]) -> str:
    """The address of this list as it is kept under a name: its queue and what narrows it."""
    return urlencode({"queue": name} | {one.name: one.value for one in chosen if one.value})


@dataclass(frozen=True, slots=True)
class Row:
    """A case as one line of a list."""

    case: Case
    overdue: bool
    task: Any
    level: int  # of urgency: 3, 2, 1
    bar: str = ""  # at the row's edge: "red" is late or very urgent, "yellow" ends today or is urgent

    @classmethod
    def of(cls, case: Case, request: HttpRequest) -> Row:
        level, now = 1 + URGENCIES.index(case.urgency), request.now  # type: ignore[attr-defined]
        overdue = case.is_overdue(now)
        return cls(case, overdue, reading.WAITS_FOR.get(case.task, ""), level, _bar(case, overdue, now))


def _bar(case: Case, overdue: bool, now: datetime) -> str:
    """What catches the eye first; nothing for what has ended, waits for the resident or stands still."""
    if overdue or (case.urgency == "red" and case.closed_at is None and case.task != "rating"):
        return "red"
    if case.closed_at is not None or case.task == "rating" or case.paused or case.status == "listed":
        return ""
    soon = case.due_at is not None and case.due_at - now < timedelta(hours=24)
    return "yellow" if soon or case.urgency == "yellow" else ""


ALWAYS = (
    "mine",
    "free",
    "overdue",
    "rating",
    "open",
    "closed",
)  # the other tabs stand there while they hold something


def tabs(shown: str, sizes: dict[str, int]) -> list[tuple[str, Any]]:
    return [(name, WORDS[name][0]) for name in QUEUES if name in ALWAYS or name == shown or sizes.get(name)]
