"""Coming in and going out: log-in, lock-out, log-out, and the one-click log-ins of the demo."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from axes.helpers import get_cool_off
from django import forms
from django.conf import settings
from django.contrib.auth import login as log_in
from django.contrib.auth import logout as log_out
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.common.refusals import Refused
from linli.faces.desk import shell, trying
from linli.faces.desk.account.forms import SecondForm
from linli.faces.desk.sheets import handle
from linli.people.actions import pass_second_factor
from linli.people.models import OfficeKind, Post, Role, User

log = logging.getLogger("linli.request")
BACKEND = "django.contrib.auth.backends.ModelBackend"
HALF_WAY = timedelta(minutes=5)  # between the password and the code
A_KIND = 2  # people of each kind of office that the demo offers
KINDS = (
    (OfficeKind.GRID, _("Grid workers"), _("They go there, verify, and do what can be done on the spot.")),
    (OfficeKind.COMMUNITY, _("The community"), _("They decide who does it, and check what the grid did.")),
    (OfficeKind.TOWNSHIP, _("The sub-district"), _("They send it to the department that answers for it.")),
    (OfficeKind.DEPARTMENT, _("The departments"), _("They see only what was handed to their office.")),
    (
        OfficeKind.BRANCH,
        _("The Party branch"),
        _("Its secretary keeps the list of problems for the meeting."),
    ),
    (OfficeKind.COUNTY, _("The district centre"), _("It reviews what the sub-district could not settle.")),
)


class LoginForm(AuthenticationForm):
    """Django's own check, asked in our words."""

    username = UsernameField(
        label=_("Login name"),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    error_messages = {
        "invalid_login": _("Login name and password do not belong together. Capitals count in both."),
        "inactive": _("This account is closed. Ask your office."),
    }
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["username"].error_messages["required"] = _("Write your login name.")
        self.fields["password"].error_messages["required"] = _("Write your password.")
        for field in self.fields.values():
            field.widget.attrs.pop("autofocus", None)  # the summary of errors comes first
            if self.is_bound and "__all__" in self.errors:
                field.widget.attrs.update({"aria-invalid": "true", "aria-describedby": "errors"})


class Login(LoginView):
    template_name = "desk/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Beyond the ceilings no password is looked at any more."""
        typed = request.POST.get("username", "")[:150].replace("\0", "")
        name = str(UsernameField().to_python(typed))
        if trying.beyond(request, name):
            return shell.bare(request, "desk/locked.html", {"many": True}, status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The password was right."""
        return let_in(self.request, form.get_user(), self.get_success_url())

    def get_redirect_url(self, **kwargs: Any) -> str:
        """Where they wanted to go, if that is a page of ours and not this one."""
        to = super().get_redirect_url(**kwargs)
        return to if to.startswith("/") and not to.startswith(reverse("desk:login")) else ""


login = Login.as_view()


def let_in(request: HttpRequest, user: User, to: str) -> HttpResponse:
    """Whoever has shown the password, or just set it by their link, is in under a new session, or is asked the code."""
    if user.totp_since is None:
        log_in(request, user, backend=BACKEND)  # makes the session anew
        response = redirect(to)
        trying.remember(request, response, user)
        return response
    request.session["half"] = {
        "user": user.pk,
        "until": int((request.now + HALF_WAY).timestamp()),  # type: ignore[attr-defined]
        "next": to,
    }
    return redirect("desk:second")


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Too many wrong passwords: until when, and whom to ask. Every further try starts the wait again."""
    now = getattr(request, "now", None) or timezone.now()
    wait = get_cool_off(request)
    context = {"until_when": now + wait if wait else None, "now": now}
    return shell.bare(request, "desk/locked.html", context, status=429)


def _half_in(request: HttpRequest) -> User | None:
    """Who has shown the password a moment ago and still owes the code."""
    half = request.session.get("half")
    if not half or half["until"] < request.now.timestamp():  # type: ignore[attr-defined]
        return None
    return User.objects.filter(pk=half["user"], is_active=True).exclude(totp_since=None).first()


@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """After the password the code. Wrong codes count like wrong passwords, so they cannot be tried through."""
    user = _half_in(request)
    if user is None or request.user.is_authenticated:
        return redirect("desk:login")
    name = {"username": user.username}
    if trying.stopped(request, user.username):
        return locked_out(request, None, name)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        try:
            pass_second_factor(user, values["code"], at=request.now)  # type: ignore[attr-defined]
        except Refused:
            trying.wrong(request, user.username)
            raise
        return {}

    def then(answer: dict[str, Any]) -> HttpResponse:
        to = request.session.pop("half")["next"]
        log_in(request, user, backend=BACKEND)  # makes the session anew
        response = redirect(to)
        trying.remember(request, response, user)
        return response

    sheet = SecondForm(request.POST or None)
    return handle(
        request, sheet, {"name": user.name}, work, then, secret=True, template="desk/account/second.html"
    )


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    log_out(request)
    return redirect("desk:login")


@require_http_methods(["GET", "HEAD", "POST"])
def demo(request: HttpRequest) -> HttpResponse:
    """Become one of the invented people with one click; there is no such page in a real installation."""
    if not settings.DEMO:
        raise Http404
    posts = Post.objects.held(request.now).select_related("user", "office").order_by("id")  # type: ignore[attr-defined]
    if request.method == "POST":
        chosen = request.POST.get("user", "")
        pk = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0
        user = get_object_or_404(
            User.objects.filter(posts__in=posts).distinct(), pk=pk
        )  # some hold two posts
        log_in(request, user, backend=BACKEND)  # makes the session anew
        return redirect("desk:day")
    kinds = [(label, note, _some(posts, kind)) for kind, label, note in KINDS]
    return shell.bare(request, "desk/demo.html", {"kinds": [kind for kind in kinds if kind[2]]})


def _some(posts: Any, kind: str) -> list[Post]:
    """The first people of one kind of office: those of the neighbourhood where the stories play."""
    found: dict[int, Post] = {}
    rows = posts.filter(office__kind=kind)
    if kind == OfficeKind.BRANCH:  # its members have no desk of their own
        rows = rows.filter(role=Role.FIRST_SECRETARY)
    if kind == OfficeKind.DEPARTMENT:  # one of each, so that every matter of the catalogue can be played
        for post in rows[: A_KIND * 10]:
            found.setdefault(post.office_id, post)
        return list(found.values())
    most = A_KIND * 2 if kind == OfficeKind.TOWNSHIP else A_KIND  # who keeps the register, who runs LinLi
    for post in rows[: most * 3]:
        found.setdefault(post.user_id, post)
    return list(found.values())[:most]
