"""While it waits: what is proposed to those above, their yes or no, and on it goes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases.actions.deciding import CHANNELS, REFUSALS
from linli.cases.actions.pausing import longest
from linli.cases.models import PauseReason
from linli.cases.queries import office_above, open_approval
from linli.faces import words
from linli.faces.desk.forms import Option, StepForm, told
from linli.faces.templatetags.linli import localized
from linli.office.queries import setting


class ResumeForm(StepForm):
    def build(self) -> None:
        self.add_words(_("What has changed?"), hint=_("May stay empty. The clock runs from now on."))


# -- proposed by whoever has it ------------------------------------------------------------------------------


class ProposeForm(StepForm):
    """What needs a second person; `what` is the verb that is proposed."""

    what = ""

    def add_why(self, label: str) -> None:
        assert self.case.office is not None
        office = localized(office_above(self.case.office), "name")
        hint = _("%(office)s decides within its limit. The clock goes on until then; silence is a no.")
        self.add_words(label, hint=hint % {"office": office}, needed="say_why")

    def arguments(self) -> dict[str, Any]:
        return {"choice": self.what, **super().arguments()}


def _right_way() -> forms.ChoiceField:
    """Where the resident can go instead."""
    return forms.ChoiceField(
        label=_("Which way is the right one?"),
        choices=[("", _("none of these")), *((code, words.WAYS_OUT[code]) for code in CHANNELS)],
        required=False,
        help_text=_("The resident reads it with the answer. What nobody here is in charge of needs one."),
    )


class ProposeRefuseForm(ProposeForm):
    what = "refuse"

    def build(self) -> None:
        options = [(r, Option(str(words.REFUSAL_CLASSES[r]))) for r in REFUSALS]
        self.add_radio(
            "reason", _("Why can it not be accepted?"), options, missing=_("Choose a reason from the list.")
        )
        self.fields["channel"] = _right_way()
        self.add_why(_("What did you find?"))


class ProposePauseForm(ProposeForm):
    what = "pause"

    def build(self) -> None:
        spans = setting("cases.pauses", self.case.area_path)
        reasons = [reason for reason in PauseReason.values if reason != PauseReason.QUESTION]
        most = _("at the longest %(span)s")
        options = [
            (r, Option(str(words.PAUSES[r]), most % {"span": words.span_words(spans[r])})) for r in reasons
        ]
        self.add_radio(
            "reason", _("What does it wait for?"), options, missing=_("Choose a reason from the list.")
        )
        tomorrow = timezone.localtime(self.at).date() + timedelta(days=1)
        wrong = told(*words.refusal_words("wrong_pause_day", {}))
        self.add_day(
            "until",
            _("On which day does it go on?"),
            least=tomorrow,
            most=None,
            wrong=wrong,
            hint=_("May stay empty: then the clock stands at the longest as long as its reason allows."),
        )
        self.fields["until"].required = False
        self.add_why(_("Why can nothing be done until then?"))


class ProposeExtendForm(ProposeForm):
    what = "extend"

    def build(self) -> None:
        self.add_days()
        self.add_why(_("Why does it take longer?"))


class ProposeListForm(ProposeForm):
    what = "list"

    def build(self) -> None:
        self.add_review_day()
        self.add_why(_("Why can it not be done soon?"))


class UnproposeForm(StepForm):
    def build(self) -> None:
        self.add_words(_("Why is it taken back?"), hint=_("May stay empty. The office above reads it."))


# -- decided above -------------------------------------------------------------------------------------------


class GrantForm(StepForm):
    """Saying yes: the words are for the resident; what was proposed to us stands in them already."""

    @property
    def asked(self) -> bool:
        """Is this the answer to a proposal?"""
        return self.case.proposed == self.verb and bool(self.who & {"approver", "superior", "supervisor"})

    def add_answer(self, draft: str = "", *, needed: str = "say_why") -> None:
        """What the resident reads."""
        self.add_words(
            _("What the resident reads"),
            hint=_("In words they understand. Change it as you like."),
            needed=needed,
        )
        self.fields["words"].initial = draft

    def arguments(self) -> dict[str, Any]:
        """Without what was not asked: the days and the day of the proposal count."""
        return {name: value for name, value in super().arguments().items() if value not in (None, "")}


class RefuseForm(GrantForm):
    def build(self) -> None:
        self.fields["channel"] = _right_way()
        approval = open_approval(self.case)
        if approval is not None:
            self.fields["channel"].initial = approval.params.get("channel", "")
        self.add_answer(
            _(
                "We looked into it and cannot accept it here. If you see it otherwise, you can say so once on"
                " this page."
            )
        )


class PauseForm(GrantForm):
    def build(self) -> None:
        self.add_answer(self._why_and_until(), needed="")

    def _why_and_until(self) -> str:
        """What it waits for and until when, as it was proposed."""
        approval = open_approval(self.case)
        reason = approval.params.get("reason", "") if approval else ""
        if not approval or reason not in words.PAUSES:
            return ""
        named = approval.params.get("until_day")
        day = (
            date.fromisoformat(named)
            if named
            else timezone.localtime(longest(self.case, reason, self.at)).date()
        )
        said = _("It has to wait: %(reason)s. We go on by %(day)s at the latest, and tell you.")
        return said % {"reason": words.PAUSES[reason], "day": words.day(day)}


class ExtendForm(GrantForm):
    def build(self) -> None:
        if not self.asked:
            self.add_days()
        self.add_answer(
            _("It takes longer than we promised. The first date stays on record.") if self.asked else ""
        )


class ListForm(GrantForm):
    def build(self) -> None:
        if not self.asked:
            self.add_review_day()
        self.add_answer(
            _(
                "This cannot be done soon. We keep it on our list, look at it again by the day named, and tell you."
            )
        )


class DeclineForm(StepForm):
    def build(self) -> None:
        self.add_words(
            _("Why not?"),
            hint=_("Whoever proposed it reads this and goes on. The date stays."),
            needed="say_why",
        )
