"""The volume of a community or grid (一村一册, 一组一册): figures and lists of places, without persons. Reads only.

What a household asked help for is a number of five and more; below that it says "fewer than five", nought included,
so that no cell tells of one door. The version with names (`households`) holds heads of households and the last digits
of their numbers (L1); needs, health and identity numbers are in none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum
from django.utils import timezone

from linli.common.paths import subtree
from linli.common.text import mask_phone
from linli.office.printing import Row, Table, Volume, words
from linli.people import counting
from linli.people.boards import served
from linli.people.models import NeedKind, Resident
from linli.people.queries import open_phone
from linli.territory.models import (
    Area,
    Building,
    Dwelling,
    Entrance,
    Estate,
    EstateKind,
    Household,
    Venue,
    VenueKind,
)

LEVELS = ("community", "grid")


@dataclass(frozen=True, slots=True)
class BuildingLine:
    """A building and how many there are of what it holds."""

    building: Building
    entrances: int
    dwellings: int
    households: int


@dataclass(frozen=True, slots=True)
class Overview:
    """An area in numbers. `needs`: kind → number, None where it is below five."""

    households: int
    people: int
    buildings: int
    entrances: int
    estates: dict[str, int]
    venues: dict[str, int]
    needs: dict[str, int | None]


def overview(area: Area) -> Overview:
    """Counts of what is shown and stands now."""
    inside = Q(area_path__range=subtree(area.path))
    homes = Household.objects.standing().filter(inside)
    buildings = Building.objects.shown().filter(inside)
    unsized = Resident.objects.living().filter(household__in=homes.filter(size=None).values("id"))
    estates = Estate.objects.shown().filter(pk__in=buildings.values("estate_id")).values_list("kind")
    venues = Venue.objects.shown().filter(inside, until=None).values_list("kind")
    return Overview(
        households=homes.count(),
        people=(homes.aggregate(n=Sum("size"))["n"] or 0) + unsized.count(),
        buildings=buildings.count(),
        entrances=Entrance.objects.shown().filter(building__in=buildings.values("id")).count(),
        estates=dict(estates.annotate(n=Count("id")).order_by()),
        venues=dict(venues.annotate(n=Count("id")).order_by()),
        needs=counting.needs_of(area.path),
    )


def building_lines(area: Area) -> list[BuildingLine]:
    """Every building with its numbers, in the order of a walk; four queries, however many there are."""
    inside = Q(area_path__range=subtree(area.path))
    rows = (
        Building.objects.shown()
        .filter(inside)
        .select_related("estate")
        .order_by("area_path", "estate_id", "id")
    )
    ids = rows.order_by().values("id")
    doors = dict(
        Entrance.objects.shown()
        .filter(building__in=ids)
        .values_list("building")
        .annotate(n=Count("id"))
        .order_by()
    )
    flats = dict(
        Dwelling.objects.shown()
        .filter(entrance__building__in=ids)
        .values_list("entrance__building")
        .annotate(n=Count("id"))
        .order_by()
    )
    homes = dict(
        Household.objects.standing()
        .filter(inside)
        .values_list("dwelling__entrance__building")
        .annotate(n=Count("id"))
        .order_by()
    )
    return [
        BuildingLine(one, doors.get(one.pk, 0), flats.get(one.pk, 0), homes.get(one.pk, 0)) for one in rows
    ]


def venues(area: Area) -> list[Venue]:
    inside = Venue.objects.shown().filter(area_path__range=subtree(area.path), until=None)
    return list(inside.order_by("area_path", "kind", "id"))


def number_of_households(area: Area) -> int:
    """How many stand in the volume with names."""
    return Household.objects.standing().filter(area_path__range=subtree(area.path)).count()


def households(area: Area) -> list[Row]:
    """Estate, building, entrance, room; its head's name; people; the last four digits of the head's number. L1."""
    rows = (
        Household.objects.standing()
        .filter(area_path__range=subtree(area.path))
        .select_related("dwelling__entrance__building__estate")
        .order_by(
            "area_path", "dwelling__entrance__building_id", "dwelling__entrance__number", "dwelling__room"
        )
    )
    heads = {
        one.household_id: one
        for one in Resident.objects.living().filter(
            household__area_path__range=subtree(area.path), household__until=None, is_head=True
        )
    }
    found: list[Row] = []
    for one in rows:
        door, head = one.dwelling.entrance, heads.get(one.pk)
        where = f"{door.building.estate.name} {door.building.name} {door.number} 单元"
        phone = mask_phone(open_phone(bytes(head.phone))[-4:]) if head and head.phone else ""
        found.append((where, one.dwelling.room, head.name if head else "", str(one.size or ""), phone))
    return found


def volume(area: Area, at: datetime, *, homes: Sequence[Row] | None = None, watermark: str = "") -> Volume:
    """The volume as it is printed. `homes` (of `households`) makes it the one with names; it bears a watermark then."""
    assert homes is None or watermark, "no print with names without a watermark"
    seen = overview(area)
    made = f"{timezone.localtime(at):%Y-%m-%d %H:%M} 制"
    figures = [
        ("户", str(seen.households)),
        ("人", str(seen.people)),
        ("楼栋", str(seen.buildings)),
        ("单元", str(seen.entrances)),
        *((EstateKind(kind).label, str(n)) for kind, n in seen.estates.items()),
    ]
    tables = [
        _table(
            "服务力量",
            ("姓名", "角色", "负责", "电话"),
            (2, 2, 5, 3),
            [
                (one.name + (f"（{one.acting}）" if one.acting else ""), one.role, one.covers, one.phone)
                for one in served(area.path, at)
            ],
        ),
        _table(
            "场所（按类型）",
            ("类型", "个数"),
            (3, 1),
            [(VenueKind(kind).label, str(n)) for kind, n in seen.venues.items()],
        ),
        _table(
            "请求帮助的户（只有总数）",
            ("种类", "户数"),
            (3, 1),
            [(NeedKind(kind).label, words.FEWER if n is None else str(n)) for kind, n in seen.needs.items()],
            note="不足五户的一律写“少于 5”，没有也这样写。",
        ),
        _table(
            "楼栋",
            ("小区", "楼号", "单元", "房屋", "户"),
            (4, 2, 1, 1, 1),
            [
                (
                    one.building.estate.name,
                    one.building.name,
                    str(one.entrances),
                    str(one.dwellings),
                    str(one.households),
                )
                for one in building_lines(area)
            ],
        ),
        _table(
            "场所",
            ("类型", "名称", "地址", "电话", "开放时间"),
            (2, 3, 3, 2, 3),
            [(v.get_kind_display(), v.name, v.address, v.phone, v.hours) for v in venues(area)],
        ),
    ]
    if homes is not None:
        heads = ("楼门", "房号", "户主", "人数", "电话（后四位）")
        tables.append(_table("住户", heads, (5, 1, 2, 1, 3), list(homes)))
    return Volume(
        name=f"{area.name}（{'一村一册' if area.level == 'community' else '一格一册'}）",
        place=area.parent.name if area.parent else "",
        made=made,
        foot=watermark or f"{area.name}　{made}　不含居民个人信息",
        figures=figures,
        tables=tables,
        watermark=watermark,
    )


def _table(title: str, heads: Row, widths: tuple[int, ...], rows: list[Row], note: str = "") -> Table:
    return Table(title, heads, widths, rows, empty="现在没有。", note=note)
