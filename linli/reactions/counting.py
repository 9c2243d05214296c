"""Figures follow what happens to a request: counted anew after every verb that can change what it adds."""

from __future__ import annotations

from linli.insights.actions import recount
from linli.journal.models import Entry

VERBS = tuple(
    f"case.{verb}"
    for verb in (
        *("ask", "take_in", "do_now", "verify", "place", "dispatch", "accept", "pass_up", "send_back"),
        *("transfer", "take_over", "contact", "ask_more", "read", "pause", "resolve", "pass_check"),
        *("fail_check", "rate", "close", "reopen", "decide", "refuse", "appeal", "refer", "list", "extend"),
        *("strike_off", "withdraw", "undo", "follow_door"),
    )
)


def count(entry: Entry) -> None:
    recount([entry.subject_id])
