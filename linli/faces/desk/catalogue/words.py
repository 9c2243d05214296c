"""Words of this part: fields of a matter, kinds of change, faults with what to do, numbers of the place."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.cases.catalogue import GROUPS, OFFICES, Limit, Matter, Problem, Question
from linli.cases.catalogue.given import DUTIES, UNITS, UNTIL
from linli.common.worktime import Unit
from linli.faces import words


def said(pair: tuple[str, str]) -> str:
    """Chinese or English, as the reader has chosen."""
    return pair[1] if (get_language() or "").startswith("en") else pair[0]


def group(code: str) -> str:
    return said(GROUPS.get(code, (code, code)))


def role(code: str) -> str:
    return said(OFFICES.get(code, (code, code)))


def duty(code: str) -> str:
    return said(DUTIES.get(code, (code, code)))


def limit(one: Limit) -> str:
    unit = said(UNITS[Unit(one.unit)]) if one.unit in UNITS else one.unit
    return f"{said(UNTIL.get(one.until, (one.until,) * 2))}: {one.amount} {unit}"


def number(code: str) -> str:
    return str(NUMBERS.get(code, code))


def choices(question: Question) -> tuple[str, ...]:
    """The answers, in the reader's language; none for a question answered in words."""
    if question.kind == "yes_no":
        return (str(ANSWERS["yes"]), str(ANSWERS["no"]))
    return ((get_language() or "").startswith("en") and question.choices_en) or question.choices


def when(question: Question) -> str:
    """The answer that raises the urgency, as the reader reads it."""
    if question.when in ANSWERS:
        return str(ANSWERS[question.when])
    return dict(zip(question.choices, choices(question), strict=False)).get(question.when, question.when)


ANSWERS: dict[str, Any] = {"yes": _("yes"), "no": _("no")}
NUMBERS: dict[str, Any] = {
    "119": _("119 fire"),
    "120": _("120 ambulance"),
    "110": _("110 police"),
    "122": _("122 traffic accident"),
    "12315": _("12315 consumers"),
    "12333": _("12333 work and social insurance"),
    "12345": _("12345 government"),
    "12348": _("12348 legal help"),
    "12393": _("12393 medical insurance"),
    "96110": _("96110 against fraud"),
    "water": _("the water company"),
    "power": _("the power company"),
    "gas": _("the gas company"),
    "heating": _("the heating company"),
    "lift": _("the number in the lift"),
    "duty": _("the duty desk"),
}
KINDS: dict[str, Any] = {
    "yes_no": _("yes or no"),
    "choice": _("one of several"),
    "short": _("in a few words"),
}
WAYS: dict[str, Any] = {
    "usual": _("By the grid and the community"),
    "direct": _("After verification straight to the department"),
    "refer": _("Not handled here; the resident is told where to go"),
}
WAY_NOTES: dict[str, Any] = {
    "usual": _("The grid verifies it; the community does it or passes it up."),
    "direct": _("Only where a department or utility answers."),
    "refer": _("They read above whom to go to; whoever sends it all the same is told again."),
}
DUTY_NOTES: dict[str, Any] = {
    "basic": _("Done here: community, sub-district or property firm answers for it."),
    "assist": _("A department answers and does it; sub-district and community help."),
    "upper": _("Only the department above does it; the sub-district hands it on."),
}
FIELDS: dict[str, Any] = {
    "code": _("Code"),
    "name": _("Name"),
    "name_en": _("Name in English"),
    "group": _("Group"),
    "answers": _("Who answers"),
    "case_class": _("Class"),
    "urgency": _("Urgency to begin with"),
    "direct": _("Straight to the department"),
    "refer": _("Told where to go"),
    "retired": _("Not offered any more"),
    "duty": _("Duty list"),
    "assists": _("Who assists"),
    "numbers": _("Numbers to ring first"),
    "words": _("What people call it"),
    "words_en": _("What people call it in English"),
    "help": _("What the resident is told"),
    "help_en": _("What the resident is told, in English"),
    "limits": _("Usual times"),
    "questions": _("Questions"),
}
CHANGES: dict[str, tuple[Any, str]] = {
    "new": (_("new"), "message-square-plus"),
    "gone": (_("taken out; nobody ever asked for it"), "trash-2"),
    "retired": (_("offered no more"), "circle-stop"),
    "offered": (_("offered again"), "rotate-ccw"),
    "changed": (_("changed"), "pencil"),
}
# kind of fault → what to do; the same sentences as `linli.cases.catalogue.checking.TODO`, which a test compares
TODO: dict[str, Any] = {
    "not_toml": _(
        "This line cannot be read. Look for a quotation mark or bracket that is missing there or just above."
    ),
    "not_utf8": _("Save the file as UTF-8 and bring it again."),
    "too_large": _("This is too long for a catalogue. Check that it is the right file."),
    "not_a_matter": _("Each matter begins with a line [[matter]]."),
    "unknown_field": _("There is no such field. Check how it is written, or take the line out."),
    "not_text": _("Write it as text in quotation marks."),
    "not_a_flag": _("Write true or false, without quotation marks."),
    "not_a_list": _('Write it as a list: ["one", "two"].'),
    "not_rows": _("Write it as a list of rows: [ { … }, { … } ]."),
    "not_a_number": _("Write a whole number, without quotation marks."),
    "bad_code": _("A code has 1 to 20 small letters, digits and hyphens, and begins with a letter."),
    "duplicate_code": _("Another matter has this code already. Give this one its own."),
    "same_name": _("Another matter has this name already; residents could not tell them apart."),
    "missing": _("This must be filled in."),
    "missing_english": _(
        "The English is missing. Add it; residents and volunteers who read no Chinese need it."
    ),
    "too_long": _("This is too long. Shorten it."),
    "unknown": _("This is not one of the words that may stand here. Use one of: {allowed}."),
    "limit_bounds": _("This limit is out of bounds. Use {allowed}."),
    "limit_beyond_class": _(
        "This limit is longer than the promise of the class. Shorten it, or choose another class."
    ),
    "limit_without_source": _("Say where this limit comes from: a notice, a standard, or your own rule."),
    "question_count": _("Ask one to three questions; more are not answered."),
    "choices": _("A choice needs two to six answers, as many in English; other questions have none."),
    "raises": _(
        "Say which answer raises the urgency (yes, no, or one of the choices), and to yellow or red."
    ),
    "words_missing": _("Add the words that residents use for it, at least three, in Chinese and English."),
    "red_without_number": _("What is or may become red must show a number to ring."),
    "direct_to_nobody": _(
        "Only a matter of a department or utility goes straight there. Change who answers, or direct."
    ),
    "not_handled_here": _("This is not handed on: write refer = true, and say in the help whom to ring."),
    "duty": _(
        "The duty list does not fit: basic is done by community, sub-district or property firm; assist and upper "
        "by a department."
    ),
    "assists_itself": _("Who answers does not assist as well. Take it out of assists."),
    "refused": _("LinLi does not hold this about people, whatever it is called. Take the word out."),
    "gone_in_use": _(
        "Requests have this matter. Put it back with retired = true; it is then offered no more."
    ),
    "no_fallback": _("There must be a matter with the code other, not retired, for what fits nowhere."),
}


def fault(problem: Problem, names: dict[str, str], used: dict[str, int]) -> dict[str, Any]:
    """One fault as a page tells it: where, what stands there, what to do."""
    found = _LINE if problem.kind == "not_toml" else problem.found
    if problem.kind == "gone_in_use":
        found = _("%(number)s requests") % {"number": used.get(problem.code, 0)}
    return {
        "line": problem.line,
        "matter": names.get(problem.code, problem.code),
        "field": FIELDS.get(problem.field, problem.field) if problem.field else "",
        "found": found,
        "todo": str(TODO[problem.kind]).replace("{allowed}", problem.allowed),
    }


_LINE = ""  # what a parser of TOML says in English helps nobody who keeps a catalogue


def show(matter: Matter, name: str) -> Any:
    """One field of a matter in words, for the page that shows what changed."""
    value = getattr(matter, name)
    match name:
        case "group":
            return group(value)
        case "answers":
            return role(value)
        case "duty":
            return duty(value)
        case "case_class":
            return words.CLASSES.get(value, value)
        case "urgency":
            return words.URGENCIES.get(value, value)
        case "assists":
            return "、".join(map(role, value))
        case "numbers":
            return "、".join(map(number, value))
        case "limits":
            return "；".join(map(limit, value))
        case "questions":
            return "；".join(question.text for question in value)
        case "direct" | "refer" | "retired":
            return ANSWERS["yes" if value else "no"]
        case _:
            return "、".join(value) if isinstance(value, tuple) else value
