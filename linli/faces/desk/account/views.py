"""My account: when I am away, password, one-time code, recovery codes; and the link that opens an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pyotp
import segno
from django.contrib import messages as notes
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.common.refusals import Refused, refuse
from linli.faces.desk import gate, shell, trying
from linli.faces.desk.account import forms
from linli.faces.desk.doors import let_in, locked_out
from linli.faces.desk.sheets import handle
from linli.people import actions
from linli.people.models import Absence, Invitation, User
from linli.people.queries.account import invitation_of
from linli.people.queries.duty import absences_ahead, stands_in_ahead
from linli.people.queries.standing_in import acting

either = require_http_methods(["GET", "HEAD", "POST"])
View = Callable[..., HttpResponse]
HERE: dict[str, Any] = {"here": "account"}


def _page(title: str, lead: str = "", **more: Any) -> dict[str, Any]:
    """What stands around a sheet of this part."""
    start = reverse("desk:account")
    return {**HERE, "title": title, "lead": lead, "back": start, "crumbs": [(_("My account"), start)], **more}


def asks_the_password(view: View) -> View:
    """Whoever sits down at a forgotten desk cannot try passwords through here either: five wrong ones, then a wait."""

    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and trying.stopped(request, request.user.get_username()):
            return locked_out(request)
        return view(request)

    return inner


@contextmanager
def counted(request: HttpRequest) -> Iterator[None]:
    """A wrong password in here counts as one at the door."""
    try:
        yield
    except Refused as refused:
        if refused.refusal.code == "password_wrong":
            trying.wrong(request, request.user.get_username())
        raise


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return shell.page(request, "desk/account/start.html", _start(request, forms.AwayForm(now=request.now)))  # type: ignore[attr-defined]


def _start(request: HttpRequest, form: forms.AwayForm) -> dict[str, Any]:
    posts = list(request.user.posts.held(request.now).select_related("office", "deputy__user").order_by("id"))  # type: ignore
    ahead = absences_ahead([post.pk for post in posts], request.now)  # type: ignore[attr-defined]
    spans: dict[Any, tuple[Absence, dict[Any, Any]]] = {}
    for one in ahead:  # one line for the absences of all posts by the same days, with whoever stands in then
        by = acting(one.post, max(one.since, request.now))  # type: ignore[attr-defined]
        spans.setdefault((one.since, one.until), (one, {}))[1][by and (by.user_id, by.role)] = by
    return {
        **HERE,
        "held": posts,
        "acted": [post for post in request.posts if post.for_post_id],  # type: ignore[attr-defined]
        "stands_in": stands_in_ahead(request.user.pk, request.now),  # type: ignore
        "absences": [(one, list(by.values())) for one, by in spans.values()],
        "form": form,
        "needs_code": gate.needs_code(request),
    }


@login_required
@require_POST
def away(request: HttpRequest) -> HttpResponse:
    """From–to for all posts one holds: somebody on leave is away from everything."""
    form = forms.AwayForm(request.POST, now=request.now)  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> dict[str, Any]:
        since, until = form.span()
        posts = list(request.user.posts.held(request.now))  # type: ignore
        if not posts:
            raise refuse("no_post_now")
        for post in posts:
            actions.enter_absence(post, since=since, until=until, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    def then(answer: dict[str, Any]) -> HttpResponse:
        notes.success(request, _("Entered. Whoever stands in for you has your requests for that time."))
        return redirect("desk:account")

    context = _start(request, form)
    return handle(request, form, context, work, then, template="desk/account/start.html")


@login_required
@require_POST
def back(request: HttpRequest, pk: int) -> HttpResponse:
    """I am here after all: the absence of all my posts that goes by the same days."""
    mine = Absence.objects.filter(post__user=request.user.pk, cancelled_at=None)
    one = get_object_or_404(mine, pk=pk)
    for absence in mine.filter(since=one.since, until=one.until):
        actions.cancel_absence(absence, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    notes.success(request, _("You are here again. Your requests are yours from this moment."))
    return redirect("desk:account")


@login_required
@either
@asks_the_password
def password(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]

    def work(values: dict[str, Any]) -> dict[str, Any]:
        if user.has_usable_password() and not user.check_password(values["old"]):
            with counted(request):
                raise refuse("password_wrong")
        changed = actions.change_password(user, values["password"], by=request.actor, at=request.now)  # type: ignore[attr-defined]
        update_session_auth_hash(request, changed)  # this session goes on under a new key
        return {}

    def then(answer: dict[str, Any]) -> HttpResponse:
        notes.success(request, _("The new password counts from now on. Everywhere else you are logged out."))
        return redirect("desk:account")

    page = _page(_("Change the password"), icon="key-round")
    return handle(
        request, forms.ChangePassword(request.POST or None, user=user), page, work, then, secret=True
    )


@login_required
@either
@asks_the_password
def elsewhere(request: HttpRequest) -> HttpResponse:
    """End every other session, of a computer one forgot to leave or a telephone one lost."""

    def work(values: dict[str, Any]) -> dict[str, Any]:
        with counted(request):
            user = actions.end_other_sessions(
                request.user,  # type: ignore[arg-type]
                values["password"],
                by=request.actor,  # type: ignore[attr-defined]
                at=request.now,  # type: ignore[attr-defined]
            )
        update_session_auth_hash(request, user)
        return {}

    def then(answer: dict[str, Any]) -> HttpResponse:
        notes.success(request, _("You are logged out everywhere else."))
        return redirect("desk:account")

    lead = _("A computer you forgot to log out from, a telephone you lost: nobody gets on with it.")
    page = _page(_("Log out everywhere else"), lead, icon="log-out")
    return handle(request, forms.OldPassword(request.POST or None), page, work, then, secret=True)


@login_required
@either
def code(request: HttpRequest) -> HttpResponse:
    """Set up one-time codes: the picture, then a code as proof. The secret waits in the sealed session till then."""
    user: User = request.user  # type: ignore[assignment]
    if user.totp_since is not None:
        return redirect("desk:account")
    secret = request.session.setdefault("totp", actions.new_secret())

    def work(values: dict[str, Any]) -> dict[str, Any]:
        codes = actions.confirm_one_time_code(
            user,
            secret,
            values["code"],
            by=request.actor,  # type: ignore[attr-defined]
            at=request.now,  # type: ignore[attr-defined]
        )
        del request.session["totp"]
        request.session["recovery"] = codes
        return {}

    address = pyotp.TOTP(secret, name=user.username, issuer="LinLi 邻里").provisioning_uri()
    drawn = mark_safe(segno.make(address, error="m").svg_inline(border=4, omitsize=True, light="#fff"))
    page = _page(
        _("Set up one-time codes"),
        button=_("Switch it on"),
        icon="shield",
        qr=drawn,
        secret=" ".join(secret[n : n + 4] for n in range(0, len(secret), 4)),
        forced=gate.needs_code(request),
    )
    sheet = forms.CodeForm(request.POST or None)
    template = "desk/account/code.html"
    return handle(
        request,
        sheet,
        page,
        work,
        lambda answer: redirect("desk:recovery"),
        secret=True,
        template=template,
    )


@login_required
@either
@asks_the_password
def recovery(request: HttpRequest) -> HttpResponse:
    """The ten recovery codes, shown once right after they were made; a POST makes ten new ones."""
    user: User = request.user  # type: ignore[assignment]
    if user.totp_since is None:
        return redirect("desk:code")

    def work(values: dict[str, Any]) -> dict[str, Any]:
        if user.has_usable_password() and not user.check_password(values["password"]):
            with counted(request):
                raise refuse("password_wrong")
        request.session["recovery"] = actions.renew_recovery_codes(user, by=request.actor, at=request.now)  # type: ignore[attr-defined]
        return {}

    page = _page(_("Recovery codes"), button=_("Make ten new ones"), icon="rotate-ccw")
    if request.method != "POST":
        page["codes"] = request.session.pop("recovery", [])
    page["left"] = len(user.recovery_codes)
    sheet = forms.OldPassword(request.POST or None)
    if not user.has_usable_password():
        del sheet.fields["password"]
    template = "desk/account/recovery.html"
    return handle(
        request,
        sheet,
        page,
        work,
        lambda answer: redirect("desk:recovery"),
        secret=True,
        template=template,
    )


@either
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody opens the link they were given: their name, and a password of their own."""
    found = invitation_of(token, request.now)  # type: ignore[attr-defined]
    if not isinstance(found, Invitation):
        raise refuse(found)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        return {"user": actions.accept_invitation(token, values["password"], at=request.now)}  # type: ignore[attr-defined]

    def then(answer: dict[str, Any]) -> HttpResponse:
        user: User = answer["user"]
        said = _("Your password is set. From the next time on you log in as %(username)s.")
        notes.success(request, said % {"username": user.username})
        return let_in(request, user, reverse("desk:day"))

    if request.user.is_authenticated:
        raise Http404  # whoever shares this browser logs out first; the link is not used up by looking
    page = {"title": _("Welcome, %(name)s") % {"name": found.user.name}, "invitation": found}
    sheet = forms.NewPassword(request.POST or None, user=found.user)
    return handle(request, sheet, page, work, then, secret=True, template="desk/account/invitation.html")
