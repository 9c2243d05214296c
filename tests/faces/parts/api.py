"""The addresses for other systems: nobody who is only logged in gets anything; tests/faces/api asks them with keys."""

from __future__ import annotations

from typing import Any

from linli.faces.api.reading import PHOTO
from linli.faces.api.routes.verbs import STEPS

READ = {"list_cases", "read_case", "read_timeline", "read_key", "read_catalogue", "list_areas", "read_area"}
READ |= {"list_offices", "read_door", "read_figures", "list_photos", "read_photo"}
POSTS = {*STEPS, "bring_photo"}  # of addresses that nobody reads
NO_PAGES = {f"api:{name}" for name in (*READ, *POSTS, "ask", "description", "unknown")}


def addresses(site: Any) -> dict[str, list[str]]:
    here, case = "/api/v1", f"/api/v1/cases/{site.handed.number}"
    return {
        "api:start": ["/api/"],
        "api:description": [f"{here}/openapi.json"],
        "api:list_cases": [f"{here}/cases"],
        "api:ask": [f"{here}/cases"],
        "api:read_case": [case],
        "api:read_timeline": [f"{case}/timeline"],
        "api:list_photos": [f"{case}/photos"],
        "api:read_photo": [f"{case}/photos/{PHOTO}"],
        "api:bring_photo": [f"{here}/photos"],
        **{f"api:{verb}": [f"{case}/{verb}"] for verb in STEPS},
        "api:read_key": [f"{here}/me"],
        "api:read_catalogue": [f"{here}/catalogue"],
        "api:list_areas": [f"{here}/areas"],
        "api:read_area": [f"{here}/areas/{site.town.areas['grid'].path}"],
        "api:list_offices": [f"{here}/offices"],
        "api:read_door": [f"{here}/doors/{site.town.plate.token}"],
        "api:read_figures": [f"{here}/figures"],
        "api:unknown": [f"{here}/nothing", "/api/v2/cases"],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    name = name.partition(":")[2]
    if name in ("start", "description"):
        return {200}
    if name == "unknown":
        return {404}
    return {405} if name in POSTS else {401}


def looks() -> dict[str, list[tuple[str, str]]]:
    return {"api:start": [("", "/api/")]}
