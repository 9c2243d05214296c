from __future__ import annotations

from typing import Any

from linli.territory.models import Area
from tests.faces.parts.staff import INSIDE

NO_PAGES = {"desk:calendar", "desk:calendar_pick"}  # go on to this year, and to a day
KEEP = {"administrator"}
KEPT = ("calendar_notice", "calendar_day", "calendar_pick", "office_hours_change")
HERE = "/desk/calendar"


def addresses(site: Any) -> dict[str, list[str]]:
    return {
        "desk:calendar": [f"{HERE}/"],
        "desk:calendar_year": [f"{HERE}/2026/", f"{HERE}/2027/", f"{HERE}/1899/", f"{HERE}/99999/"],
        "desk:calendar_pick": [
            f"{HERE}/2026/day/?day={day}" for day in ("2026-12-25", "x", "1899-01-01", "%00")
        ],
        "desk:calendar_notice": [f"{HERE}/2027/notice/", f"{HERE}/1899/notice/"],
        "desk:calendar_day": [f"{HERE}/2026/5/1/", f"{HERE}/2026/13/41/", f"{HERE}/2027/5/1/"],
        "desk:office_hours": [f"{HERE}/hours/"],
        "desk:office_hours_change": [
            f"{HERE}/hours/{site.town.areas[key].pk}/" for key in ("township", "community", "county")
        ],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {302}
    name = name.partition(":")[2]
    if role not in (KEEP if name in KEPT else INSIDE):
        return {403}
    if name == "calendar_pick":
        return {404} if "1899" in address else {302}
    if name == "calendar":
        return {302}
    if name == "office_hours_change":
        return {403} if str(site.town.areas["county"].pk) == address.split("/")[4] else {200}
    if any(part in address for part in ("/1899/", "/99999/", "/13/")):
        return {404}
    return {302} if address.endswith("/2027/5/1/") else {200}


def looks() -> dict[str, list[tuple[str, str]]]:
    boss, area = "xuguanli", Area.objects.get(path="370998001")
    return {
        "desk:calendar_year": [
            (boss, f"{HERE}/2026/"),
            (boss, f"{HERE}/2027/"),
            ("chenshumin", f"{HERE}/2026/"),
        ],
        "desk:calendar_notice": [(boss, f"{HERE}/2026/notice/"), (boss, f"{HERE}/2027/notice/")],
        "desk:calendar_day": [(boss, f"{HERE}/2026/5/1/")],
        "desk:office_hours": [(boss, f"{HERE}/hours/"), ("sunli", f"{HERE}/hours/")],
        "desk:office_hours_change": [(boss, f"{HERE}/hours/{area.pk}/")],
    }
