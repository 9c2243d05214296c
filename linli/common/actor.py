"""Who acts (办事人): every action is told, none looks it up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["user", "resident", "clock", "system", "api"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which post, for whom.

    `user_id` and `post_id` are set for kind "user" (and `user_id` for "api"). `for_post_id` is the post an
    absent holder left to be acted for. `asker_of` holds the one case id that a resident's own link opened.
    """

    kind: ActorKind
    user_id: int | None = None
    post_id: int | None = None
    for_post_id: int | None = None
    office_id: int | None = None
    asker_of: int | None = None

    @property
    def key(self) -> str:
        """Name under which commands are remembered: the person, whatever the post; stable across sessions."""
        return f"{self.kind}:{self.user_id}" if self.user_id else self.kind


CLOCK = Actor("clock")
SYSTEM = Actor("system")
RESIDENT = Actor("resident")
