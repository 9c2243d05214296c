"""Which long jobs there are: kind → one step of it (`office.registry.Step`)."""

from __future__ import annotations

from linli.office.registry import Step

JOBS: dict[str, Step] = {}
