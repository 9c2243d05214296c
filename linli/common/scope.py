"""What may be seen now (可见范围): summed once per request by `faces/scope.py`, asked by every `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.common.paths import covering


@dataclass(frozen=True, slots=True)
class Grant:
    """A piece of sight that one module gives to one user: a subtree of areas, or what an office was handed."""

    area_path: str | None = None
    office_id: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """`areas`: paths seen with everything below them; `offices`: offices whose handed cases are seen."""

    user_id: int | None = None
    areas: tuple[str, ...] = ()
    offices: frozenset[int] = frozenset()
    purpose: str = ""
    at: datetime | None = None

    @classmethod
    def of(cls, user_id: int | None, grants: list[Grant], *, at: datetime, purpose: str = "") -> Scope:
        """Sum grants; a path inside another one adds nothing and is dropped."""
        areas = covering(g.area_path for g in grants if g.area_path is not None)
        offices = frozenset(g.office_id for g in grants if g.office_id is not None)
        return cls(user_id=user_id, areas=areas, offices=offices, purpose=purpose, at=at)


NOTHING = Scope()
