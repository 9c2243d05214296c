"""Who holds what now, and what that lets them see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from linli.common.actor import Actor
from linli.common.authority import Standing
from linli.common.paths import LENGTHS, LONGEST, subtree
from linli.common.scope import Grant
from linli.common.sealed import unseal
from linli.people.models import AREA_OFFICES, HEADS, Absence, Office, Post, Reach


@dataclass(frozen=True, slots=True)
class HeldPost:
    """One post of one user at one moment, with what rules ask about it."""

    id: int
    office_id: int
    office_name: str
    office_name_en: str
    office_kind: str
    superior_id: int | None
    area_path: str
    role: str
    reach: str
    former_path: str = ""  # while its area's code changes, rows not yet rewritten lie here
    for_post_id: int | None = None  # acting for whoever holds this post

    @property
    def is_head(self) -> bool:
        return self.role in HEADS


def posts_of(user_id: int | None, at: datetime) -> list[HeldPost]:
    """Posts a user holds at this moment, then those they act for; a post that ended this morning is not among them."""
    if user_id is None:
        return []
    below = Q(
        post__office__area__path__gte=OuterRef("office__area__path"),
        post__office__area__path__lte=Concat(OuterRef("office__area__path"), Value("9" * LONGEST)),
    )
    theirs = Absence.objects.on(at).filter(Q(post__deputy=OuterRef("pk")) | below)
    held = Post.objects.held(at).filter(user_id=user_id).select_related("office__area", "area")
    own = list(held.annotate(somebody_away=Exists(theirs)).order_by("id"))
    for_others = _acted_for(user_id, own, at) if any(getattr(p, "somebody_away", False) for p in own) else []
    return [_held(p) for p in own] + [_held(p, for_post_id=p.pk) for p in for_others]


def _held(post: Post, for_post_id: int | None = None) -> HeldPost:
    area = post.area or post.office.area
    return HeldPost(
        id=post.pk,
        office_id=post.office_id,
        office_name=post.office.name,
        office_name_en=post.office.name_en,
        office_kind=post.office.kind,
        superior_id=post.office.superior_id,
        area_path=area.path,
        former_path=area.former_path,
        role=post.role,
        reach=post.reach,
        for_post_id=for_post_id,
    )


def _acted_for(user_id: int, own: list[Post], at: datetime) -> list[Post]:
    """Posts whose holder is away now and that fall to this user: as deputy, or as the head above."""
    theirs = Q(post__deputy__user_id=user_id)
    for post in own:
        if post.role in HEADS:
            theirs |= Q(post__office__area__path__range=subtree(post.office.area.path))
    away = (
        Absence.objects.on(at)
        .filter(theirs)
        .exclude(post__user_id=user_id)
        .select_related("post__office__area", "post__area")
    )
    found: dict[int, Post] = {}
    for absence in away:
        stand_in = acting(absence.post, at)
        if stand_in is not None and stand_in.user_id == user_id:
            found.setdefault(absence.post_id, absence.post)
    return list(found.values())


def is_away(post_id: int, at: datetime) -> bool:
    return Absence.objects.on(at).filter(post_id=post_id).exists()


def acting(post: Post, at: datetime) -> Post | None:
    """Who acts for a post now: its holder if present, else the deputy, else the head above, up the chain.

    None where nobody in the whole chain is there. Nothing is moved: whoever asks gets the answer of this moment.
    """
    seen: set[int] = set()
    step: Post | None = post
    while step is not None and step.pk not in seen:
        seen.add(step.pk)
        for one in (step, step.deputy):
            if (
                one is not None
                and Post.objects.held(at).filter(pk=one.pk).exists()
                and not is_away(one.pk, at)
            ):
                return one
        step = superior_post(step, at, beside=seen)
    return None


def superior_post(post: Post, at: datetime, *, beside: set[int] | None = None) -> Post | None:
    """The head of the same office, or for a head that of the first office above that has one."""
    skip = (beside or set()) | {post.pk}
    office: Office | None = post.office
    passed: set[int] = set()
    while office is not None and office.pk not in passed:
        passed.add(office.pk)
        heads = Post.objects.held(at).filter(office=office, role__in=HEADS).exclude(pk__in=skip)
        head = heads.select_related("office", "deputy").order_by("id").first()
        if head is not None:
            return head
        office = office.superior
    return None


def standings(posts: list[HeldPost]) -> tuple[Standing, ...]:
    """The posts as the authority table asks for them."""
    return tuple(Standing(p.role, p.office_kind, p.reach, p.area_path) for p in posts)


def actor_of(user_id: int, at: datetime, *, post_id: int | None = None) -> Actor:
    """Somebody as an actor, in one of their posts (the first, unless told): for jobs, commands and tests."""
    posts = posts_of(user_id, at)
    post = next((p for p in posts if p.id == post_id), posts[0] if posts else None)
    return as_actor(user_id, posts, post)


def as_actor(user_id: int, posts: list[HeldPost], post: HeldPost | None) -> Actor:
    return Actor(
        "user",
        user_id=user_id,
        post_id=post.id if post else None,
        for_post_id=post.for_post_id if post else None,
        office_id=post.office_id if post else None,
        standings=standings(posts),
    )


def grants(posts: list[HeldPost]) -> list[Grant]:
    """What these posts let their holder see: areas (if the authority table lets the role see doors), and their offices.

    The table is asked once more here, so that a row that says `subtree` where it may not opens nothing.
    """
    reaching = [p for p, one in zip(posts, standings(posts), strict=True) if one.may("door.see")]
    areas = [Grant(area_path=path) for p in reaching for path in (p.area_path, p.former_path) if path]
    return areas + [Grant(office_id=p.office_id) for p in posts if p.reach != Reach.NONE]


def office_of_area(path: str, kind: str) -> Office | None:
    return Office.objects.filter(area__path=path, kind=kind).select_related("superior", "area").first()


def offices_over(path: str) -> dict[str, Office]:
    """Area offices from the top down to this path, by kind: {"township": …, "community": …, "grid": …}."""
    above = [path[:length] for length in LENGTHS if length <= len(path)]
    found = Office.objects.filter(area__path__in=above).filter(kind__in=AREA_OFFICES).select_related("area")
    return {o.kind: o for o in found}


def departments_of(office: Office) -> list[Office]:
    """Departments this office can dispatch to: its own, and those of the offices above it."""
    chain: list[int] = []
    step: Office | None = office
    while step is not None and step.pk not in chain:
        chain.append(step.pk)
        step = step.superior
    found = Office.objects.filter(kind="department", superior_id__in=chain)
    return list(found.select_related("area").order_by("id"))


def members(office_id: int, at: datetime) -> list[Post]:
    """Posts held at an office now, heads first."""
    posts = list(Post.objects.held(at).filter(office_id=office_id).select_related("user").order_by("id"))
    return sorted(posts, key=lambda p: p.role not in HEADS)


def open_phone(sealed: bytes | None) -> str:
    """The number behind its seal; empty where there is none or its key is lost."""
    return unseal(sealed, "phone")
