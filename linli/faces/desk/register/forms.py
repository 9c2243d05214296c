"""The questions of the register. Few fields, plain words; what is held already is never filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.faces.desk.forms import Option, Tidy
from linli.faces.desk.register import wording
from linli.faces.desk.sheets import Sheet

CHOOSE = gettext_lazy("Choose one.")
YES_NO = (("yes", Option(gettext_lazy("Yes"))), ("no", Option(gettext_lazy("No"))))

CONFLICTS = (
    "stale",
    "same_key_other_body",
    "consent_exists",
    "need_exists",
    "consent_over",
    "need_over",
    "resident_gone",
    "glass_over",
    "glass_open",
)
FORBIDDEN = ("not_your_role", "outside_your_area", "no_post_now", "not_yours")


def radio(label: Any, options: Mapping[str, Any], *, help_text: Any = "", initial: str | None = None) -> Any:
    choices = [(k, o if isinstance(o, Option) else Option(o)) for k, o in options.items()]
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        help_text=help_text,
        initial=initial,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )


def day(label: Any, *, help_text: Any = "", required: bool = True) -> forms.DateField:
    wrong = gettext_lazy("This is no date. Write it like 2026-11-23.")
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=required,
        input_formats=["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": wrong, "invalid": wrong},
    )


class RegisterForm(Sheet):
    """A question of the register; a refusal beside its field tells as well what kind of refusal it is."""

    # a refusal of the action → the field it is about; any other stands above the form
    about: dict[str, str] = {
        "name_missing": "name",
        "refused_subject": "name",
        "phone_wrong": "phone",
        "date_ahead": "birth",
        "guardian_needed": "way",
        "consent_exists": "purpose",
        "consent_needed": "kind",
        "need_exists": "kind",
        "review_too_far": "review_on",
        "say_why": "words",
    }

    def status(self, code: str, at: str | None) -> int:
        return 403 if code in FORBIDDEN else 409 if code in CONFLICTS else 422


class SureForm(RegisterForm):
    """Nothing to fill in: a button that says what it does."""


class PurposeForm(RegisterForm):
    purpose = radio(gettext_lazy("What for?"), wording.READ_FOR)


def _name(required: bool, help_text: Any = "") -> Tidy:
    return Tidy(
        label=pgettext_lazy("person", "Name"),
        max_length=40,
        required=required,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write the name."),
            "max_length": gettext_lazy("40 characters fit."),
        },
    )


def _phone(help_text: Any) -> Tidy:
    return Tidy(
        label=gettext_lazy("Telephone"),
        max_length=30,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )


class EnterForm(RegisterForm):
    name = _name(True)
    phone = _phone(
        gettext_lazy("Only if they want to be called. It is sealed; lists show the last four digits.")
    )
    birth = day(
        gettext_lazy("Date of birth"),
        required=False,
        help_text=gettext_lazy("Only for children: below 14 a parent or guardian consents for them."),
    )
    is_head = radio(gettext_lazy("Head of the household?"), dict(YES_NO), initial="no")


class CorrectForm(RegisterForm):
    name = _name(False, gettext_lazy("Leave it empty if it is right."))
    phone = _phone(gettext_lazy("Leave it empty if it is right."))
    number = radio(
        gettext_lazy("The number that is held"),
        {
            "keep": Option(gettext_lazy("Keep it, or put the new one in its place")),
            "drop": Option(gettext_lazy("Take it away")),
        },
        initial="keep",
    )
    is_head = radio(gettext_lazy("Head of the household?"), dict(YES_NO))


class ConsentForm(RegisterForm):
    purpose = radio(gettext_lazy("What do they say yes to?"), wording.CONSENTS)
    way = radio(gettext_lazy("How did they say it?"), wording.WAYS)

    def __init__(self, data: Any = None, *, purposes: list[str]) -> None:
        super().__init__(data)
        self.fields["purpose"].choices = [c for c in self.fields["purpose"].choices if c[0] in purposes]  # type: ignore[attr-defined]


class ReviewForm(RegisterForm):
    review_on = day(gettext_lazy("Look at it again on"))

    def __init__(self, data: Any = None, *, today: date, days: int, **more: Any) -> None:
        super().__init__(data, **more)
        last = today + timedelta(days=days)
        field = self.fields["review_on"]
        field.initial = last
        field.help_text = _("At the latest in %(days)s days.") % {"days": days}
        field.widget.attrs |= {"min": str(today + timedelta(days=1)), "max": str(last)}


class NeedForm(ReviewForm):
    kind = radio(gettext_lazy("What kind of help did they ask for?"), wording.NEEDS)
    detail = Tidy(
        label=gettext_lazy("What the help has to mind"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "Only what whoever helps must know. Sealed, and opened only with a reason. The service, no opinions."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": gettext_lazy("500 characters fit.")},
    )
    field_order = ("key", "kind", "detail", "review_on")

    def __init__(self, data: Any = None, *, with_detail: bool, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["detail"].widget.attrs.pop("maxlength", None)
        if not with_detail:
            del self.fields["detail"]


class GlassForm(RegisterForm):
    reason = radio(gettext_lazy("What has happened?"), wording.GLASS)
    words = Tidy(
        label=gettext_lazy("In a sentence"),
        max_length=300,
        help_text=gettext_lazy("Your superior reads it, and so can they."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": gettext_lazy("Say in a sentence what has happened."),
            "max_length": gettext_lazy("300 characters fit."),
        },
    )
