"""What is noted about a call, how it ends, whom an office names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.cases.actions.safety import OWN_WORD, REPORTED, UNREACHED
from linli.cases.models import SafetyCall, TrustKind
from linli.common.refusals import Refusal
from linli.faces.desk.forms import Option, Pick, Tidy
from linli.faces.desk.sheets import Sheet
from linli.people.models import User

LONGEST_NOTE = 1000
ENDINGS = {
    OWN_WORD: Option(
        _("They decided so themselves"),
        _("They said that it is over, or that they want nothing more from us."),
    ),
    REPORTED: Option(
        _("Reported to the police, as the law wants"),
        _("A child, or somebody who cannot decide for themselves."),
    ),
    UNREACHED: Option(
        _("Nobody can be reached"), _("The other one of you two tried; you look at it and say so as well.")
    ),
}
KINDS = {
    TrustKind.COMPLAINT: Option(
        _("Complaints about those who serve"), _("They alone read what goes past the people it is about.")
    ),
    TrustKind.DANGER: Option(
        _("Calls of somebody in danger at home"), _("Only somebody who was trained for it; it takes two.")
    ),
}


def words(label: Any, *, hint: Any = "") -> Tidy:
    field = Tidy(
        label=label,
        help_text=hint,
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field.error_messages["max_length"] = _("That is %(show_value)d characters, %(limit_value)d fit.")
    field.widget.attrs.pop("maxlength", None)
    return field


class NoteForm(Sheet):
    about = {"say_what_was_done": "words"}
    words = words(
        _("What was said or done"), hint=_("Only the two of you read it. It goes a year after the end.")
    )


class CloseForm(Sheet):
    about = {"name_ending": "how", "child_is_reported": "how", "other_says_so": "how"}
    how = forms.ChoiceField(
        label=_("How does it end?"), choices=list(ENDINGS.items()), widget=forms.RadioSelect
    )
    words = words(_("A word about it (may stay empty)"))

    def __init__(self, data: Any = None, *, call: SafetyCall) -> None:
        super().__init__(data)
        if call.minor:
            self.fields["how"].choices = [(REPORTED, ENDINGS[REPORTED])]  # type: ignore[attr-defined]
        self.fields["how"].error_messages["required"] = _("Choose how it ends.")


class NameForm(Sheet):
    """Whom the office names, and for what; for danger somebody says that they were trained."""

    about = {"not_in_this_office": "user", "two_already": "kind", "not_trained": "trained"}
    kind = forms.ChoiceField(label=_("Which kind?"), choices=list(KINDS.items()), widget=forms.RadioSelect)
    trained = forms.MultipleChoiceField(
        label=_("Training"),
        help_text=_("Asked only for calls of somebody in danger."),
        choices=[("yes", _("They were trained for calls of somebody in danger"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, data: Any = None, *, people: Iterable[User]) -> None:
        super().__init__(data)
        field = Pick(people, say=lambda user: user.name, label=_("Who?"))
        field.error_messages["required"] = _("Choose somebody from the list.")
        field.error_messages["invalid_choice"] = _("This one is no longer in the list. Choose another one.")
        self.fields = {"user": field, **self.fields}
        self.fields["kind"].error_messages["required"] = _("Choose what for.")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") == TrustKind.DANGER and not values.get("trained"):
            self.refuse(Refusal("not_trained"))
        return values
