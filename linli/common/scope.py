"""What may be seen now (可见范围): summed once per request by `faces/scope.py`, asked by every `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from linli.common.paths import covering


@dataclass(frozen=True, slots=True)
class Grant:
    """A piece of sight that one module gives to one user. Each grant names one thing.

    `area_path`: a subtree of areas. `office_id`: one works there. `handed_to`: everything this office was handed.
    `case_id`, `household_id`: one case, one household, from beyond one's areas.
    """

    area_path: str | None = None
    office_id: int | None = None
    handed_to: int | None = None
    case_id: int | None = None
    household_id: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What may be seen: `areas` with everything below them, what `handed` offices were handed, single `cases`.

    `offices` are where one works now: whose queues and inboxes one shares.
    """

    user_id: int | None = None
    areas: tuple[str, ...] = ()
    offices: frozenset[int] = frozenset()
    handed: frozenset[int] = frozenset()
    cases: frozenset[int] = frozenset()
    households: frozenset[int] = frozenset()
    purpose: str = ""
    at: datetime | None = None

    @classmethod
    def of(cls, user_id: int | None, grants: list[Grant], *, at: datetime, purpose: str = "") -> Scope:
        """Sum grants; a path inside another one adds nothing and is dropped."""
        areas = covering(g.area_path for g in grants if g.area_path is not None)
        return cls(
            user_id=user_id,
            areas=areas,
            offices=frozenset(g.office_id for g in grants if g.office_id is not None),
            handed=frozenset(g.handed_to for g in grants if g.handed_to is not None),
            cases=frozenset(g.case_id for g in grants if g.case_id is not None),
            households=frozenset(g.household_id for g in grants if g.household_id is not None),
            purpose=purpose,
            at=at,
        )

    def moved(self, at: datetime | None) -> Scope:
        """The same sight at another moment; None: at none, to compare two."""
        return replace(self, at=at)


NOTHING = Scope()
