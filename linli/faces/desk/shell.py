"""What stands around every page of the desk: the rail with its counts, the person, the post."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from linli.cases.queries import is_entrusted, out_of, waiting
from linli.common.actor import Actor
from linli.common.paths import common
from linli.faces.templatetags.linli import localized
from linli.notify.queries import unread
from linli.people.models import HEADS, Reach


def offices(request: HttpRequest) -> frozenset[int]:
    """Offices whose queues this person works on."""
    return frozenset(post.office_id for post in request.posts)  # type: ignore[attr-defined]


def area(request: HttpRequest) -> str:
    """The smallest area that holds all those one serves in: whose rules a page goes by that is of no place yet."""
    return common(post.area_path for post in request.posts)  # type: ignore[attr-defined]


def _at_work(request: HttpRequest) -> frozenset[int]:
    """Those of them whose requests this person sees: who keeps accounts or the register takes none."""
    return frozenset(post.office_id for post in request.posts if post.reach != Reach.NONE)  # type: ignore[attr-defined]


def users(request: HttpRequest) -> frozenset[int]:
    """This person, and those for whom they act now: whose cases are in their hands."""
    acted = {post.for_user_id for post in request.posts if post.for_user_id}  # type: ignore[attr-defined]
    return frozenset({*acted, request.user.pk or 0})


def sees_failures(request: HttpRequest) -> bool:
    """Deliveries that failed are for the heads of a sub-district and above."""
    return any(
        post.role in HEADS and post.office_kind in ("township", "county", "prefecture")
        for post in request.posts  # type: ignore[attr-defined]
    )


class Part(NamedTuple):
    """A part of the desk as the rail and the menu name it."""

    key: str
    address: str  # name of its landing page
    icon: str
    label: Any
    verbs: tuple[str, ...] = ()  # one must be allowed any of them; none: whoever is inside


# what one comes for, what one looks after, what one reads, what an office keeps
GROUPS: tuple[tuple[str, Any, tuple[Part, ...]], ...] = (
    (
        "work",
        _("Work"),
        (
            Part("counter", "desk:counter", "pencil", _("Write down"), ("door.see",)),
            Part("orders", "desk:orders", "file-text", _("Orders"), ("order.take",)),
            Part("group", "desk:group_message", "message-square-plus", _("Group chat"), ("door.see",)),
            Part("meetings", "desk:meetings", "calendar", _("Receptions")),
            Part("calls", "desk:calls", "phone", _("Call backs"), ("order.take",)),
            Part("wall", "desk:wall", "layers", _("Screen for the wall"), ("order.take",)),
        ),
    ),
    (
        "homes",
        _("Neighbourhood"),
        (
            Part("register", "desk:register", "house", _("Register"), ("door.see",)),
            Part("territory", "desk:territory", "map", _("Territory"), ("door.divide", "door.write")),
            Part("imports", "desk:imports", "table", _("Sheets"), ("door.import", "door.export")),
            Part("prints", "desk:prints", "printer", _("Prints"), ("door.print",)),
            Part("figures", "desk:figures", "clipboard-check", _("Figures")),
        ),
    ),
    (
        "office",
        _("The office"),
        (
            Part("staff", "desk:staff", "users", _("People"), ("staff.see",)),
            Part("readiness", "desk:readiness", "circle-check", _("Readiness"), ("staff.appoint",)),
            Part("operations", "desk:operations", "wrench", _("Operations"), ("keep.rules",)),
            Part(
                "catalogue",
                "desk:catalogue",
                "list-checks",
                _("Catalogue"),
                ("staff.appoint", "keep.matters"),
            ),
            Part("phrases", "desk:phrases", "message-square-text", _("Canned answers"), ("keep.matters",)),
            Part(
                "calendar", "desk:calendar", "calendar-clock", _("Calendar"), ("staff.appoint", "keep.rules")
            ),
            Part("settings", "desk:settings", "scale", _("Rules and texts"), ("staff.appoint", "keep.rules")),
            Part("tokens", "desk:tokens", "key-round", _("Interfaces"), ("keep.tokens",)),
        ),
    ),
)
TRUST = Part("trust", "desk:trust", "shield", _("Entrusted to me"))
FAILURES = Part("failures", "desk:failures", "bell-ring", _("Undelivered"))


class Group(NamedTuple):
    """Parts that belong together, as somebody may use them."""

    label: Any
    parts: list[Part]


def nav(request: HttpRequest) -> list[Group]:
    """The parts of the desk that this person can use."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = []
    for key, label, parts in GROUPS:
        mine = [
            one for one in parts if not one.verbs or any(actor.refusal(verb) is None for verb in one.verbs)
        ]
        if key == "work" and is_entrusted(request.user.pk):  # nobody else learns of it; it wears no count
            mine.append(TRUST)
        if key == "office" and sees_failures(request):
            mine.append(FAILURES)
        if mine:
            found.append(Group(label, mine))
    return found


def orders_elsewhere(request: HttpRequest) -> bool:
    """Whoever serves in an area and takes no orders of 12345 in is told who does: their menu has no such part."""
    return bool(request.scope.areas) and request.actor.refusal("order.take") is not None  # type: ignore[attr-defined]


def unread_lines(request: HttpRequest) -> int:
    """New lines: one's own, of those one stands in for, of one's offices; none of what is about oneself."""
    return unread(request.scope, users(request), out_of, request.now)  # type: ignore[attr-defined]


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page inside the rail; two queries for its counts, whatever the page."""
    posts = list(request.posts)  # type: ignore[attr-defined]
    sizes = (context or {}).get("sizes")  # the day has counted these two already
    around = {
        "waiting": sizes["mine"] + sizes["free"]
        if sizes
        else waiting(request.user.pk, users(request), _at_work(request)),
        "unread": unread_lines(request) if (context or {}).get("unread") is None else 0,
        "post_names": list(dict.fromkeys(localized(post, "office_name") for post in posts)),
        "nav": nav(request),
        "orders_elsewhere": orders_elsewhere(request),
    }
    return render(request, template, around | (context or {}), status=status)


def bare(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page for somebody who is not inside: no rail, no query."""
    return render(request, template, context, status=status)
