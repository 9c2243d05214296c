"""What is filled in here: a reception day, a line at the table, a problem, a word to the resident."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from linli.cases import meeting
from linli.cases.actions import Asker
from linli.cases.actions.receiving import MOST_WEEKS
from linli.cases.models import Case, Reception
from linli.common.text import digits
from linli.faces import words
from linli.faces.desk.forms import LONGEST_WORDS, Option, Pick, Tidy, told
from linli.faces.desk.meetings.seen import KINDS
from linli.faces.desk.on_the_spot import DoNowForm
from linli.faces.desk.sheets import Sheet
from linli.faces.templatetags.linli import localized
from linli.people.models import Office, User
from linli.territory.models import Area, Entrance

MOST_GRIDS = 200
LONGEST_NAME, LONGEST_PHONE = 40, 20


def said(code: str, **params: Any) -> str:
    return told(*words.refusal_words(code, params))


def words_field(
    label: str, *, hint: str = "", needed: str = "", rows: int = 3, required: bool = True
) -> Tidy:
    field = Tidy(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": said(needed)} if needed else {},
    )
    field.error_messages["max_length"] = _("That is %(show_value)d characters, %(limit_value)d fit.")
    field.widget.attrs.pop("maxlength", None)
    return field


def name_and_phone(form: forms.Form) -> None:
    form.fields["name"] = Tidy(label=_("Their name"), required=False, max_length=LONGEST_NAME)
    form.fields["phone"] = Tidy(
        label=_("Their telephone number"),
        required=False,
        max_length=LONGEST_PHONE,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        validators=[_looks_like_a_number],
    )
    for name in ("name", "phone"):
        form.fields[name].widget.attrs["autocomplete"] = "off"


def _looks_like_a_number(value: str) -> None:
    number = digits(value)
    if value and not (number.isascii() and number.isdigit() and 7 <= len(number) <= 12):
        raise ValidationError(
            _("That does not look like a telephone number: 7 to 12 digits, or leave it empty.")
        )


def asker_of(values: dict[str, Any]) -> Asker | None:
    name, phone = values.get("name", ""), digits(values.get("phone", ""))
    return Asker(name, phone) if name or phone else None


class DayForm(Sheet):
    """A reception day: whose, what kind, where, when, who sits there, for how many weeks."""

    about = {
        "say_where_held": "place",
        "reception_ends_wrong": "ends",
        "date_is_past": "day",
        "wrong_weeks": "weeks",
        "name_hosts": "hosts",
        "only_holidays": "day",
        "name_kind": "kind",
    }

    def __init__(self, offices: list[Office], now: datetime, data: Any = None) -> None:
        super().__init__(data)
        self.offices, self.now = offices, now
        options = [(kind, Option(label)) for kind, label in KINDS.items()]
        self.fields["kind"] = forms.ChoiceField(
            label=_("What kind of day?"),
            choices=options,
            widget=forms.RadioSelect,
            initial="reception",
            error_messages={"required": said("name_kind"), "invalid_choice": said("name_kind")},
        )
        if len(offices) > 1:
            self.fields["office"] = Pick(
                offices, say=lambda one: localized(one, "name"), label=_("Which office holds it?")
            )
        self.fields["place"] = Tidy(
            label=_("Where is it?"),
            help_text=_("As people know it: the village office, room 102. It stands on the public page."),
            max_length=120,
            error_messages={"required": said("say_where_held")},
        )
        today = timezone.localtime(now).date()
        wrong = said("date_is_past")
        self.fields["day"] = forms.DateField(
            label=_("Which day, the first time?"),
            widget=forms.DateInput(attrs={"type": "date", "min": today.isoformat()}, format="%Y-%m-%d"),
            error_messages={"required": wrong, "invalid": wrong},
        )
        for name, label, initial in (
            ("begins", _("From"), time(9)),
            ("ends", _("Until"), time(11)),
        ):
            bad = _("Write it like 09:00.")
            self.fields[name] = forms.TimeField(
                label=label,
                initial=initial,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                error_messages={"required": bad, "invalid": bad},
            )
        self.fields["weeks"] = forms.IntegerField(
            label=_("For how many weeks?"),
            help_text=_("The same day each week; weeks in which it is a public holiday are left out."),
            initial=1,
            min_value=1,
            max_value=MOST_WEEKS,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), said("wrong_weeks", most=MOST_WEEKS)
            ),
        )
        self.fields["hosts"] = forms.MultipleChoiceField(
            label=_("Who sits there?"),
            help_text=_("Their names stand on the public page."),
            choices=[(str(pk), name) for pk, name in self._names()],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": said("name_hosts"), "invalid_choice": said("name_hosts")},
        )

    @cached_property
    def users(self) -> dict[str, User]:
        found: dict[str, User] = {}
        for office in self.offices:
            found |= {str(user.pk): user for user in meeting.possible_hosts(office, self.now)}
        return found

    def _names(self) -> list[tuple[str, str]]:
        return [(pk, user.name) for pk, user in self.users.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"day", "begins", "ends"} <= cleaned.keys():
            cleaned["since"] = _at(cleaned["day"], cleaned["begins"])
            cleaned["until"] = _at(cleaned["day"], cleaned["ends"])
        return cleaned

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        hosts = tuple(self.users[pk] for pk in values["hosts"])
        given = {name: values[name] for name in ("kind", "place", "since", "until", "weeks")}
        return {"office": values.get("office") or self.offices[0], "hosts": hosts, **given}


def _at(day: Any, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


class TableForm(DoNowForm):
    """One person at the table: what they say, where; and, where it is settled there, what was done."""

    about = {**DoNowForm.about, "say_what_was_done": "done", "empty_words": "words", "text_too_long": "words"}

    def __init__(self, request: HttpRequest, reception: Reception, data: Any = None) -> None:
        self.reception = reception
        super().__init__(request, data)
        self.settled = self.is_bound and self.data.get("do") == "settled"
        matter = self.fields.pop("matter")
        meant = self.fields.pop("meant", None)
        where = self.fields.pop("where")
        self.fields["words"] = words_field(_("What do they say?"), needed="empty_words", rows=4)
        self.fields["words"].widget.attrs["autofocus"] = True
        where.required = False
        where.label = _("Which door or grid?")
        where.help_text = _(
            "A few letters, then choose. Unknown or empty: the sub-district's desk finds the place."
        )
        self.fields["where"] = where
        name_and_phone(self)
        self.fields["phone"].help_text = _("Without a number nobody can call them back.")
        matter.required = self.settled
        matter.widget.attrs.pop("autofocus", None)
        self.fields["matter"] = matter
        if meant is not None:
            meant.required = False
            self.fields["meant"] = meant
        self.fields["done"] = words_field(
            _("What was done or answered?"), needed="say_what_was_done", required=self.settled
        )

    def _place(self, cleaned: dict[str, Any]) -> None:
        """What fits nothing is kept as words: nobody in the queue waits for a list."""
        typed = "".join(cleaned["where"].split())
        near = [place for name, place in self.places.items() if typed in "".join(name.split())]
        exact = [place for name, place in self.places.items() if typed == "".join(name.split())]
        found = exact[0] if exact else near[0] if len(near) == 1 else None
        if isinstance(found, Entrance):
            cleaned |= {"entrance": found, "area": found.building.area}
        elif found is not None:
            cleaned["area"] = found
        else:
            cleaned["place_words"] = cleaned["where"]
            if len(self.areas) == 1:
                cleaned["area"] = self.areas[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.settled:  # the fold for what is settled there was not meant
            for name in ("matter", "meant", "done"):
                self.errors.pop(name, None)
        return cleaned

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        names = ("words", "area", "entrance", "place_words")
        given = {name: values[name] for name in names if values.get(name)}
        given["asker"] = asker_of(values)
        return given | ({"category": values["category"], "done": values["done"]} if self.settled else {})


class PutForm(Sheet):
    """An open case for the branch's list."""

    about = {"on_a_list_already": "case", "say_why": "words"}

    def __init__(self, cases: list[Case], data: Any = None) -> None:
        super().__init__(data)
        missing = _("Choose one from the list.")
        self.fields["case"] = Pick(
            cases,
            say=lambda case: f"{case.spoken_number} {case.title} · {localized(case.area, 'name')}",
            label=_("Which request?"),
            error_messages={"required": missing, "invalid_choice": missing},
        )
        self.fields["words"] = words_field(
            _("Why can the branch not solve it alone?"),
            hint=_("May stay empty. Those who decide read it."),
            required=False,
        )


class NewProblemForm(Sheet):
    """Something that came up at the branch's meeting."""

    about = {"empty_words": "words", "name_place": "area"}

    def __init__(self, branch: Office, now: datetime, data: Any = None) -> None:
        super().__init__(data)
        self.fields["words"] = words_field(_("What is the problem?"), needed="empty_words", rows=4)
        self.fields["words"].widget.attrs["autofocus"] = True
        grids = Area.objects.under(branch.area.path).standing(now).filter(level="grid").order_by("path")
        rows = list(grids[:MOST_GRIDS])
        self.fields["area"] = Pick(
            rows,
            say=lambda area: localized(area, "name"),
            label=_("In which grid?"),
            help_text=_(
                "Whoever works there looks at it first. Left open, the sub-district's desk finds the place."
            ),
            required=False,
            initial=str(rows[0].pk) if len(rows) == 1 else "",
        )
        self.fields["place_words"] = Tidy(label=_("Where exactly?"), required=False, max_length=200)
        name_and_phone(self)
        self.fields["name"].help_text = _("May stay empty. Who asked is answered each month.")

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        given = {name: values[name] for name in ("words", "area", "place_words")}
        return {**given, "asker": asker_of(values)}


class WordsForm(Sheet):
    """One text that is needed."""

    def __init__(self, label: str, code: str, *, hint: str = "", data: Any = None) -> None:
        super().__init__(data)
        self.about = {code: "words"}
        self.fields["words"] = words_field(label, hint=hint, needed=code, rows=4)
        self.fields["words"].widget.attrs["autofocus"] = True
