"""The page of whoever keeps the installation, and the figures for machines (shut here: no setting opens them)."""

from __future__ import annotations

from typing import Any

NO_PAGES = {"metrics"}
KEEP = {"administrator"}


def addresses(site: Any) -> dict[str, list[str]]:
    return {"desk:operations": ["/desk/operations/"], "metrics": ["/metrics"]}


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if name == "metrics":
        return {404}
    if role == "anonymous":
        return {302}
    return {200} if role in KEEP else {403}


def looks() -> dict[str, list[tuple[str, str]]]:
    return {"desk:operations": [("xuguanli", "/desk/operations/")]}
