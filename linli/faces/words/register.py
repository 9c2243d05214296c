"""Refusals about residents, needs, readings, and sheets in and out: code → (what happened, what you can do)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, tuple[Any, Any]] = {
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
    "second_elsewhere": (
        _("Somebody of the office that asked must confirm it"),
        _("Ask them to find a colleague."),
    ),
}
