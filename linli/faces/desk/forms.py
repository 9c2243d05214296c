"""What the forms of all verbs share: hidden fields, questions in plain words, refusals put where they belong."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.cases import workflow
from linli.cases.models import Case, Category
from linli.cases.queries import answerers, categories
from linli.common.paths import LENGTHS
from linli.common.text import tidy
from linli.common.worktime import Span, Unit
from linli.faces import words
from linli.faces.desk import photos
from linli.faces.desk.catalogue.picking import suggested
from linli.faces.templatetags.linli import localized
from linli.office.queries import setting
from linli.people.models import Office
from linli.territory.models import Area

LONGEST_WORDS = 1000


def told(title: str, advice: str) -> str:
    """What happened, and what one can do about it, as one text."""
    if title.endswith("？"):
        return title + advice  # Chinese punctuation brings its own space
    if title.endswith("?"):
        return f"{title} {advice}"
    return _("%(title)s. %(advice)s") % {"title": title, "advice": advice}


@dataclass(frozen=True, slots=True)
class Option:
    """A radio button's words: what it is, and what happens next."""

    title: Any  # a text, or one that is translated when it is shown
    note: Any = ""
    urgency: str = ""

    def __str__(self) -> str:
        return str(self.title)


class Pick(forms.ChoiceField):
    """A select over rows that were read once; cleans to the row itself, or None.

    What a choice says is laid out when it is shown: a form that is sent and right says none of it.
    """

    def __init__(
        self, things: Iterable[Any], *, say: Callable[[Any], str], none: Any = None, **more: Any
    ) -> None:
        """`none`: what no choice means."""
        self.things, self.say = {str(thing.pk): thing for thing in things}, say
        nothing = _("Choose one") if none is None else none
        super().__init__(choices=lambda: [("", nothing), *self.listed()], **more)

    def listed(self) -> list[Any]:
        """The choices but the empty one."""
        return [(pk, self.say(thing)) for pk, thing in self.things.items()]

    def valid_value(self, value: Any) -> bool:
        return str(value) in self.things

    def clean(self, value: Any) -> Any:
        return self.things.get(super().clean(value))


class PickPlace(Pick):
    """One of many areas or offices: under the sub-district or community they are in, with a box to type in."""

    def __init__(
        self, things: Iterable[Any], *, path_of: Callable[[Any], str], depth: int = LENGTHS[3], **more: Any
    ) -> None:
        """`path_of` a thing its area; `depth` of the paths they stand under."""
        self.path_of, self.depth = path_of, depth
        super().__init__(things, **more)
        self.widget.attrs |= {
            "data-narrow": _("Find it: type a part of its name"),
            "data-none": _("None is called that."),
        }

    def listed(self) -> list[Any]:
        """In the order of their paths."""
        found: dict[str, list[tuple[str, str]]] = {}
        for thing in sorted(self.things.values(), key=self.path_of):
            found.setdefault(self.path_of(thing)[: self.depth], []).append((str(thing.pk), self.say(thing)))
        names = {one.path: localized(one, "name") for one in Area.objects.filter(path__in=found)}
        return [(names.get(path, ""), some) for path, some in found.items()]


class Tidy(forms.CharField):
    """Text as the person meant it: control and direction characters fall away before anything is judged."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(tidy(str(value or "")))


def goes_straight(category: Category, office: Office | None) -> bool:
    """May whoever verifies give this matter to the department that answers for it here?"""
    return category.direct and office is not None and office.kind == "department"


class StepForm(forms.Form):
    """One verb on one case. `key` and `seen` travel hidden; `lead` says what this does."""

    use_required_attribute = False
    # a refusal of the action → the field it is about; any other stands above the form
    about: dict[str, str] = {
        "say_why": "words",
        "say_what_was_done": "words",
        "say_what_is_missing": "words",
        "name_outcome": "outcome",
        "name_category": "category",
        "name_department": "department",
        "name_office": "office",
        "name_area": "area",
        "area_not_ours": "area",
        "no_direct_path": "choice",
        "no_office_there": "choice",
        "nobody_before": "reason",
        "other_level": "office",
        "not_in_this_office": "holder",
        "did_the_work": "holder",
        "passed_the_check": "holder",
        "stays_out": "holder",
        "say_what_is_asked": "words",
        "say_what_to_do": "words",
        "say_what_about": "words",
        "say_what_was_decided": "words",
        "name_loop_reason": "reason",
        "wrong_days": "days",
        "wrong_review_day": "review_on",
        "wrong_pause_day": "until",
        "date_is_past": "until",
        "name_channel": "channel",
        "name_way": "way",
        "department_does_it": "category",
        "no_roster": "urgency",
        **dict.fromkeys(photos.CODES, photos.NAME),
    }

    def __init__(
        self, case: Case, verb: str, *, who: frozenset[str], at: datetime, seen: int, data: Any = None
    ):
        super().__init__(data, label_suffix="")
        self.case, self.verb, self.who, self.at = case, verb, who, at
        self.choices = workflow.choices(verb, case.position, who)
        self.fields["key"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4())
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, initial=seen)
        self.build()

    def build(self) -> None:
        """Add the fields of this verb."""

    def suggested(self) -> list[dict[str, Any]]:
        """Matters that what was asked speaks of, where it has none yet."""
        return [] if self.case.category_id else suggested(self.case.words)

    def arguments(self) -> dict[str, Any]:
        """What the action is called with, beside who and when."""
        return {k: v for k, v in self.cleaned_data.items() if k not in ("key", "seen")}

    def chosen(self) -> str:
        return str(self.cleaned_data.get("choice") or "")

    def refuse(self, code: str, params: dict[str, Any]) -> None:
        """Put a refusal in words where it belongs."""
        title, advice = words.refusal_words(code, params)
        name = self.about.get(code)
        self.add_error(name if name in self.fields else None, told(title, advice))

    # -- pieces -----------------------------------------------------------------------------------------------

    def add_words(self, label: str, *, hint: str = "", needed: str = "") -> None:
        """A text; `needed` is the code of the refusal that asks for it."""
        field = Tidy(
            label=label,
            help_text=hint,
            required=bool(needed),
            max_length=LONGEST_WORDS,
            widget=forms.Textarea(attrs={"rows": 4}),
        )
        if needed:
            title, advice = words.refusal_words(needed, {})
            field.error_messages["required"] = told(title, advice)
        field.error_messages["max_length"] = _("That is %(show_value)d characters, %(limit_value)d fit.")
        field.widget.attrs.pop("maxlength", None)  # words beyond the limit are told, never cut off
        self.fields["words"] = field

    def add_radio(self, name: str, label: str, options: list[tuple[str, Option]], *, missing: str) -> None:
        only = options[0][0] if len(options) == 1 else None
        field = forms.ChoiceField(label=label, choices=options, widget=forms.RadioSelect, initial=only)
        field.error_messages["required"] = missing
        field.error_messages["invalid_choice"] = _("This is not possible here now. Choose another one.")
        self.fields[name] = field

    def add_pick(
        self,
        name: str,
        label: str,
        things: Iterable[Any],
        *,
        say: Callable[[Any], str] | None = None,
        needed: str = "",
        hint: str = "",
        initial: Any = None,
        only_for: str = "",
    ) -> None:
        field = Pick(
            things,
            say=say or (lambda thing: localized(thing, "name")),
            label=label,
            help_text=hint,
            required=bool(needed) and not only_for,
            initial=str(initial) if initial else "",
        )
        if needed:
            title, advice = words.refusal_words(needed, {})
            field.error_messages["required"] = told(title, advice)
        field.error_messages["invalid_choice"] = _("This one is no longer in the list. Choose another one.")
        field.only_for = only_for  # type: ignore[attr-defined]
        self.fields[name] = field

    def add_days(self) -> None:
        """By how many days the promise moves."""
        most = setting("cases.extension_most", self.case.area_path)
        said = told(*words.refusal_words("wrong_days", {"most": most}))
        working = (
            Span.read(setting("cases.promise", self.case.area_path)[self.case.case_class or "general"]).unit
            == Unit.WORKING_DAYS
        )
        self.fields["days"] = forms.IntegerField(
            label=_("By how many working days?") if working else _("By how many days?"),
            help_text=_("At most %(most)s, and only once. The first date stays on record.") % {"most": most},
            min_value=1,
            max_value=most,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), said),
        )

    def add_review_day(self) -> None:
        """When a listed matter is looked at again."""
        most = setting("cases.list_review_days", self.case.area_path)
        today = timezone.localtime(self.at).date()
        said = told(*words.refusal_words("wrong_review_day", {"most": most}))
        self.add_day(
            "review_on",
            _("When is it looked at again?"),
            least=today + timedelta(days=1),
            most=today + timedelta(days=most),
            wrong=said,
            hint=_(
                "Within %(most)s days. Until then it does not count as overdue; the resident is told each time."
            )
            % {"most": most},
        )

    def add_day(
        self, name: str, label: str, *, least: date, most: date | None, wrong: str, hint: str = ""
    ) -> None:
        limits = {"type": "date", "min": least.isoformat()} | ({"max": most.isoformat()} if most else {})
        self.fields[name] = forms.DateField(
            label=label,
            help_text=hint,
            widget=forms.DateInput(attrs=limits, format="%Y-%m-%d"),
            validators=[MinValueValidator(least, wrong), *([MaxValueValidator(most, wrong)] if most else [])],
            error_messages={"required": wrong, "invalid": wrong},
        )

    def add_category(self, *, needed: str = "name_category", straight: bool = False) -> None:
        """What it is about; `straight`: those that can go straight to their department from here say so."""
        promise = setting("cases.promise", self.case.area_path)
        self.category_rows = categories()
        self.answers = answerers(self.case.area_path)

        @cache
        def class_words(name: str) -> tuple[str, str]:
            return str(words.CLASSES[name]), words.span_words(promise[name])

        def say(category: Any) -> str:
            parts = [localized(category, "name"), *class_words(category.case_class)]
            if category.answers in self.answers:
                office = self.answers[category.answers]
                to = (
                    _("→ %(office)s, straight")
                    if straight and goes_straight(category, office)
                    else "%(office)s"
                )
                parts.append(to % {"office": localized(office, "name")})
            return _(" · ").join(parts)

        self.add_pick(
            "category",
            _("What kind of matter is it?"),
            self.category_rows,
            say=say,
            needed=needed,
            initial=self.case.category_id,
            hint=_("With it comes the date we promise, and the office that answers for it.")
            if self.category_rows
            else _("The catalogue of matters is empty. The administrator begins it."),
        )
