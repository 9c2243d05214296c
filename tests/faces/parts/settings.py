"""Rules and texts: whoever serves at the office of an area reads them, the administrator of the sub-district writes."""

from __future__ import annotations

from typing import Any

from tests.faces.parts.staff import INSIDE

NO_PAGES = {"desk:setting_back", "desk:text_back"}  # they only take a POST
HERE = "/desk/settings"
NAMES = ("cases.promise", "notify.quiet", "people.staffing", "office.hours")


def addresses(site: Any) -> dict[str, list[str]]:
    return {
        "desk:settings": [f"{HERE}/"],
        "desk:setting": [f"{HERE}/{name}/" for name in (*NAMES, "no.such_rule")],
        "desk:setting_back": [f"{HERE}/cases.promise/back/"],
        "desk:texts": [f"{HERE}/texts/"],
        "desk:text": [f"{HERE}/texts/{name}/" for name in ("verify", "resolve", "no_such_text")],
        "desk:text_back": [f"{HERE}/texts/verify/back/"],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {302}
    if name in NO_PAGES:
        return {405}
    if "no_such" in address or "no.such" in address:
        return {404}
    return {200} if role in INSIDE else {403}


def looks() -> dict[str, list[tuple[str, str]]]:
    boss, reader = "xuguanli", "chenshumin"
    return {
        "desk:settings": [(boss, f"{HERE}/"), (reader, f"{HERE}/")],
        "desk:setting": [*((boss, f"{HERE}/{name}/") for name in NAMES), (reader, f"{HERE}/cases.promise/")],
        "desk:texts": [(boss, f"{HERE}/texts/")],
        "desk:text": [(boss, f"{HERE}/texts/resolve/"), (reader, f"{HERE}/texts/verify/")],
    }
