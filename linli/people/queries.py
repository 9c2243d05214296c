"""Who holds what now, and what that lets them see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from linli.common.keys import KeyMissing
from linli.common.paths import LENGTHS
from linli.common.scope import Grant
from linli.people.models import HEADS, Office, Post, Reach


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

    @property
    def is_head(self) -> bool:
        return self.role in HEADS


def posts_of(user_id: int | None, at: datetime) -> list[HeldPost]:
    """Posts a user holds at this moment; a post that ended this morning is not among them."""
    if user_id is None:
        return []
    rows = Post.objects.held(at).filter(user_id=user_id).select_related("office__area").order_by("id")
    return [
        HeldPost(
            id=p.id,
            office_id=p.office_id,
            office_name=p.office.name,
            office_name_en=p.office.name_en,
            office_kind=p.office.kind,
            superior_id=p.office.superior_id,
            area_path=p.office.area.path,
            role=p.role,
            reach=p.reach,
        )
        for p in rows
    ]


def grants(posts: list[HeldPost]) -> list[Grant]:
    """What these posts let their holder see: areas, and the offices they work in."""
    areas = [Grant(area_path=p.area_path) for p in posts if p.reach == Reach.SUBTREE]
    return areas + [Grant(office_id=p.office_id) for p in posts if p.reach != Reach.NONE]


def office_of_area(path: str, kind: str) -> Office | None:
    return Office.objects.filter(area__path=path, kind=kind).select_related("superior", "area").first()


def offices_over(path: str) -> dict[str, Office]:
    """Area offices from the top down to this path, by kind: {"township": …, "community": …, "grid": …}."""
    above = [path[:length] for length in LENGTHS if length <= len(path)]
    found = Office.objects.filter(area__path__in=above).exclude(kind="department").select_related("area")
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
    if sealed is None:
        return ""
    try:
        return settings.KEY_RING.open(sealed, "phone")
    except KeyMissing:
        return ""
