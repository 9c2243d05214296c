"""A firm without an account does it: which one, what exactly, how long its link works."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from linli.cases.meeting import firms_for
from linli.cases.queries import answerer
from linli.faces import words
from linli.faces.desk.forms import StepForm, told
from linli.office.queries import setting
from linli.people.models import OfficeKind

USUAL_DAYS = 3


def add_firm(form: StepForm, *, only_for: str = "") -> bool:
    """The questions about the firm; False where none is entered for this place."""
    firms = firms_for(form.case.area_path)
    if not firms:
        return False
    matter = form.case.category
    usual = answerer(matter.answers, form.case.area_path) if matter else None
    # who answers for the matter first, then the property managers; the nearest first among each
    firms.sort(key=lambda firm: (firm != usual, firm.kind != OfficeKind.PROPERTY))
    hint = _("They get a link for this one request, without an account. Your office stays answerable.")
    form.add_pick("office", _("Which firm?"), firms, needed="name_firm", hint=hint, only_for=only_for)
    most = setting("cases.errand_days", form.case.area_path)
    wrong = told(*words.refusal_words("wrong_errand_days", {"most": most}))
    form.fields["days"] = forms.IntegerField(
        label=_("How many days does their link work?"),
        initial=min(USUAL_DAYS, most),
        min_value=1,
        max_value=most,
        required=not only_for,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )
    form.fields["days"].only_for = only_for  # type: ignore[attr-defined]
    return True


class HandOutForm(StepForm):
    about = StepForm.about | {
        "name_firm": "office",
        "number_in_words": "words",
        "wrong_errand_days": "days",
    }

    def build(self) -> None:
        if not add_firm(self):
            missing = told(*words.refusal_words("name_firm", {}))
            self.add_pick("office", _("Which firm?"), [], needed="name_firm", hint=missing)
        self.add_words(
            _("What should they do?"),
            hint=_(
                "Only what you write here goes to them, with the door and your office's number; nobody's name, "
                "nobody's number."
            ),
            needed="say_what_to_do",
        )

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"office": data["office"], "days": data["days"], "words": data["words"]}
