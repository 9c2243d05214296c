"""What was said in a group stays; who said it and when falls away."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.cases.messages import said


@pytest.mark.parametrize(
    ("pasted", "left"),
    [
        ("张三：楼道灯坏了", "楼道灯坏了"),
        ("王阿姨: 3 栋垃圾没人收", "3 栋垃圾没人收"),
        ("张三 11-22 08:31\n楼道灯坏了\n李四 08:40\n我家也是", "楼道灯坏了\n我家也是"),
        ("花开富贵 2026/11/22 8:31:05\n水管漏水", "水管漏水"),
        ("[08:31] 张三：漏水了", "漏水了"),
        ("2026年11月22日 上午8:31 李大爷：门口有积水", "门口有积水"),
        ("@网格员小王 路灯不亮", "路灯不亮"),
        ("地点：3 栋 2 单元\n情况：漏水", "地点：3 栋 2 单元\n情况：漏水"),
        ("昨天 20:15 有人在楼下烧纸", "有人在楼下烧纸"),
        ("11月25日停水吗", "停水吗"),
        ("3 栋：电梯坏了", "3 栋：电梯坏了"),
        ("张三 08:31", ""),
    ],
)
def test_names_and_moments_at_line_starts_fall_away(pasted: str, left: str) -> None:
    assert said(pasted) == left


@given(st.text(max_size=200))
def test_whatever_is_pasted_nothing_is_made_up_and_a_second_time_changes_no_more_lines(text: str) -> None:
    left = said(text)
    assert len(left) <= len(text) * 3  # NFC may draw a character apart
    assert "\n\n" not in left
