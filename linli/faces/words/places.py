"""Refusals about areas, boundaries and paper: code → (what happened, what you can do)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, tuple[Any, Any]] = {
    # prints
    "no_number": (
        _("There is no number yet that is answered"),
        _(
            "Every paper names one. Ask whoever runs LinLi to enter the sub-district office's telephone, then print."
        ),
    ),
    "no_doors": (
        _("There is no entrance here yet"),
        _("Enter the buildings with their entrances first, or choose another place."),
    ),
    "too_many_plates": (
        _("That would be %(number)s plates, %(most)s fit into one file"),
        _("Choose a smaller area, an estate or a building; order the rest after it."),
    ),
    "nobody_serves": (
        _("Nobody holds a post here now"),
        _("Appoint somebody under People, then print."),
    ),
    "name_reason": (_("What is it needed for?"), _("Choose one from the list.")),
    "not_a_volume": (
        _("A volume belongs to a community or a grid"),
        _("Choose one of them from the list."),
    ),
    "not_oneself": (
        _("You asked for this yourself"),
        _("A second person of your office who holds the same right says yes or no."),
    ),
    "job_not_waiting": (
        _("Nobody waits for an answer here any more"),
        _("Somebody answered already, it was taken back, or seven days went by."),
    ),
    "job_must_end": (
        _("This work cannot be stopped"),
        _("Erasing and changing codes always go to their end. Wait until it is done."),
    ),
    "busy": (
        _("Too much is going on this moment"),
        _("What you wrote is kept. Send it again in a minute."),
    ),
    "disk_full": (
        _("There is no room left to store this"),
        _(
            "Nothing was half kept. What you wrote is here: send it without photos, or later; if it is urgent, call."
        ),
    ),
    "read_only": (
        _("Nothing can be stored at the moment"),
        _(
            "Whoever runs this has to mend it. What you wrote is here: send it again later; if it is urgent, call."
        ),
    ),
    # territory
    "path_malformed": (
        _("%(path)s is no number of an area"),
        _("It has only digits: 12 for a community, 15 for a grid, two more for each level below."),
    ),
    "level_length": (
        _("A number of %(length)s digits does not fit this level"),
        _("A community has 12 digits, a grid 15, a micro-grid 17 to 23."),
    ),
    "path_outside_parent": (
        _("%(path)s does not lie under %(parent)s"),
        _("It begins with the digits of the area above it."),
    ),
    "path_taken": (
        _("%(path)s belongs to %(area)s already"),
        _("Take the next free number; it is suggested."),
    ),
    "parent_closed": (_("%(area)s is closed"), _("Choose an area that stands now.")),
    "special_needs_community": (
        _("A special grid stands directly under a community"),
        _("Open the community it lies in, and draw it there."),
    ),
    "name_missing": (_("The name is missing"), _("Write it as people call it.")),
    "name_in_use": (
        _("%(name)s is there already"),
        _("Open the one that is there, or tell the two apart by name."),
    ),
    "successor_itself": (_("%(area)s cannot follow itself"), _("Choose another area.")),
    "successor_closed": (_("%(area)s is closed"), _("Choose an area that stands now.")),
    "successor_level": (
        _("%(area)s is of another level"),
        _("A grid is followed by a grid, a community by a community."),
    ),
    "successor_missing": (
        _("Something still hangs at %(area)s"),
        _("Say which area takes over: homes, plates and open requests go there."),
    ),
    "children_stand": (
        _("%(number)s areas still stand under %(area)s"),
        _("Close them first, or give them a number under another area."),
    ),
    "grid_needed": (_("%(area)s is no grid"), _("Buildings and venues stand in a grid; choose one.")),
    "choose_buildings": (_("No building is chosen"), _("Tick at least one.")),
    "building_there_already": (_("%(building)s is in %(area)s already"), _("Take it out of the choice.")),
    "building_taken": (
        _("%(building)s of %(estate)s is there already"),
        _("Open that one, or correct the number."),
    ),
    "room_twice": (
        _("Room %(room)s stands twice at entrance %(entrance)s"),
        _("Each room once; take one away."),
    ),
    "community_needed": (
        _("%(area)s cannot be divided into grids"),
        _("Choose a community, or a sub-district with its communities."),
    ),
    "no_solver": (
        _("This installation cannot compute plans"),
        _(
            "Ask whoever runs LinLi to install requirements/solvers.txt. Grids can be drawn by hand meanwhile."
        ),
    ),
    "proposal_not_open": (
        _("This plan is no draft any more"),
        _("It was adopted or dropped. Look at the list, or ask for a new one."),
    ),
    "proposal_moved_on": (
        _("Somebody changed this plan while you were looking"),
        _("Look at it again, then repeat your change if it is still needed."),
    ),
    "proposal_not_whole": (
        _("There is nothing to adopt for %(community)s"),
        _("Its plan was adopted already, or none could be found."),
    ),
    "proposal_outdated": (
        _("The register has changed: %(number)s buildings came or went since the plan was made"),
        _("On the page of the plan, work it out again: the same wishes, with the register of today."),
    ),
    "proposal_grids_gone": (
        _("%(grids)s closed, or was drawn by somebody else, since the plan was made"),
        _("On the page of the plan, work it out again: the same wishes, with the register of today."),
    ),
    "adopt_by_another": (
        _("Somebody else has to adopt this plan"),
        _(
            "You asked for it or changed it last, and the rule here wants two people."
            " Tell a colleague who divides here."
        ),
    ),
    "no_number_left": (
        _("No number is left below %(area)s"),
        _("Move its micro-grids to another grid of the plan, or close some first."),
    ),
    "grid_would_be_empty": (
        _("Grid %(number)s would have no building left"),
        _("Move another one, or ask for a plan with fewer grids."),
    ),
    "no_change_by_hand": (_("Nothing was changed by hand"), _("There is nothing to take back.")),
    "impact_changed": (
        _("Something changed while you were looking"),
        _("The figures below are new. Look at them, then confirm again."),
    ),
    "code_not_digits": (_("%(given)s is no number"), _("Digits only, no letters, no blanks.")),
    "code_length": (
        _("That is %(length)s digits, it has to be %(right)s"),
        _("Look whether one is missing or too many."),
    ),
    "code_province": (_("No province begins with %(digits)s"), _("Look at the first two digits.")),
    "code_town": (
        _("No sub-district or township has %(digits)s"),
        _("Digits 7 to 9: 001–099 a sub-district, 100–199 a town, 200–399 a township, 400–599 another unit."),
    ),
    "code_unknown": (_("%(area)s has no %(given)s in the official list"), _("Look at the digits behind it.")),
    "code_means_nothing": (
        _("We do not know the number %(given)s"),
        _("It was never used here; look at the digits."),
    ),
    "code_same": (_("%(given)s is its number already"), _("Write the new one.")),
    "code_other_level": (_("The new number has another length"), _("It has as many digits as the old one.")),
    "no_area_above": (_("Nothing stands above %(given)s"), _("Draw the area above it first.")),
    "recode_running": (
        _("The number of %(area)s is being changed already"),
        _("Wait until it is done; its page shows how far it is."),
    ),
    "nothing_to_recode": (_("Everything has its new number already"), _("There is nothing left to do.")),
    "venue_closed": (_("%(name)s is closed"), _("Enter it anew if it opened again.")),
    # territory: boundaries
    "geojson_broken": (
        _("The file breaks off at line %(line)s, column %(column)s"),
        _("Export it anew from your map program; a bracket or comma is missing there."),
    ),
    "geojson_other": (
        _("This is no GeoJSON"),
        _("Export a FeatureCollection of polygons (.geojson) from your map program."),
    ),
    "geojson_empty": (_("There is no area in the file"), _("Export the layer with the areas.")),
    "geojson_large": (
        _("The file has more than %(most)s points"),
        _("Simplify the lines; a grid needs some dozens."),
    ),
    "geojson_missing": (_("No file is chosen"), _("Choose the .geojson file, or paste its text.")),
    "geojson_too_big": (
        _("The file is larger than %(most)s MB"),
        _("Simplify the lines, or send one community at a time."),
    ),
    "feature_nameless": (
        _("Area %(number)s of the file says no name"),
        _("Give it a property code, path or name."),
    ),
    "feature_unknown": (
        _("Area %(number)s, “%(name)s”, is not in %(area)s"),
        _("Its code or name has to be that of an area here; draw it first, or correct the file."),
    ),
    "feature_ambiguous": (_("“%(name)s” is the name of several areas"), _("Write its code into the file.")),
    "feature_outside": (
        _("Area %(number)s, “%(name)s”, does not lie in %(area)s"),
        _("Send it to the area it belongs to."),
    ),
    "feature_twice": (
        _("%(area)s stands twice in the file (area %(number)s)"),
        _("One polygon or MultiPolygon for each."),
    ),
    "feature_no_polygon": (
        _("Area %(number)s of the file is no polygon"),
        _("Points and lines have no inside; close the line."),
    ),
    "feature_bad_point": (
        _("Area %(number)s has points that cannot be"),
        _("Longitude first, then latitude, in degrees."),
    ),
    "feature_swapped": (
        _("Area %(number)s has latitude before longitude"),
        _("Swap the two columns when exporting: longitude comes first."),
    ),
    "feature_crossing": (
        _("The line of area %(number)s crosses itself at %(place)s"),
        _("Mend it there and send the file again."),
    ),
    "boundary_overlap": (
        _("%(area)s and %(other)s overlap by %(metres)s m², at %(place)s"),
        _("A place belongs to one grid; mend the line there and send the file again."),
    ),
    "boundary_outside": (
        _("%(area)s reaches %(metres)s m² beyond %(parent)s"),
        _("That may be right; look at the edge."),
    ),
    "datum_unknown": (
        _("We cannot tell in which coordinates this is drawn"),
        _("Nothing here has a point to compare with. Ask whoever drew it, and choose below."),
    ),
    "datum_differs": (
        _("This looks like %(guess)s: it lies %(metres)s m from our buildings"),
        _("Choose that below, or say that you are sure."),
    ),
}
