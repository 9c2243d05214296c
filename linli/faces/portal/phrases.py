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
    ("closed", "unreachable"): (_("Closed; nobody could reach you"), "circle-dot", "doing"),
    ("closed", "refused"): (_("Not accepted, also after a second look"), "circle-dot", "doing"),
    ("closed", "done"): (_("Done on the spot"), "circle-check", "done"),
    ("listed", "review"): (_("On the long list; you hear of it again"), "calendar-clock", "wait"),
    ("withdrawn", "withdrawn"): (_("You took it back"), "undo-2", "doing"),
}

# where the status alone says it, whatever the reason
ENDS: dict[str, tuple[Any, str, str]] = {
    "refused": (_("Not accepted"), "octagon-alert", "wait"),
    "referred": (_("Another place decides this"), "external-link", "doing"),
    "merged": (_("Joined with another request"), "layers", "doing"),
    "paused": (_("Waiting; the clock stands"), "pause", "wait"),
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
    "helper": _("grid helper"),
    "building_head": _("building head"),
    "group_head": _("villagers' group head"),
    "centre_host": _("host of a centre household"),
    "member": _("linked Party member"),
    "first_secretary": _("first secretary"),
    "legal_officer": _("legal officer"),
    "property_manager": _("property manager"),
    "volunteer": _("volunteer"),
    "registrar": _("registrar"),
}


# how somebody was content, and how they said so
SATISFIED: dict[int, Any] = {3: _("well done"), 2: _("so-so"), 1: _("not well done")}
THROUGH: dict[str, Any] = {
    "link": _("through your link"),
    "digit": _("by text message"),
    "slip": _("on a paper slip"),
    "call": _("said on the telephone"),
    "staff": _("entered at an office that worked on it; such ratings are counted apart"),
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
    ("verify", "about"): (_("%(who)s looks into it"), "eye"),
    ("place", "partner"): (_("%(who)s gave it to a firm and stays answerable"), "arrow-right"),
    ("hand_out", ""): (_("%(who)s gave it to a firm and stays answerable"), "arrow-right"),
    ("report", ""): (_("The firm says it is done; %(here)s looks at it"), "wrench"),
    ("ask_more", ""): (_("%(who)s needs to know something from you"), "message-circle"),
    ("answer", ""): (_("You answered"), "message-square-text"),
    ("read", ""): (_("You saw the question; the clock waits for your answer"), "pause"),
    ("pause", ""): (_("It has to wait: %(reason)s"), "pause"),
    ("resume", ""): (_("It goes on"), "play"),
    ("extend", ""): (_("%(who)s named a later date, and why"), "calendar-clock"),
    ("list", ""): (_("%(who)s put it on the long list, and why"), "calendar-clock"),
    ("list", "again"): (_("%(who)s looked at it again; it stays on the long list"), "calendar-clock"),
    ("refuse", ""): (_("%(who)s: it is not accepted, and why"), "octagon-alert"),
    ("refer", ""): (_("%(who)s says who decides this"), "external-link"),
    ("appeal", ""): (_("You disagreed. %(next)s decides"), "scale"),
    ("contact", "reached"): (_("%(who)s spoke with you"), "phone"),
    ("contact", "tried"): (_("%(who)s tried to reach you"), "phone"),
    ("recuse", ""): (_("Somebody else takes it on, so that nobody judges their own affair"), "users"),
    ("convene", "call"): (_("%(who)s called those concerned together"), "users"),
    ("convene", "minutes"): (_("They sat together about it"), "users"),
    ("remind", ""): (_("The office above asked for it to go on"), "bell-ring"),
    ("remind", "mine"): (_("You asked for it to go on"), "bell-ring"),
    ("escalate", ""): (_("It is late: %(above)s answers for it too"), "alarm-clock"),
    ("supervise", ""): (_("%(above)s answers for it too"), "eye"),
    ("take_over", ""): (_("%(who)s does it now, from above"), "arrow-up"),
    ("call_back", ""): (_("Somebody who had no hand in it rang you"), "phone"),
    ("call_back", "tried"): (_("Somebody who had no hand in it rang you; nobody answered"), "phone"),
    ("call_back", "declined"): (_("You were rung, and would rather not say"), "phone"),
    ("print_receipt", ""): (_("%(who)s printed a receipt with your own link"), "printer"),
    ("print_receipt", "message"): (_("%(who)s passed your own link on to you"), "send"),
    ("print_slip", ""): (_("%(who)s printed the slip of paper for your rating"), "printer"),
    ("put_forward", ""): (_("A Party branch put it on its list of problems"), "list-checks"),
    ("take_back", ""): (_("%(here)s does it without the firm"), "wrench"),
    ("report", "not_yet"): (_("The firm wrote how it stands"), "wrench"),
    ("answer_item", ""): (_("%(here)s tells you how it stands"), "message-circle"),
    ("strike_off", ""): (_("The branch's meeting dealt with it"), "list-checks"),
    ("do_now", ""): (_("%(who)s saw to it on the spot"), "check"),
}
# verbs whose words are written for the resident, and those whose words are the resident's own
FOR_THE_ASKER = (
    "resolve",
    "accept",
    "decide",
    "ask_more",
    "extend",
    "list",
    "refuse",
    "refer",
    "strike_off",
    "answer_item",
)
OF_THE_ASKER = ("rate", "withdraw", "reopen", "appeal", "answer")

# why the clock stands, as the middle of a sentence
PAUSES = {
    "question": _("for your answer"),
    "weather": _("for the weather"),
    "part": _("for a part or material"),
    "access": _("for somebody to let them in"),
    "permit": _("for a permit or a test"),
    "court": _("for a court or an arbitration"),
}
# why it is not accepted
CLASSES = {
    "out_of_duty": _("It is not a matter for the offices here"),
    "unlawful": _("What is asked would break the law"),
    "no_facts": _("There is too little to go by"),
}
# who decides it instead: (name, what for, the number that is the same everywhere or "")
CHANNELS: dict[str, tuple[Any, Any, str]] = {
    "hotline": (_("The hotline 12345"), _("It finds the office in charge and passes it on."), "12345"),
    "counter": (
        _("The department in charge"),
        _("At its own counter; which one stands in the words below."),
        "",
    ),
    "property": (
        _("The property company"),
        _("What it is paid for: lifts, halls, gates, what all owners share."),
        "",
    ),
    "court": (_("The court"), _("A dispute about rights and money that somebody has to rule on."), "12368"),
    "petition": (
        _("Letters and visits"),
        _("A wish about policy, or about what an authority decided."),
        "12345",
    ),
    "arbitration": (_("Labour arbitration"), _("Wages, dismissal, work accidents. Mind the year."), "12333"),
    "labour": (_("Labour inspection"), _("Wages that are not paid, dangerous work."), "12333"),
    "police": (_("The police"), _("Threats, theft, fights, noise at night."), "110"),
    "bank": (_("The financial regulator"), _("Banks and insurers."), "12378"),
    "utility": (_("The supplier itself"), _("Water, gas, power, heat: its own line is faster."), ""),
    "other": (_("Another office"), _("Which one stands in the words below."), "12345"),
}
