"""What those above do, and what keeps a case going: sitting together, instructing, reminding, answering for it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.faces import words
from linli.faces.desk.forms import Option, StepForm, told
from linli.faces.templatetags.linli import localized
from linli.people.models import Office
from linli.people.queries import departments_of, members, offices_over

CLOSING = time(17, 30)  # a day named without an hour ends then


class ConveneForm(StepForm):
    about = StepForm.about | {"date_is_past": "meets_at"}

    def build(self) -> None:
        assert self.case.office is not None
        said = {
            "call": Option(_("Call a meeting"), _("Those you name are told when and what about.")),
            "minutes": Option(_("Write down what was decided"), _("It stands in the story of this request.")),
        }
        options = [(c, said[c]) for c in self.choices]
        self.add_radio("choice", _("What do you want to do?"), options, missing=_("Say which of the two."))
        over = offices_over(self.case.area_path)
        near = {o.pk: o for o in (*over.values(), *departments_of(self.case.office))}
        self.offices: dict[str, Office] = {str(pk): office for pk, office in near.items()}
        self.fields["offices"] = forms.MultipleChoiceField(
            label=_("Who comes?"),
            choices=[(pk, localized(office, "name")) for pk, office in self.offices.items()],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            error_messages={"invalid_choice": _("This is not possible here now. Choose another one.")},
        )
        missing = told(*words.refusal_words("date_is_past", {}))
        self.fields["meets_at"] = forms.DateTimeField(
            label=_("When?"),
            required=False,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            error_messages={"required": missing, "invalid": missing},
        )
        for name in ("offices", "meets_at"):
            self.fields[name].only_for = "call"  # type: ignore[attr-defined]
        self.add_words(
            _("What about, or what was decided?"),
            hint=_(
                "Of a meeting, where it is. Who does what by when. The date promised to the resident goes on."
            ),
            needed="say_what_about",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.chosen() == "call" and not cleaned.get("meets_at") and "meets_at" not in self.errors:
            self.add_error("meets_at", self.fields["meets_at"].error_messages["required"])
        return cleaned

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data["choice"] == "minutes":
            return {"choice": "minutes", "words": data["words"]}
        called = tuple(self.offices[pk] for pk in data["offices"])
        return {"choice": "call", "words": data["words"], "meets_at": data["meets_at"], "offices": called}


class InstructForm(StepForm):
    def build(self) -> None:
        assert self.case.office_id is not None
        self.add_words(
            _("What is to be done?"),
            hint=_("It is printed on the slip, and stands in the story of this request."),
            needed="say_what_to_do",
        )
        people = {p.user_id: p.user for p in members(self.case.office_id, self.at)}
        self.add_pick(
            "holder",
            _("Whom is it for?"),
            people.values(),
            say=lambda user: user.name,
            hint=_("May stay empty: then it is for the whole office."),
        )
        today = timezone.localtime(self.at)
        first = today.date() if today.time() < CLOSING else today.date() + timedelta(days=1)
        past = told(*words.refusal_words("date_is_past", {}))
        self.add_day("until", _("Until when?"), least=first, most=None, wrong=past, hint=_("May stay empty."))
        self.fields["until"].required = False

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        day = data.pop("until")
        until = timezone.make_aware(datetime.combine(day, CLOSING)) if day else None
        return {**data, "until": until}


class RemindForm(StepForm):
    def build(self) -> None:
        self.add_words(
            _("What do you want to say?"),
            hint=_("May stay empty. Whoever has it gets a message; once a day is enough."),
        )


class SuperviseForm(StepForm):
    def build(self) -> None:
        self.add_words(
            _("Why do you look after it?"),
            hint=_("From now on your office answers for it beside whoever has it, with a limit of its own."),
            needed="say_why",
        )


class TakeOverForm(StepForm):
    def build(self) -> None:
        self.add_words(
            _("Why do you take it over?"),
            hint=_("It is with your office from now on, in your hands."),
            needed="say_why",
        )
