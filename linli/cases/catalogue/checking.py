"""Is this catalogue fit for use? Every fault at once, each with its line, its field and what to do about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from linli.cases.catalogue.given import (
    ASKED,
    DUTIES,
    FALLBACK,
    GROUPS,
    LOCAL,
    NUMBERS,
    OFFICES,
    ONLY_TOLD,
    UNITS,
    UNTIL,
    Limit,
    Matter,
    Question,
)
from linli.cases.workflow import CLASSES, URGENCIES
from linli.common import refused_subjects
from linli.common.worktime import Unit

# What to do about it; a face words it in the reader's language.
TODO: Final = {
    # the text itself
    "not_toml": "This line cannot be read. Look for a quotation mark or bracket that is missing there or just above.",
    "not_utf8": "Save the file as UTF-8 and bring it again.",
    "too_large": "This is too long for a catalogue. Check that it is the right file.",
    "not_a_matter": "Each matter begins with a line [[matter]].",
    "unknown_field": "There is no such field. Check how it is written, or take the line out.",
    "not_text": "Write it as text in quotation marks.",
    "not_a_flag": "Write true or false, without quotation marks.",
    "not_a_list": 'Write it as a list: ["one", "two"].',
    "not_rows": "Write it as a list of rows: [ { … }, { … } ].",
    "not_a_number": "Write a whole number, without quotation marks.",
    # what it says
    "bad_code": "A code has 1 to 20 small letters, digits and hyphens, and begins with a letter.",
    "duplicate_code": "Another matter has this code already. Give this one its own.",
    "same_name": "Another matter has this name already; residents could not tell them apart.",
    "missing": "This must be filled in.",
    "missing_english": "The English is missing. Add it; residents and volunteers who read no Chinese need it.",
    "too_long": "This is too long. Shorten it.",
    "unknown": "This is not one of the words that may stand here. Use one of: {allowed}.",
    "limit_bounds": "This limit is out of bounds. Use {allowed}.",
    "limit_beyond_class": "This limit is longer than the promise of the class. Shorten it, or choose another class.",
    "limit_without_source": "Say where this limit comes from: a notice, a standard, or your own rule.",
    "question_count": "Ask one to three questions; more are not answered.",
    "choices": "A choice needs two to six answers, as many in English; other questions have none.",
    "raises": "Say which answer raises the urgency (yes, no, or one of the choices), and to yellow or red.",
    "words_missing": "Add the words that residents use for it, at least three, in Chinese and English.",
    "red_without_number": "What is or may become red must show a number to ring.",
    "direct_to_nobody": "Only a matter of a department or utility goes straight there. Change who answers, or direct.",
    "not_handled_here": "This is not handed on: write refer = true, and say in the help whom to ring.",
    "duty": "The duty list does not fit: basic is done by community, sub-district or property firm; assist and upper "
    "by a department.",
    "assists_itself": "Who answers does not assist as well. Take it out of assists.",
    "refused": "LinLi does not hold this about people, whatever it is called. Take the word out.",
    "gone_in_use": "Requests have this matter. Put it back with retired = true; it is then offered no more.",
    "no_fallback": "There must be a matter with the code other, not retired, for what fits nowhere.",
}

LONGEST: Final = {"name": 60, "name_en": 80, "help": 400, "help_en": 900, "words": 20, "words_en": 40}
LONGEST_QUESTION: Final = 120
MOST_WORDS: Final = 80
BOUNDS: Final = {
    Unit.CLOCK_MINUTES: (5, 720),
    Unit.CLOCK_HOURS: (1, 72),
    Unit.WORKING_MINUTES: (5, 480),
    Unit.WORKING_HOURS: (1, 80),
    Unit.WORKING_DAYS: (1, 60),
    Unit.NATURAL_DAYS: (1, 90),
}
# The promises of the classes and the units of limits, both as days of the calendar; a working day is 7/5 of one.
PROMISED: Final = dict(zip(CLASSES, (3, 7, 21, 42, 84), strict=True))
_DAYS: Final = {
    Unit.CLOCK_MINUTES: 1 / 1440,
    Unit.CLOCK_HOURS: 1 / 24,
    Unit.WORKING_MINUTES: 1.4 / 480,
    Unit.WORKING_HOURS: 1.4 / 8,
    Unit.WORKING_DAYS: 1.4,
    Unit.NATURAL_DAYS: 1.0,
}
# What the mission leaves out by name and the list for registers does not have.
ALSO_REFUSED: Final = (
    *("涉黑", "涉恶", "扫黑", "黑恶", "非法集会", "集会游行", "思想波动", "思想动态", "零访", "闹访", "刺头"),
    *("可疑人员", "闲散人员", "流窜人员", "舆情", "失信人", "不文明行为人"),
)
ALSO_REFUSED_EN: Final = frozenset(
    {"belief", "beliefs", "ethnic", "petition", "petitions", "drugs", "addict", "addicts", "cult", "cults"}
    | {"parolee", "parolees", "offender", "offenders", "suspicious"}
)
_CODE: Final = re.compile(r"[a-z][a-z0-9-]{0,19}")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LATIN: Final = re.compile(r"[A-Za-z]")
_ENGLISH: Final = frozenset({"name_en", "help_en", "words_en"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: `kind` is stable, `line` is 0 where there is none, `found` is what stands there."""

    kind: str
    code: str = ""
    field: str = ""
    line: int = 0
    found: str = ""
    allowed: str = ""

    @property
    def todo(self) -> str:
        return TODO[self.kind].replace("{allowed}", self.allowed)

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        what = ".".join(filter(None, (self.code, self.field)))
        found = f" “{self.found}”" if self.found else ""
        return f"{where}{what}{found}: {self.todo}"


def check(
    matters: Iterable[Matter], in_use: Collection[str] = (), *, whole: bool = True
) -> tuple[Problem, ...]:
    """What is wrong with these matters; `in_use` are the codes that requests already have.

    `whole`: each has its English, other names and a question, as those that come with LinLi; an office's own may lack
    these.
    """
    matters = tuple(matters)
    found = [problem for matter in matters for problem in _of(matter, whole)]
    for field, kind in (("code", "duplicate_code"), ("name", "same_name"), ("name_en", "same_name")):
        seen: Counter[str] = Counter()
        for matter in matters:
            value = getattr(matter, field).strip().casefold()
            seen[value] += 1
            if value and seen[value] > 1:
                found.append(Problem(kind, matter.code, field, matter.line(field), getattr(matter, field)))
    codes = {matter.code for matter in matters}
    found += [Problem("gone_in_use", code) for code in sorted(set(in_use) - codes)]
    if not any(matter.code == FALLBACK and not matter.retired for matter in matters):
        found.append(Problem("no_fallback"))
    return tuple(sorted(found, key=lambda one: one.line))


def _of(matter: Matter, whole: bool) -> Iterator[Problem]:
    def problem(kind: str, field: str, found: object = "", allowed: Iterable[str] = ()) -> Problem:
        return Problem(kind, matter.code, field, matter.line(field), str(found), ", ".join(allowed))

    if not _CODE.fullmatch(matter.code):
        yield problem("bad_code", "code", matter.code)
    for field in ("name", "help"):
        if not getattr(matter, field).strip():
            yield problem("missing", field)
    for field in ("name_en", "help_en"):
        value = getattr(matter, field)
        if (whole or value) and (not _LATIN.search(value) or _HAN.search(value)):
            yield problem("missing_english", field, value)
    for field in ("name", "name_en", "help", "help_en"):
        if len(getattr(matter, field)) > LONGEST[field]:
            yield problem("too_long", field, getattr(matter, field)[:20])
    for field in ("words", "words_en"):
        words = getattr(matter, field)
        yield from (problem("too_long", field, word[:20]) for word in words if len(word) > LONGEST[field])
        yield from (problem("missing", field, word) for word in words if not word.strip())
        if len(words) > MOST_WORDS:
            yield problem("too_long", field, len(words))
        if whole and len(words) < 3 and matter.code != FALLBACK:
            yield problem("words_missing", field)
    yield from (problem("missing_english", "words_en", word) for word in matter.words_en if _HAN.search(word))

    known: tuple[tuple[str, Iterable[str], Iterable[str]], ...] = (
        ("group", (matter.group,), GROUPS),
        ("answers", (matter.answers,), OFFICES),
        ("case_class", (matter.case_class,), CLASSES),
        ("urgency", (matter.urgency,), URGENCIES),
        ("duty", (matter.duty,), DUTIES),
        ("assists", matter.assists, OFFICES),
        ("numbers", matter.numbers, NUMBERS),
    )
    for field, values, allowed in known:
        yield from (problem("unknown", field, value, allowed) for value in values if value not in allowed)

    department = matter.answers in OFFICES and matter.answers not in LOCAL
    if matter.direct and matter.answers in OFFICES and (not department or matter.refer):
        yield problem("direct_to_nobody", "direct", matter.answers)
    if matter.answers in ONLY_TOLD and not matter.refer:
        yield problem("not_handled_here", "answers", matter.answers)
    if matter.duty in DUTIES and matter.answers in OFFICES and (matter.duty == "basic") == department:
        yield problem("duty", "duty", f"{matter.duty}, {matter.answers}")
    if matter.answers in matter.assists:
        yield problem("assists_itself", "assists", matter.answers)
    red = matter.urgency == "red" or any(question.raises == "red" for question in matter.questions)
    if red and not matter.numbers:
        yield problem("red_without_number", "numbers")
    yield from _limits(matter)
    yield from _questions(matter, whole)
    for field, value in _said(matter):
        if word := _refused(value, english=field in _ENGLISH):
            yield problem("refused", field, word)


def _limits(matter: Matter) -> Iterator[Problem]:
    def problem(kind: str, limit: Limit, allowed: Iterable[str] = ()) -> Problem:
        said = f"{limit.until} {limit.amount} {limit.unit}"
        return Problem(kind, matter.code, "limits", matter.line("limits"), said, ", ".join(allowed))

    for limit in matter.limits:
        if limit.until not in UNTIL:
            yield problem("unknown", limit, UNTIL)
        if not limit.source.strip():
            yield problem("limit_without_source", limit)
        if limit.unit not in UNITS:
            yield problem("unknown", limit, UNITS)
            continue
        unit = Unit(limit.unit)
        least, most = BOUNDS[unit]
        if not least <= limit.amount <= most:
            yield problem("limit_bounds", limit, [f"{least}–{most} {unit}"])
        elif limit.amount * _DAYS[unit] > PROMISED.get(matter.case_class, 999):
            yield problem("limit_beyond_class", limit)


def _questions(matter: Matter, whole: bool) -> Iterator[Problem]:
    def problem(kind: str, question: Question, allowed: Iterable[str] = ()) -> Problem:
        line = matter.line("questions")
        return Problem(kind, matter.code, "questions", line, question.text, ", ".join(allowed))

    if not whole <= len(matter.questions) <= 3:
        line = matter.line("questions")
        yield Problem("question_count", matter.code, "questions", line, str(len(matter.questions)))
    for question in matter.questions:
        if not question.text.strip():
            yield problem("missing", question)
        said = "".join((question.text_en, *question.choices_en))
        if (whole or said) and (not _LATIN.search(question.text_en) or _HAN.search(said)):
            yield problem("missing_english", question)
        if max(len(question.text), len(question.text_en)) > LONGEST_QUESTION:
            yield problem("too_long", question)
        if question.kind not in ASKED:
            yield problem("unknown", question, ASKED)
        many = len(question.choices)
        if ((whole or said) and many != len(question.choices_en)) or (
            not 2 <= many <= 6 if question.kind == "choice" else many
        ):
            yield problem("choices", question)
        answers = {"yes_no": ("yes", "no"), "choice": question.choices}.get(question.kind, ())
        if (question.when or question.raises) and (
            question.when not in answers or question.raises not in ("yellow", "red")
        ):
            yield problem("raises", question)


def _said(matter: Matter) -> Iterator[tuple[str, str]]:
    """Everything in it that somebody made up, with the name of its field."""
    for field in ("code", "name", "name_en", "group", "answers", "help", "help_en"):
        yield field, getattr(matter, field)
    for field in ("assists", "numbers", "words", "words_en"):
        for value in getattr(matter, field):
            yield field, value
    for limit in matter.limits:
        yield "limits", limit.source
    for question in matter.questions:
        for value in (question.text, question.text_en, *question.choices, *question.choices_en):
            yield "questions", value


def _refused(text: str, *, english: bool) -> str:
    """The refused word in it. A matter is a made-up name, so the strict list for headings holds for all its words."""
    looked = refused_subjects.plain(text)
    for word in ALSO_REFUSED:
        if word in looked:
            return word
    if english or text.isascii():
        for word in re.findall(r"[a-z]+", text.casefold()):
            if word in ALSO_REFUSED_EN:
                return str(word)
    return refused_subjects.in_heading(text) or refused_subjects.in_value(text)
