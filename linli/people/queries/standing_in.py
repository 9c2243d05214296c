"""Who acts for a post now: the holder if present, else the deputy, else the head above, up the chain (design §4).

The deputy is whoever was named for this very absence, while they are there themselves; else the standing one (AB岗).

Nothing is moved when somebody goes away, so nothing has to be moved back: whoever asks gets the answer of this moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from linli.common.bulk import fetch, id_list
from linli.common.paths import covering, subtree
from linli.people.models import HEADS, Absence, Post

# Asked by every request of the desk, so these statements are written out: the ORM's making of them and of their rows
# would cost more than all else that a scope needs. `people.models.PostQuerySet.held` and `AbsenceQuerySet.on` in SQL:
HELD = """EXISTS (SELECT 1 FROM people_user {p}_u WHERE {p}_u.id = {p}.user_id AND {p}_u.is_active)
    AND {p}.since <= %(at)s AND ({p}.until IS NULL OR {p}.until > %(at)s)"""
AWAY = "{a}.cancelled_at IS NULL AND {a}.since <= %(at)s AND {a}.until > %(at)s"
_THERE = (
    HELD
    + " AND NOT EXISTS (SELECT 1 FROM people_absence {p}_a"
    + f" WHERE {{p}}_a.post_id = {{p}}.id AND {AWAY.format(a='{p}_a')})"
)
THERE = {p: _THERE.format(p=p) for p in ("h", "d", "q")}
# the post that stands in for p at this moment
_DEPUTY = (
    "COALESCE((SELECT MAX(n.deputy_id) FROM people_absence n JOIN people_post e ON e.id = n.deputy_id"
    + f" WHERE n.post_id = {{p}}.id AND {AWAY.format(a='n')} AND {_THERE.format(p='e')}), {{p}}.deputy_id)"
)
DEPUTY_OF = {p: _DEPUTY.format(p=p) for p in ("h", "q")}
DEPUTY_IS_THERE = {
    p: f"EXISTS (SELECT 1 FROM people_post d WHERE d.id = {DEPUTY_OF[p]} AND {THERE['d']})"
    for p in ("h", "q")
}
IS_HEAD = "{p}.role IN (" + ", ".join(f"'{role}'" for role in HEADS) + ")"

# a post with its office, as `holding.HeldPost` has it
POST = """
SELECT q.id, q.user_id, q.office_id, o.name, o.name_en, o.kind, o.superior_id,
    COALESCE(pa.path, oa.path), COALESCE(pa.former_path, oa.former_path), q.role, q.reach{more}
FROM {source} JOIN people_office o ON o.id = q.office_id
JOIN territory_area oa ON oa.id = o.area_id
LEFT JOIN territory_area pa ON pa.id = q.area_id
"""


class Step(NamedTuple):
    """A post as the way up asks for it."""

    id: int
    office_id: int
    deputy_id: int | None


@dataclass(frozen=True, slots=True)
class _Chain:
    """Offices and all above them, the heads of each, and those of these heads and their deputies who are there now."""

    superior: dict[int, int | None] = field(default_factory=dict)
    heads: dict[int, list[Step]] = field(default_factory=lambda: defaultdict(list))
    there: set[int] = field(default_factory=set)

    def walk(self, step: Step | None, there: set[int]) -> int | None:
        """The post that acts for this one."""
        seen: set[int] = set()
        while step is not None:
            seen.add(step.id)
            for pk in (step.id, step.deputy_id):
                if pk is not None and (pk in there or pk in self.there):
                    return pk
            step = self.head_above(step.office_id, seen)
        return None

    def head_above(self, office: int | None, seen: set[int]) -> Step | None:
        """The first head, not asked before, of this office or of the nearest one above it."""
        passed: set[int] = set()
        while office is not None and office not in passed:
            passed.add(office)
            if free := next((head for head in self.heads[office] if head.id not in seen), None):
                return free
            office = self.superior.get(office)
        return None


_CHAIN = f"""
WITH RECURSIVE up(id, superior_id) AS (
    SELECT id, superior_id FROM people_office WHERE id IN ({{offices}})
    UNION SELECT o.id, o.superior_id FROM people_office o JOIN up ON o.id = up.superior_id)
SELECT up.id, up.superior_id, h.id, {DEPUTY_OF["h"]}, {THERE["h"]}, {DEPUTY_IS_THERE["h"]}
FROM up LEFT JOIN people_post h ON h.office_id = up.id AND {IS_HEAD.format(p="h")} AND {HELD.format(p="h")}
ORDER BY h.id
"""


def _chain(offices: set[int], at: datetime) -> _Chain:
    chain = _Chain()
    if not offices:
        return chain
    found = fetch(_CHAIN.format(offices=id_list(offices)), at=at)
    for office, superior, head, deputy, there, deputy_there in found:
        chain.superior[office] = superior
        if head is not None:
            chain.heads[office].append(Step(head, office, deputy))
            chain.there.update(pk for pk, is_there in ((head, there), (deputy, deputy_there)) if is_there)
    return chain


def acting(post: Post, at: datetime) -> Post | None:
    """Who acts for this post now; None where nobody in the whole chain is there."""
    return stand_ins([post], at)[post.pk]


def stand_ins(posts: Iterable[Post], at: datetime) -> dict[int, Post | None]:
    """Who acts for each of these posts now, by post id; the same few queries for one as for a hundred."""
    asked = {post.pk: post for post in posts}
    chain = _chain({post.office_id for post in asked.values()}, at)
    answer = {pk: chain.walk(step, there) for pk, step, there in _steps(asked.keys(), at)}
    others = {pk for pk in answer.values() if pk is not None} - asked.keys()
    found = asked | Post.objects.select_related("office", "deputy").in_bulk(others)
    return {post: found[pk] if pk is not None else None for post, pk in answer.items()}


_STEPS = f"""
SELECT q.id, q.office_id, {DEPUTY_OF["q"]}, {THERE["q"]}, {DEPUTY_IS_THERE["q"]}
FROM people_post q WHERE q.id IN ({{posts}})
"""


def _steps(posts: Iterable[int], at: datetime) -> Iterator[tuple[int, Step, set[int]]]:
    """Each of these posts as the way up begins with it, and who of its holder and deputy is there now."""
    asked = set(posts)
    if not asked:
        return
    for pk, office, deputy, there, deputy_there in fetch(_STEPS.format(posts=id_list(asked)), at=at):
        present = {one for one, is_there in ((pk, there), (deputy, deputy_there)) if is_there}
        yield pk, Step(pk, office, deputy), present


def superior_post(post: Post, at: datetime) -> Post | None:
    """The head of the same office, or for a head that of the first office above that has one."""
    above = _chain({post.office_id}, at).head_above(post.office_id, {post.pk})
    return Post.objects.select_related("office", "deputy").get(pk=above.id) if above else None


def is_away(post_id: int, at: datetime) -> bool:
    return Absence.objects.on(at).filter(post_id=post_id).exists()


_DEPUTISED = (
    POST.format(source="people_post q", more=f", {DEPUTY_OF['q']}, {DEPUTY_IS_THERE['q']}")
    + f"""
WHERE q.id IN (SELECT w.id FROM people_post w WHERE w.deputy_id IN ({{mine}})
        UNION SELECT n.post_id FROM people_absence n WHERE n.deputy_id IN ({{mine}}) AND {AWAY.format(a="n")})
    AND EXISTS (SELECT 1 FROM people_absence x WHERE x.post_id = q.id AND {AWAY.format(a="x")})
"""
)
_PATHS = """SELECT DISTINCT a.path FROM people_office o
JOIN territory_area a ON a.id = o.area_id WHERE o.id IN ({offices})"""
# absences at these offices and below that no deputy of their own takes, nor their own head: few, however many are away
_FALLEN = (
    POST.format(source="people_absence x JOIN people_post q ON q.id = x.post_id", more=", NULL, FALSE")
    + f"""
WHERE {AWAY.format(a="x")} AND ({{inside}}) AND q.id NOT IN ({{known}}) AND NOT {DEPUTY_IS_THERE["q"]}
    AND (q.office_id IN ({{offices}}) OR NOT EXISTS (SELECT 1 FROM people_post h
        WHERE h.office_id = q.office_id AND h.id <> q.id AND {IS_HEAD.format(p="h")} AND {THERE["h"]}))
"""
)
ID, OFFICE, ROLE, DEPUTY, DEPUTY_THERE = 0, 2, 9, 11, 12  # columns of POST and the one after it


def acted_for(mine: set[int], offices_headed: set[int], at: datetime) -> list[tuple[Any, ...]]:
    """Absent posts (columns of POST) that fall now to whoever holds the posts `mine`, some as heads of offices.

    As their deputy, or as the head (or a head's deputy) above.
    """
    away = {row[ID]: row for row in fetch(_DEPUTISED.format(mine=id_list(mine)), at=at)}
    heading = offices_headed | {row[OFFICE] for row in away.values() if row[ROLE] in HEADS}
    if heading:
        away |= {row[ID]: row for row in _fallen_to(heading, mine | away.keys(), at)}
    if not away:
        return []
    chain = _chain({row[OFFICE] for row in away.values()}, at)
    there = {row[DEPUTY] for row in away.values() if row[DEPUTY_THERE]}
    return [
        row for row in away.values() if chain.walk(Step(row[ID], row[OFFICE], row[DEPUTY]), there) in mine
    ]


def _fallen_to(offices: set[int], known: set[int], at: datetime) -> list[tuple[Any, ...]]:
    # an office lies in the area of every office above it (`rules.may_stand_under`), so its area's range holds all below
    paths = covering(path for (path,) in fetch(_PATHS.format(offices=id_list(offices))))
    bounds = {
        f"{end}_{n}": path
        for n, one in enumerate(paths)
        for end, path in zip("lh", subtree(one), strict=True)
    }
    inside = " OR ".join(f"oa.path BETWEEN %(l_{n})s AND %(h_{n})s" for n in range(len(paths)))
    sql = _FALLEN.format(inside=inside, known=id_list(known), offices=id_list(offices))
    return fetch(sql, at=at, **bounds)
