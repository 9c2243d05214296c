"""Changing keys: which values lie under which key, and sealing them anew under the newest, some hundred at a time."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import models, transaction

from linli.common.keys import KeyMissing, KeyRing
from linli.common.sealed import SealedField

CHUNK = 500


@dataclass(slots=True)
class Column:
    """One sealed column: how many values lie under which key, and how many of them open."""

    name: str
    readable: int = 0
    unreadable: int = 0
    under: Counter[int] = field(default_factory=Counter)


def sealed_columns() -> Iterator[tuple[type[models.Model], SealedField]]:
    """Every sealed column of every model; found by its class, so that a new one is never forgotten."""
    for model in apps.get_models():
        for one in model._meta.local_concrete_fields:
            if isinstance(one, SealedField):
                yield model, one


def status(ring: KeyRing) -> list[Column]:
    """What can be read with this ring and what cannot, column by column; every value is opened."""
    found = []
    for model, one in sealed_columns():
        column = Column(f"{model._meta.label_lower}.{one.name}")
        values = model._default_manager.exclude(**{one.name: None}).values_list(one.name, flat=True)
        for value in values.iterator(chunk_size=CHUNK):
            _count(column, bytes(value), one.use, ring)
        found.append(column)
    column = Column("sessions")
    for data in Session.objects.values_list("session_data", flat=True).iterator(chunk_size=CHUNK):
        if sealed := _of_session(data):
            _count(column, sealed, "session", ring)
    return [*found, column]


def _count(column: Column, value: bytes, use: str, ring: KeyRing) -> None:
    column.under[int.from_bytes(value[:2], "big")] += 1
    try:
        ring.open(value, use)
        column.readable += 1
    except KeyMissing:
        column.unreadable += 1


def rotate(ring: KeyRing) -> dict[str, int]:
    """Seal everything anew under the ring's current key, in chunks; what does not open stays as it is.

    Running it again goes on where it was stopped: a value under the current key is left alone. Returns how many
    values of each column were sealed anew.
    """
    done: dict[str, int] = {}
    for model, one in sealed_columns():
        done[f"{model._meta.label_lower}.{one.name}"] = _rotate_column(model, one, ring)
    done["sessions"] = _rotate_sessions(ring)
    return done


def _rotate_column(model: type[models.Model], one: SealedField, ring: KeyRing) -> int:
    number, after = 0, 0
    rows: Any = model._default_manager.exclude(**{one.name: None}).order_by("pk")
    while chunk := list(rows.filter(pk__gt=after).values_list("pk", one.name)[:CHUNK]):
        after = chunk[-1][0]
        old = [(pk, bytes(value)) for pk, value in chunk if not _is_current(bytes(value), ring)]
        with transaction.atomic():
            for pk, value in old:
                try:
                    new = ring.seal(ring.open(value, one.use), one.use)
                except KeyMissing:
                    continue
                same = model._default_manager.filter(
                    pk=pk, **{one.name: value}
                )  # unless somebody wrote meanwhile
                number += same.update(**{one.name: new})  # writes: the same text under another key
    return number


def _is_current(value: bytes, ring: KeyRing) -> bool:
    return int.from_bytes(value[:2], "big") == ring.current


class _Raw:
    """Takes what is sealed out of a session's signed data, and puts it back in."""

    def dumps(self, obj: bytes) -> bytes:
        return base64.b64encode(obj)

    def loads(self, data: bytes) -> bytes:
        return base64.b64decode(data)


def _of_session(data: str) -> bytes | None:
    try:
        sealed: bytes = signing.loads(data, salt=SessionStore().key_salt, serializer=_Raw)
        return sealed
    except (signing.BadSignature, ValueError):
        return None  # signed with a key that is gone: nobody is logged in by it any more


def _rotate_sessions(ring: KeyRing) -> int:
    number = 0
    for session in Session.objects.order_by("pk").iterator(chunk_size=CHUNK):
        sealed = _of_session(session.session_data)
        if sealed is None or _is_current(sealed, ring):
            continue
        try:
            new = ring.seal(ring.open(sealed, "session"), "session")
        except KeyMissing:
            continue
        data = signing.dumps(new, salt=SessionStore().key_salt, serializer=_Raw, compress=True)
        same = Session.objects.filter(pk=session.pk, session_data=session.session_data)
        number += same.update(session_data=data)  # writes: the browser's own session under another key
    return number
