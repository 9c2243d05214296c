"""How a text leaves the house. None is installed at first: then people call (the desk lists whom, and what to say).

An administrator names a class in `LINLI_GATEWAY` (docs/how-to/plug-in-a-gateway.md); a test installs its own.
"""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Gateway(Protocol):
    """Sends one text to one number; returns the carrier's reference. Whatever it raises counts as a failed try."""

    def send(self, to: str, text: str) -> str: ...


_installed: list[Gateway] = []


def install(gateway: Gateway | None) -> None:
    """Use this one from now on; None takes it out again."""
    _installed[:] = [] if gateway is None else [gateway]


def current() -> Gateway | None:
    """The one that is used now, or None."""
    if not _installed and settings.GATEWAY:
        _installed.append(import_string(settings.GATEWAY)())
    return _installed[0] if _installed else None
