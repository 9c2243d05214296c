"""To its end: reported done, checked, decided, taken up again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from linli.cases import workflow
from linli.cases.actions.answering import OUTCOMES
from linli.faces import words
from linli.faces.desk import photos
from linli.faces.desk.forms import Option, StepForm
from linli.people.queries import departments_of, offices_over


class ResolveForm(StepForm):
    def build(self) -> None:
        options = [(o, Option(str(words.OUTCOMES[o]))) for o in OUTCOMES]
        self.add_radio("outcome", _("How did it end?"), options, missing=_("Say how it ended."))
        self.add_words(
            _("What was done?"),
            hint=_("The resident reads this. Somebody who did none of it checks it first."),
            needed="say_what_was_done",
        )
        photos.add(self, _("Photos of how it is now"), self.case.area_path)


class PassCheckForm(StepForm):
    def build(self) -> None:
        self.add_words(
            _("What did you see?"), hint=_("May stay empty. The resident is asked for a rating next.")
        )


class FailCheckForm(StepForm):
    def build(self) -> None:
        self.add_words(
            _("What is missing?"),
            hint=_("It goes back to whoever did it, with these words."),
            needed="say_what_is_missing",
        )


class DecideForm(StepForm):
    def build(self) -> None:
        assert self.case.office is not None
        said = {
            "name": Option(
                _("Name the office that does it"),
                _("That binds: they can neither send it back nor hand it on."),
            ),
            "confirm": Option(_("It stays as it was done"), _("It is closed with your reason.")),
        }
        options = [(c, said[c]) for c in self.choices]
        self.add_radio("choice", _("What do you decide?"), options, missing=_("Say what you decide."))
        over = offices_over(self.case.area_path)
        chain = [over[level] for level in workflow.LEVELS if level in over]
        self.add_pick(
            "office",
            _("Which office does it?"),
            [*chain, *departments_of(self.case.office)],
            needed="name_office",
            only_for="name",
        )
        self.add_words(
            _("Your reason"),
            hint=_("The resident reads this, and the offices that had it."),
            needed="say_why",
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("choice") == "name" and not cleaned.get("office") and "office" not in self.errors:
            self.add_error("office", self.fields["office"].error_messages["required"])
        return cleaned

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"choice": data["choice"], "words": data["words"], "office": data["office"]}


class ReopenForm(StepForm):
    def build(self) -> None:
        self.add_words(
            _("Why is it taken up again?"),
            hint=_("The level above the one that did it reviews it."),
            needed="say_why",
        )
