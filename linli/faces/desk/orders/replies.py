"""Answers on their way back: chosen, put into the source's own form, fetched as often as needed."""

from __future__ import annotations

import io
import uuid as uuids
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases import order_answers, order_lists
from linli.cases.actions import replying
from linli.cases.models import Origin
from linli.cases.orders import Mapping
from linli.cases.rules import may_bring
from linli.common.refusals import Refusal, Refused, refuse
from linli.faces import words
from linli.faces.desk import shell
from linli.faces.desk.orders.files import FORMS, answer
from linli.faces.desk.orders.views import require
from linli.faces.sent import key_of
from linli.notify.queries import owed
from linli.office.actions import once
from linli.people.models import Office
from linli.people.sheets.writing import lines, whole, widths_of

MOST_UNTOLD = 100  # on the page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    require(request)
    if request.method != "POST":
        return _page(request)
    key = key_of(request)
    try:
        if "reached" in request.POST:
            return _reached(request, key)
        at = _send(request, key)
    except Refused as refused:
        return _page(request, refusal=refused.refusal, status=422)
    back = urlencode({"source": request.POST.get("source", ""), "at": at})
    return redirect(f"{request.path}?{back}")


def _send(request: HttpRequest, key: uuids.UUID) -> str:
    by, now, scope = request.actor, request.now, request.scope  # type: ignore[attr-defined]
    source = request.POST.get("source", "")
    since, until = _period(request)
    untold = _untold(request, source)
    body = ["orders.reply", source, request.POST.get("which", ""), str(since), str(until), sorted(untold)]

    def work() -> dict[str, str]:
        if request.POST.get("which") == "changed":
            chosen = order_answers.changed(scope, source)
        else:
            chosen = order_answers.to_reply(scope, source, since=since, until=until, untold=untold)
        some = list(chosen[: replying.MOST_A_FILE + 1])
        if not some and order_answers.not_told(scope).filter(case__source=source).exists():
            raise refuse("resident_not_told")
        replying.reply(some, source=source, by=by, at=now, untold=untold)
        return {"at": now.isoformat()}

    return str(once(by, key, body, work, at=now)["at"])


def _reached(request: HttpRequest, key: uuids.UUID) -> HttpResponse:
    """Somebody rang the resident of an order that is done: it can go back now."""
    by, now = request.actor, request.now  # type: ignore[attr-defined]
    asked = request.POST["reached"]
    found = order_answers.not_told(request.scope)  # type: ignore[attr-defined]
    one = found.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    if one is None:
        raise refuse("nothing_to_tell")

    def work() -> dict[str, int]:
        return {"order": replying.reached(one, by=by, at=now).pk}

    once(by, key, ["orders.reached", one.pk], work, at=now)
    messages.success(request, _("Written down: the resident was reached. The answer can go back."))
    return redirect("desk:order_replies")


def _untold(request: HttpRequest, source: str) -> set[int]:
    """Orders that shall go back although nobody reached the resident: ticked one by one."""
    ticked = {one for one in request.POST.getlist("untold") if one.isdecimal() and len(one) < 19}
    found = order_answers.not_told(request.scope).filter(case__source=source)  # type: ignore[attr-defined]
    return set(found.filter(pk__in=ticked).values_list("pk", flat=True)) if ticked else set()


def _period(request: HttpRequest) -> tuple[datetime | None, datetime | None]:
    """The days chosen, the last one included; (None, None) for what has not gone back yet.

    Refuses name_days, wrong_period.
    """
    if request.POST.get("which") != "period":
        return None, None
    first, last = _day(request.POST.get("since", "")), _day(request.POST.get("until", ""))
    if first is None or last is None:
        raise refuse("name_days")
    if last < first or first.year < 2000:
        raise refuse("wrong_period")
    zone = timezone.get_default_timezone()
    begin = datetime(first.year, first.month, first.day, tzinfo=zone)
    return begin, datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1)


def _day(text: str) -> date | None:
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and found.year < 2100 else None


def _page(request: HttpRequest, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    scope = request.scope  # type: ignore[attr-defined]
    names = order_lists.sources(request.actor.office_id)  # type: ignore[attr-defined]
    known = order_lists.sources_here(scope)
    ready = [_ready(request, one, _name(names, one)) for one in known]
    sent = order_answers.batches_sent(scope)
    fresh = (request.GET.get("source", ""), request.GET.get("at", ""))
    made = [(one, _name(names, one.source), one.at.isoformat()) for one in sent]
    context: dict[str, Any] = {
        "here": "orders",
        "ready": ready,
        "awaited": order_lists.awaited(scope),
        "none_ready": not any(one.number for one in ready),
        "any_changed": any(one.changed for one in ready),
        "untold": _not_told(request),
        "fresh": next((one for one in made if _is(one[0], fresh)), None),
        "sent": [one for one in made if not _is(one[0], fresh)],
        "key": uuids.uuid4(),
        "chosen": {name: request.POST.get(name, "") for name in ("source", "which", "since", "until")},
        "ticked": request.POST.getlist("untold"),
    }
    if refusal is not None:
        context["problem"] = words.refusal_words(refusal.code, refusal.params)
    return shell.page(request, "desk/orders/replies.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Ready:
    """What one system can be told now: new answers, how many of them late, and what changed since it went back."""

    source: str
    label: str
    number: int
    late: int
    changed: int


def _ready(request: HttpRequest, source: str, label: str) -> Ready:
    scope, now = request.scope, request.now  # type: ignore[attr-defined]
    found = order_answers.to_reply(scope, source)
    late = found.filter(reply_by__lt=now).count()
    return Ready(source, label, found.count(), late, order_answers.changed(scope, source).count())


@dataclass(frozen=True, slots=True)
class Untold:
    """An order whose resident nobody reached. `owed`: somebody has to tell them; who that is, where it is others."""

    order: Origin
    owed: bool
    others: list[Office]


def _not_told(request: HttpRequest) -> list[Untold]:
    now, actor = request.now, request.actor  # type: ignore[attr-defined]
    found = list(order_answers.not_told(request.scope)[:MOST_UNTOLD])  # type: ignore[attr-defined]
    owing: dict[int, set[int | None]] = defaultdict(set)
    rows = owed(now).filter(subject_id__in=[one.case_id for one in found])
    for case_id, office_id in rows.values_list("subject_id", "office_id"):
        owing[case_id].add(office_id)
    offices = Office.objects.in_bulk({pk for some in owing.values() for pk in some if pk})
    posts = request.posts  # type: ignore[attr-defined]
    untold = []
    for one in found:
        those = owing.get(one.case_id, set())
        theirs = bool(those) and may_bring(actor, one.case, now, those, posts=posts) is not None
        others = [offices[pk] for pk in those if pk in offices] if theirs else []
        untold.append(Untold(one, bool(those), others))
    return untold


def _name(names: dict[str, Mapping], source: str) -> str:
    return names[source].name if source in names else source


def _is(one: order_answers.Batch, fresh: tuple[str, str]) -> bool:
    return (one.source, one.at) == (fresh[0], _moment(fresh[1]))


def _moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None


@login_required
@require_POST
def file(request: HttpRequest) -> HttpResponse:
    """The file of answers that went back together; as often as it is needed, and each time on the record."""
    require(request)
    source, form, at = (
        request.POST.get("source", ""),
        request.POST.get("form", ""),
        _moment(request.POST.get("at", "")),
    )
    if form not in FORMS or at is None or timezone.is_naive(at):
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    mapping = order_lists.mapping_of(actor.office_id, source)
    rows = order_answers.given(request.scope, source, at, mapping)  # type: ignore[attr-defined]
    if not rows:
        raise Http404
    replying.note_fetched(actor.office_id, source=source, number=len(rows), by=actor, at=request.now)  # type: ignore[attr-defined]
    title = _("%(source)s-answers") % {"source": mapping.name}
    return answer(content(rows, form, mapping.name), f"{title}-{timezone.localtime(at):%Y%m%d-%H%M}", form)


def content(rows: Sequence[order_answers.Cells], form: str, title: str) -> bytes:
    """The whole file in memory, never on a disk: the same bytes from the same cells."""
    head = [heading for heading, _ in rows[0]]
    table = [head, *([cell for _, cell in row] for row in rows)]
    return whole(io.BytesIO(lines(table, form)), form, title, widths=widths_of(table))
