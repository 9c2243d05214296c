"""Which matter it is: what the words sound like, what the resident is told and asked, and what of it is sent along.

The resident chooses, and may choose nothing; nothing is kept by being asked. What is sent is Chinese, for the grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from linli.cases import catalogue
from linli.cases.catalogue import Matter, Question
from linli.cases.matters import matter_called, matters
from linli.cases.models import Category
from linli.cases.queries import answerers
from linli.cases.workflow import URGENCIES
from linli.faces.portal.danger import ALWAYS, Number, utilities
from linli.faces.portal.drafts import Draft
from linli.faces.templatetags.linli import localized

MOST: Final = 3
NONE: Final = "none"  # of `draft.matter`: something else
STEPS: Final = ("what", "matter", "where", "details", "check")
LONGEST_ANSWER: Final = 120
_YES_NO: Final = (("yes", "是"), ("no", "不是"))


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer: what is sent, and how the reader reads it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the page asks it; `said` is what stands in it."""

    name: str
    text: str
    choices: tuple[Choice, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Call:
    """A number to ring before anything is written."""

    name: str
    phone: str


def sounds_like(text: str) -> list[Matter]:
    """The best few, the best first; none where the words say too little."""
    return [one.matter for one in catalogue.suggest(text, matters(), MOST)]


def chosen(draft: Draft) -> Matter | None:
    """The matter of a draft, as long as it is offered; nobody's matter where it is about those who serve."""
    if not draft.matter or draft.matter == NONE or draft.about:
        return None
    found = matter_called(draft.matter)
    return None if found is None or found.retired else found


def category(draft: Draft) -> Category | None:
    found = chosen(draft)
    return Category.objects.filter(code=found.code, retired_at=None).first() if found else None


def asked(matter: Matter, answers: list[str]) -> list[Asked]:
    said = [*answers, *[""] * len(matter.questions)]
    return [Asked(f"a{n}", _local(one), _choices(one), said[n]) for n, one in enumerate(matter.questions)]


def _local(question: Question) -> str:
    return question.text_en if _english() and question.text_en else question.text


def _english() -> bool:
    return (get_language() or "").startswith("en")


def _choices(question: Question) -> tuple[Choice, ...]:
    if question.kind == "yes_no":
        return (Choice("yes", _("Yes")), Choice("no", _("No")))
    shown = (question.choices_en if _english() else ()) or question.choices
    return tuple(Choice(value, label) for value, label in zip(question.choices, shown, strict=False))


def answered(matter: Matter, said: list[str]) -> list[str]:
    """What was posted, as far as it answers the questions."""
    found = []
    for question, text in zip(matter.questions, said, strict=False):
        allowed = {choice.value for choice in _choices(question)}
        found.append(text[:LONGEST_ANSWER] if not allowed or text in allowed else "")
    return found


def urgency(draft: Draft, said: str) -> str:
    """What was said about danger, or more where an answer raises it."""
    found = [said]
    matter = chosen(draft)
    for question, answer in zip(matter.questions if matter else (), draft.answers, strict=False):
        if question.raises in URGENCIES and answer and answer == question.when:
            found.append(question.raises)
    return max(found, key=URGENCIES.index)


def words(draft: Draft, most: int) -> str:
    """What is sent: the resident's words, then the matter and the answers, each on a line, as far as they fit."""
    matter = chosen(draft)
    text = draft.words.rstrip()
    for line in _lines(matter, draft.answers) if matter else ():
        longer = f"{text}\n{line}"
        if len(longer) <= most:
            text = longer
    return text


def _lines(matter: Matter, answers: list[str]) -> list[str]:
    yes_no = dict(_YES_NO)
    lines = [f"〔{matter.name}〕"]
    for question, answer in zip(matter.questions, answers, strict=False):
        if answer:
            said = yes_no.get(answer, answer) if question.kind == "yes_no" else answer
            lines.append(f"{question.text} {said}")
    return lines


def calls(matter: Matter, path: str) -> list[Call]:
    """The numbers to ring first that are known here: public ones, and those of whoever answers for water, gas …"""
    here = answerers(path)
    found = []
    for number in matter.numbers:
        if number.isdigit():
            found.append(Call(str(_NAMES.get(number, number)), number))
        elif number in here and here[number].phone:
            found.append(Call(localized(here[number], "name"), here[number].phone))
    return found


def numbers_for(matter: Matter | None, path: str) -> Sequence[Call | Number]:
    """Whom to ring beside 110, 119 and 120: who answers for this matter here, or water, gas, power and heat."""
    own = [call for call in calls(matter, path) if call.phone not in ALWAYS] if matter is not None else []
    return own or utilities(path)


def step(name: str, draft: Draft) -> dict[str, int]:
    """The number of a page and of how many; one less where nothing was asked about the matter (it may be none)."""
    asks = name in ("what", "matter") or draft.matter != ""
    passed = STEPS if asks and not draft.about else tuple(one for one in STEPS if one != "matter")
    return {"step": passed.index(name) + 1, "steps": len(passed)}


_NAMES: Final = {
    "119": gettext_lazy("fire"),
    "120": gettext_lazy("doctor"),
    "110": gettext_lazy("police"),
    "122": gettext_lazy("traffic accident"),
    "12315": gettext_lazy("consumers"),
    "12333": gettext_lazy("work and social insurance"),
    "12345": gettext_lazy("government hotline"),
    "12348": gettext_lazy("legal help"),
    "12393": gettext_lazy("medical insurance"),
    "96110": gettext_lazy("against fraud"),
}
