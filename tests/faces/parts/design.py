"""The plans of grids: whoever divides an area asks for, changes and adopts its plans; nobody else sees them."""

from __future__ import annotations

from typing import Any

NO_PAGES = {"desk:plan_geojson", "desk:plan_pdf", "desk:plan_undo", "desk:plan_again"}
GRID, COMMUNITY, OTHER, TOWNSHIP = "370998001001001", "370998001001", "370998001002", "370998001"
DIVIDES = {  # role → areas it may divide, of those that are asked for
    "leader": {GRID, COMMUNITY, OTHER, TOWNSHIP},
    "registrar": {GRID, COMMUNITY, OTHER, TOWNSHIP},
    "other_registrar": {OTHER},
}
SEES = {
    "grid": {GRID},
    "community": {GRID, COMMUNITY},
    "other_community": {OTHER},
    "township": {GRID, COMMUNITY, OTHER, TOWNSHIP},
    "county": {GRID, COMMUNITY, OTHER, TOWNSHIP},
    "prefecture": {GRID, COMMUNITY, OTHER, TOWNSHIP},
    "leader": {GRID, COMMUNITY, OTHER, TOWNSHIP},
    "registrar": {GRID, COMMUNITY, OTHER, TOWNSHIP},
    "other_registrar": {OTHER},
}


def plan(area: Any, communities: list[Any], *, buildings: list[int]) -> Any:
    """A draft for an area without the solver: one grid with these buildings in its first community."""
    import shapely

    from linli.common.actor import SYSTEM
    from linli.territory.actions.proposing import Figures, ask_proposal, keep_part
    from linli.territory.queries.proposals import Wish
    from tests.make import LONG_AGO

    found = ask_proposal(area, Wish(), households=1, by=SYSTEM, at=LONG_AGO)
    grid = communities[0].children.order_by("path").first()
    ground = shapely.to_wkb(shapely.box(113.22, 35.24, 113.23, 35.25))
    one = Figures("001", grid, buildings, 4, 12.0, 0.6, False, True, ground)
    for n, community in enumerate(communities):
        answer = {
            "number": 1,
            "walk": 12.0,
            "bound": None,
            "gap": None,
            "fewest": 1,
            "most": 1,
            "remarks": [],
        }
        keep_part(found, community, answer, [one] if n == 0 else [], last=community is communities[-1])
    found.refresh_from_db()
    return found


def addresses(site: Any) -> dict[str, list[str]]:
    areas, building = site.town.areas, [site.town.building.pk]
    plans = {
        COMMUNITY: plan(areas["community"], [areas["community"]], buildings=building),
        OTHER: plan(areas["other_community"], [areas["other_community"]], buildings=[]),
        TOWNSHIP: plan(areas["township"], [areas["community"], areas["other_community"]], buildings=building),
    }
    site.plans = {str(one.uuid): path for path, one in plans.items()}
    at = {path: f"/desk/design/{one.uuid}/" for path, one in plans.items()}
    inside = f"?at={COMMUNITY}"
    return {
        "desk:design": ["/desk/design/"],
        "desk:design_ask": [f"/desk/design/new/{code}/" for code in (GRID, COMMUNITY, OTHER, TOWNSHIP)],
        "desk:plan": [*at.values(), at[TOWNSHIP] + inside],
        "desk:plan_compare": [f"{at[COMMUNITY]}compare/?with={plans[COMMUNITY].uuid}"],
        "desk:plan_move": [f"{at[COMMUNITY]}move/", f"{at[OTHER]}move/", f"{at[TOWNSHIP]}move/{inside}"],
        "desk:plan_again": [f"{one}again/" for one in at.values()],
        "desk:plan_undo": [f"{one}undo/" for one in at.values()],
        "desk:plan_drop": [f"{one}drop/" for one in at.values()],
        "desk:plan_adopt": [f"{at[COMMUNITY]}adopt/{COMMUNITY}/", f"{at[OTHER]}adopt/{OTHER}/"],
        "desk:plan_geojson": [f"{at[COMMUNITY]}plan.geojson"],
        "desk:plan_pdf": [f"{at[COMMUNITY]}plan.pdf"],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    """Where one divides: the pages; where one only sees: 403; elsewhere nothing is there."""
    name = name.removeprefix("desk:")
    if role == "anonymous":
        return {302}
    if name in ("plan_undo", "plan_again"):
        return {405}
    if name == "design":
        return {200} if role in DIVIDES else {403}
    key = address.split("/")[4 if name == "design_ask" else 3]
    path = site.plans.get(key, key)
    if path not in SEES.get(role, ()):
        return {404}
    if path not in DIVIDES.get(role, ()):
        return {403}
    return {404} if name == "design_ask" and path == GRID else {200}


def looks() -> dict[str, list[tuple[str, str]]]:
    from linli.territory.models import Area, Building

    community = Area.objects.filter(level="community").order_by("path").first()
    assert community is not None
    inside = Building.objects.filter(area_path__startswith=community.path).order_by("pk")
    found = plan(community, [community], buildings=list(inside.values_list("pk", flat=True)[:40]))
    who, at = "gaojian", f"/desk/design/{found.uuid}/"
    pages = {
        "design": "/desk/design/",
        "design_ask": f"/desk/design/new/{community.path}/",
        "plan": at,
        "plan_compare": f"{at}compare/?with={found.uuid}",
        "plan_move": f"{at}move/",
        "plan_drop": f"{at}drop/",
        "plan_adopt": f"{at}adopt/{community.path}/",
    }
    return {f"desk:{name}": [(who, address)] for name, address in pages.items()}
