"""Changing offices, posts and rosters: one page a verb. Each finds its row, asks may I, and calls one action."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases.models import Case
from linli.common.actor import Actor
from linli.common.authority import Standing
from linli.common.paths import LENGTHS
from linli.faces.desk import shell
from linli.faces.desk.sheets import handle
from linli.faces.desk.staff import forms, seen
from linli.faces.templatetags.linli import localized
from linli.people import actions, rules
from linli.people.actions.entering import open_posts
from linli.people.models import AREA_OFFICES, Absence, Office, Post, Role, Shift, User
from linli.people.queries import chain_of, members
from linli.people.queries.duty import shifts_of
from linli.people.queries.offices import able_posts
from linli.territory.models import Area

either = require_http_methods(["GET", "HEAD", "POST"])
LONGEST_LIST = 300
GIVERS = 3


def around(title: str, label: str, back: str, lead: str = "", **more: Any) -> dict[str, Any]:
    """What stands around a sheet: where it hangs, and the way back."""
    crumbs = [(_("People"), reverse("desk:staff")), (label, back)]
    return {"here": "staff", "title": title, "lead": lead, "crumbs": crumbs, "back": back, **more}


def at_office(office: Office, title: str, lead: str = "", **more: Any) -> dict[str, Any]:
    return around(title, localized(office, "name"), reverse("desk:office", args=[office.pk]), lead, **more)


def at_person(person: User, title: str, lead: str = "", **more: Any) -> dict[str, Any]:
    return around(title, person.name, reverse("desk:person", args=[person.pk]), lead, **more)


def done(request: HttpRequest, said: str, name: str, pk: int) -> HttpResponse:
    notes.success(request, said)
    return redirect(name, pk)


def cases_of(person: User) -> int:
    return Case.objects.open().filter(holder=person).count()


# -- offices ---------------------------------------------------------------------------------------------------


@login_required
@either
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a post at this office: to a new person, to a colleague, or (`?user=`) to one chosen on their page."""
    office = seen.office(request, pk)
    request.actor.require("staff.appoint", office.area.path)  # type: ignore[attr-defined]
    chosen = _chosen(request)
    pieces = _pieces(request, office)
    form = forms.AppointForm(
        request.POST or None,
        office=office,
        people=_colleagues(request, office),
        areas=list(pieces[:LONGEST_LIST]),
        pieces=pieces.count(),
        chosen=chosen,
        role=request.GET.get("role", ""),
        today=timezone.localdate(request.now),  # type: ignore[attr-defined]
        gives=lambda role, reach: rules.may_give(request.actor, role, reach, office) is None,  # type: ignore[attr-defined]
    )

    if request.method == "POST" and form.is_valid() and _asks_first(request, form, office):
        return _ask_first(request, form, office, chosen)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        user = chosen or values.get("person")
        new = user is None
        if user is None:
            user = actions.enter_user(
                username=values["username"], name=values["name"], password=None, by=by, at=at
            )
        more = {name: values[name] for name in ("role", "reach", "phone")} | {"since": form.begins(at)}
        actions.appoint(user, office, area=values.get("area"), **more, by=by, at=at)
        return {"user": user.pk, "new": new}

    def then(answer: dict[str, Any]) -> HttpResponse:
        said = _what_now(request, answer["user"]) if answer["new"] else _("Appointed.")
        return done(request, said, "desk:person", answer["user"])

    title = _("Appoint %(name)s") % {"name": chosen.name} if chosen else _("Appoint somebody")
    givers = givers_of(form.not_given, office, request.now)  # type: ignore[attr-defined]
    page = at_office(office, title, icon="user-plus", givers=givers)
    return handle(request, form, page, work, then, template="desk/staff/appoint.html")


def givers_of(roles: list[str], office: Office, at: datetime) -> list[tuple[tuple[str, ...], list[Post]]]:
    """Roles of this office that somebody else gives, by who that is: the nearest first."""
    able = able_posts("staff.appoint", office.area.path, at)
    found: dict[tuple[int, ...], tuple[list[str], list[Post]]] = {}
    for role in roles:
        reach = forms.usual_reach(office, role)
        some = [post for post in able if rules.may_give(_by(post), role, reach, office) is None][:GIVERS]
        found.setdefault(tuple(post.pk for post in some), ([], some))[0].append(role)
    return [(tuple(some), posts) for some, posts in found.values()]


def _by(post: Post) -> Actor:
    """Its holder, with no more than this post."""
    standing = Standing(post.role, post.office.kind, post.reach, post.office.area.path)
    return Actor("user", user_id=post.user_id, post_id=post.pk, standings=(standing,))


def _asks_first(request: HttpRequest, form: forms.AppointForm, office: Office) -> bool:
    """Whoever keeps an area's installation is not made by one click."""
    administrator = form.cleaned_data["role"] == Role.ADMINISTRATOR and office.kind in AREA_OFFICES
    return administrator and not request.POST.get("sure")


def _ask_first(
    request: HttpRequest, form: forms.AppointForm, office: Office, chosen: User | None
) -> HttpResponse:
    """What the new administrator will be able to do; all that was typed goes along."""
    found = chosen or form.cleaned_data.get("person")
    name = found.name if found else form.cleaned_data["name"]
    who = {"name": name, "area": localized(office.area, "name")}
    page = at_office(office, _("Hand all of %(area)s to %(name)s?") % who)
    sent = [(key, request.POST[key]) for key in request.POST if key != "csrfmiddlewaretoken"]
    page |= {"name": name, "username": found.username if found else form.cleaned_data["username"]}
    return shell.page(request, "desk/staff/sure.html", page | {"office": office, "sent": sent})


def _what_now(request: HttpRequest, pk: int) -> str:
    """Whoever was just entered has no way in; their page has the button, or says who makes the link."""
    user = User.objects.get(pk=pk)
    posts = open_posts(user, request.now)  # type: ignore[attr-defined]
    if rules.may_invite(request.actor, user, posts) is None:  # type: ignore[attr-defined]
        return _("Appointed. Now give them the link to log in.")
    return _("Appointed. They cannot log in yet: under Account stands who gives them the link.")


def _chosen(request: HttpRequest) -> User | None:
    pk = request.GET.get("user", "")
    return seen.person(request, int(pk)) if pk.isdecimal() and len(pk) < 19 else None


def _colleagues(request: HttpRequest, office: Office) -> list[User]:
    """Who serves here, above and right below, and who was entered and has no post."""
    near = [*chain_of(office), *office.inferiors.all()]
    held = Post.objects.held(request.now)  # type: ignore[attr-defined]
    here = User.objects.filter(pk__in=held.filter(office__in=near).values("user"))
    without = User.objects.filter(is_active=True).exclude(pk__in=held.values("user"))
    return list(
        (here | without).exclude(pk=request.user.pk or 0).distinct().order_by("name", "id")[:LONGEST_LIST]
    )


def _pieces(request: HttpRequest, office: Office) -> QuerySet[Area]:
    """The largest first: where not all can stand in one list, the small ones have offices of their own."""
    inside = Area.objects.under(office.area.path).standing(request.now).exclude(pk=office.area_id)  # type: ignore[attr-defined]
    return inside.order_by(Length("path"), "path")


@login_required
@either
def office_change(request: HttpRequest, pk: int) -> HttpResponse:
    office = seen.office(request, pk)
    request.actor.require("staff.roster", office.area.path)  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> dict[str, Any]:
        actions.change_office(office, **values, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    page = at_office(office, _("Change telephone, address, hours"), icon="pencil", button=_("Change"))
    form = forms.OfficeForm(request.POST or None, office=office)
    return handle(
        request, form, page, work, lambda answer: done(request, _("Changed."), "desk:office", office.pk)
    )


@login_required
@either
def office_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an office right below this one."""
    superior = seen.office(request, pk)
    request.actor.require("staff.appoint", superior.area.path)  # type: ignore[attr-defined]
    near = Area.objects.filter(pk=superior.area_id) | Area.objects.filter(parent=superior.area)
    areas = near.standing(request.now).order_by("path")[:LONGEST_LIST]  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> dict[str, Any]:
        office = actions.open_office(
            **values,
            superior=superior,
            by=request.actor,  # type: ignore[attr-defined]
            at=request.now,  # type: ignore[attr-defined]
        )
        return {"office": office.pk}

    def then(answer: dict[str, Any]) -> HttpResponse:
        return done(request, _("Opened. Now appoint somebody."), "desk:office", answer["office"])

    page = at_office(superior, _("Open an office below"), icon="plus", button=_("Open it"))
    return handle(request, forms.NewOfficeForm(request.POST or None, areas=list(areas)), page, work, then)


@login_required
@either
def superior(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang an office under another one."""
    office = seen.office(request, pk)
    above = office.superior.area.path if office.superior else office.area.path
    request.actor.require("staff.appoint", above)  # type: ignore[attr-defined]
    paths = [office.area.path[:length] for length in LENGTHS if length <= len(office.area.path)]
    offices = Office.objects.filter(area__path__in=paths).exclude(pk=office.pk).select_related("area")
    if office.kind in AREA_OFFICES:
        offices = offices.filter(kind__in=AREA_OFFICES)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        actions.change_superior(office, values["superior"], by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    page = at_office(office, _("Change the office above"), icon="arrow-up", button=_("Change"))
    form = forms.SuperiorForm(
        request.POST or None, offices=list(offices.order_by("area__path", "id")), now_is=office.superior_id
    )
    return handle(
        request, form, page, work, lambda answer: done(request, _("Changed."), "desk:office", office.pk)
    )


@login_required
@either
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is on duty at this office: what is planned, and a form that fills days in turn."""
    office = seen.office(request, pk)
    request.actor.require("staff.roster", office.area.path)  # type: ignore[attr-defined]
    now = request.now  # type: ignore[attr-defined]
    people = list({post.user_id: post.user for post in members(office.pk, now)}.values())

    def work(values: dict[str, Any]) -> dict[str, Any]:
        users = values.pop("people")
        return {"days": actions.fill_roster(office, users, **values, by=request.actor, at=now)}  # type: ignore[attr-defined]

    def then(answer: dict[str, Any]) -> HttpResponse:
        said = _("Days filled: %(n)s. Days that had somebody stay as they were.") % {"n": answer["days"]}
        return done(request, said, "desk:roster", office.pk)

    page = at_office(office, _("Duty roster"), button=_("Fill these days"), icon="calendar-clock")
    page |= {
        "back": "",
        "shifts": shifts_of(office.pk, now, now + timedelta(days=62)),
        "office": office,
    }
    today = timezone.localdate(now)
    form = forms.RosterForm(request.POST or None, people=people, today=today, phone=office.phone)
    return handle(request, form, page, work, then, template="desk/staff/roster.html")


@login_required
@require_POST
def shift_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    shift = get_object_or_404(Shift.objects.select_related("office__area"), pk=pk)
    office = seen.office(request, shift.office_id)
    actions.cancel_shift(shift, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    return done(request, _("Taken off the roster."), "desk:roster", office.pk)


# -- posts -----------------------------------------------------------------------------------------------------


@login_required
@either
def deputy(request: HttpRequest, pk: int) -> HttpResponse:
    post = seen.post(request, pk)
    request.actor.require("staff.roster", post.office.area.path)  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> dict[str, Any]:
        actions.name_deputy(post, values["deputy"], by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    lead = _("A deputy sees and does what %(name)s sees and does, while they are away and no longer.")
    page = at_office(
        post.office,
        _("Who stands in for %(name)s?") % {"name": post.user.name},
        lead % {"name": post.user.name},
        button=_("Name the deputy"),
        icon="users",
    )
    form = forms.DeputyForm(
        request.POST or None, posts=_who_may_stand_in(request, post), now_is=post.deputy_id
    )
    return handle(
        request, form, page, work, lambda answer: done(request, _("Named."), "desk:office", post.office_id)
    )


def _who_may_stand_in(request: HttpRequest, post: Post) -> list[Post]:
    """Posts of the same office and of those above it, as far as they would not be refused."""
    by, at = request.actor, request.now  # type: ignore[attr-defined]
    held = Post.objects.held(at).filter(office__in=chain_of(post.office)).select_related("user", "office")
    found = held.order_by("-office__area__path", "id")[:LONGEST_LIST]
    return [one for one in found if one.pk == post.deputy_id or rules.may_deputise(one, post, by, at) is None]


@login_required
@either
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody of the office calls in: they are away from–to."""
    post = seen.post(request, pk)
    rules.require(rules.may_keep_roster_of(request.actor, post))  # type: ignore[attr-defined]
    keeps = seen.may(request, "staff.roster", post.office.area.path)
    form = forms.AbsenceForm(
        request.POST or None,
        posts=_who_may_stand_in(request, post) if keeps else [],
        standing=post.deputy,
        now=request.now,  # type: ignore[attr-defined]
    )

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        since, until = form.span()
        deputy: Post | None = values.get("deputy")
        actions.enter_absence(post, since=since, until=until, deputy=deputy, by=by, at=at)
        return {"deputy": deputy.user.name if deputy else ""}

    def then(answer: dict[str, Any]) -> HttpResponse:
        who = {"name": post.user.name, "deputy": answer["deputy"]}
        lasts = _("Entered. %(deputy)s stands in for %(name)s on these days, and not beyond.") % who
        return done(request, lasts if answer["deputy"] else _("Entered."), "desk:office", post.office_id)

    title = _("%(name)s is away") % {"name": post.user.name}
    page = at_office(post.office, title, button=_("Enter it"), icon="calendar")
    return handle(request, form, page, work, then)


@login_required
@require_POST
def absence_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Absence.objects.select_related("post__office__area"), pk=pk)
    post = seen.post(request, found.post_id)
    actions.cancel_absence(found, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    return done(request, _("They are here again from this moment."), "desk:office", post.office_id)


@login_required
@either
def end(request: HttpRequest, pk: int) -> HttpResponse:
    post = seen.post(request, pk)
    rules.require(rules.may_end(request.actor, post, request.now))  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> dict[str, Any]:
        actions.end_post(post, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    lead = _(
        "From this moment the post gives neither sight nor verbs. The account stays open for other posts."
    )
    page = at_office(
        post.office,
        _("End the post of %(name)s") % {"name": post.user.name},
        lead,
        button=_("End it"),
        icon="user-x",
        held_cases=cases_of(post.user),
    )
    return handle(
        request,
        forms.JustDoIt(request.POST or None),
        page,
        work,
        lambda answer: done(request, _("Ended."), "desk:office", post.office_id),
        template="desk/staff/ending.html",
    )
