"""Keys for other systems: which there are, a new one shown once, one that ends now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.common.authority import areas
from linli.common.inside import inside
from linli.common.refusals import refuse
from linli.faces.desk import shell
from linli.faces.desk.sheets import handle
from linli.faces.desk.staff.forms import JustDoIt
from linli.faces.desk.tokens.forms import LABELS, IssueForm
from linli.people.actions import issue_token, revoke_token
from linli.people.models import ApiToken, Post
from linli.people.queries.interfaces import at_work, tokens_for

either = require_http_methods(["GET", "HEAD", "POST"])
MOST_POSTS = 400  # in the list to choose from; heads of larger areas leave keys to the offices below
VERB = "keep.tokens"


def _paths(request: HttpRequest) -> tuple[str, ...]:
    return areas(request.actor.standings, VERB)  # type: ignore[attr-defined]


def _mine(request: HttpRequest) -> list[ApiToken]:
    """Keys that this person keeps, and those that act in their own posts."""
    return tokens_for(request.user.pk, _paths(request))


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    found = _mine(request)
    if not found:  # nothing of one's own to look at: only for those who may make one
        request.actor.require(VERB)  # type: ignore[attr-defined]
    rows = [
        {
            "token": one,
            "rights": [LABELS[code] for code in one.scopes],
            "last_day": timezone.localdate(one.until - timedelta(seconds=1)),
            "works": at_work(one, request.now) is not None,  # type: ignore[attr-defined]
        }
        for one in found
    ]
    context = {
        "here": "tokens",
        "working": [row for row in rows if row["works"]],
        "ended": [row for row in rows if not row["works"]],
        "may_issue": bool(_paths(request)),
    }
    return shell.page(request, "desk/tokens/start.html", context)


def _page(title: str, lead: str, **more: Any) -> dict[str, Any]:
    back = reverse("desk:tokens")
    crumbs = [(_("Interfaces"), back)]
    return {"here": "tokens", "title": title, "lead": lead, "crumbs": crumbs, "back": back, **more}


@login_required
@either
def issue(request: HttpRequest) -> HttpResponse:
    """Make a key; the next page shows it once."""
    request.actor.require(VERB)  # type: ignore[attr-defined]
    held = Post.objects.held(request.now).filter(inside(_paths(request), "office__area__path"))  # type: ignore[attr-defined]
    related = ("user", "office__area", "area")
    posts = list(held.select_related(*related).order_by("office__area__path", "office_id", "id")[:MOST_POSTS])
    form = IssueForm(request.POST or None, posts=posts, now=request.now)  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> dict[str, Any]:
        token, secret = issue_token(**values, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        request.session["token"] = [token.pk, secret]  # sealed; taken out where it is shown
        return {"token": token.pk}

    lead = _(
        "A key opens for a program what the post opens for a person. Names and numbers of residents come out of none."
    )
    page = _page(_("A key for another system"), lead, button=_("Make the key"), icon="key-round")
    return handle(request, form, page, work, lambda answer: redirect("desk:token_issued", answer["token"]))


@login_required
@require_safe
def issued(request: HttpRequest, pk: int) -> HttpResponse:
    """The key, this once: to copy."""
    token = get_object_or_404(ApiToken, pk__in=[one.pk for one in _mine(request)], pk=pk)
    shown, secret = request.session.pop("token", None) or (None, "")
    context = {"here": "tokens", "token": token, "secret": secret if shown == pk else ""}
    return shell.page(request, "desk/tokens/issued.html", context)


@login_required
@either
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """A key that is not needed any more, or that somebody may have seen."""
    token = get_object_or_404(ApiToken, pk__in=[one.pk for one in _mine(request)], pk=pk)
    if at_work(token, request.now) is None and token.revoked_at is not None:  # type: ignore[attr-defined]
        raise refuse("token_ended")

    def work(values: dict[str, Any]) -> dict[str, Any]:
        revoke_token(token, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    def then(answer: dict[str, Any]) -> HttpResponse:
        notes.success(request, _("The key of %(name)s opens nothing any more.") % {"name": token.name})
        return redirect("desk:tokens")

    lead = _("From now on the system that uses it is refused. What it did before stays as it is.")
    title = _("End the key of %(name)s") % {"name": token.name}
    page = _page(title, lead, button=_("End it now"), icon="x")
    return handle(request, JustDoIt(request.POST or None), page, work, then)
