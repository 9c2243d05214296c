"""Refusals about reception days, lists of problems and firms without an account: code → (what, what you can do)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, tuple[Any, Any]] = {
    # reception days
    "only_holding_office": (
        _("This is for those who hold the reception day"),
        _("The head, a clerk or the duty desk of that office sets it up and calls it off."),
    ),
    "name_kind": (_("Which kind of day is it?"), _("Choose one of the two.")),
    "say_where_held": (
        _("Where is it held?"),
        _("Write the place as people know it: the village office, room 102."),
    ),
    "reception_ends_wrong": (
        _("The end does not fit the beginning"),
        _("It ends on the same day, after it began, within twelve hours."),
    ),
    "wrong_weeks": (_("That many weeks are not possible"), _("One to %(most)s weeks.")),
    "name_hosts": (
        _("Nobody sits there yet"),
        _("Choose who sits there: people of this office or of one above it."),
    ),
    "only_holidays": (
        _("All these days are public holidays"),
        _("Choose another day of the week, or more weeks."),
    ),
    "reception_over": (
        _("It cannot be called off any more"),
        _("It is over, or somebody has said something there already."),
    ),
    "only_those_who_sit_there": (
        _("This is for those who sit there"),
        _("Whoever is named for this day, and their office, write down what is said."),
    ),
    "reception_not_today": (
        _("Nothing can be written down for this day now"),
        _("It is possible on the day itself and for a week after it; not if it was called off."),
    ),
    # lists of problems
    "only_branch": (
        _("This is for those who write the branch's list"),
        _("The branch's secretary does it; the office the branch belongs to strikes off."),
    ),
    "only_meeting": (
        _("Only the meeting strikes off"),
        _("Somebody of the office the branch belongs to does it, with what was decided."),
    ),
    "kept_to_few": (
        _("Only a few named people see this request"),
        _("It cannot stand on a list that others read."),
    ),
    "on_a_list_already": (
        _("It is on a list already"),
        _("It stays there from month to month until a meeting strikes it off."),
    ),
    "struck_off_before": (_("It was struck off meanwhile"), _("The list shows what was decided.")),
    "say_to_resident": (
        _("The resident has to be told something"),
        _("Say in a sentence how it stands and what comes next."),
    ),
    # firms without an account
    "name_firm": (
        _("Which firm does it?"),
        _("Choose one that works at this place. Missing? Whoever keeps the people and offices enters it."),
    ),
    "handed_out_already": (
        _("A firm is on it already"),
        _("Take it back from them first; then you can give it to another one."),
    ),
    "number_in_words": (
        _("There is a mobile number in it"),
        _("Firms get nobody's number. Take it out; they see your office's number and ring you."),
    ),
    "wrong_errand_days": (_("That many days are not possible"), _("One to %(most)s days.")),
    "errand_over": (
        _("This link works no more"),
        _(
            "It was done, taken back, or its days are over. Ring the office if there is still something to say."
        ),
    ),
    "enough_reports": (
        _("You have written often about this"),
        _("Ring the office now; the number stands on this page."),
    ),
    "errand_unknown": (
        _("This link does not open anything"),
        _("Perhaps a letter is missing. Ask the office that sent it to you for a new one."),
    ),
}
