"""A refusal has a stable code and parameters; each face turns it into words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not. `code` is stable (tests and faces know it), `params` fill its sentence."""

    code: str
    params: dict[str, Any] = field(default_factory=dict)


class Refused(Exception):
    """An action was not allowed; nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class IllegalMove(Refused):
    """The workflow table has no such move from this position."""


class Stale(Refused):
    """The form was made before something else happened; `since` is the last entry that its writer saw."""

    def __init__(self, since: int, now: int) -> None:
        super().__init__(Refusal("stale", {"since": since, "now": now}))
        self.since = since


def refuse(code: str, **params: Any) -> Refused:
    """Shorthand for raising: `raise refuse("not_holder")`."""
    return Refused(Refusal(code, params))
