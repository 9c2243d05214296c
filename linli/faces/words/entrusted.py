"""Refusals about what only two people see: code → (what happened, what you can do)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, tuple[Any, Any]] = {
    "nobody_trained": (
        _("No two trained people are named here"),
        _("Call one of the numbers on this page; somebody answers there."),
    ),
    "only_the_two": (
        _("This is for the two people whom the office named"),
        _("Ask the head of the office who they are."),
    ),
    "call_closed": (_("It has ended already"), _("If something is new, they can ask for help again.")),
    "name_ending": (_("How does it end?"), _("Choose one of the three.")),
    "child_is_reported": (
        _("A child is concerned"),
        _("The law wants it reported to the police. It ends when that is done."),
    ),
    "other_says_so": (
        _("You tried to reach them yourself"),
        _("That nobody can be reached is said by the other one of you two."),
    ),
    "choose_whom": (
        _("Nobody is chosen yet"),
        _("Choose whom it is about, or that you would rather write it."),
    ),
    "not_trained": (
        _("Were they trained for it?"),
        _("Only somebody who was trained may be named for calls of somebody in danger."),
    ),
}
