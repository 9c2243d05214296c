from __future__ import annotations

from typing import Any

NO_PAGES: set[str] = set()


def addresses(site: Any) -> dict[str, list[str]]:
    return {"desk:register": ["/desk/register/"]}


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    return {302} if role == "anonymous" else {200}


def looks() -> dict[str, list[tuple[str, str]]]:
    return {"desk:register": [("gaojian", "/desk/register/")]}
