"""Everything that is held about people stands in one table, and what must never be held is refused."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import models

import linli.config.urls  # it knows the kinds of address that the parts' own lists use
import linli.faces
from linli.common import personal
from linli.common.refused_subjects import in_heading
from linli.common.sealed import SealedField
from linli.office.queries import DEFAULTS

COULD_HOLD = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.BinaryField,
    models.DateField,
    models.TimeField,
    models.FloatField,
    models.DecimalField,
    models.DurationField,
    models.FileField,
    models.GenericIPAddressField,
)
# 党员 is somebody who serves (the programme's own name), never a field of a resident
ALLOWED = {"党员", "联户党员", "党员中心户"}


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("linli.")]


def could_hold(model: type[models.Model]) -> set[tuple[str, str]]:
    fields = model._meta.local_concrete_fields
    return {(model._meta.label_lower, f.name) for f in fields if isinstance(f, COULD_HOLD)}


def unlisted(found: list[type[models.Model]]) -> set[tuple[str, str]]:
    known = {(one.model, one.field) for one in personal.held()} | personal.plain()
    return set().union(*(could_hold(model) for model in found)) - known


def test_every_field_that_could_hold_something_about_somebody_is_listed() -> None:
    assert unlisted(ours()) == set()


def test_no_entry_is_without_its_field_and_none_stands_twice() -> None:
    fields = {(m._meta.label_lower, f.name) for m in ours() for f in m._meta.local_concrete_fields}
    named = [(one.model, one.field) for one in personal.held()]
    assert set(named) | personal.plain() <= fields
    assert len(named) == len(set(named))
    assert not set(named) & personal.plain()


def test_a_new_field_without_an_entry_is_found() -> None:
    class Diary(models.Model):
        words = models.TextField()

        class Meta:
            app_label = "people"
            managed = False

        def __str__(self) -> str:
            return self.words

    try:
        assert ("people.diary", "words") in unlisted([Diary])
    finally:
        del apps.all_models["people"]["diary"]
        apps.clear_cache()


def test_levels_and_retentions_are_known_and_every_sealed_field_is_personal() -> None:
    for one in personal.held():
        assert one.level in personal.LEVELS
        assert one.purpose
        assert one.retention in personal.WORDS or f"retention.{one.retention}" in DEFAULTS, one
    sealed = {
        (m._meta.label_lower, f.name)
        for m in ours()
        for f in m._meta.local_concrete_fields
        if isinstance(f, SealedField)
    }
    assert sealed <= {(one.model, one.field) for one in personal.held()}


# -- what must never be held ----------------------------------------------------------------------------------------


def names_of_models(found: list[type[models.Model]]) -> Iterator[str]:
    for model in found:
        yield from (model._meta.model_name or "", str(model._meta.verbose_name))
        for field in model._meta.local_fields:
            yield from (field.name, str(field.verbose_name), str(field.help_text))
            for value, label in field.flatchoices:
                yield from (str(value), str(label))


def form_classes() -> list[type[forms.Form]]:
    for module in pkgutil.walk_packages(linli.faces.__path__, "linli.faces."):
        if "migrations" not in module.name and "management" not in module.name:
            importlib.import_module(module.name)
    found: list[type[forms.Form]] = []
    rest = list(forms.BaseForm.__subclasses__())
    while rest:
        one = rest.pop()
        rest += one.__subclasses__()
        if one.__module__.startswith("linli.") or one.__module__.startswith("tests."):
            found.append(one)  # type: ignore[arg-type]
    return found


def names_of_forms(found: list[Any]) -> Iterator[str]:
    for form in found:
        yield form.__name__
        for name, field in form.base_fields.items():
            yield from (name, str(field.label or ""), str(field.help_text or ""))
            for value, label in getattr(field, "choices", ()):
                yield from (str(value), str(label))


def refused(names: Iterator[str]) -> list[str]:
    return sorted({name for name in names if name and name not in ALLOWED and in_heading(name)})


def test_no_model_and_no_form_asks_for_what_linli_must_not_hold() -> None:
    assert refused(names_of_models(ours())) == []
    assert refused(names_of_forms(form_classes())) == []


@pytest.mark.parametrize(
    "name",
    [
        "宗教信仰",
        "民族",
        "政治面貌",
        "信访次数",
        "重点人员",
        "特殊人群",
        "社区矫正",
        "吸毒史",
        "belief",
        "ethnicity",
        "petition",
    ],
)
def test_a_planted_one_is_found_as_field_as_words_and_as_choice(name: str) -> None:
    class Planted(forms.Form):
        asked = forms.CharField(label=name)

    class Chosen(forms.Form):
        kind = forms.ChoiceField(choices=[("x", name)])

    field = models.CharField(name, max_length=3, choices=[("a", name)], help_text=name)
    model = type(
        "Planted",
        (models.Model,),
        {
            "__module__": __name__,
            "asked": field,
            "Meta": type("Meta", (), {"app_label": "people", "managed": False}),
        },
    )
    try:
        assert refused(names_of_models([model])) == [name]
        assert refused(names_of_forms([Planted])) == [name]
        assert refused(names_of_forms([Chosen])) == [name]
    finally:
        del apps.all_models["people"]["planted"]
        apps.clear_cache()
