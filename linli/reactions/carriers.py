"""Which modules keep paths of areas, and how each counts and rewrites its own when an area's code or grid changes."""

from __future__ import annotations

from linli.territory.registry import Carrier

CARRIERS: tuple[Carrier, ...] = ()
