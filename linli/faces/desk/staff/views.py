"""Reading who serves: the tree of offices, one office, one person, what is missing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.cases.queries import categories
from linli.common import finding
from linli.common.paths import LENGTHS
from linli.common.refusals import refuse
from linli.common.text import tidy
from linli.faces.desk import shell
from linli.faces.desk.staff import seen
from linli.faces.desk.staff.words import EXEMPTIONS, LACKS
from linli.faces.templatetags.linli import localized
from linli.office.queries import decided, setting
from linli.people import rules
from linli.people.models import AREA_OFFICES, HEADS, Office, OfficeKind, Post, User
from linli.people.queries import members
from linli.people.queries.duty import (
    absences_ahead,
    away_now,
    gaps_of,
    offices_in,
    on_duty,
    roles_held,
    shifts_of,
    tree,
)
from linli.people.queries.offices import able_posts, who_may_invite
from linli.people.queries.readiness import Lack, lacks

HERE: dict[str, Any] = {"here": "staff"}
AWAY_SHOWN = 12
APPOINTERS = 3
FIRST = 5  # things of a lack that its line names; the others stand on a page of their own
A_PAGE = 50


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Offices of one's areas as a tree; for a department its own and those above."""
    if not request.posts:  # type: ignore[attr-defined]
        raise refuse("no_post_now")
    paths = seen.my_areas(request)
    offices = offices_in(paths) if paths else seen.own_chain(request)
    lines = tree(offices, request.now)  # type: ignore[attr-defined]
    shown = [line for line in lines if line.depth <= 1]
    away = [one for line in lines for one in line.away]
    asked = tidy(request.GET.get("name", ""))[:60]
    context = {
        **HERE,
        "number": len(shown),
        "further": len(lines) - len(shown),
        "asked": asked,
        "found": [line.office for line in lines if _is_called(line.office, asked)][:A_PAGE] if asked else [],
        "elsewhere": _above(request, paths, asked) if asked else [],
        "lines": [line for line in shown if line.office.kind in AREA_OFFICES],
        "others": [line.office for line in shown if line.office.kind not in AREA_OFFICES],
        "away": away[:AWAY_SHOWN],
        "away_number": len(away),
        "missing": [gap for line in lines if line.depth == 0 for gap in line.gaps],
        "keeps": seen.may(request, "staff.roster"),
        "appoints": bool(seen.my_areas(request, "staff.appoint")),
        "begins": len(offices) == 1 and seen.may(request, "staff.appoint", offices[0].area.path),
        "above": [] if not paths else [one for one in seen.own_chain(request) if one not in offices],
    }
    return shell.page(request, "desk/staff/start.html", context)


def _is_called(office: Office, asked: str) -> bool:
    """By characters of its name, or as it sounds: 水务, shuiwu, sw."""
    name, plain = localized(office, "name"), asked.casefold()
    return plain in name.casefold() or any(token.startswith(plain) for token in finding.tokens(name))


def _above(request: HttpRequest, paths: tuple[str, ...], asked: str) -> list[dict[str, Any]]:
    """Offices of the areas above that are called so, each with who appoints there: bureaus that requests go to."""
    above = {path[:length] for path in paths for length in LENGTHS if length < len(path)}
    near = Office.objects.filter(area__path__in=above).select_related("area", "superior").order_by("id")
    called = [one for one in near if _is_called(one, asked) and one.area.path not in paths]
    return [{"office": one, **_appointers(request, one)} for one in called[:FIRST]]


def _appointers(request: HttpRequest, office: Office) -> dict[str, Any]:
    """Which office keeps this one, and who can appoint here."""
    able = able_posts("staff.appoint", office.area.path, request.now)  # type: ignore[attr-defined]
    posts = sorted(able, key=lambda post: post.role not in HEADS)[:APPOINTERS]
    return {"keeper": posts[0].office if posts else office.superior, "appointers": posts}


@login_required
@require_safe
def newcomer(request: HttpRequest) -> HttpResponse:
    """Somebody new comes: at which office? The next page appoints them there."""
    request.actor.require("staff.appoint")  # type: ignore[attr-defined]
    offices = offices_in(seen.my_areas(request, "staff.appoint"))
    asked = tidy(request.GET.get("name", ""))[:60]
    called = [one for one in offices if _is_called(one, asked)] if asked else offices
    page = Paginator(called, A_PAGE).get_page(request.GET.get("page"))
    context = {**HERE, "asked": asked, "query": urlencode({"name": asked}), "page": page}
    return shell.page(request, "desk/staff/newcomer.html", context)


@login_required
@require_safe
def office(request: HttpRequest, pk: int) -> HttpResponse:
    return shell.page(request, "desk/staff/office.html", _office(request, seen.office(request, pk)))


def _office(request: HttpRequest, found: Office) -> dict[str, Any]:
    now = request.now  # type: ignore[attr-defined]
    posts = members(found.pk, now)
    away = {one.absence.post_id: one for one in away_now([found.pk], now)}
    path = found.area.path
    keeps = seen.may(request, "staff.roster", path)
    ahead: dict[int, list[Any]] = {}
    for one in absences_ahead([post.pk for post in posts], now):
        if keeps or one.post.user_id == request.user.pk:
            ahead.setdefault(one.post_id, []).append(one)
    rows = [{"post": p, "away": away.get(p.pk), "ahead": ahead.get(p.pk, [])} for p in posts]
    inside = offices_in([path]) if found.kind in AREA_OFFICES else []
    below = [one for one in tree(inside, now) if one.office.superior_id == found.pk]
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        **HERE,
        "office": found,
        "rows": rows,
        "gaps": gaps_of(found, roles_held([found], now)[found.pk], decided()),
        "hosts_most": setting("people.centre_hosts", path)["most"] if found.kind == OfficeKind.GRID else 0,
        "duty": on_duty(found.pk, now),
        "shifts": shifts_of(found.pk, now, midnight + timedelta(days=7)),
        "keeps": keeps,
        "appoints": (appoints := seen.may(request, "staff.appoint", path)),
        **({} if appoints or not seen.everywhere(request) else _appointers(request, found)),
        "begin": list(
            Post.objects.not_ended(now)
            .filter(office=found, since__gt=now)
            .select_related("user")
            .order_by("since")
        ),
        "lines": [one for one in below if one.office.kind in AREA_OFFICES],
        "others": [one.office for one in below if one.office.kind not in AREA_OFFICES],
    }


@login_required
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    return shell.page(request, "desk/staff/person.html", _person(request, seen.person(request, pk)))


def _person(request: HttpRequest, found: User) -> dict[str, Any]:
    """Posts, what they can do, when they are away. No figures: nobody is measured here."""
    now = request.now  # type: ignore[attr-defined]
    known = found.posts.select_related("office__area", "area", "deputy__user")
    posts = list(known.not_ended(now).order_by("since", "id"))
    mine = found.pk == request.user.pk
    manages = {
        verb: not mine and all(seen.may(request, verb, p.office.area.path) for p in posts)
        for verb in ("staff.roster", "staff.appoint")
        if seen.may(request, verb)
    }
    member = getattr(found, "member", None)
    away = {one.absence.post_id: one for one in away_now([post.office_id for post in posts], now)}
    invites = rules.may_invite(request.actor, found, posts) is None  # type: ignore[attr-defined]
    return {
        **HERE,
        "person": found,
        "now": now,
        "rows": [
            {
                "post": p,
                "away": away.get(p.pk),
                "ends": seen.may(request, "staff.appoint", p.office.area.path),
            }
            for p in posts
        ],
        "ahead": absences_ahead([p.pk for p in posts], now) if mine or manages.get("staff.roster") else [],
        "skills": [one.kind for one in found.skills.order_by("kind")],
        "mine": mine,
        "member": member,
        "exemption": EXEMPTIONS.get(member.exemption, "") if member else "",
        "rosters": mine or manages.get("staff.roster", False),
        "appoints": manages.get("staff.appoint", False) and found.is_active,
        "drops_code": found.totp_since is not None and rules.may_drop_code(request.actor) is None,  # type: ignore[attr-defined]
        "invites": invites,
        "begins_later": not any(p.since <= now for p in posts),
        "givers": [] if invites else _givers(request, found),
        "waiting": found.invitations.filter(used_at=None, expires_at__gt=now).order_by("-id").first(),
    }


def _givers(request: HttpRequest, found: User) -> list[Post]:
    """Who gives the link: administrators who can log in themselves. In the demo everybody can, by a click."""
    able = who_may_invite(found, request.now)  # type: ignore[attr-defined]
    return [one for one in able if settings.DEMO or one.user.has_usable_password()]


@login_required
@require_safe
def readiness(request: HttpRequest) -> HttpResponse:
    """The list to go through before going live and each Monday."""
    found = [_told(request, one, FIRST) for one in _lacks(request)]
    context = {"here": "readiness", "lacks": _of_the_catalogue() + found + _of_the_installation()}
    return shell.page(request, "desk/staff/readiness.html", context)


@login_required
@require_safe
def lack(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that one line of the list names, each with the way to where it is mended."""
    if code not in PAGES:
        raise Http404
    found = next((one for one in _lacks(request) if one.code == code), Lack(code))
    page = Paginator(found.things, A_PAGE).get_page(request.GET.get("page"))
    told = _told(request, Lack(code, tuple(page.object_list)))
    return shell.page(request, "desk/staff/lack.html", {**HERE, "lack": told, "page": page})


def _lacks(request: HttpRequest) -> list[Lack]:
    request.actor.require("staff.roster")  # type: ignore[attr-defined]
    return lacks(seen.my_areas(request, "staff.roster"), request.now)  # type: ignore[attr-defined]


def _of_the_catalogue() -> list[dict[str, Any]]:
    """Without a matter nothing that comes in has a time or an office."""
    if categories():
        return []
    what, why = LACKS["no_catalogue"]
    return [{"what": what, "why": why, "mend": reverse("desk:catalogue")}]


def _of_the_installation() -> list[dict[str, Any]]:
    """What whoever runs the machine has to set; it stands in docs/reference/settings.md."""
    named = {
        "no_operator": settings.OPERATOR,
        "no_filing_number": settings.FILING_NUMBER,
        "no_duty_phone": settings.DUTY_PHONE,
    }
    lacking = [code for code, value in named.items() if not value]
    return [{"what": LACKS[c][0], "why": LACKS[c][1], "machine": MACHINE[c]} for c in lacking]


MACHINE = {
    "no_operator": "LINLI_OPERATOR",
    "no_filing_number": "LINLI_FILING_NUMBER",
    "no_duty_phone": "LINLI_DUTY_PHONE",
}
# where a lack is mended: the page of the thing that lacks something, and the verb that it asks for
PAGES = {
    "no_calendar": ("desk:calendar_year", "staff.see"),
    "no_post": ("desk:appoint", "staff.appoint"),
    "no_head": ("desk:appoint", "staff.appoint"),
    "gaps": ("desk:appoint", "staff.appoint"),
    "no_roster": ("desk:roster", "staff.roster"),
    "no_office_phone": ("desk:office_change", "staff.roster"),
    "no_deputy": ("desk:deputy", "staff.roster"),
    "nobody_acts": ("desk:deputy", "staff.roster"),
    "no_code": ("desk:person", "staff.roster"),
    "never_entered": ("desk:person", "staff.roster"),
    "not_invited": ("desk:person", "staff.roster"),
}


def _told(request: HttpRequest, lack: Lack, most: int | None = None) -> dict[str, Any]:
    """A lack in words, with the first `most` of its things; whoever may not mend one looks at its office."""
    what, why = LACKS[lack.code]
    page, verb = PAGES[lack.code]
    page = page if seen.may(request, verb) else "desk:office"
    things = [{"thing": one, "url": reverse(page, args=[one.pk])} for one in lack.things[:most]]
    return {"code": lack.code, "what": what, "why": why, "number": len(lack.things), "things": things}
