"""Words for states, roles and what happened, as a resident reads them. Tables only; `telling` picks from them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

# (status, task) or (status, outcome) → (words, icon, colour); a state is never told by colour alone
STATES: dict[tuple[str, str], tuple[Any, str, str]] = {
    ("open", "verify"): (_("Received"), "clock", "wait"),
    ("open", "place"): (_("Finding who does it"), "users", "doing"),
    ("open", "dispatch"): (_("Finding who does it"), "users", "doing"),
    ("open", "accept"): (_("With those who can do it"), "users", "doing"),
    ("open", "do"): (_("Being done now"), "wrench", "doing"),
    ("open", "review"): (_("The level above looks at it"), "eye", "doing"),
    ("resolved", "check"): (_("Reported done, being checked"), "eye", "doing"),
    ("resolved", "rating"): (_("Done; please rate it"), "message-circle", "wait"),
    ("resolved", "review"): (_("The level above looks at it"), "eye", "doing"),
    ("closed", "solved"): (_("Solved"), "circle-check", "done"),
    ("closed", "no_rating"): (_("Closed, no rating came"), "circle-dot", "doing"),
    ("closed", "confirmed"): (_("Closed after a second look"), "circle-dot", "doing"),
    ("closed", "disagrees"): (_("Closed, not solved for you"), "circle-dot", "doing"),
    ("withdrawn", "withdrawn"): (_("You took it back"), "undo-2", "doing"),
}

# while a rating is awaited: what the answer was, where it was not "done"
ANSWERS: dict[str, Any] = {
    "partly": _("Partly done; please rate it"),
    "explained": _("Explained; please say how it went"),
    "not_possible": _("It could not be done; please say how it went"),
    "not_found": _("Nothing was found; please say how it went"),
    "no_answer": _("You could not be reached; please say how it went"),
}

ROLES = {
    "grid_head": _("grid head"),
    "grid_worker": _("grid worker"),
    "part_time": _("part-time grid worker"),
    "dispatcher": _("duty desk"),
    "leader": _("person in charge"),
    "clerk": _("clerk"),
}


# (verb, choice or "") → sentence; %(who)s did it, %(next)s has it now, %(named)s was named
SENTENCES: dict[tuple[str, str], tuple[Any, str]] = {
    ("take", ""): (_("%(who)s took it on"), "user"),
    ("assign", ""): (_("%(who)s asked %(named)s to see to it"), "user"),
    ("verify", "here"): (_("%(who)s looked at it and does it"), "wrench"),
    ("verify", "up"): (_("%(who)s looked at it and asked %(next)s to see to it"), "arrow-right"),
    ("verify", "direct"): (_("%(who)s looked at it and gave it to %(next)s"), "arrow-right"),
    ("place", "here"): (_("%(who)s does it"), "wrench"),
    ("place", "up"): (_("%(who)s asked %(next)s to see to it"), "arrow-right"),
    ("place", "down"): (_("%(who)s asked %(next)s to look at it again"), "arrow-right"),
    ("dispatch", "here"): (_("%(who)s does it"), "wrench"),
    ("dispatch", "department"): (_("%(who)s gave it to %(next)s"), "arrow-right"),
    ("dispatch", "up"): (_("%(who)s asked %(next)s to see to it"), "arrow-right"),
    ("dispatch", "down"): (_("%(who)s asked %(next)s to look at it again"), "arrow-right"),
    ("accept", ""): (_("%(who)s accepted it and does it"), "wrench"),
    ("pass_up", ""): (_("It needs more than one office; %(who)s asked %(next)s"), "arrow-up"),
    ("send_back", "back"): (_("It was sent back; %(next)s finds who does it"), "corner-up-left"),
    ("send_back", "review"): (_("%(next)s decides who does it"), "arrow-up"),
    ("transfer", ""): (_("%(who)s handed it to %(next)s"), "arrow-right"),
    ("resolve", "done"): (_("%(who)s: it is done"), "check"),
    ("resolve", "partly"): (_("%(who)s: part of it is done"), "check"),
    ("resolve", "explained"): (_("%(who)s explained it"), "message-circle"),
    ("resolve", "not_possible"): (_("%(who)s: it cannot be done, and why"), "message-circle"),
    ("resolve", "not_found"): (_("%(who)s went to see and found nothing"), "message-circle"),
    ("resolve", "no_answer"): (_("%(who)s could not reach you"), "phone"),
    ("pass_check", ""): (_("%(who)s checked it: as reported"), "check"),
    ("fail_check", ""): (_("%(who)s checked it: not good yet, it is done again"), "rotate-ccw"),
    ("rate", "solved"): (_("You said: solved"), "circle-check"),
    ("rate", "unhappy"): (_("You said: solved, but not content. %(next)s looks at it"), "message-circle"),
    ("rate", "unsolved"): (_("You said: not solved. %(next)s looks at it"), "rotate-ccw"),
    ("rate", "disagrees"): (_("You said: not solved"), "message-circle"),
    ("close", ""): (_("No rating came, so it was closed"), "check"),
    ("reopen", ""): (_("You said: not good yet. %(next)s looks at it"), "rotate-ccw"),
    ("reopen", "office"): (_("%(who)s has it done again"), "rotate-ccw"),
    ("decide", "name"): (_("%(who)s decided: %(next)s does it"), "arrow-right"),
    ("decide", "confirm"): (_("%(who)s looked at it again; the result stands"), "check"),
    ("withdraw", ""): (_("You took it back"), "undo-2"),
}
# verbs whose words are written for the resident, and those whose words are the resident's own
FOR_THE_ASKER = ("resolve", "accept", "decide")
OF_THE_ASKER = ("rate", "withdraw")
