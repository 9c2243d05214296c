"""What is due because time went by. Each round is safe to run twice and at any hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from django.conf import settings

from linli.cases.actions.ringing import open_calls
from linli.cases.actions.safety import raise_untaken
from linli.cases.actions.waking import let_others_see, wake_due
from linli.journal.actions import call_in, seal_hourly
from linli.office.actions import drop_orphans, drop_results
from linli.office.actions.jobs import free_claims
from linli.people.actions import close_lapsed
from linli.people.actions.exporting import drop_loose_parts
from linli.people.actions.reversing import drop_stale
from linli.reactions.erasing import ask_again
from linli.reactions.resident_messages import send_texts
from linli.reactions.retention import forget


def clear_sessions(now: datetime) -> int:
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return 0


ROUNDS: tuple[Callable[[datetime], int], ...] = (
    call_in,
    free_claims,
    raise_untaken,
    let_others_see,
    wake_due,
    open_calls,
    send_texts,
    close_lapsed,
    drop_orphans,
    drop_results,
    drop_stale,
    drop_loose_parts,
    ask_again,
    clear_sessions,
    forget,
    seal_hourly,
)
