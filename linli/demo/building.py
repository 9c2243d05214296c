"""Build the invented sub-district through the same actions that an office would use."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils.timezone import get_default_timezone

from linli.cases.actions import change_catalogue, name_answerer
from linli.cases.catalogue import load
from linli.cases.models import Category
from linli.common.actor import SYSTEM
from linli.demo import content
from linli.demo.generator import generate
from linli.demo.generator.rows import NeedRow, SubDistrict
from linli.people import actions as people
from linli.people.actions import bulk as serving
from linli.people.models import Office, Post, Resident, User
from linli.people.register import Grid, HouseholdRow, PersonRow
from linli.territory import actions as territory
from linli.territory.actions import bulk as ground
from linli.territory.models import Area, Estate, Household, Plate

SINCE = timedelta(days=120)  # how long everything stands before the day of seeding
ROSTER_DAYS = 14
Door = tuple[int, int]  # number of the building, number of the home in it
Homes = dict[Door, int]  # ids of households


@dataclass(frozen=True)
class Place:
    """What the stories need to know of the neighbourhood."""

    offices: dict[str, Office]
    users: dict[str, User]
    categories: dict[str, Category]

    @property
    def branch(self) -> Office:
        """The Party branch of the community."""
        return self.offices[f"branch:{content.COMMUNITY[0]}"]


def build(now: datetime, *, small: bool = False) -> Place:
    """County, sub-district, communities, grids, homes, venues; offices, staff, members, needs; the catalogue."""
    plan = generate(small=small)
    at = now - SINCE
    areas = _areas(plan, at)
    buildings = _buildings(plan, areas, at)
    homes = _households(plan, areas, buildings, at)
    _venues(plan, areas, buildings, at)
    offices = _offices(plan, areas, at)
    users, posts = _staff(plan, areas, offices, homes, at)
    _week(plan, offices, users, posts, now)
    _needs(plan.needs, users, homes, now)
    change_catalogue(load(), reason="系统自带的事项目录", by=SYSTEM, at=at)
    categories = {category.code: category for category in Category.objects.all()}
    for role, office in content.ANSWERERS.items():
        name_answerer(role, areas[content.COUNTY[0]], offices[office], by=SYSTEM, at=at)
    return Place(offices, users, categories)


def _areas(plan: SubDistrict, at: datetime) -> dict[str, Area]:
    areas: dict[str, Area] = {}
    for row in plan.areas:
        areas[row.path] = territory.draw_area(
            path=row.path,
            official_code=row.path.ljust(12, "0"),
            level=row.level,
            kind=row.kind,
            name=row.name,
            name_en=row.name_en,
            settlement=row.settlement,
            parent=areas.get(row.parent),
            by=SYSTEM,
            at=at,
        )
    features = [
        {
            "type": "Feature",
            "properties": {"code": row.path},
            "geometry": {"type": "Polygon", "coordinates": [row.ring]},
        }
        for row in plan.areas
        if row.parent
    ]
    drawn = json.dumps({"type": "FeatureCollection", "features": features})
    territory.set_boundaries(areas[content.TOWNSHIP[0]], drawn, datum="wgs", by=SYSTEM, at=at)
    return areas


def _buildings(plan: SubDistrict, areas: dict[str, Area], at: datetime) -> list[int]:
    """Estates and buildings with their doors and plates, in the order of the plan; ids of the buildings."""
    estates: dict[tuple[str, str], Estate] = {}
    for row in plan.estates:
        estates[row.community, row.name] = territory.enter_estate(
            areas[row.community], name=row.name, name_en=row.name_en, kind=row.kind, by=SYSTEM, at=at
        )
    rows = []
    for building in plan.buildings:
        doors: dict[int, list[str]] = {}
        for home in building.homes:
            doors.setdefault(home.entrance, []).append(home.room)
        rows.append(
            ground.BuildingRow(
                area=areas[building.area],
                estate=estates[building.community, building.estate],
                name=building.name,
                name_en=building.name_en,
                longitude=building.point[0],
                latitude=building.point[1],
                doors=doors,
            )
        )
    return ground.enter_buildings(rows, by=SYSTEM, at=at)


def _households(plan: SubDistrict, areas: dict[str, Area], buildings: list[int], at: datetime) -> Homes:
    rows: list[HouseholdRow] = []
    for building in plan.buildings:
        area, community = areas[building.area], areas[building.community]
        grid = Grid(area.pk, area.path, community.pk, community.path)
        rows += [
            HouseholdRow(
                grid=grid,
                estate=building.estate,
                building=building.name,
                entrance=home.entrance,
                room=home.room,
                size=home.size,
                people=tuple(PersonRow(p.name, p.phone, is_head=p.is_head) for p in home.people),
            )
            for home in building.homes
            if home.people
        ]
    people.enter_households(rows, run=None, by=SYSTEM, at=at)
    doors = ("dwelling__entrance__building_id", "dwelling__entrance__number", "dwelling__room")
    found = {tuple(door): pk for pk, *door in Household.objects.values_list("pk", *doors)}
    return {
        (n, m): found[buildings[n], home.entrance, home.room]
        for n, building in enumerate(plan.buildings)
        for m, home in enumerate(building.homes)
        if home.people
    }


def _venues(plan: SubDistrict, areas: dict[str, Area], buildings: list[int], at: datetime) -> None:
    rows = [
        ground.VenueRow(
            area=areas[venue.area],
            kind=venue.kind,
            name=venue.name,
            more={
                "address": venue.address,
                "phone": venue.phone,
                "hours": venue.hours,
                "longitude": venue.point[0],
                "latitude": venue.point[1],
                "building_id": None if venue.building is None else buildings[venue.building],
            },
        )
        for venue in plan.venues
    ]
    ground.enter_venues(rows, by=SYSTEM, at=at)


def _offices(plan: SubDistrict, areas: dict[str, Area], at: datetime) -> dict[str, Office]:
    offices: dict[str, Office] = {}
    for row in plan.offices:
        old, community = row.area == content.COMMUNITY[0], row.kind == "community"
        offices[row.key] = people.open_office(
            kind=row.kind,
            name=row.name,
            name_en=row.name_en,
            area=areas[row.area],
            superior=offices.get(row.superior),
            by=SYSTEM,
            at=at,
            phone=row.phone,
            address="青石路 18 号，菜市场对面" if old and community else "",
            address_en="18 Qingshi Road, opposite the market" if old and community else "",
            hours="周一至周五 9:00–12:00，14:00–17:30；周六 9:00–12:00" if community else "",
            hours_en="Mon–Fri 9:00–12:00, 14:00–17:30; Sat 9:00–12:00" if community else "",
        )
    return offices


def _staff(
    plan: SubDistrict, areas: dict[str, Area], offices: dict[str, Office], homes: Homes, at: datetime
) -> tuple[dict[str, User], dict[str, Post]]:
    rows = [
        serving.PostRow(
            key=post.key,
            username=post.username,
            name=post.name,
            office=offices[post.office],
            role=post.role,
            reach=post.reach,
            area=areas[post.area] if post.area else None,
            deputy=post.deputy,
        )
        for post in plan.posts
    ]
    users, posts = serving.enter_staff(rows, by=SYSTEM, at=at)
    members = [
        serving.MemberRow(
            user=users[member.username],
            branch=offices[member.branch],
            home_id=homes[member.home] if member.home else None,
            exemption=member.exemption,
            skills=member.skills,
        )
        for member in plan.members
    ]
    serving.enter_members(members, by=SYSTEM, at=at)
    return users, posts


def _week(
    plan: SubDistrict,
    offices: dict[str, Office],
    users: dict[str, User],
    posts: dict[str, Post],
    now: datetime,
) -> None:
    """Who is away now and next week, and who is on duty this week and the next."""
    today = now.astimezone(get_default_timezone()).replace(hour=0, minute=0, second=0, microsecond=0)
    for row in plan.absences:
        since = today + timedelta(days=row.first_day)
        until = since + timedelta(days=row.days)
        people.enter_absence(posts[row.post], since=since, until=until, by=SYSTEM, at=now)
    for roster in plan.rosters:
        people.fill_roster(
            offices[roster.office],
            [users[username] for username in roster.usernames],
            first=today.date() - timedelta(days=today.weekday()),
            days=ROSTER_DAYS,
            begins=time(roster.begins),
            ends=time(roster.ends),
            phone=roster.phone,
            by=SYSTEM,
            at=now,
        )


def _needs(needs: Iterable[NeedRow], users: dict[str, User], homes: Homes, now: datetime) -> None:
    wanted = [(homes[row.building, row.home], row) for row in needs]
    households = Household.objects.in_bulk([household for household, _ in wanted])
    heads = Resident.objects.filter(household__in=households, is_head=True)
    head_of = {resident.household_id: resident for resident in heads}
    rows = [
        serving.NeedRow(
            household=households[household],
            resident=head_of[household],
            kind=row.kind,
            way=row.way,
            asked_by=users[row.asked_by],
            since=now - timedelta(days=row.days_ago),
            review_on=(now + timedelta(days=row.review_in)).date(),
            detail=row.words,
        )
        for household, row in wanted
    ]
    serving.enter_needs(rows, by=SYSTEM, at=now)


def plate_of(estate: str, building: str, entrance: int) -> Plate:
    """The plate that hangs at one entrance of 青石桥社区 or its neighbour now."""
    return Plate.objects.get(
        entrance__building__estate__name=estate,
        entrance__building__name=building,
        entrance__number=entrance,
        entrance__building__area_path__lt=f"{content.NEIGHBOUR[0]}9",
        retired_at=None,
    )
