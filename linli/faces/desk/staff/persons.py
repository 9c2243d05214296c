"""Changing what belongs to a person: they leave, they get a link, what they can do, their branch."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.faces.desk import shell
from linli.faces.desk.sheets import Sheet, handle
from linli.faces.desk.staff import forms, seen, words
from linli.faces.desk.staff.changes import at_person, cases_of, done, either
from linli.people import actions, rules
from linli.people.actions.entering import open_posts
from linli.people.models import Invitation, User
from linli.people.queries.duty import offices_in


def _to_invite(request: HttpRequest, pk: int) -> User:
    """Somebody to whom this person may give a link."""
    person = seen.person(request, pk)
    posts = open_posts(person, request.now)  # type: ignore[attr-defined]
    rules.require(rules.may_invite(request.actor, person, posts))  # type: ignore[attr-defined]
    return person


def _person(request: HttpRequest, pk: int, verb: str) -> User:
    """Somebody all of whose posts lie where this person may do `verb`; oneself is somebody else's business."""
    person = seen.person(request, pk)
    posts = open_posts(person, request.now)  # type: ignore[attr-defined]
    rules.require(rules.may_manage(request.actor, verb, person, posts))  # type: ignore[attr-defined]
    return person


@login_required
@either
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody handed in their letter."""
    person = _person(request, pk, "staff.appoint")
    posts = open_posts(person, request.now)  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> dict[str, Any]:
        actions.leave(person, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    def then(answer: dict[str, Any]) -> HttpResponse:
        notes.success(
            request, _("%(name)s has left: posts, sessions and links ended.") % {"name": person.name}
        )
        return redirect("desk:office", posts[0].office_id) if posts else redirect("desk:staff")

    lead = _("All posts end now, every log-in ends, and no password or link opens the account any more.")
    page = at_person(
        person,
        _("%(name)s leaves") % {"name": person.name},
        lead,
        button=_("Close the account"),
        icon="user-x",
        ending=posts,
        held_cases=cases_of(person),
    )
    form = forms.JustDoIt(request.POST or None)
    return handle(request, form, page, work, then, template="desk/staff/ending.html")


@login_required
@either
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the link with which somebody sets a password; the next page shows it once."""
    person = _to_invite(request, pk)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        return {"invitation": actions.invite(person, by=request.actor, at=request.now).pk}  # type: ignore[attr-defined]

    def then(answer: dict[str, Any]) -> HttpResponse:
        request.session["invitation"] = answer["invitation"]
        return redirect("desk:invited", person.pk)

    now = request.now  # type: ignore[attr-defined]
    ends = rules.link_counts_from(open_posts(person, now), now) + actions.INVITATION_LIVES
    lead = _(
        "They get a link that works once, until %(day)s. Earlier links stop working. Give it to them yourself."
    )
    lead %= {"day": words.day(ends)}
    title = _("A link for %(name)s to log in") % {"name": person.name}
    page = at_person(person, title, lead, button=_("Make the link"), icon="link")
    return handle(request, forms.JustDoIt(request.POST or None), page, work, then)


@login_required
@require_safe
def invited(request: HttpRequest, pk: int) -> HttpResponse:
    """The link, this once: to copy or to print."""
    person = _to_invite(request, pk)
    shown = request.session.pop("invitation", None)
    found = Invitation.objects.filter(pk=shown, user=person, used_at=None).first()
    page = at_person(person, _("The link"), invitation=found)
    if found is not None:
        link = request.build_absolute_uri(reverse("desk:invitation", args=[actions.invitation_token(found)]))
        drawn = mark_safe(segno.make(link, error="m").svg_inline(border=4, omitsize=True, light="#fff"))
        page |= {"link": link, "qr": drawn, "later": request.build_absolute_uri(reverse("desk:login"))}
    return shell.page(request, "desk/staff/invited.html", {**page, "person": person})


@login_required
@either
def code_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """A telephone was lost, and the paper with the recovery codes too."""
    person = _person(request, pk, "staff.appoint")
    rules.require(rules.may_drop_code(request.actor))  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> dict[str, Any]:
        actions.drop_one_time_code(person, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    lead = _(
        "Only when you see them in person: from now on the password alone opens the account, "
        "until they set up new codes."
    )
    title = _("Take the one-time code off %(name)s's account") % {"name": person.name}
    page = at_person(person, title, lead, button=_("Take it off"), icon="unlock")
    return handle(
        request,
        forms.JustDoIt(request.POST or None),
        page,
        work,
        lambda answer: done(request, _("Taken off."), "desk:person", person.pk),
    )


@login_required
@either
def skills(request: HttpRequest, pk: int) -> HttpResponse:
    person = seen.person(request, pk)
    if person.pk != request.user.pk:
        _person(request, pk, "staff.roster")

    def work(values: dict[str, Any]) -> dict[str, Any]:
        actions.enter_skills(person, values["kinds"], by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    known = [one.kind for one in person.skills.all()]
    form = forms.SkillsForm(request.POST or None, initial={"kinds": known})
    lead = _("Colleagues ask people who can do something. Say only what you like to be asked for.")
    page = at_person(person, _("What they can do"), lead, button=_("Keep it"))
    return handle(
        request, form, page, work, lambda answer: done(request, _("Kept."), "desk:person", person.pk)
    )


@login_required
@either
def member(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request, pk, "staff.appoint")
    branches = [one for one in offices_in(seen.my_areas(request, "staff.appoint")) if one.kind == "branch"]
    known = getattr(person, "member", None)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        actions.enter_member(person, **values, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    form: Sheet = forms.MemberForm(
        request.POST or None,
        branches=branches,
        branch=known.branch_id if known else None,
        exemption=known.exemption if known else "",
    )
    page = at_person(person, _("Branch of %(name)s") % {"name": person.name}, button=_("Keep it"))
    return handle(
        request, form, page, work, lambda answer: done(request, _("Kept."), "desk:person", person.pk)
    )
