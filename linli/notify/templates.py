"""The texts residents hear: data in `templates.toml`, rendered here. Pure; knows no model and no clock."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")
NOTHING: Mapping[str, str] = {}
KINDS = ("number", "day", "phone", "link", "code")
ONE_SMS = {"zh": 70, "en": 160}  # characters that one text message holds
PART = {"zh": 67, "en": 153}  # and each of several that are put together again


@dataclass(frozen=True, slots=True)
class Template:
    """One text: its variables (name → kind), and what it makes needless to say."""

    name: str
    variables: Mapping[str, str]
    replaces: tuple[str, ...]
    texts: Mapping[str, str]
    said: Mapping[str, str]  # where somebody who calls says it in another way

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the texts that an office may word its own way: "zh", "en", "zh_said" where that is another text."""
        spoken = (f"{lang}_said" for lang in LANGUAGES if self.said[lang] != self.texts[lang])
        return (*LANGUAGES, *spoken)

    def text(self, key: str) -> str:
        """As it comes with LinLi."""
        language, _, said = key.partition("_")
        return (self.said if said else self.texts)[language]

    @property
    def kept(self) -> frozenset[str]:
        """Names of what is kept with a row; a link is a secret and made anew each time."""
        return frozenset(name for name, kind in self.variables.items() if kind != "link")


@dataclass(frozen=True, slots=True)
class Texts:
    templates: Mapping[str, Template]
    codes: Mapping[str, Mapping[str, str]]


@cache
def texts() -> Texts:
    """Everything in the file, read once."""
    raw = tomllib.loads((Path(__file__).parent / "templates.toml").read_text(encoding="utf-8"))
    codes = raw.pop("codes")
    templates = {
        name: Template(
            name,
            one["variables"],
            tuple(one["replaces"]),
            {lang: one[lang] for lang in LANGUAGES},
            {lang: one.get(f"{lang}_said", one[lang]) for lang in LANGUAGES},
        )
        for name, one in raw.items()
    }
    return Texts(templates, codes)


def check(name: str, params: Mapping[str, Any]) -> None:
    """Exactly the declared variables, as texts. Raises ValueError: whoever calls has made a mistake."""
    kept = texts().templates[name].kept
    if set(params) != kept or not all(isinstance(value, str) for value in params.values()):
        raise ValueError(f"{name} wants {sorted(kept)}, got {sorted(params)}")


def render(
    name: str, language: str, params: Mapping[str, str], *, link: str = "", own: Mapping[str, str] = NOTHING
) -> str:
    """The text as it is sent. Days are given as ISO dates; `own`: how this office words it, by `Template.keys`."""
    template = texts().templates[name]
    return own.get(language, template.texts[language]).format(**_values(template, language, params, link))


def to_say(name: str, language: str, params: Mapping[str, str], *, own: Mapping[str, str] = NOTHING) -> str:
    """The same for somebody who calls, without a link."""
    template = texts().templates[name]
    key = f"{language}_said"
    key = key if key in template.keys else language
    return own.get(key, template.text(key)).format(**_values(template, language, params, ""))


def blanks(text: str) -> list[str] | None:
    """The words in braces of a text; None where a brace stands alone or says more than a name."""
    try:
        found = list(string.Formatter().parse(text))
    except ValueError:
        return None
    named = [(field, spec, how) for _, field, spec, how in found if field is not None]
    if any(not field.isidentifier() or spec or how for field, spec, how in named):
        return None
    return [field for field, _, _ in named]


def _values(template: Template, language: str, params: Mapping[str, str], link: str) -> dict[str, str]:
    return {
        variable: link if kind == "link" else _said(params[variable], kind, language)
        for variable, kind in template.variables.items()
    }


def _said(value: str, kind: str, language: str) -> str:
    if kind == "code":
        return texts().codes[value][language]
    if kind == "day":
        day = date.fromisoformat(value)
        return f"{day.month}月{day.day}日" if language == "zh" else f"{day:%d %b}".lstrip("0")
    return value


def messages_needed(text: str, language: str) -> int:
    """How many text messages it takes."""
    if len(text) <= ONE_SMS[language]:
        return 1
    return -(-len(text) // PART[language])
