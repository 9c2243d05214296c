"""A column that holds only sealed bytes. Which key opens a value stands in its first two bytes (`keys.KeyRing`)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from linli.common.keys import KeyMissing


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """Bytes made by `settings.KEY_RING.seal(text, use)`. Key rotation finds every such column by its class."""

    def __init__(self, *args: Any, use: str, **kwargs: Any) -> None:
        self.use = use
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"use": self.use}


def seal(text: str, use: str) -> bytes | None:
    """The sealed text; None for an empty one, so that "nothing known" stays plain to see."""
    return settings.KEY_RING.seal(text, use) if text else None


def unseal(sealed: bytes | None, use: str, *, lost: str = "") -> str:
    """The text behind a seal; "" where there is none, `lost` where its key is not in the ring."""
    if sealed is None:
        return ""
    try:
        return settings.KEY_RING.open(sealed, use)
    except KeyMissing:
        return lost
