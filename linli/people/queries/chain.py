"""Who answers for a door (责任链): from the county down to the grid, who looks after it there, who stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.common.paths import covers
from linli.people.models import HEADS, Office, Post, Role
from linli.people.queries.offices import offices_over
from linli.people.queries.standing_in import stand_ins

DOWN = ("prefecture", "county", "township", "community", "grid")
LOOKS_AFTER = (Role.GRID_WORKER, Role.PART_TIME, Role.BUILDING_HEAD, Role.GROUP_HEAD)


@dataclass(frozen=True, slots=True)
class Answers:
    """Somebody answerable, and who is there for them now: the same person, a stand-in, or None where nobody is."""

    post: Post
    now: Post | None
    phone: str

    @property
    def stands_in(self) -> bool:
        return self.now is not None and self.now.user_id != self.post.user_id


@dataclass(frozen=True, slots=True)
class Rung:
    """One office of the chain: who leads it, at the grid also who looks after this very door. May be nobody yet."""

    office: Office
    people: tuple[Answers, ...]

    @property
    def phone(self) -> str:
        """A number that rings somewhere."""
        return self.office.phone or next((one.phone for one in self.people if one.phone), "")


def chain(path: str, at: datetime) -> list[Rung]:
    """From the top down to the grid of this place. An area without an office is left out."""
    over = offices_over(path)
    offices = [over[kind] for kind in DOWN if kind in over]
    held = Post.objects.held(at).filter(office__in=offices)
    rows = held.select_related("user", "office", "area", "deputy__user").order_by("id")
    posts = {
        office.pk: _answerable([p for p in rows if p.office_id == office.pk], path) for office in offices
    }
    there = stand_ins([post for some in posts.values() for post in some], at)
    return [
        Rung(office, tuple(_answers(post, there[post.pk]) for post in posts[office.pk])) for office in offices
    ]


def _answerable(posts: list[Post], path: str) -> list[Post]:
    """Heads first; then those whose patch the door lies in; where there is neither, whoever serves there longest."""
    heads = [post for post in posts if post.role in HEADS]
    near = [
        post
        for post in posts
        if post.role in LOOKS_AFTER and (post.area is None or covers(post.area.path, path))
    ]
    return heads + near or posts[:1]


def _answers(post: Post, now: Post | None) -> Answers:
    phones = (now.phone if now else "", post.phone, post.office.phone)
    return Answers(post, now, next((one for one in phones if one), ""))
