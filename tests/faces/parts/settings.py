"""Rules and texts: whoever serves at the office of an area reads them as they hold there, its administrator writes."""

from __future__ import annotations

from typing import Any

from tests.faces.parts.staff import INSIDE

NO_PAGES = {"desk:setting_back", "desk:setting_up", "desk:text_back", "desk:text_up"}  # they only take a POST
HERE = "/desk/settings"
NAMES = ("cases.promise", "notify.quiet", "people.staffing", "office.hours")


OVER_ALL = {"township", "county", "prefecture", "registrar", "leader", "administrator"}
AREAS = ("all", "township", "community", "county", "999999")


def addresses(site: Any) -> dict[str, list[str]]:
    areas = site.town.areas
    queries = [f"?area={areas[one].pk if one in areas else one}" for one in AREAS]
    return {
        "desk:settings": [f"{HERE}/", *(f"{HERE}/{query}" for query in queries)],
        "desk:setting": [
            *(f"{HERE}/{name}/" for name in (*NAMES, "no.such_rule")),
            *(f"{HERE}/cases.promise/{query}" for query in queries),
        ],
        "desk:setting_back": [f"{HERE}/cases.promise/back/"],
        "desk:setting_up": [f"{HERE}/cases.promise/up/"],
        "desk:texts": [f"{HERE}/texts/", *(f"{HERE}/texts/{query}" for query in queries)],
        "desk:text": [
            *(f"{HERE}/texts/{name}/" for name in ("verify", "resolve", "no_such_text")),
            *(f"{HERE}/texts/verify/{query}" for query in queries),
        ],
        "desk:text_back": [f"{HERE}/texts/verify/back/"],
        "desk:text_up": [f"{HERE}/texts/verify/up/"],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {302}
    if name in NO_PAGES:
        return {405}
    if "no_such" in address or "no.such" in address:
        return {404}
    if role not in INSIDE:
        return {403}
    return {200} if _shown(role, address.partition("?area=")[2], site) else {404}


def _shown(role: str, area: str, site: Any) -> bool:
    """May one look at the rules of what an address names? Town has one sub-district: it is all there is."""
    if not area:
        return True
    found = next((key for key, one in site.town.areas.items() if str(one.pk) == area), area)
    if found == "all":
        return role in OVER_ALL
    return found == "community" and role in OVER_ALL | {"community"}


def looks() -> dict[str, list[tuple[str, str]]]:
    boss, reader = "xuguanli", "chenshumin"
    return {
        "desk:settings": [(boss, f"{HERE}/"), (reader, f"{HERE}/")],
        "desk:setting": [*((boss, f"{HERE}/{name}/") for name in NAMES), (reader, f"{HERE}/cases.promise/")],
        "desk:texts": [(boss, f"{HERE}/texts/")],
        "desk:text": [(boss, f"{HERE}/texts/resolve/"), (reader, f"{HERE}/texts/verify/")],
    }
