"""What one says about oneself: away from–to, a password, a code."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.faces.desk.sheets import Sheet
from linli.people.models import User

NEVER_AGAIN = {"autocomplete": "new-password"}


def day_field(label: Any, hint: Any = "") -> forms.DateField:
    """A day, picked from the browser's own calendar."""
    field = forms.DateField(
        label=label, help_text=hint, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    field.error_messages = {"required": _("Choose a day."), "invalid": _("Write the day like 2026-11-30.")}
    return field


class AwayForm(Sheet):
    """Whole days, the last one included; today begins this moment."""

    since = day_field(_("I am away from"))
    until = day_field(_("to and including"))
    about = {
        "ends_before_it_begins": "until",
        "already_over": "until",
        "absence_too_long": "until",
    }

    def __init__(self, data: Any = None, *, now: datetime, **more: Any) -> None:
        tomorrow = timezone.localdate(now) + timedelta(days=1)
        super().__init__(data, initial={"since": tomorrow, "until": tomorrow}, **more)
        self.now = now

    def span(self) -> tuple[datetime, datetime]:
        zone = timezone.get_default_timezone()
        first: date = self.cleaned_data["since"]
        last: date = self.cleaned_data["until"]
        begin = datetime.combine(first, time(), zone)
        return max(begin, self.now) if first == timezone.localdate(self.now) else begin, datetime.combine(
            last, time(), zone
        ) + timedelta(days=1)

    def clean_until(self) -> date:
        last: date = self.cleaned_data["until"]
        if last.year > self.now.year + 10:
            raise ValidationError(_("That is more than a year. End the post instead."))
        return last

    def clean_since(self) -> date:
        first: date = self.cleaned_data["since"]
        if first.year < 2000:
            raise ValidationError(_("Choose a day from today on."))
        return first


class NewPassword(Sheet):
    """A password typed twice; what it must be is said before, not after."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        min_length=10,  # as the settings say; Django's own words for it have no Chinese that fits this version
        help_text=_("At least 10 characters. Three words in a row are easy to keep in mind."),
        widget=forms.PasswordInput(attrs=NEVER_AGAIN),
        error_messages={
            "required": _("Write a password."),
            "min_length": _("Too short: %(show_value)d characters, at least %(limit_value)d are needed."),
        },
    )
    again = forms.CharField(
        label=_("The same once more"),
        strip=False,
        widget=forms.PasswordInput(attrs=NEVER_AGAIN),
        error_messages={"required": _("Write it once more.")},
    )

    def __init__(self, data: Any = None, *, user: User, **more: Any) -> None:
        super().__init__(data, **more)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if "password" in self.cleaned_data and again != self.cleaned_data["password"]:
            raise ValidationError(_("The two are not the same. Write both once more."))
        return again


class ChangePassword(NewPassword):
    """Only with the old one, where there is one."""

    old = forms.CharField(
        label=_("Password until now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password.")},
    )
    field_order = ("old", "password", "again")
    about = {"password_wrong": "old"}

    def __init__(self, data: Any = None, *, user: User, **more: Any) -> None:
        super().__init__(data, user=user, **more)
        if not user.has_usable_password():
            del self.fields["old"]


class OldPassword(Sheet):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password.")},
    )
    about = {"password_wrong": "password"}


class CodeForm(Sheet):
    code = forms.CharField(
        label=_("Six digits"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Write the six digits of your telephone.")},
    )
    about = {"code_wrong": "code", "code_replayed": "code"}


class SecondForm(CodeForm):
    """At the door a recovery code works too, so letters must be possible."""

    code = forms.CharField(
        label=_("One-time code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none"}),
        error_messages={"required": _("Write the six digits of your telephone.")},
    )
