"""Who acts (办事人): every action is told, none looks it up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from linli.common.authority import Standing, refusal
from linli.common.refusals import Refusal, Refused

ActorKind = Literal["user", "resident", "partner", "clock", "system", "api"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which post, for whom.

    `user_id` and `post_id` are set for kind "user" (and `user_id` for "api"). `for_post_id` is the post an
    absent holder left to be acted for; `token_id` is the key of another system (kind "api").
    `asker_of` holds the one case id that a resident's own link opened, `errand_of`
    the one that a firm's link opened (kind "partner").
    `standings` are all posts held now, as the table of `authority` asks for them.
    """

    kind: ActorKind
    user_id: int | None = None
    post_id: int | None = None
    for_post_id: int | None = None
    office_id: int | None = None
    asker_of: int | None = None
    errand_of: int | None = None
    token_id: int | None = None
    standings: tuple[Standing, ...] = ()

    @property
    def key(self) -> str:
        """Name under which commands are remembered: the person, whatever the post, or the key they gave away."""
        if self.token_id is not None:
            return f"{self.kind}:{self.token_id}"
        return f"{self.kind}:{self.user_id}" if self.user_id else self.kind

    def in_post(self, post_id: int, office_id: int, for_post_id: int | None = None) -> Actor:
        """The same person, acting in another of their posts."""
        return replace(self, post_id=post_id, office_id=office_id, for_post_id=for_post_id)

    def refusal(self, verb: str, path: str | None = None) -> Refusal | None:
        """Why this actor may not do a verb of the authority table at a path; the installation itself may."""
        if self.kind in ("system", "clock"):
            return None
        return refusal(self.standings, verb, path)

    def require(self, verb: str, path: str | None = None) -> None:
        """Raise Refused (no_post_now, not_your_role, outside_your_area) unless this actor may."""
        if (why := self.refusal(verb, path)) is not None:
            raise Refused(why)


CLOCK = Actor("clock")
SYSTEM = Actor("system")
RESIDENT = Actor("resident")
PARTNER = Actor("partner")
