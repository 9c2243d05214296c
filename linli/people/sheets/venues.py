"""Rows of a sheet → venues of the register."""

from __future__ import annotations

from datetime import date

from linli.common.refused_subjects import in_place_name, plain
from linli.people.sheets import values
from linli.people.sheets.households import Cells, Problem, Reader
from linli.people.sheets.places import Places
from linli.people.sheets.values import Wrong
from linli.territory.models import VenueKind
from linli.territory.register import VenueRow

WORDS: dict[str, str] = {
    "商铺": "shop", "商店": "shop", "超市": "shop", "便利店": "shop", "药店": "shop", "理发": "shop", "门店": "shop",
    "餐饮": "canteen", "饭店": "canteen", "餐馆": "canteen", "小吃": "canteen", "食堂": "canteen",
    "学校": "school", "幼儿园": "school", "小学": "school", "中学": "school", "培训": "school",
    "诊所": "clinic", "医院": "clinic", "卫生": "clinic", "工厂": "workshop", "作坊": "workshop", "企业": "workshop",
    "出租": "rented", "驿站": "station", "党群": "centre", "活动室": "centre", "服务中心": "centre",
    "中心户": "centre_home", "养老": "care", "托育": "care", "日间照料": "care", "公园": "park", "广场": "park",
    "机关": "office", "单位": "office", "银行": "office", "物业": "office",
}  # fmt: skip
LABELS = {plain(label): value for value, label in VenueKind.choices}


def kind_of(words: str, name: str) -> str | None:
    """The kind that these words mean, else the one that the name itself tells."""
    for told in (plain(words), plain(name)):
        if told in LABELS:
            return LABELS[told]
        if told in VenueKind.values:
            return told
        found = next((kind for word, kind in WORDS.items() if word in told), None)
        if found:
            return found
    return None


def understand(row: int, cells: Cells, places: Places, today: date) -> tuple[VenueRow | None, list[Problem]]:
    """The venue of one row, and what is wrong with it."""
    problems: list[Problem] = []
    read = Reader(row, cells, problems, today)
    name = read.get("venue", values.text, 60, default="")
    if not name and not problems:
        read.say("venue", "name_missing")
    if in_place_name(name):
        read.say("venue", "refused_subject")
    grid = None
    try:
        grid = places.find(cells.get("grid", ""), cells.get("community", ""))
        if grid is None:
            read.say("grid", "grid_missing")
    except Wrong as wrong:
        read.say("community" if wrong.code == "community_unknown" else "grid", wrong.code)
    kind = kind_of(cells.get("venue_kind", ""), name)
    if kind is None:
        read.say("venue_kind", "kind_unknown")
    phone, several = read.get("venue_phone", values.phones, default=("", False))
    if several:
        read.say("venue_phone", "two_phones", stops=False)
    address = read.get("venue_address", values.text, 120, default="")
    hours = read.get("hours", values.text, 120, default="")
    longitude = read.get("longitude", values.degree, 73.0, 136.0, stops=False)
    latitude = read.get("latitude", values.degree, 3.0, 54.0, stops=False)
    if grid is None or kind is None or any(p.stops for p in problems):
        return None, problems
    both = longitude is not None and latitude is not None
    return (
        VenueRow(
            grid=grid,
            kind=kind,
            name=name,
            address=address,
            phone=str(phone),
            hours=hours,
            longitude=longitude if both else None,
            latitude=latitude if both else None,
        ),
        problems,
    )
