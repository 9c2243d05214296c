"""What every call that changes something shares: it is done once, however often it is sent."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Header

from linli.faces.api.keys import caller
from linli.office.actions import once

NAMESPACE = uuid.UUID("6f2d5c1e-40a7-5b0e-9d0e-1b1f7f0d2a55")  # of the names that callers choose
CallKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=128,
        pattern=r"^[\x21-\x7e]+$",
        description=_(
            "your own name of this call, best a UUID: sent again, it is answered again and done no second time"
        ),
    ),
]


def do_once(
    request: HttpRequest, key: str, body: dict[str, Any], work: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Do `work`, or give back what it answered the first time; `body`: what was sent. Refuses same_key_other_body.

    A key counts for the token that sent it; the address belongs to what was asked.
    """
    me = caller(request)
    asked = {"path": request.path, "body": body}
    return once(me.actor, uuid.uuid5(NAMESPACE, key), asked, work, at=me.now)
