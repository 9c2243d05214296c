"""Shops, schools, stations, workshops, and the homes of members that are open to neighbours."""

from __future__ import annotations

from random import Random

from linli.demo.generator import names
from linli.demo.generator.ground import Rect, off_the_lines, place
from linli.demo.generator.rows import AreaRow, BuildingRow, VenueRow

IN_TOWN, IN_VILLAGE, IN_SPECIAL = (3, 7), (1, 4), (5, 10)  # venues of a grid, from–to
CENTRE_HOMES = (1, 2, 2, 2, 3, 3, 3)  # 党员中心户 of a grid, drawn from these: two to five is the standard
RENTED = "rented"


def venues(
    random: Random, areas: list[AreaRow], rects: dict[str, Rect], buildings: list[BuildingRow]
) -> list[VenueRow]:
    """About 900 in a whole sub-district; every community has its centre. No name is given twice in a grid."""
    inside: dict[str, list[int]] = {}
    for n, building in enumerate(buildings):
        inside.setdefault(building.area[:15], []).append(n)
    special = {c.special[0]: c.special for c in [*names.NORTH, *names.SOUTH] if c.special}
    found: list[VenueRow] = []
    for area in areas:
        if area.level != "grid":
            continue
        here: dict[str, VenueRow] = {}
        houses = inside.get(area.path, [])

        def add(
            kind: str,
            name: str,
            building: int | None,
            hours: str,
            *,
            area: AreaRow = area,
            here: dict[str, VenueRow] = here,
        ) -> None:
            rect = rects[area.path]
            point = place(
                off_the_lines(random.uniform(rect.west, rect.east)),
                off_the_lines(random.uniform(rect.south, rect.north)),
            )
            path, address = area.path, ""
            if building is not None:
                house = buildings[building]
                point, path, address = house.point, house.area, f"{house.estate} {house.name}"
            phone = (
                f"0399-80{random.randrange(10)} {random.randrange(3000, 9999)}"
                if random.random() < 0.6
                else ""
            )
            here.setdefault(name, VenueRow(path, kind, name, address, phone, hours, point, building))

        if area.path.endswith("001"):
            add("centre", "党群服务中心", random.choice(houses), names.HOURS[0])
        if area.kind == "special":
            name, _, kind, _ = special[area.name]
            add(kind, name.removesuffix("专属网格"), None, "全天")
        kinds = list(names.VENUES)
        weights = [village if area.kind == "rural" else town for _, town, village in names.VENUES.values()]
        bounds = {"rural": IN_VILLAGE, "special": IN_SPECIAL}.get(area.kind, IN_TOWN)
        for kind in random.choices(kinds, weights, k=random.randint(*bounds)):
            title = f"{random.choice(names.SHOP_FIRST)}{random.choice(names.VENUES[kind][0])}"
            ground_floor = kind in ("shop", "canteen", RENTED) and houses and random.random() < 0.6
            add(kind, title, random.choice(houses) if ground_floor else None, random.choice(names.HOURS))
        for n in random.sample(houses, min(len(houses), random.choice(CENTRE_HOMES))):
            add("centre_home", f"{buildings[n].estate}{buildings[n].name}党员中心户", n, "每天 9:00–20:00")
        found += here.values()
    return found
