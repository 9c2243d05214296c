"""What is printed here: a day with its rows, a month's list, the poster of the days to come. No resident's name."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.cases import gatherings
from linli.faces.desk.meetings import lists, seen
from linli.faces.desk.prints.views import pdf
from linli.office import printing


@login_required
@require_safe
def day(request: HttpRequest, pk: int) -> HttpResponse:
    one = seen.reception(request, pk)
    rows = seen.rows(request, [one]).get(pk, [])
    paper = gatherings.day(one, rows, request.now)  # type: ignore[attr-defined]
    return pdf(
        printing.volume(paper, title=paper.name), f"{paper.name}-{timezone.localtime(one.since):%F}.pdf"
    )


@login_required
@require_safe
def problems(request: HttpRequest, pk: int) -> HttpResponse:
    branch = seen.branch(request, pk)
    month = lists.month_asked(request)
    paper = gatherings.month(branch, month, request.scope, request.now)  # type: ignore[attr-defined]
    return pdf(printing.volume(paper, title=paper.name), f"{paper.name}-{branch.name}-{month}.pdf")


@login_required
@require_safe
def poster(request: HttpRequest) -> HttpResponse:
    """The days to come of one's own offices, with the code of the public page."""
    offices = seen.holds(request)
    if not offices:
        raise PermissionDenied
    url = request.build_absolute_uri(reverse("portal:receptions"))
    paper = gatherings.poster(offices[0], url, request.now)  # type: ignore[attr-defined]
    return pdf(printing.poster(paper, title=paper.name), f"{paper.name}.pdf")
