"""The list of orders by the day their answer is due, and signing for those that wait."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.cases import order_lists
from linli.cases.actions.replying import sign as sign_for
from linli.cases.models import Origin
from linli.faces.desk import lists, shell
from linli.faces.desk.orders.sheets import offices_for
from linli.faces.desk.orders.wording import LISTS
from linli.faces.sent import key_of
from linli.office.actions import once
from linli.people.models import Office
from linli.people.queries import offices_over

MOST_SIGNED = 500  # with one click


def require(request: HttpRequest) -> None:
    """This part is for those who take orders in, somewhere."""
    if request.actor.refusal("order.take") is not None:  # type: ignore[attr-defined]
        raise PermissionDenied


@dataclass(frozen=True, slots=True)
class Row:
    """An order as one line: how much of its time is used, in per cent, and whether that was too much."""

    origin: Origin
    used: int
    late: bool

    @classmethod
    def of(cls, origin: Origin, now: datetime) -> Row:
        if origin.reply_by is None:
            return cls(origin, 0, late=False)
        until = origin.replied_at or now
        whole = max((origin.reply_by - origin.ordered_at).total_seconds(), 1)
        used = (until - origin.ordered_at).total_seconds() / whole
        return cls(origin, max(0, min(100, round(100 * used))), late=until > origin.reply_by)


def _township_over(request: HttpRequest) -> Office | None:
    """Who takes the sheets in where this person does not."""
    return offices_over(shell.area(request)).get("township")


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    require(request)
    scope = request.scope  # type: ignore[attr-defined]
    known = order_lists.sources_here(scope)
    source = request.GET.get("source", "")
    source = source if source in known else ""
    name = request.GET.get("list", "open")
    name = name if name in LISTS else "open"
    names = order_lists.sources(request.actor.office_id)  # type: ignore[attr-defined]
    page = lists.paged(request, order_lists.listed(name, scope, source=source))
    context: dict[str, Any] = {
        "here": "orders",
        "sizes_of": order_lists.sizes(scope, source),
        "name": name,
        "tabs": [(key, label) for key, (label, _) in LISTS.items()],
        "empty": LISTS[name][1],
        "page": page,
        "rows": [Row.of(one, request.now) for one in page],  # type: ignore[attr-defined]
        "sources": [(one, names[one].name if one in names else one) for one in known],
        "source": source,
        "query": lists.address(request),
        "takes_in": (takes_in := bool(offices_for(request))),
        "taken_in_by": None if takes_in else _township_over(request),
        "key": uuids.uuid4(),
    }
    return shell.page(request, "desk/orders/start.html", context)


@login_required
@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """Sign for what waits in one's area, of one source or all."""
    require(request)
    key = key_of(request)
    source = request.POST.get("source", "")[:40]
    waiting = order_lists.listed("unsigned", request.scope, source=source)[:MOST_SIGNED]  # type: ignore[attr-defined]
    by, now = request.actor, request.now  # type: ignore[attr-defined]

    def work() -> dict[str, int]:
        return {"signed": sum(1 for one in list(waiting) if sign_for(one, by=by, at=now).signed_at == now)}

    signed = int(once(by, key, ["orders.sign", source], work, at=now)["signed"])
    said = ngettext("You signed for %(n)s order", "You signed for %(n)s orders", signed) % {"n": signed}
    messages.success(request, said)
    return redirect("desk:orders")
