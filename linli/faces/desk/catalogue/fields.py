"""The fields that forms of the catalogue are made of, and what of them is folded away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from linli.cases.actions.cataloguing import LONGEST_REASON
from linli.faces.desk.forms import Tidy

OUT_OF_LIST = _("This one is no longer in the list. Choose another one.")


@dataclass(frozen=True, slots=True)
class Fold:
    """What is rarely needed, and what holds as long as nobody opens it. `parts`: fields that belong together, each
    under its heading where it has one."""

    title: Any
    usual: Any
    parts: list[tuple[Any, list[Any]]]

    @property
    def open(self) -> bool:
        """Holds it a value, or something that is wrong?"""
        return any(self.holds(fields) for _heading, fields in self.parts)

    @property
    def opened(self) -> list[tuple[Any, list[Any], bool]]:
        """Its parts, and whether each is shown at once: those that hold something, else the first."""
        some = self.open
        return [
            (heading, fields, self.holds(fields) if some else n == 0)
            for n, (heading, fields) in enumerate(self.parts)
        ]

    @staticmethod
    def holds(fields: list[Any]) -> bool:
        """A select always says something, and does not count."""
        return any(
            field.errors or (field.value() and type(field.field.widget) is not forms.Select)
            for field in fields
        )


def line(label: Any, hint: Any = "", **attrs: Any) -> Tidy:
    return Tidy(label=label, help_text=hint, required=False, widget=forms.TextInput(attrs=attrs))


def text(label: Any, hint: Any = "", rows: int = 3) -> Tidy:
    return Tidy(
        label=label, help_text=hint, required=False, widget=forms.Textarea(attrs={"rows": rows}), strip=False
    )


def needed(label: Any) -> Any:
    """A label that says so."""
    return format_lazy("{} {}", label, _("(needed)"))


def pick(label: Any, choices: Iterable[tuple[Any, Any]], hint: Any, missing: Any) -> Any:
    """One of a list, and none before somebody chose."""
    field = one_of(needed(label), choices, hint, empty=_("Choose one"))
    field.required = True
    field.error_messages["required"] = missing
    return field


def one_of(label: Any, choices: Iterable[tuple[Any, Any]], hint: Any = "", *, empty: Any = None) -> Any:
    listed = list(choices) if empty is None else [("", empty), *choices]
    field = forms.ChoiceField(
        label=label, help_text=hint, choices=listed, required=empty is None, initial=listed[0][0]
    )
    field.error_messages["invalid_choice"] = OUT_OF_LIST
    return field


def some_of(label: Any, choices: Iterable[tuple[str, Any]], hint: Any = "") -> Any:
    field = forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        choices=list(choices),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field.error_messages["invalid_choice"] = OUT_OF_LIST
    return field


def reason_field() -> Tidy:
    field = Tidy(
        label=needed(_("Why is it changed?")),
        help_text=_("It stands beside the version, for whoever asks next year."),
        max_length=LONGEST_REASON,
    )
    field.error_messages["required"] = _("Say in one sentence why.")
    return field
