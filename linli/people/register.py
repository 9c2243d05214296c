"""Rows of a register as plain data: a door, its household, the people who live there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.territory.register import Counts, DoorRow, Grid

__all__ = ["Counts", "DoorRow", "Grid", "HouseholdRow", "PersonRow"]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody as a sheet names them; what it does not say is "" or None."""

    name: str
    phone: str = ""
    identity: str = ""
    birth: date | None = None
    is_head: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRow(DoorRow):
    """A door, its household and the people who live there."""

    people: tuple[PersonRow, ...] = ()
