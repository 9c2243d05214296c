"""Refusals about what an office and a person keep to be quicker: code → (what, what to do)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSALS: dict[str, tuple[Any, Any]] = {
    "phrase_without_name": (_("What is it called?"), _("A few words by which it is found in the list.")),
    "phrase_too_long": (
        _("That is too long"),
        _("Up to %(name)s characters for the name, %(words)s for the words."),
    ),
    "phrase_known": (
        _("There is one of this name already"),
        _("Choose another name, or change the one that is there."),
    ),
    "phrase_gone": (_("It is not used any more"), _("Somebody retired it meanwhile. You can add it anew.")),
    "list_without_name": (_("What shall it be called?"), _("A word or two; it stands above your lists.")),
    "list_known": (_("You have a list of this name already"), _("Choose another name.")),
    "too_many_lists": (
        _("You keep %(most)s lists already"),
        _("Remove one that you use no more, then keep this one."),
    ),
}
