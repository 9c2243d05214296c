"""Words of this part: what a field is called, what is wrong with a cell and what to do."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: dict[str, tuple[Any, Any]] = {
    "households": (
        pgettext_lazy("kind of sheet", "Households"),
        _("Doors, households and the people who live there"),
    ),
    "venues": (_("Venues"), _("Shops, schools, stations and other places")),
}
FIELDS: dict[str, Any] = {
    "community": _("Community"),
    "grid": pgettext_lazy("column", "Grid"),
    "estate": _("Estate or hamlet"),
    "estate_kind": _("Kind of estate"),
    "building": _("Building"),
    "entrance": _("Entrance"),
    "room": _("Room"),
    "address": _("Address in one cell"),
    "number": _("Number of the household"),
    "size": _("How many people"),
    "head": _("Head of the household"),
    "name": pgettext_lazy("person", "Name"),
    "relation": _("Relation to the head"),
    "phone": _("Telephone"),
    "identity": _("Identity number"),
    "birth": _("Date of birth"),
    "longitude": _("Longitude"),
    "latitude": _("Latitude"),
    "venue": _("Name of the venue"),
    "venue_kind": _("Kind of venue"),
    "venue_address": _("Address"),
    "venue_phone": _("Public telephone"),
    "hours": _("Opening hours"),
}
# code → (what is wrong, what to do)
PROBLEMS: dict[str, tuple[Any, Any]] = {
    "too_long": (_("Too long"), _("Shorten it.")),
    "refused_subject": (_("Something LinLi never keeps"), _("Take it out of the cell.")),
    "not_a_number": (_("Not a number"), _("Write a number, such as 3.")),
    "not_an_entrance": (_("Not an entrance"), _("Write the number of the entrance, such as 2.")),
    "digits_lost": (
        _("Excel has lost the end of this number"),
        _("Set the column to “text” and type it again."),
    ),
    "phone_wrong": (_("Not a telephone number"), _("Look at it again.")),
    "phone_short": (_("Digits are missing"), _("A mobile number has 11 digits.")),
    "two_phones": (_("Several numbers in one cell"), _("The first one is taken.")),
    "identity_length": (_("Not 18 characters"), _("Compare it with the card.")),
    "identity_check": (
        _("The last character does not fit"),
        _("A digit is mistyped; compare it with the card."),
    ),
    "identity_birth": (_("The date in it does not exist"), _("Compare it with the card.")),
    "no_such_day": (_("There is no such day"), _("Write it like 2025-03-01.")),
    "day_outside": (_("This day is too early or still to come"), _("Look at the year.")),
    "birth_differs": (_("Differs from the identity number"), _("The row is taken without the date.")),
    "not_a_degree": (_("Not a place in China"), _("The row is taken without it.")),
    "address_unread": (_("We cannot read this address"), _("Write it like 桂花里3栋2单元101.")),
    "room_missing": (_("The room is missing"), _("Add it.")),
    "estate_missing": (_("Estate and building are missing"), _("Add one of them.")),
    "building_missing": (_("No building"), _("Write the building of this row; we do not guess it.")),
    "entrance_missing": (_("No entrance"), _("This building has several; write which one it is.")),
    "total_row": (_("A row that adds others up"), _("It was left out.")),
    "grid_unknown": (_("No grid of this name or code"), _("Compare it with the list of grids.")),
    "grid_of_several": (_("Several communities have such a grid"), _("Add a column with the community.")),
    "grid_missing": (_("The grid is missing"), _("Add it; the register does not know this building yet.")),
    "community_unknown": (_("No community of this name here"), _("Look at the name.")),
    "kind_unknown": (_("A kind we do not know"), _("Write one of ours.")),
    "name_missing": (
        pgettext_lazy("person", "The name is missing"),
        _("Add it, or empty the rest of the person."),
    ),
    "name_with_digits": (_("A name with digits"), _("Perhaps the columns have slipped.")),
    "two_heads": (_("Two heads in one household"), _("The first one is taken.")),
    "door_from_above": (_("No door in this row"), _("It was counted to the household above.")),
}
WHY_NOT_YET: dict[str, Any] = {
    "nothing_mapped": _("Say of at least one column what it is."),
    "no_door": _("Say which column is the room, or which holds the whole address."),
    "no_venue": _("Say which column is the name of the venue."),
    "field_twice": _("Two columns are the same thing. Leave one of them out."),
}
CHANGES: dict[str, Any] = {
    "size": _("How many people"),
    "number": _("Number of the household"),
    "head": _("Head of the household"),
    "phone": _("Telephone"),
    "identity": _("Identity number"),
    "birth": _("Date of birth"),
}
STATES: dict[str, Any] = {
    "staged": _("Being checked"),
    "checked": _("Waiting for you"),
    "applying": _("Being written"),
    "shown": _("In the register"),
    "reversed": _("Taken back"),
    "dropped": _("Given up"),
}
REASONS: dict[str, Any] = {
    "work": _("Daily work of our own office"),
    "check": _("Comparing with the list of another office of the area"),
    "meeting": _("A meeting or a notice to residents"),
    "superior": _("The office above has asked for numbers"),
    "correction": _("Correcting the register in a sheet"),
}
ROW_OF_FILE = _("Row in your sheet")
WHY = _("Why it was left out")
