"""Refusals about the catalogue, the calendar, the rules of an office and its texts.

Code → (what happened, what you can do).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, tuple[Any, Any]] = {
    # the catalogue
    "matter_in_use": (
        _("“%(matter)s” is left out, and %(number)s requests have it"),
        _("Put it back and write retired = true into it (code %(called)s); it is then offered no more."),
    ),
    "catalogue_wrong": (
        _("%(number)s things in it are not right yet, the first at %(first)s"),
        _("Mend them and send it again; the catalogue is as it was."),
    ),
    "catalogue_same": (_("That is the catalogue as it stands"), _("Nothing had to be changed.")),
    "catalogue_moved": (
        _("The catalogue was changed meanwhile"),
        _("Look at the differences again, then take it over."),
    ),
    # the calendar and the hours
    "wrong_day": (
        _("%(day)s cannot stand there"),
        _("It has to be a day of that year, and a kind of day from the list."),
    ),
    "empty_year": (_("No day of %(year)s is named"), _("Paste the days that the notice names.")),
    "year_not_entered": (
        _("The notice for %(year)s is not entered yet"),
        _("Enter it whole first; one day alone would make the year look complete."),
    ),
    "wrong_hours": (
        _("These hours cannot be read"),
        _("Write them like 09:00-12:00 14:00-17:30, one after the other; leave a day empty that is closed."),
    ),
    "never_open": (
        _("An office that never opens could keep no date"),
        _("Write hours for one day at least."),
    ),
    # the rules of an office
    "unknown_setting": (
        _("There is no rule called %(name)s"),
        _("Choose one from the list of rules."),
    ),
    "setting_of_other_shape": (
        _("That is no value for this rule"),
        _("Each number lies within its limits, and the least is not more than the most."),
    ),
    "setting_same": (_("That is how it stands now"), _("Change something, or go back without doing it.")),
    "setting_moved": (
        _("Somebody changed it meanwhile"),
        _("Open it again, see what it says now, then decide."),
    ),
    "setting_never_changed": (_("It was never changed"), _("It stands as it comes with LinLi.")),
    "rule_of_everywhere": (
        _("This rule is one for the whole installation"),
        _(
            "No area has it of its own. Whoever keeps the rules of the whole district changes it for everybody."
        ),
    ),
    "no_own_rule": (
        _("This area has no such rule of its own"),
        _("What holds there comes from above already; there is nothing to give up."),
    ),
    # the texts that residents hear
    "text_empty": (_("There is nothing to say"), _("Write the text, or go back without doing it.")),
    "text_broken": (
        _("A brace stands alone"),
        _("Write a blank like {number}, and no other brace."),
    ),
    "text_unknown_blank": (
        _("Nobody knows what %(blank)s is"),
        _("These can stand here: %(known)s."),
    ),
    "text_lacks_blank": (_("%(blank)s is missing"), _("Residents need it; put it where it belongs.")),
    "wording_too_long": (
        _("That is longer than %(most)s text messages"),
        _("Say it shorter."),
    ),
}
