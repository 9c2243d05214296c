"""What comes with every form that does something: the hidden key under which it is done once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from linli.common.refusals import refuse


def key_of(request: HttpRequest) -> UUID:
    """The key of a form that was sent. Refuses bad_request: without it nobody could tell the same wish sent twice from
    two wishes, so nothing is done."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        raise refuse("bad_request") from None
