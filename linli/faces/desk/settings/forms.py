"""The form of a rule and of a text: each number typed with its unit; what is wrong is said at its place."""

from __future__ import annotations

import copy
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.common.worktime import Hours, Span
from linli.faces import words
from linli.faces.desk.forms import Tidy, told
from linli.faces.desk.settings.rules import SPANS, Path, Rule, in_words, leaves
from linli.faces.desk.sheets import Sheet
from linli.notify.actions.wording import wrong
from linli.notify.templates import Template
from linli.office.actions import fingerprint
from linli.office.actions.deciding import upside_down
from linli.office.queries import limits_of

REASON = gettext_lazy("Why?")
ROWS = 3  # of a text


class Looked(Sheet):
    """A sheet that is looked at before it is done: sent once it shows what will be, sent again unchanged it does it."""

    def __init__(self, data: Any = None, *, seen: int, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, initial=seen, min_value=0)
        self.fields["looked"] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def add_reason(self) -> None:
        """Last, under what is changed."""
        self.fields["reason"] = Tidy(
            label=REASON,
            help_text=gettext_lazy(
                "Stands in the history beside your name: a meeting, a document, what was learnt."
            ),
            max_length=200,
            error_messages={"required": gettext_lazy("Say why: whoever comes after you reads it.")},
        )

    def value(self) -> Any:
        """What was typed, as it would be kept; only of a valid form."""
        raise NotImplementedError

    def was_looked_at(self) -> bool:
        return self.cleaned_data["looked"] == fingerprint(self.value())

    def look(self) -> None:
        """Show it with what it would do; sent again like this it is done."""
        typed: Any = self.data
        self.data = typed = typed.copy()
        typed["looked"] = fingerprint(self.value())


class RuleSheet(Looked):
    """One line for each number of a rule: what it is of, the new value, what stands now."""

    about = {"setting_same": "f0", "setting_of_other_shape": "f0"}

    def __init__(self, data: Any = None, *, rule: Rule, now: Any, **more: Any) -> None:
        super().__init__(data, **more)
        self.rule, self.now = rule, now
        self.stands = dict(leaves(now))
        self.paths = [path for path, _leaf in leaves(rule.default)]
        for n, path in enumerate(self.paths):
            self._add(f"f{n}", path, self.stands[path])
        self.add_reason()

    def _add(self, name: str, path: Path, leaf: Any) -> None:
        label = self.rule.part(path) or str(self.rule.label)
        if self.rule.name == "notify.quiet":
            begins, _dash, ends = leaf.partition("-")
            for key, first, said in ((name, begins, _("from")), (f"{name}_until", ends, _("until"))):
                self.fields[key] = forms.TimeField(
                    label=said,
                    initial=first,
                    required=False,
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                    error_messages={"invalid": _("Write it like 21:00.")},
                )
        elif self.rule.name == "office.hours":
            self.fields[name] = Tidy(label=label, initial=leaf, required=False, max_length=40)
        elif isinstance(leaf, int):
            self.fields[name] = self._number(label, leaf)
        else:
            span = Span.read(leaf)
            self.fields[name] = self._number(label, span.amount)
            self.fields[f"{name}_unit"] = forms.ChoiceField(
                label=_("%(of)s: unit") % {"of": label}, choices=list(SPANS.items()), initial=span.unit.value
            )

    def _number(self, label: str, first: int) -> forms.IntegerField:
        least, most = limits_of(self.rule.name)
        said = _("A whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
        return forms.IntegerField(
            label=label,
            initial=first,
            min_value=least,
            max_value=most,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "short"}),
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), said),
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.rule.name == "office.hours":
            for n in range(len(self.paths)):
                _check_hours(self, f"f{n}", said.get(f"f{n}", ""))
        if self.rule.name == "notify.quiet" and not self.errors:
            begins, ends = said["f0"], said["f0_until"]
            if (begins is None) != (ends is None) or (begins is not None and begins == ends):
                self.add_error("f0_until", _("Write both times, not the same; leave both empty for none."))
        if not self.errors and upside_down(self.value()):
            self.add_error("f1", _("The most is less than the least."))
        return said

    def value(self) -> Any:
        value = copy.deepcopy(self.rule.default)
        for n, path in enumerate(self.paths):
            leaf = self._leaf(f"f{n}", self.stands[path])
            if not path:
                return leaf
            inside = value
            for key in path[:-1]:
                inside = inside[key]
            inside[path[-1]] = leaf
        return value

    def _leaf(self, name: str, stands: Any) -> Any:
        said = self.cleaned_data
        if self.rule.name == "notify.quiet":
            begins: time | None = said[name]
            return f"{begins:%H:%M}-{said[f'{name}_until']:%H:%M}" if begins else ""
        if f"{name}_unit" in self.fields:
            return f"{said[name]} {said[f'{name}_unit']}"
        return said[name]

    def table(self) -> list[dict[str, Any]]:
        """The lines as the page shows them."""
        default = dict(leaves(self.rule.default))
        found = []
        for n, path in enumerate(self.paths):
            names = (f"f{n}", f"f{n}_unit", f"f{n}_until")
            leaf = self.stands[path]
            now = in_words(self.rule, path, leaf)
            unit = now.partition(str(leaf))[2].strip() if isinstance(leaf, int) else ""
            found.append(
                {
                    "label": self.rule.part(path),
                    "fields": [self[name] for name in names if name in self.fields],
                    "unit": unit,
                    "now": now,
                    "default": in_words(self.rule, path, default[path]),
                }
            )
        return found


def _check_hours(sheet: Sheet, name: str, text: str) -> None:
    try:
        Hours.read([text, *[""] * 6], "")
    except ValueError:
        sheet.add_error(name, told(*words.refusal_words("wrong_hours", {})))


LABELS: dict[str, Any] = {
    "zh": gettext_lazy("In Chinese"),
    "en": gettext_lazy("In English"),
    "zh_said": gettext_lazy("In Chinese, where somebody calls"),
    "en_said": gettext_lazy("In English, where somebody calls"),
}


class TextSheet(Looked):
    """The texts of one template, one field each."""

    about = {"setting_same": "zh"}

    def __init__(self, data: Any = None, *, template: Template, own: dict[str, str], **more: Any) -> None:
        super().__init__(data, **more)
        self.template = template
        for key in template.keys:
            self.fields[key] = Tidy(
                label=LABELS[key],
                initial=own.get(key, template.text(key)),
                max_length=500,
                widget=forms.Textarea(attrs={"rows": ROWS, "spellcheck": "false", "lang": key[:2]}),
                error_messages={"required": told(*words.refusal_words("text_empty", {}))},
            )
        self.add_reason()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for key in self.template.keys:
            if key in said and (why := wrong(self.template, key, said[key])) is not None:
                self.add_error(key, told(*words.refusal_words(why.code, why.params)))
        return said

    def value(self) -> dict[str, str]:
        return {key: self.cleaned_data[key] for key in self.template.keys}
