"""What is asked when a key is made."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.faces.desk.account.forms import day_field
from linli.faces.desk.forms import Pick
from linli.faces.desk.sheets import Sheet
from linli.faces.desk.staff.forms import role_at, text
from linli.people.models import SCOPES, Post
from linli.territory.models import Area

LABELS = {
    "cases:read": _("Read requests and what happened to them"),
    "cases:write": _("Ask for residents, and work on requests"),
    "catalogue:read": _("Read the catalogue"),
    "places:read": _("Read areas, offices and doors"),
    "figures:read": _("Read figures"),
}
USUAL_DAYS = 90


class IssueForm(Sheet):
    """Which system, in whose post, what it may do, where, until when."""

    about = {
        "name_token": "name",
        "name_scopes": "scopes",
        "token_days": "until",
        "area_outside_office": "area",
        "post_ended": "post",
        "outside_your_area": "post",
    }

    def __init__(self, data: Any = None, *, posts: list[Post], now: datetime) -> None:
        super().__init__(data)
        self.now = now
        self.fields["name"] = text(
            _("Which system uses it?"),
            most=60,
            hint=_("A name by which you find it again: city hotline, property app."),
            needed=_("Name the system that uses it."),
        )
        self.fields["post"] = Pick(
            posts,
            say=role_at,
            label=_("In whose post does it act?"),
            help_text=_(
                "It sees what this post sees, and what it does is signed with this post and the key."
            ),
        )
        self.fields["post"].error_messages["required"] = _("Choose a post.")
        self.fields["scopes"] = forms.MultipleChoiceField(
            label=_("What may it do?"),
            help_text=_("As little as it needs."),
            choices=[(code, LABELS[code]) for code in SCOPES],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["scopes"].error_messages["required"] = _("Choose at least one right.")
        self.fields["area"] = text(
            _("Only in a smaller area?"),
            most=23,
            hint=_("Its code, digits only. May stay empty: then it reaches as far as the post."),
            inputmode="numeric",
            autocomplete="off",
        )
        self.fields["until"] = day_field(
            _("It ends on"), _("At most a year from now. Then a new one is made.")
        )
        self.initial["until"] = timezone.localdate(now) + timedelta(days=USUAL_DAYS)

    def clean_area(self) -> Area | None:
        code = self.cleaned_data["area"]
        if not code:
            return None
        found = (
            Area.objects.standing(self.now).filter(path=code).first()
            if re.fullmatch(r"[0-9]+", code)
            else None
        )
        if found is None:
            raise ValidationError(_("No area has this code. Territory shows the codes."))
        return found

    def clean_until(self) -> datetime:
        """The end of that day."""
        day = self.cleaned_data["until"]
        if not self.now.year <= day.year <= self.now.year + 10:
            raise ValidationError(_("Choose a day within a year from now."))
        return datetime.combine(day, time(), timezone.get_default_timezone()) + timedelta(days=1)
