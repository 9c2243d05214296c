"""The screen on the wall: those of an area's office who take orders in; they stand in its duty room."""

from __future__ import annotations

from typing import Any

from tests.faces.parts.orders import AT_COMMUNITY, FOR_ALL

NO_PAGES: set[str] = set()


def addresses(site: Any) -> dict[str, list[str]]:
    return {"desk:wall": ["/desk/wall/", "/desk/wall/?part=1", "/desk/wall/?area=nowhere"]}


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {302}
    return {200} if role in FOR_ALL | AT_COMMUNITY else {403}


def looks() -> dict[str, list[tuple[str, str]]]:
    return {"desk:wall": [("sunli", "/desk/wall/"), ("linxiaoyan", "/desk/wall/")]}
