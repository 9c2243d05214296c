from __future__ import annotations

from typing import Any

from django.urls import reverse

NO_PAGES = {"desk:undo"}  # it only takes a POST


def addresses(site: Any) -> dict[str, list[str]]:
    return {
        "desk:approving": ["/desk/approving/"],
        "desk:do_now": ["/desk/do-now/"],
        "desk:undo": [reverse("desk:undo", args=[case.number]) for case in (site.handed, site.kept)],
    }


# Posts that look after an area; the others have nothing to do on the spot of anybody's home.
AREA = {
    *("grid", "next_grid", "other_grid", "community", "other_community", "township", "county", "prefecture"),
    *("registrar", "leader", "other_registrar"),
}


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {405, 302}
    if name == "desk:undo":
        return {405}
    if name == "desk:do_now":
        return {200} if role in AREA else {403}
    return {200}


def looks() -> dict[str, list[tuple[str, str]]]:
    return {
        "desk:approving": [("linxiaoyan", "/desk/approving/")],
        "desk:do_now": [("linxiaoyan", "/desk/do-now/")],
    }
