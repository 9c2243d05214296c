"""Refusals about orders of other systems, and about what is written down from a chat: code → (what, what to do)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, tuple[Any, Any]] = {
    "order_columns": (
        _("We do not know yet which column is what"),
        _(
            "Say below where the number and the words stand. It is asked once; the next sheet needs no question."
        ),
    ),
    "order_column_twice": (
        _("Two columns are taken as the same thing"),
        _("Choose “not taken” for one of them."),
    ),
    "name_source": (_("Which system does the sheet come from?"), _("Choose it, or write its name.")),
    "nothing_to_reply": (
        _("There is no answer to send back"),
        _("An order can go back once its work was checked, or it has ended in another way."),
    ),
    "too_many_replies": (_("Up to %(most)s answers fit into one file"), _("Choose a shorter time.")),
    "resident_not_told": (
        _("Nobody has told these residents yet"),
        _("Tell them first; or tick the order where nobody could be reached."),
    ),
    "begun_already": (
        _("Somebody has begun on this order"),
        _("Whoever has it in hand sends it to the right place."),
    ),
    "name_days": (_("Which days?"), _("Choose the first day and the last one.")),
    "wrong_period": (
        _("These days do not fit"),
        _("The first day comes before the last one, or is the same."),
    ),
    "sender_said_yes": (
        _("Did the sender say yes?"),
        _("Ask first whether it may be written down as a request; then tick the box."),
    ),
    "place_needed": (
        _("Where is it?"),
        _("Write the estate and building or the plate's code, or choose a grid."),
    ),
    "place_not_found": (
        _("We do not find this place in your area"),
        _("Write it another way, or choose the grid; your words are kept."),
    ),
    "place_several": (_("Several places fit"), _("Choose the one that is meant.")),
}
