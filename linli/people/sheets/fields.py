"""Our fields, and the headings under which offices keep them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from linli.common.refused_subjects import plain

HOUSEHOLDS = "households"
VENUES = "venues"
KINDS = (HOUSEHOLDS, VENUES)

# field → headings, most telling first; a heading is compared without blanks and signs
NAMES: dict[str, tuple[str, ...]] = {
    "community": ("社区", "社区名称", "所属社区", "村居", "村", "居委会", "社区村", "行政村", "所在社区"),
    "grid": ("网格", "网格名称", "所属网格", "网格编号", "网格代码", "网格号", "所在网格", "网格编码"),
    "estate": (
        "小区",
        "小区名称",
        "所属小区",
        "院落",
        "住宅小区",
        "自然村",
        "小区名",
        "楼盘",
        "居住小区",
        "小组",
    ),
    "estate_kind": ("小区类型", "小区性质", "小区类别"),
    "building": ("楼栋", "楼栋号", "楼号", "栋", "幢", "栋号", "幢号", "楼幢", "座", "楼", "楼宇", "号楼"),
    "entrance": ("单元", "单元号", "门洞", "楼门", "单元门"),
    "room": ("室", "房号", "室号", "房间号", "户室", "房间", "房屋号", "门户号", "门号", "门牌", "门牌号"),
    "address": ("地址", "住址", "详细地址", "家庭住址", "房屋地址", "现住址", "居住地址", "现居住地址"),
    "number": ("户号", "户编号", "家庭编号", "户籍编号", "户籍号", "家庭户号", "户口本编号"),
    "size": (
        "人数",
        "人口数",
        "家庭人数",
        "家庭人口",
        "常住人数",
        "人口",
        "居住人数",
        "户人数",
        "家庭人口数",
    ),
    "head": ("户主", "户主姓名", "是否户主", "业主", "业主姓名", "户主名字"),
    "name": ("姓名", "居民姓名", "成员姓名", "家庭成员", "名字", "人员姓名"),
    "relation": ("与户主关系", "关系", "家庭关系", "和户主关系"),
    "phone": (
        "联系电话",
        "手机",
        "手机号",
        "手机号码",
        "电话",
        "联系方式",
        "电话号码",
        "户主电话",
        "联系手机",
    ),
    "identity": ("身份证号", "身份证", "身份证号码", "证件号码", "公民身份号码", "证件号", "户主身份证号"),
    "birth": ("出生日期", "出生年月日", "生日", "出生年月", "出生"),
    "longitude": ("经度", "lng", "lon", "longitude"),
    "latitude": ("纬度", "lat", "latitude"),
    # venues
    "venue": ("场所名称", "单位名称", "店名", "商户名称", "名称", "门店名称", "场所", "企业名称"),
    "venue_kind": ("场所类型", "类型", "场所类别", "行业", "类别", "行业类别"),
    "venue_phone": ("公开电话", "联系电话", "电话", "手机", "联系方式", "手机号"),
    "venue_address": ("地址", "场所地址", "详细地址", "经营地址"),
    "hours": ("开放时间", "营业时间", "服务时间"),
}
FIELDS: dict[str, tuple[str, ...]] = {
    HOUSEHOLDS: (
        *("community", "grid", "estate", "estate_kind", "building", "entrance", "room", "address", "number"),
        *("size", "head", "name", "relation", "phone", "identity", "birth", "longitude", "latitude"),
    ),
    VENUES: (
        *("community", "grid", "venue", "venue_kind", "venue_address", "venue_phone", "hours"),
        *("longitude", "latitude"),
    ),
}


@dataclass(frozen=True, slots=True)
class Missing:
    """What a mapping still lacks, as a code that the pages word."""

    code: str


def _key(heading: str) -> str:
    bare = re.sub(r"[（(].*?[)）]|必填|选填|\*", "", heading)
    return plain(bare)


_BY_KIND: dict[str, dict[str, str]] = {
    kind: {plain(name): one for one in reversed(fields) for name in NAMES[one]}
    for kind, fields in FIELDS.items()
}


def guess_one(heading: str, kind: str) -> str:
    """The field that a heading most likely means; "" where we do not know it."""
    known = _BY_KIND[kind]
    key = _key(heading)
    if key in known:
        return known[key]
    return next((known[key[i:]] for i in (1, 2) if len(key) - i >= 2 and key[i:] in known), "")


def guess(headings: list[str], kind: str) -> list[str]:
    """One field or "" for each column; no field twice (the first column has it)."""
    taken: set[str] = set()
    answer = []
    for heading in headings:
        one = guess_one(heading, kind)
        answer.append("" if one in taken else one)
        taken.add(one)
    return answer


def missing(columns: list[str], kind: str) -> str:
    """Why a sheet with these columns cannot be read yet; "" where it can.

    Codes: nothing_mapped, no_door, no_venue, no_venue_kind, field_twice.
    """
    used = [one for one in columns if one]
    has = set(used)
    if not used:
        return "nothing_mapped"
    if len(used) > len(has):
        return "field_twice"
    if kind == VENUES:
        return "" if "venue" in has else "no_venue"
    if "address" in has or "room" in has:
        return ""
    return "no_door"
