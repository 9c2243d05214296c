"""The pages of the territory: what the grid's people, heads, registrars, the offices above and strangers get."""

from __future__ import annotations

from typing import Any

NO_PAGES = {"desk:boundaries_file"}

UP = {"grid", "community", "township", "county", "prefecture"}
GRID, COMMUNITY, OTHER = "370998001001001", "370998001001", "370998001002"
SEES = {  # role → areas that lie in its sight, of the three that are asked for
    "grid": {GRID},
    "community": {GRID, COMMUNITY},
    "other_community": {OTHER},
    "township": {GRID, COMMUNITY, OTHER},
    "county": {GRID, COMMUNITY, OTHER},
    "prefecture": {GRID, COMMUNITY, OTHER},
    "leader": {GRID, COMMUNITY, OTHER},
    "registrar": {GRID, COMMUNITY, OTHER},
    "other_registrar": {OTHER},
}
DIVIDERS = {"leader", "registrar", "other_registrar"}
NO_AREAS = {"no_post", "water", "housing", "administrator", "police", "volunteer"}
DIVIDES = {"area_draw", "area_rename", "area_close", "area_recode", "area_go_on", "area_move"}
WRITES = {"building_new", "estate_new", "venue_new"}
LOOKS = {"area", "boundaries", "boundaries_file"}


def addresses(site: Any) -> dict[str, list[str]]:
    from linli.common.actor import SYSTEM
    from linli.territory import actions
    from tests.make import LONG_AGO

    venue = actions.enter_venue(site.town.areas["grid"], name="便民店", kind="shop", by=SYSTEM, at=LONG_AGO)
    of_area = {
        f"desk:{name}": [f"/desk/territory/{code}/{tail}" for code in (GRID, COMMUNITY, OTHER)]
        for name, tail in (
            ("area", ""),
            ("area_draw", "draw/"),
            ("area_rename", "rename/"),
            ("area_close", "close/"),
            ("area_recode", "number/"),
            ("area_go_on", "number/go-on/"),
            ("area_move", "move/"),
            ("building_new", "building/"),
            ("estate_new", "estate/"),
            ("venue_new", "venue/"),
            ("boundaries", "boundaries/"),
            ("boundaries_file", "boundaries.geojson"),
        )
    }
    return of_area | {
        "desk:territory": ["/desk/territory/"],
        "desk:territory_codes": ["/desk/territory/codes/"],
        "desk:building_keep": [
            f"/desk/territory/{code}/keep/{site.town.building.pk}/" for code in (GRID, COMMUNITY)
        ],
        "desk:estates": ["/desk/territory/estates/"],
        "desk:estate": [f"/desk/territory/estates/{site.town.building.estate_id}/"],
        "desk:venues": ["/desk/territory/venues/"],
        "desk:venue": [f"/desk/territory/venues/{venue.pk}/"],
        "desk:venue_close": [f"/desk/territory/venues/{venue.pk}/close/"],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    """Heads and registrars divide their own area; the grid's worker writes there; everybody else looks, or does not."""
    name = name.removeprefix("desk:")
    if role == "anonymous":
        return {302}
    sees_areas = role not in NO_AREAS
    if name in ("territory", "estates", "venues"):
        return {200} if sees_areas else {403}
    divides = role in DIVIDERS
    if name == "territory_codes":
        return {200} if divides else {403}
    if name == "estate":  # of the community, beyond a grid's own people
        return {404} if COMMUNITY not in SEES.get(role, ()) else {200} if divides else {403}
    if name in ("venue", "venue_close"):
        if GRID not in SEES.get(role, ()):
            return {404}
        return {200} if role == "grid" or divides else {403}
    code = address.split("/")[3]
    if code not in SEES.get(role, ()):
        return {404}
    if name in LOOKS or divides:
        return {200}
    if name in WRITES and role == "grid":
        return {403} if name == "estate_new" else {200}
    return {403}


def looks() -> dict[str, list[tuple[str, str]]]:
    from linli.territory.models import Area, Building, Estate, Venue

    community = Area.objects.filter(level="community").order_by("path").first()
    building = Building.objects.filter(area__level="grid").order_by("pk").first()
    estate, venue = Estate.objects.order_by("pk").first(), Venue.objects.order_by("pk").first()
    assert community is not None
    assert building is not None
    grid = building.area
    at, inside = f"/desk/territory/{community.path}/", f"/desk/territory/{grid.path}/"
    who = "gaojian"
    pages = {
        "territory": "/desk/territory/",
        "territory_codes": "/desk/territory/codes/",
        "area_draw": f"{at}draw/",
        "area_rename": f"{inside}rename/",
        "area_close": f"{inside}close/",
        "area_recode": f"{at}number/",
        "area_go_on": f"{at}number/go-on/",
        "area_move": f"{inside}move/",
        "building_new": f"{inside}building/",
        "building_keep": f"{inside}keep/{building.pk}/",
        "estate_new": f"{at}estate/",
        "venue_new": f"{at}venue/",
        "boundaries": f"{at}boundaries/",
        "estates": "/desk/territory/estates/",
        "venues": "/desk/territory/venues/",
        "estate": f"/desk/territory/estates/{estate.pk if estate else 0}/",
        "venue": f"/desk/territory/venues/{venue.pk if venue else 0}/",
        "venue_close": f"/desk/territory/venues/{venue.pk if venue else 0}/close/",
    }
    return {f"desk:{name}": [(who, address)] for name, address in pages.items()} | {
        "desk:area": [(who, at), (who, inside)]
    }
