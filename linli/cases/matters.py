"""The catalogue as it stands in the database: pure matters to find, suggest and export; who answers for which."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from itertools import count
from typing import Any, Final

from django.db import connection
from django.db.models import Count

from linli.cases.catalogue import LOCAL, OFFICES, Limit, Matter, Problem, Question, check
from linli.cases.models import Answerer, Case, Category
from linli.cases.queries import answerers
from linli.common import finding
from linli.common.paths import subtree
from linli.people.models import Office

PLAIN: Final = tuple(f.name for f in fields(Matter) if f.name not in ("retired", "lines"))
_LISTS: Final = ("assists", "numbers", "words", "words_en")
_ROWS: Final = tuple("retired_at" if name == "retired" else name for name in (*PLAIN, "retired"))
_SQL: Final = "SELECT {} FROM cases_category ORDER BY {}, id"

_kept: dict[tuple[str, str], tuple[list[tuple[Any, ...]], tuple[Matter, ...]]] = {}  # by installation


def matters() -> tuple[Matter, ...]:
    """All matters in their order, retired ones too; one small query.

    The same tuple as long as nothing changed: what is laid out for finding and suggesting is kept with it.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(", ".join(map(quote, _ROWS)), quote("order")))
        rows = cursor.fetchall()
    place = (connection.alias, str(connection.settings_dict["NAME"]))
    known = _kept.get(place)
    if known is None or known[0] != rows:
        known = _kept[place] = (rows, tuple(_matter(dict(zip(_ROWS, row, strict=True))) for row in rows))
    return known[1]


def _matter(row: dict[str, Any]) -> Matter:
    for name in (*_LISTS, "limits", "questions"):
        row[name] = json.loads(row[name]) if isinstance(row[name], str) else row[name]
    for name in _LISTS:
        row[name] = tuple(row[name])
    row["limits"] = tuple(Limit(**limit) for limit in row["limits"])
    row["questions"] = tuple(_question(question) for question in row["questions"])
    row["direct"], row["refer"] = bool(row["direct"]), bool(row["refer"])
    return Matter(**{name: row[name] for name in PLAIN}, retired=row["retired_at"] is not None)


def _question(row: dict[str, Any]) -> Question:
    lists = {name: tuple(row.get(name, ())) for name in ("choices", "choices_en")}
    return Question(**(row | lists))


def offered() -> tuple[Matter, ...]:
    """What a new request may be; `find` and `suggest` leave out what is retired by themselves."""
    return tuple(matter for matter in matters() if not matter.retired)


def matter_called(code: str) -> Matter | None:
    return next((matter for matter in matters() if matter.code == code), None)


def in_use() -> dict[str, int]:
    """How many requests have each matter, by its code; matters without any are left out."""
    rows = Case.objects.exclude(category=None).order_by().values_list("category_id").annotate(n=Count("pk"))
    codes = dict(Category.objects.values_list("pk", "code"))
    return {codes[pk]: n for pk, n in rows}


def code_for(name: str, taken: Collection[str]) -> str:
    """A code that nobody has yet, from the letters of a name: 楼道灯不亮 → ldlbl, and ldlbl-2 where that is taken."""
    spoken = "".join(one for one in finding.initials(name) if one.isascii() and one.isalnum()).lower()
    first = spoken.lstrip("0123456789")[:16] or "matter"
    return next(one for n in count(1) if (one := first if n == 1 else f"{first}-{n}") not in taken)


def faults(after: Iterable[Matter], before: Iterable[Matter], used: Iterable[str]) -> tuple[Problem, ...]:
    """What is wrong with a catalogue that was not wrong before: an old fault does not stop a change elsewhere."""
    known = {_plainly(problem) for problem in check(before, whole=False)}
    now = check(after, set(used), whole=False)
    return tuple(problem for problem in now if _plainly(problem) not in known)


def _plainly(problem: Problem) -> Problem:
    return replace(problem, line=0)


@dataclass(frozen=True, slots=True)
class Answering:
    """One role of the catalogue at a place: who answers, since which area says so, what is otherwise below it."""

    role: str
    office: Office | None
    named: Answerer | None  # None: the area's own office, or nobody
    below: tuple[Answerer, ...]
    matters: tuple[Matter, ...]  # that it answers for; those it assists in are not counted

    @property
    def is_gap(self) -> bool:
        """Somebody has to do it, and nobody is named; what is local is done by the office of each place."""
        here = self.role not in LOCAL
        return here and self.office is None and any(not matter.refer for matter in self.matters)


def answering(path: str) -> list[Answering]:
    """Every role that a matter needs, gaps first, at an area."""
    found = answerers(path)
    asked: dict[str, list[Matter]] = defaultdict(list)
    for matter in offered():
        asked[matter.answers].append(matter)
    rows = Answerer.objects.select_related("area", "office")
    above = {row.role: row for row in _near(rows.filter(area__path__in=_prefixes(path)))}
    below: dict[str, list[Answerer]] = defaultdict(list)
    for row in rows.filter(area__path__range=subtree(path)).exclude(area__path=path).order_by("area__path"):
        below[row.role].append(row)
    lines = [
        Answering(role, found.get(role), above.get(role), tuple(below[role]), tuple(asked[role]))
        for role in sorted({*asked, *above, *below}, key=_order)
    ]
    return sorted(lines, key=lambda line: not line.is_gap)


def _near(rows: Iterable[Answerer]) -> list[Answerer]:
    return sorted(rows, key=lambda row: len(row.area.path))


def _prefixes(path: str) -> list[str]:
    return [path[:n] for n in range(1, len(path) + 1)]


def _order(role: str) -> tuple[int, str]:
    known = list(OFFICES)
    return (known.index(role) if role in known else len(known), role)


def gaps(paths: Iterable[str]) -> tuple[str, ...]:
    """Roles that a matter needs and nobody fills, in one of these areas."""
    needed = {matter.answers for matter in offered() if not matter.refer} - LOCAL
    lacking = {role for path in paths for role in needed - set(answerers(path))}
    return tuple(sorted(lacking, key=_order))
