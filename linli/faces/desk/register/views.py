"""The register: search, the tree of places down to a household, who looked, emergencies. Masked, and read-only."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from linli.common.actor import Actor
from linli.faces.desk import shell
from linli.faces.desk.register import finding, wording
from linli.people import counting, lookup
from linli.people.register_rules import CONSENT_VERBS
from linli.territory.models import Area
from linli.territory.queries import chain

LONGEST_QUERY = 60


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Where the tree begins; what is searched for travels in the body, so that no name stands in an address."""
    text = request.POST.get("q", "").strip()[:LONGEST_QUERY]
    tops = finding.tops(request)
    context: dict[str, Any] = {
        "here": "register",
        "text": text,
        "tops": [finding.Line(one, one.path, 0) for one in tops],
        "below": finding.children(request, tops[0]) if len(tops) == 1 else [],
        "estates": finding.estates(tops[0]) if len(tops) == 1 else [],
        "heads": _headed(request),
        "may_count": request.actor.refusal("need.count") is None,  # type: ignore[attr-defined]
        "may_import": request.actor.refusal("door.import") is None,  # type: ignore[attr-defined]
    }
    if text:
        context["people"] = lookup.found_by_name(request.actor, text, localdate(request.now))  # type: ignore[attr-defined]
        context["doors"] = finding.doors(request, text)
        context["most"] = lookup.MOST_FOUND
    return shell.page(request, "desk/register/start.html", context)


@login_required
@require_safe
def area(request: HttpRequest, area_path: str) -> HttpResponse:
    found = finding.area(request, area_path)
    context = {
        "here": "register",
        "area": found,
        "above": _above(request, found.path),
        "below": finding.children(request, found),
        "estates": finding.estates(found),
    }
    return shell.page(request, "desk/register/area.html", context)


@login_required
@require_safe
def building(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.building(request, pk)
    context = {
        "here": "register",
        "building": found,
        "above": [*_above(request, found.area_path), found.area],
        "entrances": finding.entrances(found),
    }
    return shell.page(request, "desk/register/building.html", context)


@login_required
@require_safe
def household(request: HttpRequest, pk: int) -> HttpResponse:
    found = finding.household(request, pk)
    who = finding.actor(request, found.area_path)
    may = permits(who, found.area_path)
    today = localdate(request.now)  # type: ignore[attr-defined]
    faces = lookup.faces(found, today) if may["mask"] else []
    consents = lookup.consents_of([one.id for one in faces], request.now) if may["write"] else []  # type: ignore[attr-defined]
    context = {
        "here": "register",
        "household": found,
        "entrance": found.dwelling.entrance,
        "above": _above(request, found.area_path),
        "may": may,
        "people": [(one, [c for c in consents if c.resident_id == one.id]) for one in faces],
        "glass": lookup.glass_now(request.user.pk, found, request.now),  # type: ignore[attr-defined,arg-type]
        "opens_needs": lookup.may_read(who, found, "needs", request.now) is None,  # type: ignore[attr-defined]
    }
    return shell.page(request, "desk/register/household.html", context)


def permits(who: Actor, path: str) -> dict[str, bool]:
    """What the buttons of a household ask."""
    verbs = {
        "mask": "contact.mask",
        "reveal": "contact.reveal",
        "write": "contact.write",
        "see_needs": "need.see",
        "write_needs": "need.write",
        "see_health": "health.see",
        "write_health": "health.write",
        "glass": "health.glass",
    }
    return {name: who.refusal(verb, path) is None for name, verb in verbs.items()}


def purposes_of(who: Actor, path: str) -> list[str]:
    """What this person may ask consent for."""
    return [one for one, verb in CONSENT_VERBS.items() if who.refusal(verb, path) is None]


@login_required
@require_safe
def counts(request: HttpRequest, area_path: str = "") -> HttpResponse:
    """How many households of each grid asked for what help, where this person's posts may count them."""
    communities = finding.counted(request)
    if not communities:
        raise PermissionDenied
    found = finding.one_counted(communities, area_path)
    grids = finding.grids(request, found)
    context = {
        "here": "register",
        "communities": communities,
        "area": found,
        "kinds": wording.NEEDS.items(),
        "rows": [
            (one.grid, [one.needs[kind] for kind in wording.NEEDS])
            for one in counting.needs_by_grid(found.path, grids)
        ],
        "fewest": counting.FEWEST,
    }
    return shell.page(request, "desk/register/counts.html", context)


@login_required
@require_safe
def readings(request: HttpRequest, pk: int) -> HttpResponse:
    """Who looked, when, what for: for the person at the counter, by whoever may write their contacts."""
    found = finding.household(request, pk)
    request.actor.require("contact.write", found.area_path)  # type: ignore[attr-defined]
    context = {
        "here": "register",
        "household": found,
        "entrance": found.dwelling.entrance,
        "readings": lookup.who_looked(found),
    }
    return shell.page(request, "desk/register/readings.html", context)


@login_required
@require_safe
def glasses(request: HttpRequest) -> HttpResponse:
    """Emergencies in the areas that this person heads."""
    paths = _headed(request)
    if not paths:
        raise PermissionDenied
    context = {"here": "register", "glasses": lookup.glasses(paths)}
    return shell.page(request, "desk/register/glasses.html", context)


def _headed(request: HttpRequest) -> tuple[str, ...]:
    """Areas of the posts in which this person leads an office that reaches them."""
    who: Actor = request.actor  # type: ignore[attr-defined]
    led = [post.area_path for post in request.posts if post.is_head]  # type: ignore[attr-defined]
    return tuple(sorted({path for path in led if who.refusal("door.see", path) is None}))


def _above(request: HttpRequest, path: str) -> list[Area]:
    """The way from where this person's tree begins down to the area above."""
    mine = finding.doors_of(request)
    return [one for one in chain(path) if one.path != path and any(one.path.startswith(top) for top in mine)]
