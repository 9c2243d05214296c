"""What is due because time went by. Each round is safe to run twice and at any hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from django.conf import settings

from linli.cases.actions.answering import close_unrated
from linli.office.actions import drop_orphans


def clear_sessions(now: datetime) -> int:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return 0


ROUNDS: tuple[Callable[[datetime], int], ...] = (close_unrated, drop_orphans, clear_sessions)
