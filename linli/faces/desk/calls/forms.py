"""What is asked on the telephone and read off a slip: the same two questions, nothing chosen beforehand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.cases.models import CallReason
from linli.faces.desk.forms import LONGEST_WORDS, Option, Tidy
from linli.faces.desk.sheets import Sheet

YES, NO = "yes", "no"


def _yes_no(label: str, yes: Option, no: Option, missing: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[(YES, yes), (NO, no)],
        coerce=lambda value: value == YES,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


def _solved() -> forms.TypedChoiceField:
    return _yes_no(
        _("Is it solved?"),
        Option(pgettext("portal", "Solved")),
        Option(pgettext("portal", "Not yet")),
        _("Choose one of the two."),
    )


def _satisfied() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("How was it done?"),
        choices=[
            ("3", Option(pgettext("portal", "well"))),
            ("2", Option(pgettext("portal", "so-so"))),
            ("1", Option(pgettext("portal", "not well"))),
        ],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the three."),
            "invalid_choice": _("Choose one of the three."),
        },
    )


def _words(label: str, hint: str, *, required: bool = False) -> Tidy:
    return Tidy(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write it down in their words.")},
    )


class SaidForm(Sheet):
    """What came of a call, by why it was made."""

    about = {"rate_both": "solved", "say_what_they_said": "words"}

    def __init__(self, reason: str, data: Any = None, *, ended: str = "") -> None:
        super().__init__(data)
        own = _("In their own words; may stay empty.")
        if reason == CallReason.RATING:
            self.fields |= {"solved": _solved(), "satisfied": _satisfied()}
            self.fields["words"] = _words(_("What else did they say?"), own)
        elif reason == CallReason.UNHAPPY:
            self.fields["words"] = _words(
                _("What are they not content with?"), _("In their own words."), required=True
            )
        else:
            self.fields["so"] = _yes_no(*_is_it_so(reason, ended), _("Choose one of the two."))
            self.fields["words"] = _words(
                _("What else did they say?"), _("In their own words; needed where it is not so.")
            )


def _is_it_so(reason: str, ended: str) -> tuple[str, Option, Option]:
    again = _("The level above takes it up again, and they are told.")
    if ended == "refused":
        return (_("Do they accept it?"), Option(_("Yes, they do")), Option(_("No, they do not"), again))
    if ended == "referred":
        kept = _("Their words are kept with the request; nobody here can decide it.")
        return (
            _("Is the way clear to them?"),
            Option(_("Yes, it is clear")),
            Option(_("No, it is not"), kept),
        )
    if reason == CallReason.WITHDRAWN or ended == "withdrawn":
        return (
            _("Did they take it back of their own wish?"),
            Option(_("Yes, it is settled for them")),
            Option(_("No, or it is not done"), again),
        )
    return (
        _("Was it really done?"),
        Option(_("Yes, as it was written down")),
        Option(_("No, or only in part"), again),
    )


class SlipForm(Sheet):
    """One slip after the other: the number, the code, and what is ticked on it."""

    about = {
        "number_unknown": "number",
        "not_at_this_step": "number",
        "only_staff": "number",
        "slip_code_wrong": "code",
        "slip_code_used": "code",
        "rate_both": "solved",
    }

    def __init__(self, data: Any = None, *, number: str = "") -> None:
        super().__init__(data, initial={"number": number})
        self.fields["number"] = Tidy(
            label=_("Number of the request"),
            max_length=20,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={"required": _("Write the number that stands on the slip.")},
        )
        self.fields["code"] = Tidy(
            label=_("Code on the slip"),
            help_text=_(
                "Eight letters and digits. Without a code, said at the counter for instance, leave it empty: "
                "it is then kept as entered by the office, and no figure of content people counts it."
            ),
            required=False,
            max_length=30,
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
            ),
        )
        self.fields["solved"], self.fields["satisfied"] = _solved(), _satisfied()
        self.fields["words"] = _words(_("What is written on it?"), _("Copy it as it stands; may stay empty."))
