"""Offices: which one answers for a place, what stands above it, who works there."""

from __future__ import annotations

from datetime import datetime

from linli.common.paths import LENGTHS
from linli.common.sealed import unseal
from linli.people.models import AREA_OFFICES, HEADS, Office, Post


def office_of_area(path: str, kind: str) -> Office | None:
    return Office.objects.filter(area__path=path, kind=kind).select_related("superior", "area").first()


def offices_over(path: str) -> dict[str, Office]:
    """Area offices from the top down to this path, by kind: {"township": …, "community": …, "grid": …}."""
    above = [path[:length] for length in LENGTHS if length <= len(path)]
    found = Office.objects.filter(area__path__in=above).filter(kind__in=AREA_OFFICES).select_related("area")
    return {o.kind: o for o in found}


def chain_of(office: Office) -> list[Office]:
    """This office, then its superior, and so on up; it ends where a circle would begin."""
    chain: list[Office] = []
    step: Office | None = office
    while step is not None and step not in chain:
        chain.append(step)
        step = step.superior
    return chain


def departments_of(office: Office) -> list[Office]:
    """Departments this office can dispatch to: its own, and those of the offices above it."""
    found = Office.objects.filter(kind="department", superior__in=chain_of(office))
    return list(found.select_related("area").order_by("id"))


def members(office_id: int, at: datetime) -> list[Post]:
    """Posts held at an office now, heads first."""
    posts = list(Post.objects.held(at).filter(office_id=office_id).select_related("user").order_by("id"))
    return sorted(posts, key=lambda p: p.role not in HEADS)


def open_phone(sealed: bytes | None) -> str:
    """The number behind its seal; empty where there is none or its key is lost."""
    return unseal(sealed, "phone")
