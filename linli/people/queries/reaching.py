"""Whom to reach now: who is there at an office, who is on duty for a place."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from linli.people.models import HEADS, Absence, Office, Post, Shift, User
from linli.people.queries.duty import on_duty
from linli.people.queries.offices import offices_over

UP = ("grid", "community", "township", "county", "prefecture")


def first_present(office: Office, at: datetime, on_shift: bool = False) -> User | None:
    """Who can be reached at an office: `on_shift` whoever is on duty first, else a head, else anybody who is there."""
    if on_shift:
        shift = on_duty(office.pk, at)
        if shift is not None:
            return shift.user
    away = Absence.objects.on(at).filter(post=OuterRef("pk"))
    posts = Post.objects.held(at).filter(~Exists(away), office=office).select_related("user").order_by("id")
    first = min(posts, key=lambda post: post.role not in HEADS, default=None)
    return first.user if first else None


def duty_over(path: str, at: datetime) -> Shift | None:
    """Who is on duty for a place now: at its grid, else at the office above it that has a roster for this moment."""
    over = offices_over(path)
    for kind in UP:
        if kind in over and (shift := on_duty(over[kind].pk, at)) is not None:
            return shift
    return None
