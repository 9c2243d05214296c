"""A branch's monthly list: look, put something on it, tell the resident how it stands, strike off."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import actions, meeting
from linli.cases.models import ProblemItem
from linli.faces import scope
from linli.faces.desk import reading, sheets, shell
from linli.faces.desk.meetings import seen
from linli.faces.desk.meetings.forms import NewProblemForm, PutForm, WordsForm
from linli.faces.desk.meetings.views import crumbs
from linli.faces.templatetags.linli import localized
from linli.people.models import Office

A_MONTH = re.compile(r"(?a:20\d\d-(0[1-9]|1[0-2]))")


def month_asked(request: HttpRequest) -> str:
    asked = request.GET.get("month", "")
    this = meeting.month_of(request.now)  # type: ignore[attr-defined]
    return asked if A_MONTH.fullmatch(asked) and asked <= this else this


def branch_asked(request: HttpRequest) -> Office | None:
    """The branch that is asked for, or the first one whose list is this person's affair."""
    branches, asked = seen.branches(request), request.GET.get("branch", "")
    return next((one for one in branches if str(one.pk) == asked), branches[0] if branches else None)


def month_words(month: str) -> str:
    year, number = month.split("-")
    return _("%(month)s/%(year)s") % {"year": year, "month": int(number)}


def address(branch: Office, month: str = "") -> str:
    query = f"?branch={branch.pk}" + (f"&month={month}" if month else "")
    return reverse("desk:problems") + query


@login_required
@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    branch, posts = branch_asked(request), seen.posts(request)
    if branch is None:
        raise PermissionDenied
    this, month = meeting.month_of(request.now), month_asked(request)  # type: ignore[attr-defined]
    lines = meeting.problems(branch, month, request.scope)  # type: ignore[attr-defined]
    before = meeting.month_before(month)
    after = next((m for m in _months(this) if m > month), "")
    context = {
        "here": "meetings",
        "branch": branch,
        "branches": seen.branches(request),
        "month": month,
        "is_now": month == this,
        "named": month_words(month),
        "before": (address(branch, before), month_words(before)),
        "after": (address(branch, after), month_words(after)) if after else None,
        "lines": [(line, reading.where_now(line.case, request.user.pk)) for line in lines],
        "owed": sum(line.owed for line in lines),
        "on": sum(line.item.struck_at is None for line in lines),
        "carried": sum(line.months > 1 for line in lines),
        "struck": sum(line.item.struck_at is not None for line in lines),
        "writes": meeting.writes_list(posts, branch),
        "keeps": meeting.keeps_meeting(posts, branch),
        "crumbs": crumbs(),
    }
    return shell.page(request, "desk/meetings/problems.html", context)


def _months(last: str, *, most: int = 60) -> list[str]:
    """The months up to `last`, oldest first."""
    found = [last]
    while len(found) < most:
        found.append(meeting.month_before(found[-1]))
    return found[::-1]


def _page(branch: Office, title: str, button: str, icon: str, lead: str = "") -> dict[str, Any]:
    back = address(branch)
    return {
        "here": "meetings",
        "title": title,
        "lead": lead,
        "button": button,
        "icon": icon,
        "back": back,
        "crumbs": [*crumbs(), (localized(branch, "name"), back)],
    }


def _data(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def put(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an open request on the list."""
    branch = seen.branch(request, pk)
    if not meeting.writes_list(seen.posts(request), branch):
        raise PermissionDenied
    form = PutForm(meeting.candidates(branch, request.scope), _data(request))  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by = scope.in_office(request, branch.pk)
        given = {"branch": branch, "by": by, "at": request.now, "words": values["words"]}  # type: ignore[attr-defined]
        return {"item": actions.put_forward(values["case"], **given).pk}

    def then(answer: dict[str, Any]) -> HttpResponse:
        messages.success(request, _("It is on the list now, until the meeting strikes it off."))
        return redirect(address(branch))

    page = _page(branch, _("Put a request on the list"), _("Put it on the list"), "list-checks")
    if not form.fields["case"].things:  # type: ignore[attr-defined]
        page["nothing"] = _(
            "You see no open request of this place that is not on a list already. Write a new one."
        )
    return sheets.handle(request, form, page, work, then)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what came up at the meeting; it is a request like any other, and on the list."""
    branch = seen.branch(request, pk)
    if not meeting.writes_list(seen.posts(request), branch):
        raise PermissionDenied
    form = NewProblemForm(branch, request.now, _data(request))  # type: ignore[attr-defined]

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by = scope.in_office(request, branch.pk)
        item = actions.raise_problem(branch=branch, **form.arguments(values), by=by, at=request.now)  # type: ignore[attr-defined]
        return {"number": item.case.spoken_number}

    def then(answer: dict[str, Any]) -> HttpResponse:
        messages.success(request, _("%(number)s is on the list. Write the next one, or go back.") % answer)
        return redirect("desk:problem_new", pk=pk)

    title, lead = _("Write a new problem"), _("It becomes a request like any other, and stands on the list.")
    page = _page(branch, title, _("Put it on the list"), "message-square-plus", lead)
    return sheets.handle(request, form, page, work, then)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A word to the resident, each month."""
    item, posts = seen.item(request, pk), seen.posts(request)
    if not (meeting.writes_list(posts, item.branch) or meeting.keeps_meeting(posts, item.branch)):
        raise PermissionDenied
    hint = _("How it stands and what comes next. They read it on their own page, with your office's name.")
    form = WordsForm(_("What do you tell the resident?"), "say_to_resident", hint=hint, data=_data(request))
    said = _("The resident reads it on their page now.")
    page = _page(item.branch, _("Tell the resident how it stands"), _("Tell them"), "message-circle")
    return _say(request, item, form, page, actions.answer_item, said)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """Off the list, with what the meeting decided."""
    item = seen.item(request, pk)
    if not meeting.keeps_meeting(seen.posts(request), item.branch):
        raise PermissionDenied
    hint = _("The resident reads it. The request itself goes on where it is.")
    form = WordsForm(
        _("What did the meeting decide?"), "say_what_was_decided", hint=hint, data=_data(request)
    )
    said = _("Struck off; the resident reads the decision.")
    page = _page(item.branch, _("Strike it off the list"), _("Strike it off"), "circle-check")
    return _say(request, item, form, page, actions.strike_off, said)


def _say(
    request: HttpRequest, item: ProblemItem, form: WordsForm, page: dict[str, Any], verb: Any, said: str
) -> HttpResponse:
    def work(values: dict[str, Any]) -> dict[str, Any]:
        posts = seen.posts(request)
        office = item.branch_id if meeting.writes_list(posts, item.branch) else item.branch.superior_id
        by = scope.in_office(request, item.branch.superior_id if verb is actions.strike_off else office)
        verb(item, by=by, at=request.now, words=values["words"])  # type: ignore[attr-defined]
        return {"item": item.pk}

    def then(answer: dict[str, Any]) -> HttpResponse:
        messages.success(request, said)
        return redirect(address(item.branch))

    page |= {"case": item.case, "where_now": reading.where_now(item.case, request.user.pk)}
    return sheets.handle(request, form, page, work, then, template="desk/meetings/say.html")
