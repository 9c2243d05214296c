"""The pages of figures: of one's own areas; a department of what was handed to it; nobody else counts anything."""

from __future__ import annotations

from typing import Any

from linli.people.models import Post
from linli.territory.models import Area

NO_PAGES = {"desk:figures_export", "desk:figures_sheet"}
HERE = {
    "grid",
    "community",
    "township",
    "county",
    "prefecture",
    "registrar",
    "leader",
}  # whose area holds grid 1
ELSEWHERE = {"next_grid", "other_grid", "other_community", "other_registrar"}
DEPARTMENTS = {"water", "housing"}


def addresses(site: Any) -> dict[str, list[str]]:
    where = f"?area={site.town.areas['grid'].path}"
    return {
        "desk:figures": [
            "/desk/figures/",
            *(f"/desk/figures/{where}&by={v}" for v in ("matter", "office", "days")),
        ],
        "desk:figure_rows": [
            f"/desk/figures/rows/{where}&figure=received",
            "/desk/figures/rows/?figure=who",
            f"/desk/figures/rows/{where}&figure=overdue_now",
        ],
        "desk:figures_export": [
            f"/desk/figures/export.csv{where}",
            f"/desk/figures/export.csv{where}&figure=open_now",
        ],
        "desk:figures_sheet": [f"/desk/figures/sheet.pdf{where}"],
        "desk:chain": [
            "/desk/figures/chain/",
            f"/desk/figures/chain/{where}",
            f"/desk/figures/chain/?building={site.town.building.pk}",
        ],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {302}
    if name == "desk:figure_rows" and "figure=who" in address:
        return {404}  # there is no such figure
    if role in HERE:
        return {200}
    asks_grid = "area=" in address or "building=" in address
    if role in ELSEWHERE:
        return {404} if asks_grid else {200}
    if name == "desk:chain":
        return {404} if asks_grid else {200}
    if role in DEPARTMENTS:  # whatever area the address names: only what was handed to them
        return {404} if name == "desk:figures_sheet" else {200}
    if name == "desk:figures":
        return {404} if asks_grid else {200}
    return {404}


def looks() -> dict[str, list[tuple[str, str]]]:
    """In the demo: a clerk of a community, a grid's head, a department, and somebody of the sub-district."""
    grid = Post.objects.get(user__username="wangfang").office.area
    community = Area.objects.get(pk=grid.parent_id)
    where = f"?area={community.path}"
    views = ("area", "matter", "office", "days", "time")
    return {
        "desk:figures": [
            ("zhoutaizhang", f"/desk/figures/{where}"),
            *(("zhoutaizhang", f"/desk/figures/{where}&by={view}&span=3") for view in views),
            ("wangfang", "/desk/figures/"),
            ("zhoushuiwu", "/desk/figures/"),
        ],
        "desk:figure_rows": [
            ("zhoutaizhang", f"/desk/figures/rows/{where}&figure={code}")
            for code in ("received", "overdue_now")
        ],
        "desk:chain": [("zhoutaizhang", f"/desk/figures/chain/?area={grid.path}")],
    }
