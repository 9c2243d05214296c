"""What other systems are told: refusals of keys and calls, what is wrong with a field. Code → (what, what to do)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, tuple[Any, Any]] = {
    "token_missing": (
        _("No key came with this call"),
        _("Send it in the header, like this: Authorization: Bearer linli_…"),
    ),
    "token_unknown": (
        _("This key is not known"),
        _("Perhaps a letter is missing. The office that issued it can make a new one."),
    ),
    "token_ended": (
        _("This key has ended"),
        _("It was revoked, its last day is over, or its post is not held any more. A new one is needed."),
    ),
    "scope_missing": (
        _("This key may not do that: %(scope)s is not among its rights"),
        _("The office that issued it can make one that may."),
    ),
    "too_many_calls": (
        _("That were more calls than %(most)s in a minute"),
        _("Wait %(seconds)s seconds, then go on."),
    ),
    "call_wrong": (
        _("Something in this call is not right"),
        _("Nothing was done. The fields are named below."),
    ),
    "call_unreadable": (
        _("We could not read this call"),
        _("Nothing was done. Send JSON in UTF-8, a picture as multipart/form-data."),
    ),
    "method_unknown": (_("This is not done that way here"), _("What is possible here: %(methods)s.")),
    # issuing keys, on the desk
    "name_token": (
        _("The key has no name yet"),
        _("Name the system that uses it, so that it is found again."),
    ),
    "name_scopes": (_("The key may do nothing yet"), _("Choose at least one right.")),
    "token_days": (_("This day does not fit"), _("Choose one after today, at most %(days)s days away.")),
}

# the same codes as on a page, said to another system
PROBLEMS: dict[str, tuple[Any, Any]] = {
    "not_found": (
        _("There is nothing here for this key"),
        _("The address, number or code is wrong, or it lies outside what the key may see."),
    ),
    "bad_request": REFUSALS["call_unreadable"],
    "stale": (
        _("Something happened meanwhile"),
        _("Nothing was done. What is new stands under meanwhile; look at it, then decide again."),
    ),
    "same_key_other_body": (
        _("This key of a call was already used for another call"),
        _("The first one counts. Take a new Idempotency-Key for every new call."),
    ),
    "photo_gone": (
        _("A photo is no longer there"),
        _(
            "Nothing was done. It was brought more than two days ago, or belongs to another call. Bring it again."
        ),
    ),
    "photo_too_large": (_("The picture is too large"), _("Nothing was kept. Up to 20 MB fit.")),
    "photo_not_image": (
        _("This is not a picture that we can read"),
        _("Nothing was kept. JPEG, PNG, WebP and GIF work."),
    ),
    "photo_too_many_pixels": (
        _("The picture has too many pixels"),
        _("Nothing was kept. An ordinary photo of a telephone fits."),
    ),
    "busy": (_("It is busy at this moment"), _("Nothing was done. Send the same call again in a moment.")),
    "disk_full": (
        _("There is no room left to store this"),
        _("Nothing was done. Whoever runs this has to make room; send the same call again later."),
    ),
    "server_error": (_("Something is broken on our side"), _("It is noted. Send the same call again later.")),
}

# what is wrong with one field, by the kind of mistake
FIELDS: dict[str, Any] = {
    "missing": _("It is missing."),
    "unknown_field": _("There is no such field here."),
    "too_long": _("It is too long."),
    "too_short": _("It is too short or empty."),
    "out_of_range": _("It is too small or too large."),
    "not_in_list": _("It is not one of those that are possible."),
    "wrong_form": _("It is not written in the right way."),
    "ahead": _("This entry does not exist yet."),
    "one_of_two": _("Name either the door or the area."),
    "too_many_months": _("At most %(most)s months, the first before the last."),
    "unknown": _("There is nothing of that name, or not for this key."),
    "not_here": _("This is not possible for this request."),
}
