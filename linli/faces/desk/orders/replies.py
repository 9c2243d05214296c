"""Answers on their way back: chosen, put into the source's own form, fetched as often as needed."""

from __future__ import annotations

import io
import uuid as uuids
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.cases import order_lists
from linli.cases.actions import replying
from linli.cases.orders import Mapping, reply_row
from linli.common.bulk import batches
from linli.common.refusals import Refusal, Refused, refuse
from linli.faces import words
from linli.faces.desk import shell
from linli.faces.desk.orders.files import FORMS, answer
from linli.faces.desk.orders.views import require
from linli.faces.sent import key_of
from linli.office.actions import once
from linli.people.sheets.writing import lines, whole

ROWS_A_TIME = 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    require(request)
    if request.method != "POST":
        return _page(request)
    key = key_of(request)
    try:
        at = _send(request, key)
    except Refused as refused:
        return _page(request, refusal=refused.refusal, status=422)
    back = urlencode({"source": request.POST.get("source", ""), "at": at})
    return redirect(f"{request.path}?{back}")


def _send(request: HttpRequest, key: uuids.UUID) -> str:
    by, now, scope = request.actor, request.now, request.scope  # type: ignore[attr-defined]
    source = request.POST.get("source", "")
    since, until = _period(request)
    body = ["orders.reply", source, str(since), str(until)]

    def work() -> dict[str, str]:
        chosen = order_lists.to_reply(scope, source, since=since, until=until)
        replying.reply(list(chosen[: replying.MOST_A_FILE + 1]), source=source, by=by, at=now)
        return {"at": now.isoformat()}

    return str(once(by, key, body, work, at=now)["at"])


def _period(request: HttpRequest) -> tuple[datetime | None, datetime | None]:
    """The days chosen, the last one included; (None, None) for what has not gone back yet."""
    if request.POST.get("which") != "period":
        return None, None
    first, last = _day(request.POST.get("since", "")), _day(request.POST.get("until", ""))
    if first is None or last is None or last < first or first.year < 2000:
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
    ready = []
    for one in known:
        late = order_lists.to_reply(scope, one).filter(reply_by__lt=request.now).count()  # type: ignore[attr-defined]
        number = order_lists.to_reply(scope, one).count()
        ready.append((one, names[one].name if one in names else one, number, late))
    sent = order_lists.batches_sent(scope)
    fresh = (request.GET.get("source", ""), request.GET.get("at", ""))
    made = [(one, _name(names, one.source), one.at.isoformat()) for one in sent]
    context: dict[str, Any] = {
        "here": "orders",
        "ready": ready,
        "awaited": order_lists.awaited(scope),
        "none_ready": not any(number for _, _, number, _ in ready),
        "fresh": next((one for one in made if _is(one[0], fresh)), None),
        "sent": [one for one in made if not _is(one[0], fresh)],
        "key": uuids.uuid4(),
        "chosen": {name: request.POST.get(name, "") for name in ("source", "which", "since", "until")},
    }
    if refusal is not None:
        context["problem"] = words.refusal_words(refusal.code, refusal.params)
    return shell.page(request, "desk/orders/replies.html", context, status=status)


def _name(names: dict[str, Mapping], source: str) -> str:
    return names[source].name if source in names else source


def _is(one: order_lists.Batch, fresh: tuple[str, str]) -> bool:
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
    chosen = order_lists.sent_together(request.scope, source, at)  # type: ignore[attr-defined]
    number = chosen.count()
    if not number:
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    replying.note_fetched(actor.office_id, source=source, number=number, by=actor, at=request.now)  # type: ignore[attr-defined]
    names = order_lists.sources(actor.office_id)
    mapping = names.get(source) or Mapping(source, source, "order", {}, reply=order_lists.usual_reply([]))
    title = _("%(source)s-answers") % {"source": mapping.name}
    return answer(content(chosen, mapping, form), f"{title}-{timezone.localtime(at):%Y%m%d-%H%M}", form)


def content(chosen: Any, mapping: Mapping, form: str) -> bytes:
    """The whole file in memory, never on a disk; rows are made some hundred at a time."""
    fields = [field for _, field in mapping.reply]
    zone = timezone.get_default_timezone()
    spool = io.BytesIO()
    spool.write(lines([[heading for heading, _ in mapping.reply]], form))
    rows = (
        reply_row(one, fields, dates=mapping.reply_dates, zone=zone) for one in order_lists.answers(chosen)
    )
    for some in batches(rows, ROWS_A_TIME):
        spool.write(lines(some, form))
    spool.seek(0)
    return whole(spool, form, mapping.name)
