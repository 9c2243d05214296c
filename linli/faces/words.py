"""Words for codes, shared by the faces: refusals, verbs, statuses, dates. Codes stay stable, words may change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from linli.common.days import days_left

# code → (what happened, what you can do)
REFUSALS: dict[str, tuple[Any, Any]] = {
    # the door
    "plate_torn": (
        _("This code is not complete"),
        _("The plate may be damaged, or a letter is missing. Scan it again, or call the number below."),
    ),
    "plate_unknown": (
        _("We do not know this door plate"),
        _("It may belong to another place. Call the number below and say where you are."),
    ),
    "area_closed": (
        _("%(area)s is no longer looked after from here"),
        _("Call the number below; they tell you who looks after this door now."),
    ),
    "follow_unknown": (
        _("This link does not open a request"),
        _(
            "Perhaps a letter is missing. Open it again from where you kept it, or call and tell us your number."
        ),
    ),
    # the request
    "empty_words": (_("Nothing is written yet"), _("Say in a few words what happened.")),
    "text_too_long": (
        _("That is %(length)s characters, %(most)s fit"),
        _("What you wrote is still there. Shorten it a little; the rest can be told by telephone."),
    ),
    "too_many_photos": (_("Up to %(most)s photos fit"), _("Take one away, then add the other.")),
    "photo_too_large": (
        _("%(name)s is too large"),
        _("Up to 20 MB fit. Everything else is kept; take it again with fewer megapixels."),
    ),
    "photo_not_image": (
        _("%(name)s is not a photo we can read"),
        _("Everything else is kept. JPEG, PNG and WebP pictures work."),
    ),
    "photo_too_many_pixels": (
        _("%(name)s has too many pixels"),
        _("Everything else is kept. An ordinary photo of a telephone fits."),
    ),
    "photo_not_stored": (
        _("The photo could not be kept"),
        _("Your words are kept. Send them without it, or try again later."),
    ),
    "photo_gone": (_("A photo is no longer there"), _("Add it again; your words are kept.")),
    "grid_without_office": (
        _("Nobody is entered for this door yet"),
        _("Call the number below; they take it down for you."),
    ),
    "rate_both": (_("Two answers are needed"), _("Choose whether it is solved, and how it was done.")),
    # the table
    "not_at_this_step": (
        _("That is not possible at this step"),
        _("Look at where it stands now; what is possible is shown there."),
    ),
    "only_holder": (_("Somebody else is on it"), _("Only the person who took it on can do this.")),
    "only_asker": (_("Only the person who asked can do this"), _("Use the link of your own request.")),
    "only_superior": (
        _("This is for the level above"),
        _("Ask the head of the office, or the office above."),
    ),
    "only_member": (_("It is with another office"), _("Only those who work there can take it.")),
    "only_clock": (_("This happens by itself"), _("It is closed when the days for a rating are over.")),
    "only_staff": (_("This is for those who serve"), _("Log in with your own account.")),
    "only_importer": (_("This is for imports"), _("Use the import command.")),
    "take_first": (_("Nobody has taken it yet"), _("Take it first, then go on.")),
    "already_taken": (_("Somebody has already taken it"), _("Look at who has it now.")),
    "no_post_now": (
        _("You hold no post at this moment"),
        _("It may have ended while this page was open. What you wrote is kept below; ask your office."),
    ),
    "not_your_role": (
        _("Your posts do not include this"),
        _("Whoever runs the register or leads the office can do it. People → your office shows who that is."),
    ),
    "outside_your_area": (
        _("This lies outside your area"),
        _("Your posts reach only their own area. Ask the office that looks after this place."),
    ),
    "role_not_yours_to_give": (
        _("This post is not yours to give"),
        _(
            "Posts that see homes are given by the head; leaders, registrars and administrators by the head of the"
            " sub-district."
        ),
    ),
    "code_by_head": (
        _("Only a head takes a one-time code away"),
        _("Ask the head of the office, or of the office above."),
    ),
    "deputy_sees_no_homes": (
        _("%(name)s sees nothing of homes, and this post does"),
        _("Choose somebody whose own work is with homes."),
    ),
    "not_away_for_yourself": (
        _("You would stand in for them yourself"),
        _("Let them enter it, or somebody else who keeps the roster."),
    ),
    "not_above_them": (
        _("Only an office above this person decides that"),
        _("Hand it to the office above theirs."),
    ),
    "did_the_work": (
        _("You worked on this yourself"),
        _("Somebody else checks it. A colleague can take it."),
    ),
    "decision_binds": (
        _("A review decided this"),
        _("It cannot be sent on or back; do it, or ask the level above."),
    ),
    "transferred_before": (
        _("It was handed on once at this level already"),
        _("Pass it up, or ask the level above to name somebody."),
    ),
    "reopened_before": (
        _("It was taken up again twice already"),
        _("Call the number below; somebody explains what else is possible."),
    ),
    "reopen_too_late": (
        _("More than %(days)s days have gone by"),
        _("Ask anew; write that it happened before."),
    ),
    "rating_still_open": (_("The days for a rating are not over"), _("Wait until they are.")),
    "not_in_this_office": (_("This person does not work there now"), _("Choose somebody from the list.")),
    "name_category": (_("What kind of matter is it?"), _("Choose one from the catalogue.")),
    "name_department": (_("Which department?"), _("Choose one from the list.")),
    "name_office": (_("Which office does it?"), _("Choose one from the list.")),
    "name_area": (_("Where is it?"), _("Choose the place it belongs to.")),
    "area_not_ours": (_("%(area)s is not in your area"), _("Choose a place inside it, or pass it up.")),
    "no_office_there": (_("There is no office of that level"), _("Do it here, or choose another way.")),
    "nobody_before": (_("Nobody had it before you"), _("Hand it on, or do it here.")),
    "no_direct_path": (
        _("This matter does not go straight to a department"),
        _("Do it here, or give it to the community."),
    ),
    "other_level": (_("It goes to another office of the same level"), _("Choose one from the list.")),
    "say_why": (_("The reason is missing"), _("Say it in one sentence; the next person needs it.")),
    "say_what_was_done": (_("What was done?"), _("Say it in words the resident understands.")),
    "say_what_is_missing": (_("What is missing?"), _("Say what still has to be done.")),
    "name_outcome": (_("How did it end?"), _("Choose one from the list.")),
    # who serves (part S)
    "code_first": (
        _("Set up one-time codes first"),
        _("Your post sees what needs more than a password. It takes a minute: open My account."),
    ),
    "code_wrong": (_("This code does not fit"), _("Wait for the next one on your telephone and write that.")),
    "code_replayed": (_("This code was used already"), _("Each counts once. Wait for the next one.")),
    "code_not_set_up": (_("There are no one-time codes yet"), _("Set them up first.")),
    "password_wrong": (_("This is not your password"), _("Capitals count. Write it once more.")),
    "invitation_unknown": (
        _("This link opens no account"),
        _("Perhaps a letter is missing. Copy the whole link, or ask whoever gave it to you."),
    ),
    "invitation_used": (
        _("This link was used already"),
        _("Log in with the password you set. Was it not you? Tell your office at once."),
    ),
    "invitation_expired": (
        _("This link is too old"),
        _("It works for seven days, and only the newest one. Ask your office for a new one."),
    ),
    "superior_cycle": (
        _("That would be a circle: %(chain)s"),
        _("An office cannot stand above itself. Choose one further up."),
    ),
    "superior_elsewhere": (
        _("%(office)s does not answer for %(area)s"),
        _("The office above is one of the same place or of a larger one around it."),
    ),
    "office_there_already": (
        _("%(area)s has an office of this kind already"),
        _("Open the one that is there, and appoint people to it."),
    ),
    "not_yourself": (_("Not for yourself"), _("Somebody else of your office or of the one above does this.")),
    "has_left": (
        _("%(name)s has left"),
        _("The account is closed. Enter the person anew if they come back."),
    ),
    "reach_not_for_department": (
        _("%(office)s does not answer for an area"),
        _("People there see what is handed to them. Choose that."),
    ),
    "reach_not_for_role": (
        _("This role looks into no homes"),
        _("Choose what is handed to them, or nothing."),
    ),
    "area_outside_office": (
        _("%(area)s does not belong to %(office)s"),
        _("Choose a piece inside the office's own area."),
    ),
    "held_already": (_("%(name)s holds this post already"), _("Choose another role, or another person.")),
    "post_ended": (_("This post has ended"), _("Go back to the office; what is held now stands there.")),
    "deputy_yourself": (_("Nobody stands in for themselves"), _("Choose a colleague.")),
    "deputy_without_post": (_("%(name)s holds no post now"), _("Choose somebody who serves.")),
    "deputy_elsewhere": (
        _("%(name)s does not serve at %(office)s or above"),
        _("A deputy sees what the absent one sees, so it is somebody of the same office or of one above."),
    ),
    "ends_before_it_begins": (_("It ends before it begins"), _("Look at the two days again.")),
    "already_over": (_("That is over already"), _("Choose an end that is still to come.")),
    "absence_too_long": (_("That is longer than %(days)s days"), _("End the post instead, or choose less.")),
    "shift_too_long": (_("That is longer than %(days)s days"), _("Enter it in pieces.")),
    "shift_twice": (_("%(name)s is on the roster then already"), _("Choose another time.")),
    "nobody_on_the_roster": (_("Nobody is chosen"), _("Choose who takes turns.")),
    "roster_too_long": (_("A roster is filled for %(days)s days at most"), _("Choose fewer.")),
    "name_taken": (_("Somebody logs in as %(username)s already"), _("Choose another login name.")),
    "not_a_branch": (_("%(office)s is no branch"), _("Choose one from the list.")),
    # forms and doors
    "stale": (
        _("Something happened meanwhile"),
        _("What you wrote is kept. Look at what is new, then decide again."),
    ),
    "same_key_other_body": (
        _("This form was already sent with other content"),
        _("The first one counts. Open the form anew if something else is to be done."),
    ),
    "form_too_old": (
        _("This form is too old to be sent"),
        _("Go back, open the page anew and send it again; what you wrote is still in the form."),
    ),
    "number_unknown": (
        _("There is no request %(number)s that you see"),
        _("Look at the number again; it may be in another office's hands."),
    ),
    "logged_out": (
        _("You are logged out by now"),
        _("What you wrote stands below. Log in again, then copy it back."),
    ),
    "bad_request": (_("We could not read that"), _("Go back and try again, or call the number below.")),
    "forbidden": (_("This is not for you to open"), _("If you think it should be, ask your office.")),
    "not_found": (
        _("There is nothing here"),
        _("Perhaps the address is mistyped, or it is in other hands now. Go back to the start."),
    ),
    "server_error": (
        _("Something is broken on our side"),
        _("It is noted. Go back and try once more; if it is urgent, call the number below."),
    ),
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
    # residents, consents, needs, readings
    "phone_wrong": (
        _("This is no telephone number"),
        _("7 to 13 digits; blanks and dashes do not matter. Leave it empty if they want none."),
    ),
    "date_ahead": (_("This date is still to come"), _("Look at it once more.")),
    "nothing_to_correct": (_("Nothing was changed"), _("Write what is to be put right, or go back.")),
    "resident_gone": (
        _("They are no longer in the register of this door"),
        _("They moved away or were deleted. Enter them at the door where they live now."),
    ),
    "guardian_needed": (
        _("They are below 14"),
        _("A parent or guardian says yes for them; choose that."),
    ),
    "consent_exists": (
        _("They said yes to this already"),
        _("It still holds. Confirm it, or choose another purpose."),
    ),
    "consent_over": (
        _("This yes is over"),
        _("It ran out or was taken back. Ask them anew if it is still wanted."),
    ),
    "consent_needed": (
        _("Their yes to this is missing"),
        _("Ask them first: help at home, or care for health where it is about illness or disability."),
    ),
    "need_exists": (_("This need is noted already"), _("Look at it again there, or choose another kind.")),
    "need_over": (_("This need is ended"), _("If help is asked for again, note it anew.")),
    "review_too_far": (
        _("Look at it again within %(days)s days"),
        _("Choose a day from tomorrow on."),
    ),
    "purpose_missing": (_("What for is missing"), _("Choose one from the list.")),
    "minute_over": (
        _("The minute is over"),
        _("Go back to the door and say once more what you need it for."),
    ),
    "glass_open": (_("It is open for you already"), _("Go to the household; it says until when.")),
    "glass_over": (_("It is closed again already"), _("There is nothing left to do.")),
    "not_yours": (_("Somebody else opened this"), _("Only they can end it early.")),
    # sheets in and out
    "sheet_not_chosen": (_("No file was chosen"), _("Choose the sheet, then go on.")),
    "sheet_too_large": (
        _("The file is larger than %(most)s MB"),
        _("Split it by community and bring the parts in one after the other."),
    ),
    "sheet_too_long": (
        _("The sheet is too long"),
        _("Up to %(rows)s rows and %(columns)s columns fit. Split it by community."),
    ),
    "sheet_empty": (
        _("There is nothing in this file"),
        _("Look whether it is the right one, and save it in Excel once more."),
    ),
    "sheet_locked": (
        _("The file is locked with a password"),
        _("Open it in Excel, remove the password (File, Info, Protect), save it, and choose it again."),
    ),
    "sheet_not_read": (
        _("We cannot read this file"),
        _("Open it in Excel, save it as .xlsx, and choose that file."),
    ),
    "sheet_bomb": (
        _("This file unpacks to far more than it holds"),
        _("Copy its cells into a new workbook and choose that."),
    ),
    "sheet_without_header": (
        _("We find no row with headings"),
        _("One of the first twenty rows must say what stands in each column."),
    ),
    "no_header": (
        _("The first row looks like a person, not like headings"),
        _("Put a row above it that says what stands in each column, then choose the file again."),
    ),
    "sheet_without_rows": (
        _("There are no rows below the headings"),
        _("Look whether it is the right page of the workbook."),
    ),
    "refused_subject": (
        _("“%(column)s” holds something LinLi never keeps (%(word)s)"),
        _("Remove this column and choose the sheet again. Nothing of the file was kept."),
    ),
    "mapping_incomplete": (_("It is not clear yet what is in the columns"), _("Say it below, then go on.")),
    "import_not_there": (_("This sheet is at another step by now"), _("Look below at where it stands.")),
    "import_has_mistakes": (
        _("Nothing was written: rows with mistakes are left"),
        _("Mend the sheet and bring it in again, or write the good rows."),
    ),
    "import_nothing": (
        _("There is nothing to write"),
        _("All rows have mistakes. Download them, mend them, and bring them in again."),
    ),
    "import_running": (
        _("Another sheet is being written in this area: %(name)s"),
        _("Wait until it is done, then go on here. Nothing of yours is lost."),
    ),
    "import_used": (
        _("It cannot be taken back any more: something has come after (%(number)s)"),
        _(
            "Requests, consents, readings or later sheets stand on it. Correct single entries in the register."
        ),
    ),
    "import_grid_closed": (
        _("The grid %(area)s of this sheet was closed, and none took over"),
        _("Nobody sees what was written so far. Give the sheet up, correct its grids and bring it in again."),
    ),
    "import_key_lost": (
        _("The sheet cannot be opened any more"),
        _("Its key is missing. Give it up and bring it in again."),
    ),
    "export_reason": (_("What is it for?"), _("Choose a reason from the list.")),
    "export_nothing": (_("There is nothing in this area yet"), _("Choose another area.")),
    "second_is_first": (
        _("Somebody else must confirm it"),
        _("A colleague of your office with the same right can."),
    ),
    "second_elsewhere": (
        _("Somebody of the office that asked must confirm it"),
        _("Ask them to find a colleague."),
    ),
    "export_not_waiting": (
        _("This list does not wait for anybody"),
        _("It was confirmed or has lapsed; ask for it again."),
    ),
}


def refusal_words(code: str, params: dict[str, Any]) -> tuple[str, str]:
    """What happened, and what one can do about it; an unknown code still says something honest."""
    title, advice = REFUSALS.get(code, REFUSALS["server_error"])
    try:
        return str(title) % params, str(advice) % params
    except KeyError:
        return str(title), str(advice)


VERBS = {
    "ask": _("Ask"),
    "take": _("I take it"),
    "assign": _("Name who does it"),
    "verify": _("Verify"),
    "place": _("Place"),
    "dispatch": _("Dispatch"),
    "accept": _("Accept"),
    "pass_up": _("Pass up"),
    "send_back": _("Send back"),
    "transfer": _("Hand to another office"),
    "resolve": _("Report done"),
    "pass_check": _("It is done"),
    "fail_check": _("Something is missing"),
    "rate": _("Rate"),
    "close": _("Close"),
    "reopen": _("Take up again"),
    "decide": _("Decide"),
    "withdraw": _("Take back"),
}

TASKS = {
    "verify": _("verify"),
    "place": _("place"),
    "dispatch": _("dispatch"),
    "accept": _("accept"),
    "do": _("do"),
    "check": _("check"),
    "rating": _("rating"),
    "review": _("review"),
}

LEVELS = {
    "grid": _("grid"),
    "community": _("community"),
    "township": _("sub-district"),
    "department": _("department"),
    "county": _("county"),
    "prefecture": _("city"),
}

STATUSES = {
    "open": _("Being done"),
    "resolved": _("Done, waiting for check and rating"),
    "closed": _("Closed"),
    "refused": _("Not accepted"),
    "referred": _("Referred"),
    "listed": _("Listed for later"),
    "merged": _("Merged"),
    "withdrawn": _("Taken back"),
}

URGENCIES = {"blue": _("normal"), "yellow": _("urgent"), "red": _("very urgent")}
CLASSES = {
    "simple": _("simple"),
    "general": _("general"),
    "major": _("major"),
    "difficult": _("difficult"),
    "cross_county": _("across counties"),
}
OUTCOMES = {
    "done": _("done"),
    "partly": _("partly done"),
    "explained": _("explained"),
    "not_possible": _("not possible"),
    "not_found": _("nothing found"),
    "no_answer": _("the asker could not be reached"),
}
BACK_REASONS = {
    "not_ours": _("not ours"),
    "wrong_place": _("wrong place"),
    "facts_missing": _("facts are missing"),
    "other": _("another reason"),
}
CLOSINGS = {
    "solved": _("solved, says the asker"),
    "no_rating": _("no rating came"),
    "confirmed": _("confirmed after review"),
    "disagrees": _("the asker disagrees"),
    "withdrawn": _("taken back"),
}
CHANNELS = {
    "plate": _("by the door plate"),
    "worker": _("through somebody who serves"),
    "telephone": _("by telephone"),
    "import": _("from another system"),
}

_MONTHS = (
    *(_("Jan"), _("Feb"), _("Mar"), _("Apr"), _("May"), _("Jun")),
    *(_("Jul"), _("Aug"), _("Sep"), _("Oct"), _("Nov"), _("Dec")),
)
_WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def moment(at: datetime, now: datetime) -> str:
    """今天 14:10, 昨天 9:05, 11月20日 周五 9:05; a year only where it is another one."""
    zone = timezone.get_default_timezone()
    local, today = at.astimezone(zone), now.astimezone(zone)
    clock = f"{local:%H:%M}"
    away = (local.date() - today.date()).days
    if away in (-1, 0, 1):
        day = {0: gettext("today"), -1: gettext("yesterday"), 1: gettext("tomorrow")}[away]
        return gettext("%(day)s %(clock)s") % {"day": day, "clock": clock}
    date = gettext("%(day)s %(month)s") % {"month": _MONTHS[local.month - 1], "day": local.day}
    if local.year != today.year:
        date = gettext("%(date)s %(year)s") % {"date": date, "year": local.year}
    return gettext("%(weekday)s %(date)s %(clock)s") % {
        "date": date,
        "weekday": _WEEKDAYS[local.weekday()],
        "clock": clock,
    }


def until(at: datetime, now: datetime) -> str:
    """明天 18:00 前."""
    return gettext("by %(moment)s") % {"moment": moment(at, now)}


def left(at: datetime, now: datetime) -> str:
    """还有 3 天, 今天到期, 超过 2 天."""
    if at < now:
        days = max(1, -days_left(at, now, zone=timezone.get_default_timezone()))
        return ngettext("%(days)s day over", "%(days)s days over", days) % {"days": days}
    days = days_left(at, now, zone=timezone.get_default_timezone())
    if days == 0:
        return gettext("due today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def door_name(entrance: Any) -> str:
    """桂花里 3 栋 2 单元; Osmanthus Lane, Building 3, Entrance 2. Needs entrance.building loaded."""
    building = entrance.building
    english = (get_language() or "").startswith("en")
    estate = (english and building.estate.name_en) or building.estate.name
    name = (english and building.name_en) or building.name
    return gettext("%(estate)s, %(building)s, Entrance %(number)s") % {
        "estate": estate,
        "building": name,
        "number": entrance.number,
    }
