"""Refusals about those who serve and their accounts: code → (what happened, what you can do)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, tuple[Any, Any]] = {
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
        _(
            "Each works until the day that stood beside it, and only the newest one. Ask your office for a new one."
        ),
    ),
    "superior_cycle": (
        _("That would be a circle: %(chain)s"),
        _("An office cannot stand above itself. Choose one further up."),
    ),
    "superior_elsewhere": (
        _("%(office)s does not answer for %(area)s"),
        _("The office above is one of the same place or of a larger one around it."),
    ),
    "superior_of_no_area": (
        _("%(office)s is not the office of an area"),
        _("The office of an area hangs below the office of a larger area. Choose that one."),
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
    "name_taken": (
        _("Somebody logs in as %(username)s already"),
        _("Choose another login name; free is %(free)s."),
    ),
    "not_a_branch": (_("%(office)s is no branch"), _("Choose one from the list.")),
}
