"""What LinLi never holds is found out in headings and values, however it is written."""

from __future__ import annotations

import pytest

from linli.common.refused_subjects import in_heading, in_value


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "宗教信仰",
            "宗 教",
            "民族",
            "民　族",
            "民_族",
            "政治面貌",
            "党员（是/否）",
            "是否党员",
            "信访情况",
            "上访",
            "重点人员类别",
        ),
        *(
            "特殊人群",
            "社区矫正",
            "刑满释放",
            "吸毒",
            "戒毒人员",
            "邪教",
            "上访户",
            "ｍｉｎｚｕ",
            "Zong Jiao",
            "xin fang",
            "Religion",
        ),
        *("重點人員", "帮教对象", "信\u200b访"),
    ],
)
def test_headings_are_found_out(heading: str) -> None:
    assert in_heading(heading)


@pytest.mark.parametrize(
    "heading", ["姓名", "户主", "网格", "备注", "人数", "新房", "居民", "小区类型", "联系电话"]
)
def test_ordinary_headings_pass(heading: str) -> None:
    assert in_heading(heading) == ""


@pytest.mark.parametrize(
    "value",
    [
        "回族",
        " 汉 族",
        "中共党员",
        "群众",
        "重点人员",
        "系社区矫正对象",
        "上访老户",
        "信访重点人员",
        "吸毒史",
        "基督教",
    ],
)
def test_values_are_found_out(value: str) -> None:
    assert in_value(value)


@pytest.mark.parametrize(
    "value", ["民族路 12 号", "信访局宿舍", "社区矫正中心", "汉", "张群众", "教堂路", "王五", "水族馆小区"]
)
def test_names_and_places_pass(value: str) -> None:
    assert in_value(value) == ""
