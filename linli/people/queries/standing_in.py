"""Who acts for a post now: the holder if present, else the deputy, else the head above, up the chain (design §4).

Nothing is moved when somebody goes away, so nothing has to be moved back: whoever asks gets the answer of this moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

from django.db.models import Exists, OuterRef, Q

from linli.common.inside import inside
from linli.common.paths import covering
from linli.people.models import HEADS, Absence, Office, Post
from linli.people.models.serving import AbsenceQuerySet

DEEPEST = 5  # a chain is grid, community, township, county, prefecture; a longer one is asked for again
ABOVE = tuple("__superior" * n for n in range(DEEPEST))


def acting(post: Post, at: datetime) -> Post | None:
    """Who acts for this post now; None where nobody in the whole chain is there."""
    return stand_ins([post], at)[post.pk]


def stand_ins(posts: Iterable[Post], at: datetime) -> dict[int, Post | None]:
    """Who acts for each of these posts now, by post id; the same few queries for one as for a hundred."""
    asked = list(posts)
    superior = _superiors({post.office_id for post in asked})
    found = Post.objects.held(at).filter(office__in=superior, role__in=HEADS)
    heads: dict[int, list[Post]] = defaultdict(list)
    for head in found.select_related("office", "deputy").order_by("id"):
        heads[head.office_id].append(head)
    steps = [*asked, *(head for row in heads.values() for head in row)]
    there = _present({pk for step in steps for pk in (step.pk, step.deputy_id) if pk}, at)
    return {post.pk: _walk(post, heads, superior, there) for post in asked}


def _walk(
    post: Post, heads: dict[int, list[Post]], superior: dict[int, int | None], there: set[int]
) -> Post | None:
    seen: set[int] = set()
    step: Post | None = post
    while step is not None:
        seen.add(step.pk)
        if step.pk in there:
            return step
        if step.deputy_id in there:
            return step.deputy
        step = _head_above(step.office_id, heads, superior, seen)
    return None


def _head_above(
    office: int | None, heads: dict[int, list[Post]], superior: dict[int, int | None], seen: set[int]
) -> Post | None:
    """The first head, not asked before, of this office or of the nearest one above it."""
    passed: set[int] = set()
    while office is not None and office not in passed:
        passed.add(office)
        if free := [head for head in heads.get(office, []) if head.pk not in seen]:
            return free[0]
        office = superior.get(office)
    return None


def _superiors(offices: set[int]) -> dict[int, int | None]:
    """These offices and all above them: office → its superior. One query for a chain of ordinary depth."""
    known: dict[int, int | None] = {}
    while offices:
        wanted, offices = offices, set()
        for row in Office.objects.filter(pk__in=wanted).values_list("pk", *(f"superior{up}" for up in ABOVE)):
            for below, above in pairwise(row):
                if below is not None:
                    known[below] = above
            if row[-1] is not None and row[-1] not in known:
                offices.add(row[-1])
    return known


def _present(posts: set[int], at: datetime) -> set[int]:
    """Those of these posts whose holder is there now."""
    away = Absence.objects.on(at).filter(post=OuterRef("pk"))
    return set(Post.objects.held(at).filter(~Exists(away), pk__in=posts).values_list("pk", flat=True))


def superior_post(post: Post, at: datetime) -> Post | None:
    """The head of the same office, or for a head that of the first office above that has one."""
    superior = _superiors({post.office_id})
    heads: dict[int, list[Post]] = defaultdict(list)
    found = Post.objects.held(at).filter(office__in=superior, role__in=HEADS)
    for head in found.select_related("office", "deputy").order_by("id"):
        heads[head.office_id].append(head)
    return _head_above(post.office_id, heads, superior, {post.pk})


def is_away(post_id: int, at: datetime) -> bool:
    return Absence.objects.on(at).filter(post_id=post_id).exists()


def acted_for(mine: set[int], offices_headed: set[int], at: datetime) -> list[Post]:
    """Absent posts that fall now to whoever holds the posts `mine`, some of them as heads of offices.

    As their deputy, or as the head (or a head's deputy) above.
    """
    deputised = Absence.objects.on(at).filter(post__deputy__in=mine)
    away = {one.post_id: one.post for one in deputised.select_related("post__office__area", "post__area")}
    heading = offices_headed | {p.office_id for p in away.values() if p.role in HEADS}
    if heading:
        below = _fallen_to(heading, at).exclude(post__in=mine | away.keys())
        away |= {one.post_id: one.post for one in below.select_related("post__office__area", "post__area")}
    if not away:
        return []
    answer = stand_ins(away.values(), at)
    return [post for post in away.values() if (one := answer[post.pk]) is not None and one.pk in mine]


def _fallen_to(offices: set[int], at: datetime) -> AbsenceQuerySet:
    """Absences at these offices and below that no deputy of their own takes: few, however many are away."""
    # an office lies in the area of every office above it (`rules.may_stand_under`), so its area's range holds all below
    paths = covering(Office.objects.filter(pk__in=offices).values_list("area__path", flat=True))
    below = inside(paths, "post__office__area__path")
    deputy_away = Absence.objects.on(at).filter(post=OuterRef("post__deputy"))
    deputy_there = Post.objects.held(at).filter(pk=OuterRef("post__deputy"))
    away = Absence.objects.on(at).filter(post=OuterRef("pk"))
    head_there = Post.objects.held(at).filter(~Exists(away), office=OuterRef("post__office"), role__in=HEADS)
    stops_here = Exists(head_there.exclude(pk=OuterRef("post")))  # their own head is there and takes it
    fallen = Absence.objects.on(at).filter(below).filter(Exists(deputy_away) | ~Exists(deputy_there))
    return fallen.filter(Q(post__office__in=offices) | ~stops_here)
