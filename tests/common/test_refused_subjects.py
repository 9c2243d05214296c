"""What LinLi never holds is found out in headings and values, however it is written."""

from __future__ import annotations

import pytest

from linli.common.refused_subjects import in_heading, in_latin, in_person_name, in_place_name, in_value


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


@pytest.mark.parametrize(
    "name",
    [
        *(
            "张三（刑释人员）",
            "张三（党员）",
            "张三-回族",
            "张三 信教",
            "张三 信 教",
            "张三(黨員)",
            "张三【群众】",
        ),
        *("张三 涉黑", "张三—思想波动", "张三 dangyuan", "党员 张三", "张三刑满释放"),
    ],
)
def test_what_was_added_to_a_persons_name_is_found_out(name: str) -> None:
    assert in_person_name(name)


@pytest.mark.parametrize(
    "name", ["党进", "回良玉", "张 三", "阿卜杜·热合曼", "李群众", "Wang Xidu", "王五（租户）", "欧阳-李四"]
)
def test_names_of_people_pass(name: str) -> None:
    assert in_person_name(name) == ""


@pytest.mark.parametrize(
    "name",
    ["重点户", "吸毒人员小区", "党员之家", "信访户", "非法集会点", "可疑人员网格", "涉恶", "dangyuan jia"],
)
def test_what_places_are_not_called_is_found_out(name: str) -> None:
    assert in_place_name(name)


@pytest.mark.parametrize(
    "name", ["民族路小区", "信访局宿舍", "民族村", "桂花里", "第一网格", "党群服务中心", "Minzhu Road"]
)
def test_names_of_places_pass(name: str) -> None:
    assert in_place_name(name) == ""


def test_a_cell_of_one_refused_word_in_latin_letters_is_found_out() -> None:
    assert [in_latin(cell) for cell in ("dangyuan", "XiDu", " xinfang ")] == ["dangyuan", "xidu", "xinfang"]
    assert [in_latin(cell) for cell in ("101", "Xi Dulan", "Minzhu", "张三", "")] == [""] * 5
