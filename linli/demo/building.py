"""Build the invented neighbourhood through the same actions that an office would use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from linli.cases.actions import enter_category
from linli.cases.models import Category
from linli.common.actor import SYSTEM
from linli.demo import content
from linli.people import actions as people
from linli.people.models import Office, User
from linli.territory import actions as territory
from linli.territory.models import Area, Household, Plate

SEED = 7
ROOMS = [f"{floor}{door:02d}" for floor in range(1, 7) for door in (1, 2)]


@dataclass(frozen=True)
class Place:
    """What the stories need to know of the neighbourhood."""

    offices: dict[str, Office]
    users: dict[str, User]
    categories: dict[str, Category]


def build(now: datetime) -> Place:
    """County, sub-district, two communities, grids, doors, residents, offices, staff, catalogue."""
    random = Random(SEED)
    at = now - timedelta(days=120)
    areas = _areas(at)
    offices = _offices(areas, at)
    users = _staff(offices, random, at)
    categories = {
        code: enter_category(
            code=code,
            name=name,
            name_en=english,
            case_class=case_class,
            urgency=urgency,
            department=offices.get(department),
            direct=direct,
            by=SYSTEM,
            at=at,
        )
        for code, name, english, case_class, urgency, department, direct in content.CATEGORIES
    }
    _doors(areas, random, at)
    return Place(offices, users, categories)


def _areas(at: datetime) -> dict[str, Area]:
    def draw(key: str, path: str, level: str, name: str, english: str, parent: Area | None) -> Area:
        code = path.ljust(12, "0") if len(path) < 12 else path
        return territory.draw_area(
            path=path,
            official_code=code,
            level=level,
            name=name,
            name_en=english,
            parent=parent,
            by=SYSTEM,
            at=at,
        )

    areas: dict[str, Area] = {}
    areas["county"] = draw("county", content.COUNTY[0], "county", *content.COUNTY[1:], None)
    areas["township"] = draw(
        "township", content.TOWNSHIP[0], "township", *content.TOWNSHIP[1:], areas["county"]
    )
    for key, (path, name, english) in (("community", content.COMMUNITY), ("neighbour", content.NEIGHBOUR)):
        areas[key] = draw(key, path, "community", name, english, areas["township"])
    for i in range(len(content.ESTATES)):
        path = f"{content.COMMUNITY[0]}{i + 1:03d}"
        name = f"第{content.NUMERALS[i]}网格"
        areas[f"grid:{i + 1}"] = draw("grid", path, "grid", name, f"Grid {i + 1}", areas["community"])
    path = f"{content.NEIGHBOUR[0]}001"
    areas["neighbour-grid"] = draw("grid", path, "grid", "第一网格", "Grid 1", areas["neighbour"])
    return areas


def _offices(areas: dict[str, Area], at: datetime) -> dict[str, Office]:
    def open_(kind: str, name: str, english: str, area: Area, superior: Office | None, phone: str) -> Office:
        return people.open_office(
            kind=kind,
            name=name,
            name_en=english,
            area=area,
            superior=superior,
            by=SYSTEM,
            at=at,
            phone=phone,
            address="青石路 18 号，菜市场对面" if name == content.COMMUNITY[1] else "",
            address_en="18 Qingshi Road, opposite the market" if name == content.COMMUNITY[1] else "",
            hours="周一至周五 9:00–12:00，14:00–17:30；周六 9:00–12:00" if kind == "community" else "",
            hours_en="Mon–Fri 9:00–12:00, 14:00–17:30; Sat 9:00–12:00" if kind == "community" else "",
        )

    found: dict[str, Office] = {}
    county = open_(
        "county", "槐安区诉求中心", "District Request Centre", areas["county"], None, "0399-801 2000"
    )
    township = open_(
        "township", "柳荫街道办事处", "Liuyin Sub-district Office", areas["township"], county, "0399-801 2345"
    )
    found.update(county=county, township=township)
    for key, area in (("community", content.COMMUNITY), ("neighbour", content.NEIGHBOUR)):
        phone = "0399-801 2301" if key == "community" else "0399-801 2302"
        found[key] = open_("community", area[1], area[2], areas[key], township, phone)
    for key, area_ in areas.items():
        if area_.level == "grid":
            above = found["neighbour" if key == "neighbour-grid" else "community"]
            name, english = f"{above.name}{area_.name}", f"{area_.name_en}, {above.name_en}"
            found[key] = open_("grid", name, english, area_, above, above.phone)
    for key, name, english, phone in content.DEPARTMENTS:
        found[key] = open_("department", name, english, areas["county"], county, phone)
    return found


def _staff(offices: dict[str, Office], random: Random, at: datetime) -> dict[str, User]:
    rows = list(content.STAFF)
    named = {office for _, _, office, _, _ in rows}
    for key in offices:  # no grid without somebody who answers
        if key.startswith("grid:") and (key not in named or key == "grid:2"):
            rows.append((f"worker{key[5:]}", content.person_name(random), key, "grid_worker", "subtree"))
            rows.append((f"head{key[5:]}", content.person_name(random), key, "grid_head", "subtree"))
    users = {}
    for username, name, office, role, reach in rows:
        user = people.enter_user(username=username, name=name, password=None, by=SYSTEM, at=at)
        people.appoint(user, offices[office], role=role, reach=reach, by=SYSTEM, at=at)
        users[username] = user
    return users


def _doors(areas: dict[str, Area], random: Random, at: datetime) -> None:
    doors = dict.fromkeys((1, 2, 3), ROOMS)
    plan = [(areas[f"grid:{i + 1}"], *estate) for i, estate in enumerate(content.ESTATES)]
    plan.append((areas["neighbour-grid"], "桥北里", "North Bridge Lane", 2))
    for grid, estate, english, buildings in plan:
        for n in range(1, buildings + 1):
            territory.enter_building(
                grid,
                estate=estate,
                estate_en=english,
                name=f"{n} 栋",
                name_en=f"Building {n}",
                doors=doors,
                by=SYSTEM,
                at=at,
            )
    people.enter_residents(
        (
            (household, content.person_name(random), content.phone_number(random))
            for household in Household.objects.order_by("id").iterator()
        ),
        by=SYSTEM,
        at=at,
    )


def plate_of(estate: str, building: str, entrance: int) -> Plate:
    """The plate that hangs at one entrance now."""
    return Plate.objects.get(
        entrance__building__estate__name=estate,
        entrance__building__name=building,
        entrance__number=entrance,
        retired_at=None,
    )
