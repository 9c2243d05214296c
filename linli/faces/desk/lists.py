"""The queues of one's day: which one, narrowed by what, in which order, fifty at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Case as When_
from django.db.models import QuerySet, Value, When
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.models import Case, Category
from linli.cases.queries import QUEUES, queue, queue_sizes
from linli.cases.workflow import LEVELS, URGENCIES
from linli.common.paths import LENGTHS, covers, subtree
from linli.faces import words
from linli.faces.desk import reading, shell
from linli.faces.templatetags.linli import localized
from linli.people.models import Office
from linli.territory.models import Area

A_PAGE = 50
MOST_COUNTED = 1000
MOST_AREAS = 150  # more than that and a select helps nobody; then only the level below is offered


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
BY_URGENCY = When_(
    When(urgency="red", then=Value(0)), When(urgency="yellow", then=Value(1)), default=Value(2)
)
SHOWN = ("area", "entrance__building__estate", "office", "holder")
# all that a line of a list and its map tell; whole rows of seven tables take four times as long to lay out
TOLD = (
    *(
        "number",
        "title",
        "urgency",
        "status",
        "task",
        "area_path",
        "place_words",
        "paused",
        "due_at",
        "asked_at",
    ),
    *("closed_at", "outcome", "proposed", "supervised", "restricted"),
    *("area__name", "area__name_en", "entrance__number", "office__name", "office__name_en", "holder__name"),
    *("entrance__building__name", "entrance__building__name_en"),
    *("entrance__building__longitude", "entrance__building__latitude"),
    *("entrance__building__estate__name", "entrance__building__estate__name_en"),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """One select above the list; its value lives in the URL."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str


def name_of(request: HttpRequest, sizes: dict[str, int]) -> str:
    """The queue asked for; without one, what is mine, or what is free where nothing is."""
    asked = request.GET.get("queue", "")
    if asked in QUEUES:
        return asked
    return "free" if sizes["free"] and not sizes["mine"] else "mine"


def filters(request: HttpRequest, queue_name: str) -> list[Filter]:
    """What can narrow this list; a filter with fewer than two answers is left out."""
    own = queue_name in (
        "mine",
        "free",
        "approve",
        "supervised",
        "closed",
    )  # with one's own office, or nobody
    levels = () if own or not request.scope.areas else LEVELS  # type: ignore[attr-defined]
    matters = Category.objects.filter(retired_at=None).order_by("order", "id")
    # whole rows would cost four times as much
    named = matters.values_list("code", "name", "name_en", named=True)
    table = {
        "area": (_("Where"), _area_options(request)),
        "category": (_("Matter"), [(c.code, localized(c, "name")) for c in named]),
        "urgency": (_("Urgency"), [(u, str(words.URGENCIES[u])) for u in reversed(URGENCIES)]),
        "level": (_("With whom"), [(level, str(words.LEVELS[level])) for level in levels]),
    }
    found = [
        Filter(name, label, options, value if value in dict(options) else "")
        for name, (label, options) in table.items()
        if len(options) > 1
        for value in [request.GET.get(name, "")]
    ]
    return found + _office(request)


def _office(request: HttpRequest) -> list[Filter]:
    """One office, where the address names one (from the figures); there are too many for a select of them all."""
    asked = request.GET.get("office", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return []
    one = Office.objects.filter(pk=int(asked)).only("name", "name_en").first()
    return [Filter("office", _("Office"), [(asked, localized(one, "name"))], asked)] if one else []


def _areas(request: HttpRequest) -> list[Area]:
    """Communities and grids inside one's areas."""
    own = request.scope.areas  # type: ignore[attr-defined]
    if not own or min(map(len, own)) >= LENGTHS[5]:
        return []  # one grid, or only what is handed over: nothing to choose
    inside = Area.objects.visible_to(request.scope).standing(request.now)  # type: ignore[attr-defined]
    found = list(inside.filter(level__in=("community", "grid")).order_by("path")[: MOST_AREAS * 20])
    if len(found) > MOST_AREAS:
        found = [area for area in found if area.level == "community"]
    return [area for area in found if area.path not in own]


def _area_options(request: HttpRequest) -> list[tuple[str, str]]:
    """A grid stands indented under its community: an option holds nothing but text."""
    areas = _areas(request)
    under = any(area.level == "community" for area in areas)
    found = [
        (area.path, ("\u3000" if under and area.level == "grid" else "") + localized(area, "name"))
        for area in areas
    ]
    asked = request.GET.get(
        "area", ""
    )  # one that is not offered: a sub-district of a district, from the figures
    own = request.scope.areas  # type: ignore[attr-defined]
    if asked in own or asked in dict(found) or not any(covers(path, asked) for path in own if asked):
        return found
    one = Area.objects.filter(path=asked).only("name", "name_en").first()
    return [(asked, localized(one, "name")), *found] if one else found


def rows(request: HttpRequest, name: str, chosen: list[Filter]) -> QuerySet[Case]:
    """The rows of one queue inside the scope, with everything a line shows."""
    found = queue(
        name,
        request.scope,  # type: ignore[attr-defined]
        users=shell.users(request),
        offices=shell.offices(request),
        now=request.now,  # type: ignore[attr-defined]
    )
    for one in chosen:
        if not one.value:
            continue
        match one.name:
            case "area":
                found = found.filter(area_path__range=subtree(one.value))
            case "category":
                found = found.filter(category__code=one.value)
            case _:
                found = found.filter(**{one.name: one.value})
    if name in ("mine", "free"):
        found = found.order_by(BY_URGENCY, "due_at", "id")
    return found.select_related(*SHOWN).only(*TOLD)


def sizes(request: HttpRequest) -> dict[str, int]:
    """How many each tab holds."""
    return queue_sizes(
        request.scope,  # type: ignore[attr-defined]
        users=shell.users(request),
        offices=shell.offices(request),
        now=request.now,  # type: ignore[attr-defined]
    )


class Capped(Paginator):
    """Counts to MOST_COUNTED and no further: nobody turns to page 21, and counting 100,000 rows is felt."""

    @cached_property
    def count(self) -> int:
        assert isinstance(self.object_list, QuerySet)
        return self.object_list.order_by()[: MOST_COUNTED + 1].count()

    @property
    def shown(self) -> str:
        return f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)


def paged(request: HttpRequest, found: QuerySet[Case]) -> Page[Case]:
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
