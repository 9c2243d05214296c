from __future__ import annotations

from dataclasses import replace
from typing import Any

from linli.cases import actions, matters
from linli.cases.catalogue import load
from linli.common.actor import SYSTEM
from tests import make
from tests.faces.parts.staff import INSIDE

NO_PAGES = {
    "desk:catalogue_export",
    "desk:catalogue_find",
    "desk:catalogue_begin",
}  # a download, data, a POST
KEEP = {"administrator", "township", "county", "prefecture"}  # the desk of a sub-district and above
KEPT = ("matter_new", "matter_change", "catalogue_back", "catalogue_import", "answerer")
HERE = "/desk/catalogue"


def addresses(site: Any) -> dict[str, list[str]]:
    other = next(matter for matter in load() if matter.code == "other")
    actions.change_matter(other, reason="补上其他", by=SYSTEM, at=make.NOON)
    actions.change_matter(replace(other, help="先打电话"), reason="说清楚", by=SYSTEM, at=make.NOON)
    assert matters.matter_called("pipe")
    return {
        "desk:catalogue": [f"{HERE}/", f"{HERE}/?q=louti", f"{HERE}/?q=%F0%9F%92%A9%00"],
        "desk:catalogue_find": [f"{HERE}/find/?q=shui", f"{HERE}/find/"],
        "desk:catalogue_begin": [f"{HERE}/begin/"],
        "desk:matter_new": [f"{HERE}/new/"],
        "desk:matter": [f"{HERE}/matters/pipe/", f"{HERE}/matters/no-such-thing/"],
        "desk:matter_change": [f"{HERE}/matters/pipe/change/", f"{HERE}/matters/no-such-thing/change/"],
        "desk:answerers": [f"{HERE}/answerers/", f"{HERE}/answerers/?area=99999999999999999999"],
        "desk:answerer": [f"{HERE}/answerers/water/", f"{HERE}/answerers/no-such-thing/"],
        "desk:catalogue_versions": [f"{HERE}/versions/"],
        "desk:catalogue_version": [f"{HERE}/versions/2/", f"{HERE}/versions/99/"],
        "desk:catalogue_back": [f"{HERE}/versions/1/back/"],
        "desk:catalogue_export": [f"{HERE}/export/", f"{HERE}/export/?version=1"],
        "desk:catalogue_import": [f"{HERE}/import/"],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {302}
    name = name.partition(":")[2]
    if name == "catalogue_begin":
        return {405}
    if role not in (KEEP if name in KEPT else INSIDE):
        return {403}
    return {404} if "no-such-thing" in address or "/99/" in address else {200}


def looks() -> dict[str, list[tuple[str, str]]]:
    boss = "xuguanli"
    return {
        "desk:catalogue": [
            (boss, f"{HERE}/"),
            ("chenshumin", f"{HERE}/?q=shuiguan"),
            ("sunli", f"{HERE}/?q=zzzz"),
        ],
        "desk:matter": [(boss, f"{HERE}/matters/pipe/"), ("sunli", f"{HERE}/matters/gas-leak/")],
        "desk:matter_new": [(boss, f"{HERE}/new/")],
        "desk:matter_change": [(boss, f"{HERE}/matters/pipe/change/")],
        "desk:answerers": [(boss, f"{HERE}/answerers/"), ("sunli", f"{HERE}/answerers/")],
        "desk:answerer": [(boss, f"{HERE}/answerers/gas/")],
        "desk:catalogue_versions": [(boss, f"{HERE}/versions/")],
        "desk:catalogue_version": [(boss, f"{HERE}/versions/1/")],
        "desk:catalogue_back": [(boss, f"{HERE}/versions/1/back/")],
        "desk:catalogue_import": [(boss, f"{HERE}/import/")],
    }
