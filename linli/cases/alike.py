"""Requests near one another that say nearly the same: a doubled one is seen before two people go."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from linli.cases.catalogue import Matter, suggest
from linli.cases.catalogue.suggesting import keep
from linli.cases.matters import matters
from linli.cases.models import Case
from linli.common.bulk import fetch
from linli.common.scope import Scope

MOST = 5
LATELY = timedelta(days=60)
MOST_READ = 100  # under way in a grid, newest first, and as many that ended: a doubled request is days old, not months
MOST_HEARD = 20  # of those whose matter nobody has said yet: their words are asked, which takes time
MOST_LOOKED_AT = 8  # of the best ones it is asked whether they are in sight
ENOUGH = 0.3  # likeness from which two texts speak of one thing (see `tests/cases/test_alike.py` for pairs)
SHOWN = ("number", "title", "asked_at", "closed_at", "status", "outcome", "place_words")  # of each
DOOR = ("area", "entrance__building__estate")
NAMES = (
    *("area__name", "area__name_en", "entrance__number", "entrance__building__name"),
    *(f"entrance__building__{name}" for name in ("name_en", "estate__name", "estate__name_en")),
)
PLACES = ("building", "estate", "grid")
_WORD = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
# what stands in every request and says nothing about which
_EMPTY = frozenset("的了是在有我们都很就也还把被请个不")
# plain SQL: objects for two hundred rows would cost more than all the rest; each part is read by `case_around`
_PART = """SELECT * FROM (SELECT id, title, asked_at, closed_at, category_id, entrance_id, area_id FROM cases_case
WHERE {where} AND asked_at >= %(since)s ORDER BY {newest} DESC LIMIT %(most)s) AS {name}"""
_GRID = "area_id = %(area)s"
_BEYOND = (
    "area_id IN (SELECT area_id FROM territory_building WHERE estate_id = %(estate)s AND area_id <> %(area)s)"
)
_PARTS = " UNION ALL ".join(
    _PART.format(where=f"{place} AND closed_at {ended}", newest=newest, name=name)
    for place, ended, newest, name in (
        (_GRID, "IS NULL", "asked_at", "going"),
        (_GRID, ">= %(since)s", "closed_at", "ended"),
        (_BEYOND, "IS NULL", "asked_at", "going_beyond"),  # an estate may lie in two grids
        (_BEYOND, ">= %(since)s", "closed_at", "ended_beyond"),
    )
)
_NEAR = f"""WITH near AS ({_PARTS})
SELECT near.id, near.title, near.asked_at, near.closed_at IS NOT NULL, m.code, b.id, b.estate_id, near.area_id FROM near
LEFT JOIN cases_category m ON m.id = near.category_id LEFT JOIN territory_entrance e ON e.id = near.entrance_id
LEFT JOIN territory_building b ON b.id = e.building_id"""


@dataclass(frozen=True, slots=True)
class Near:
    """A request like this one. `where`: the nearest of PLACES that holds for both. `days` begin with 1."""

    case: Case
    where: str
    days: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A candidate, as it was read. `asked_at` is as the database has it, for its order alone."""

    pk: int
    title: str
    asked_at: Any
    ended: bool
    matter: str | None
    building: int | None
    estate: int | None
    area: int


@lru_cache(maxsize=4096)
def pieces(text: str) -> frozenset[str]:
    """A text as what can be compared: pairs of characters, words of letters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    found: set[str] = set()
    for word in _WORD.findall(plain):
        if word.isascii():
            found.update([word] if len(word) > 3 else [])  # "the", "is" and "in" say as little
        else:
            kept = "".join(c for c in word if c not in _EMPTY)
            found.update(kept[i : i + 2] for i in range(len(kept) - 1))
    return frozenset(found)


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """0 to 1: the share of the shorter text that stands in the other one too; 0 where only a crumb does."""
    shared = len(one & other)
    return shared / max(min(len(one), len(other)), 4) if shared > 1 else 0.0


def spoken_of(text: str, catalogue: tuple[Matter, ...]) -> frozenset[str]:
    """Codes of the one or two matters that these words speak of; asked once for each text."""
    heard = keep(_nothing_heard, catalogue)
    if text not in heard:
        if len(heard) > 4096:
            heard.clear()
        heard[text] = frozenset(one.matter.code for one in suggest(text, catalogue, 2))
    return heard[text]


def _nothing_heard(catalogue: tuple[Matter, ...]) -> dict[str, frozenset[str]]:
    return {}


def alike(case: Case, scope: Scope, at: datetime) -> list[Near]:
    """Up to five others in the building, the estate or the grid of `case` with its matter or alike words, asked in the
    last 60 days, as far as `scope` sees them: those under way first, then the nearest, then the newest."""
    rows = sorted(_same(case, _around(case, at)), key=lambda row: row.asked_at, reverse=True)
    places = {row.pk: _where(row, case) for row in rows}
    rows.sort(key=lambda row: (row.ended, PLACES.index(places[row.pk])))  # the newest stay first where equal
    best = [row.pk for row in rows[:MOST_LOOKED_AT]]
    shown = Case.objects.visible_to(scope).select_related(*DOOR).only(*SHOWN, *NAMES)
    seen = shown.in_bulk(best) if best else {}
    return [Near(seen[pk], places[pk], (at - seen[pk].asked_at).days + 1) for pk in best if pk in seen][:MOST]


def _around(case: Case, at: datetime) -> list[_Row]:
    """Those of its grid, and of its estate where that lies in two: a few hundred rows, however many there are."""
    estate = case.entrance.building.estate_id if case.entrance else 0
    found = fetch(_NEAR, area=case.area_id, estate=estate, since=at - LATELY, most=MOST_READ)
    rows = [_Row(*row) for row in found if row[0] != case.pk]
    return [row for row in rows if row.area == case.area_id or row.estate == estate]


def _same(case: Case, rows: list[_Row]) -> list[_Row]:
    """Those with the matter of `case`, or whose words are like its own."""
    if not rows:
        return []
    unsaid = case.category is None or any(row.matter is None for row in rows)
    known = matters() if unsaid else ()
    codes = frozenset({case.category.code}) if case.category else spoken_of(case.title, known)
    mine, heard, found = pieces(case.title), 0, []
    for row in rows:
        same = row.matter in codes or likeness(mine, pieces(row.title)) >= ENOUGH
        if not same and row.matter is None and codes and heard < MOST_HEARD:
            heard += 1
            same = bool(codes & spoken_of(row.title, known))
        if same:
            found.append(row)
    return found


def _where(row: _Row, case: Case) -> str:
    home = case.entrance.building if case.entrance else None
    if home is None or row.building is None:
        return "grid"
    if row.building == home.pk:
        return "building"
    return "estate" if row.estate == home.estate_id else "grid"
