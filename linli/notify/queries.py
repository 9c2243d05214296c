"""The inbox."""

from __future__ import annotations

from linli.common.scope import Scope
from linli.notify.models import Message


def unread(scope: Scope) -> int:
    return Message.objects.visible_to(scope).filter(read_at=None).count()


def inbox(scope: Scope, *, most: int = 100) -> list[Message]:
    """Newest first, unread before read."""
    messages = Message.objects.visible_to(scope).order_by("-sent_at", "-id")
    new = list(messages.filter(read_at=None)[:most])
    return new + list(messages.exclude(read_at=None)[: max(0, most - len(new))])
