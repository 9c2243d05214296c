"""Who calls: a key in the header, and what may be seen with it. Cookies are never asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from linli.cases import queries as cases
from linli.cases.models import Case, CaseQuerySet
from linli.common.actor import Actor
from linli.common.inside import inside
from linli.common.refusals import Refusal
from linli.common.scope import Scope
from linli.faces.api import limits
from linli.people import queries as people
from linli.people.models import ApiToken
from linli.people.queries import HeldPost
from linli.people.queries.interfaces import at_work, token_of

# a scope at no moment, the areas that narrow it, whoever issued the key
Sight = tuple[Scope, tuple[str, ...], int | None]


class Stopped(Exception):
    """The call ends here: a status and a refusal; `wait` seconds where it is only too early."""

    def __init__(self, status: int, refusal: Refusal, *, wait: int | None = None) -> None:
        super().__init__(refusal.code)
        self.status, self.refusal, self.wait = status, refusal, wait


@dataclass
class Caller:
    """A key at work in one call: whom it acts as, in which post, at which moment."""

    token: ApiToken
    actor: Actor
    post: HeldPost
    now: datetime

    @cached_property
    def scope(self) -> Scope:
        grants = people.grants([self.post]) + cases.grants([self.post], self.now)
        return Scope.of(self.actor.user_id, grants, at=self.now)

    @property
    def sight(self) -> Sight:
        """What of requests this key sees, but for the moment: laid out once, asked at every call."""
        within = (self.token.area.path, self.token.area.former_path) if self.token.area is not None else ()
        return self.scope.moved(None), tuple(path for path in within if path), self.token.created_by_id

    def cases(self) -> CaseQuerySet:
        return seen(*self.sight, self.now)


def seen(scope: Scope, within: tuple[str, ...], issuer: int | None, now: datetime) -> CaseQuerySet:
    """What the post sees, in the area of the key. Never what only a few named people see, nor what is about somebody
    who serves here, nor what whoever issued the key stays out of: a key is no way around that."""
    found = Case.objects.visible_to(scope.moved(now)).filter(restricted=False, names_staff=False)
    if within:
        found = found.filter(inside(within))
    return found.not_about(issuer)


class Key(HttpBearer):
    """A key that must be good for one thing (`scope`; "" for any key at all)."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        request.actor = Actor("api")  # type: ignore[attr-defined]  # whoever a cookie names is not asked
        kind, _, text = request.headers.get("Authorization", "").strip().partition(" ")
        if kind.lower() != "bearer" or not text:
            raise Stopped(401, Refusal("token_missing"))
        return self.authenticate(request, text.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        now: datetime = request.now  # type: ignore[attr-defined]
        found = token_of(token)
        if found is None:
            raise Stopped(401, Refusal("token_unknown"))
        held = at_work(found, now)
        if held is None:
            raise Stopped(401, Refusal("token_ended"))
        if (over := limits.spend(found, now)) is not None:
            most, seconds = over
            refusal = Refusal("too_many_calls", {"most": most, "seconds": seconds})
            raise Stopped(429, refusal, wait=seconds)
        request.actor = held.actor  # type: ignore[attr-defined]
        if self.scope and self.scope not in found.scopes:
            raise Stopped(403, Refusal("scope_missing", {"scope": self.scope}))
        return Caller(found, held.actor, held.post, now)


def caller(request: HttpRequest) -> Caller:
    """Who calls; set by `Key` before a view is reached."""
    found: Any = request.auth  # type: ignore[attr-defined]
    assert isinstance(found, Caller)
    return found
