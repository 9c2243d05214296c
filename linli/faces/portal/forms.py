"""What residents fill in. Forms judge and say why; what was typed stays in `form.data` as it was typed."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from linli.common.refusals import Refusal
from linli.common.text import digits, tidy
from linli.faces import words
from linli.faces.portal.http import Problem, problem

LONGEST_PLACE = 160  # the column holds 200, and "elsewhere in this building" comes before it
LONGEST_NAME = 40


class Text(forms.Field):
    """Text as the person meant it; control and direction characters fall away instead of being refused."""

    def __init__(self, *, most: int = 0, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.most = most

    def clean(self, value: Any) -> str:
        text = tidy(str(value or ""))
        if self.most and len(text) > self.most:
            raise ValidationError("", code="text_too_long", params={"length": len(text), "most": self.most})
        return text


class PortalForm(forms.Form):
    """A form whose errors are codes of faces/words or words of their own."""

    @property
    def problems(self) -> list[Problem]:
        """One per field, in the order of the page."""
        return [self._worded(name, errors[0]) for name, errors in self.errors.as_data().items() if errors]

    def _worded(self, name: str, error: ValidationError) -> Problem:
        code, params = error.code or "", error.params or {}
        if code in words.REFUSALS:
            return problem(Refusal(code, params), name)
        title, advice = _own_words(name, code)
        return Problem(name, title, advice)


def _own_words(name: str, code: str) -> tuple[str, str]:
    if name == "phone":
        return _("That does not look like a telephone number"), _("7 to 12 digits, or leave it empty.")
    if name in ("solved", "satisfied"):
        return {
            "solved": (_("Is it solved? Not chosen yet"), _("Choose one of the two.")),
            "satisfied": (_("How was it done? Not chosen yet"), _("Choose one of the three faces.")),
        }[name]
    return _("Nothing is chosen yet"), _("Choose one; you can change it later.")


class WordsForm(PortalForm):
    """What happened."""

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"] = Text(most=longest)

    def clean_words(self) -> str:
        if not self.cleaned_data["words"]:
            raise ValidationError("", code="empty_words")
        return str(self.cleaned_data["words"])


class WhereForm(PortalForm):
    """Where it is, seen from the door that was scanned."""

    where = forms.ChoiceField(choices=[(c, c) for c in ("here", "building", "estate")])
    place = Text(most=LONGEST_PLACE)


class DetailsForm(PortalForm):
    """Is anybody in danger (now), can it wait (yes: it cannot), and whom to call; who asks may stay unsaid."""

    urgent = forms.ChoiceField(choices=[("now", "now"), ("yes", "yes"), ("no", "no")])
    name = Text(most=LONGEST_NAME)
    phone = Text()

    def __init__(self, *args: Any, about: bool = False, **kwargs: Any) -> None:
        """`about`: it is about somebody who serves here, so nobody on duty is sent and danger is not asked."""
        super().__init__(*args, **kwargs)
        if about:
            del self.fields["urgent"]

    def clean_phone(self) -> str:
        number = digits(self.cleaned_data["phone"])
        if number and not (number.isascii() and number.isdigit() and 7 <= len(number) <= 12):
            raise ValidationError("", code="phone_odd")
        return number


# 11 digits of a mobile, a line with or without its area code, 400 and 800
USUAL_NUMBER = re.compile(r"1[3-9]\d{9}|0[1-9]\d{8,10}|[2-8]\d{6,7}|[48]00\d{7}")


def number_to_look_at(number: str) -> Problem | None:
    """A soft question about a number that cannot well be one; whoever says "it is right" goes on with it."""
    if not number or USUAL_NUMBER.fullmatch(number):
        return None
    return Problem(
        "phone",
        _("Is this number right: %(number)s?") % {"number": number},
        _("A mobile has 11 digits. If it is right, press “Continue” once more."),
    )


class RateForm(PortalForm):
    """Two questions, nothing chosen beforehand."""

    solved = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda v: v == "yes")
    satisfied = forms.TypedChoiceField(choices=[("3", "3"), ("2", "2"), ("1", "1")], coerce=int)

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"] = Text(most=longest)


class QuietForm(PortalForm):
    """Somebody is not safe at home: what happens, how to reach them, is a child concerned."""

    minor = forms.BooleanField(required=False)

    def __init__(self, *args: Any, longest: int, longest_contact: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"] = Text(most=longest)
        self.fields["contact"] = Text(most=longest_contact)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and not (values["words"] or values["contact"]):
            self.add_error("words", ValidationError("", code="empty_words"))
        return values


class ReasonForm(PortalForm):
    """Words for taking it up again, disagreeing, answering (needed) or taking it back (not needed)."""

    def __init__(self, *args: Any, longest: int, needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.needed = needed
        self.fields["words"] = Text(most=longest)

    def clean_words(self) -> str:
        if self.needed and not self.cleaned_data["words"]:
            raise ValidationError("", code="empty_words")
        return str(self.cleaned_data["words"])
