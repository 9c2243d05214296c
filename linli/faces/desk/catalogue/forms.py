"""What is asked when a matter is changed: one sheet with everything it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from linli.cases.catalogue import GROUPS, LOCAL, OFFICES, Limit, Matter, Problem, Question
from linli.cases.catalogue.given import DUTIES, NUMBERS, UNITS, UNTIL
from linli.cases.matters import code_for, matters
from linli.cases.workflow import CLASSES, URGENCIES
from linli.common.worktime import Unit
from linli.faces import words as faces_words
from linli.faces.desk.catalogue import words
from linli.faces.desk.catalogue.fields import Fold, line, needed, one_of, pick, reason_field, some_of, text
from linli.faces.desk.forms import Option, told
from linli.faces.desk.sheets import Sheet

QUESTIONS = 3
LIMITS = 3


class MatterSheet(Sheet):
    """Everything a matter says. `matter()` is what stands in it; `faults` puts what is wrong where it belongs."""

    about = {"say_why": "reason"}

    def __init__(self, data: Any = None, *, matter: Matter | None, **more: Any) -> None:
        super().__init__(data, initial=_first(matter) if matter else None, **more)
        self.was = matter
        self._build(new=matter is None)

    def _build(self, *, new: bool) -> None:
        add = self.fields
        add["name"] = line(needed(_("Name")), _("As a resident says it."))
        add["name"].required = True
        add["name"].error_messages["required"] = _("Give it a name, as a resident says it.")
        add["group"] = pick(
            _("Group"),
            [(code, words.said(pair)) for code, pair in GROUPS.items()],
            _("Under which heading residents find it."),
            _("Choose the heading under which residents find it."),
        )
        add["answers"] = pick(
            _("Who answers"),
            _offices_by_kind(),
            _("Which office that is here: see who answers."),
            _("Choose who answers for it."),
        )
        add["answers"].widget.attrs["data-here"] = " ".join(sorted(LOCAL))
        add["way"] = forms.ChoiceField(
            label=_("How it goes on"),
            choices=[(code, Option(said, words.WAY_NOTES[code])) for code, said in words.WAYS.items()],
            widget=forms.RadioSelect,
            initial="usual",
        )
        add["duty"] = forms.ChoiceField(
            label=_("Duty list"),
            help_text=_(
                "If you choose none: the first where community, sub-district or property firm answers, else the"
                " second."
            ),
            choices=[
                (code, Option(capfirst(words.said(pair)), words.DUTY_NOTES[code]))
                for code, pair in DUTIES.items()
            ],
            widget=forms.RadioSelect,
            required=False,
        )
        add["case_class"] = pick(
            _("Class"),
            [(c, faces_words.CLASSES[c]) for c in CLASSES],
            _("It says by when we promise it."),
            _("Choose the class: it says by when we promise it."),
        )
        add["urgency"] = one_of(
            _("Urgency to begin with"),
            [(u, faces_words.URGENCIES[u]) for u in URGENCIES],
            _("Whoever verifies a request can change it for that one."),
        )
        add["help"] = text(
            needed(_("What the resident is told")),
            _("What to do at once, danger first; then what happens."),
            4,
        )
        add["help"].required = True
        add["help"].error_messages["required"] = _(
            "Say in a sentence what the resident is to do, or what happens."
        )
        add["words"] = text(
            _("What people call it"), _("May stay empty. One on each line; only for finding, never shown."), 5
        )
        add["assists"] = some_of(_("Who assists"), _offices(), _("May stay empty."))
        add["numbers"] = some_of(
            _("Numbers to ring first"),
            [(n, words.number(n)) for n in NUMBERS],
            _("May stay empty. Shown before anything else, where there may be danger."),
        )
        if new:
            add["code"] = line(
                _("Code"),
                _(
                    "Made from the name if it stays empty. Small letters, digits, hyphens; it never changes,"
                    " requests hold it."
                ),
                autocapitalize="none",
            )
        add["name_en"] = line(_("Name in English"), lang="en")
        add["help_en"] = text(_("What the resident is told, in English"), rows=4)
        add["words_en"] = text(_("What people call it in English"), _("One on each line."), 4)
        for n in range(1, QUESTIONS + 1):
            self._question(n)
        for n in range(1, LIMITS + 1):
            self._limit(n)
        if not new:
            add["offer"] = forms.ChoiceField(
                label=_("Is it offered to residents?"),
                choices=[
                    ("yes", Option(_("Yes"))),
                    ("no", Option(_("No more"), _("Requests that have it keep it."))),
                ],
                widget=forms.RadioSelect,
            )
        if not new:
            add["reason"] = reason_field()

    def _question(self, n: int) -> None:
        add = self.fields
        add[f"q{n}_text"] = line(_("Question"))
        add[f"q{n}_text_en"] = line(_("Question in English"), lang="en")
        add[f"q{n}_kind"] = one_of(_("Answered by"), words.KINDS.items())
        add[f"q{n}_choices"] = text(
            _("Answers to choose from"), _("One on each line; only for one of several.")
        )
        add[f"q{n}_choices_en"] = text(_("The same in English"), _("One on each line, in the same order."))
        add[f"q{n}_when"] = line(
            _("Which answer is urgent"),
            _("Write yes, no, or one of the answers above; leave it empty if none is."),
        )
        add[f"q{n}_raises"] = one_of(
            _("How urgent it is then"),
            [(u, faces_words.URGENCIES[u]) for u in URGENCIES[1:]],
            empty=_("no more urgent"),
        )

    def _limit(self, n: int) -> None:
        add = self.fields
        add[f"l{n}_until"] = one_of(
            _("Until"), [(code, words.said(pair)) for code, pair in UNTIL.items()], empty=_("not set")
        )
        amount = forms.IntegerField(label=_("How many"), required=False, min_value=0, max_value=100_000)
        amount.error_messages["invalid"] = _("Write a whole number.")
        add[f"l{n}_amount"] = amount
        add[f"l{n}_unit"] = one_of(_("Unit"), [(u.value, words.said(pair)) for u, pair in UNITS.items()])
        add[f"l{n}_source"] = line(_("Where this comes from"), _("A notice, a standard, or your own rule."))

    # -- as the page shows it: what everybody fills in by topic, then what may stay as it is -------------------

    @property
    def parts(self) -> list[tuple[Any, list[Any]]]:
        return [(heading, self._fields(names)) for heading, names in _PARTS]

    @property
    def folds(self) -> list[Fold]:
        questions = [(_("Question %(n)s"), self._named(f"q{n}_"), n) for n in range(1, QUESTIONS + 1)]
        limits = [(_("Usual time %(n)s"), self._named(f"l{n}_"), n) for n in range(1, LIMITS + 1)]
        return [
            Fold(_("What people call it"), _("found by its name"), [("", self._fields(("words",)))]),
            Fold(_("Who assists"), _("nobody"), [("", self._fields(("assists",)))]),
            Fold(_("Numbers to ring first"), _("none is shown"), [("", self._fields(("numbers",)))]),
            Fold(
                _("What the resident is asked"),
                _("nothing; up to three, and nobody has to answer"),
                [(h % {"n": n}, f) for h, f, n in questions],
            ),
            Fold(
                _("Usual times"),
                _("the promise of its class; up to three others by a notice or your own rule"),
                [(h % {"n": n}, f) for h, f, n in limits],
            ),
            Fold(
                _("Code and English") if "code" in self.fields else _("In English"),
                _("LinLi makes a code; there is no English") if "code" in self.fields else _("none"),
                [("", self._fields(("code", "name_en", "help_en", "words_en")))],
            ),
        ]

    @property
    def last(self) -> list[Any]:
        return self._fields(("offer", "reason"))

    def _fields(self, names: Iterable[str]) -> list[Any]:
        return [self[name] for name in names if name in self.fields]

    def _named(self, start: str) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(start)]

    # -- what was said -----------------------------------------------------------------------------------------

    def matter(self, said: dict[str, Any]) -> Matter:
        plain = ("name", "name_en", "group", "answers", "duty", "case_class", "urgency")
        values: dict[str, Any] = {name: said[name] for name in plain}
        values["duty"] = said["duty"] or ("basic" if said["answers"] in LOCAL else "assist")
        values |= {name: tuple(said[name]) for name in ("assists", "numbers")}
        values |= {name: _lines(said[name]) for name in ("words", "words_en")}
        values |= {name: said[name].strip() for name in ("help", "help_en")}
        values["direct"], values["refer"] = said["way"] == "direct", said["way"] == "refer"
        values["questions"] = tuple(
            _question(said, n) for n in range(1, QUESTIONS + 1) if said[f"q{n}_text"] or said[f"q{n}_text_en"]
        )
        values["limits"] = tuple(
            Limit(said[f"l{n}_until"], said[f"l{n}_amount"] or 0, said[f"l{n}_unit"], said[f"l{n}_source"])
            for n in range(1, LIMITS + 1)
            if said[f"l{n}_until"]
        )
        values["retired"] = said.get("offer") == "no"
        return (
            replace(self.was, **values)
            if self.was
            else Matter(code=said["code"] or self._code(said), **values)
        )

    @staticmethod
    def _code(said: dict[str, Any]) -> str:
        """From the letters of the name, and free."""
        return code_for(said["name"], {one.code for one in matters()})

    def drawn(self) -> Matter:
        """The matter as far as it was said, so that all that is wrong is told at once."""
        blank = {name: [] if name in ("assists", "numbers") else "" for name in self.fields}
        return self.matter({**blank, **self.cleaned_data})

    def faults(self, found: Iterable[Problem]) -> None:
        """Each where it belongs; what is wrong with all questions together stands at the first."""
        lacking = set(self.errors)  # a field that was left empty is not told about twice
        for problem in found:
            todo = words.fault(problem, {}, {})["todo"]
            name = {"direct": "way", "refer": "way", "questions": "q1_text", "limits": "l1_amount"}.get(
                problem.field, problem.field
            )
            if problem.field == "questions":
                name = next(
                    (
                        f"q{n}_text"
                        for n in range(1, QUESTIONS + 1)
                        if self._says(f"q{n}_text", problem.found)
                    ),
                    name,
                )
            if name in lacking or (lacking & {"group", "answers", "case_class"} and name not in self.fields):
                continue
            self.add_error(
                name if name in self.fields else None,
                told(f"“{problem.found}”", todo) if problem.found and name not in _OWN else todo,
            )

    def _says(self, name: str, found: str) -> bool:
        return bool(found) and self.cleaned_data.get(name) == found


_PARTS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("What residents see"), ("name", "group", "help")),
    (_("Who does it"), ("answers", "way", "duty")),
    (_("How soon it must be done"), ("case_class", "urgency")),
)
_OWN = ("name", "name_en", "help", "help_en", "code", "way", "duty", "answers")  # the field itself shows it


def _offices() -> list[tuple[str, str]]:
    return [(code, words.said(pair)) for code, pair in OFFICES.items()]


def _offices_by_kind() -> list[tuple[Any, list[tuple[str, str]]]]:
    """Those of the place itself, then departments and utilities."""
    found = _offices()
    return [
        (_("The place itself"), [one for one in found if one[0] in LOCAL]),
        (_("Departments and utilities"), [one for one in found if one[0] not in LOCAL]),
    ]


def _lines(said: str) -> tuple[str, ...]:
    return tuple(word for part in said.splitlines() if (word := part.strip()))


def _question(said: dict[str, Any], n: int) -> Question:
    kind = said[f"q{n}_kind"]
    when = said[f"q{n}_when"]
    if kind == "yes_no":
        when = {str(label): code for code, label in words.ANSWERS.items()}.get(when, when)
    return Question(
        said[f"q{n}_text"],
        said[f"q{n}_text_en"],
        kind,
        _lines(said[f"q{n}_choices"]) if kind == "choice" else (),
        _lines(said[f"q{n}_choices_en"]) if kind == "choice" else (),
        when,
        said[f"q{n}_raises"],
    )


def _first(matter: Matter) -> dict[str, Any]:
    """The fields as the matter stands."""
    names = ("name", "name_en", "group", "answers", "duty", "case_class", "urgency", "help", "help_en")
    values: dict[str, Any] = {name: getattr(matter, name) for name in names}
    values |= {name: list(getattr(matter, name)) for name in ("assists", "numbers")}
    values |= {name: "\n".join(getattr(matter, name)) for name in ("words", "words_en")}
    values["way"] = "refer" if matter.refer else "direct" if matter.direct else "usual"
    values["offer"] = "no" if matter.retired else "yes"
    for n, question in enumerate(matter.questions[:QUESTIONS], 1):
        values |= {
            f"q{n}_text": question.text,
            f"q{n}_text_en": question.text_en,
            f"q{n}_kind": question.kind,
            f"q{n}_choices": "\n".join(question.choices),
            f"q{n}_choices_en": "\n".join(question.choices_en),
            f"q{n}_when": str(words.ANSWERS.get(question.when, question.when)),
            f"q{n}_raises": question.raises,
        }
    for n, limit in enumerate(matter.limits[:LIMITS], 1):
        values |= {
            f"l{n}_until": limit.until,
            f"l{n}_amount": limit.amount,
            f"l{n}_unit": limit.unit,
            f"l{n}_source": limit.source,
        }
    values.setdefault("l1_unit", Unit.WORKING_DAYS.value)
    return values
