"""What this part calls things: columns of a sheet, what is wrong in a cell, its lists, its slips."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.cases import slips

FIELDS: dict[str, Any] = {
    "number": _("its number"),
    "words": _("what is asked for"),
    "title": _("the headline"),
    "name": _("who asked"),
    "phone": _("their telephone"),
    "address": _("where it is"),
    "area": _("community or grid"),
    "ordered_at": _("when it was sent to us"),
    "sign_by": _("to be signed for by"),
    "reply_by": _("to be answered by"),
    "channel": _("how they were told"),
}
WRONG: dict[str, Any] = {
    "missing": _("nothing stands there"),
    "short_row": _("the row ends before this column"),
    "not_a_date": _("is no date we can read"),
    "in_future": _("lies in the future"),
    "before_order": _("lies before the day of the order"),
    "too_long": _("is too long"),
    "number_lost": _("Excel has shortened this number"),
}
TODO: dict[str, Any] = {
    "missing": _("Write it into this cell."),
    "short_row": _("Fill the row up to this column."),
    "not_a_date": _("Write a day that there is, such as 2026-11-30 or 2026-11-30 17:30."),
    "in_future": _("Write the day on which the order was sent to us."),
    "before_order": _("Write a later day, or mend the day of the order."),
    "too_long": _("Shorten it."),
    "number_lost": _("Fetch the sheet again with this column as text."),
}
LISTS: dict[str, tuple[Any, Any]] = {
    "open": (_("To be done"), _("No order of another system is under way in your area.")),
    "unsigned": (_("To be signed for"), _("Every order is signed for.")),
    "answered": (
        _("Answer is ready"),
        _("No answer waits to go back. One appears here once the work was checked."),
    ),
    "sent": (_("Gone back"), _("No answer has gone back yet.")),
}
SLIPS: dict[str, tuple[Any, Any]] = {
    "hand": (
        _("Order slip"),
        _("For the office that does it: what, where, by when, and the last word from above."),
    ),
    "press": (_("Supervision slip"), _("For the office that is late: why it is pressed, and until when.")),
    "inform": (
        _("Written notice"),
        _("For whoever asked: what was decided, why, which way is open, until when one can object."),
    ),
    "receipt": (_("Receipt"), _("For whoever asked: the number, what was said, what happens when.")),
}
assert list(SLIPS) == list(slips.NAMES)
