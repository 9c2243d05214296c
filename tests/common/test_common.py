"""The pure helpers: paths, text, keys, days, scope."""

from __future__ import annotations

import json
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.common import keys, paths, text
from linli.common.days import days_left
from linli.common.scope import Grant, Scope

ZONE = ZoneInfo("Asia/Shanghai")

area_paths = st.sampled_from(paths.LENGTHS).flatmap(lambda n: st.text("0123456789", min_size=n, max_size=n))


@given(area_paths, area_paths)
def test_a_path_covers_exactly_what_begins_with_it(one: str, other: str) -> None:
    assert paths.covers(one, other) == other.startswith(one)


@given(st.lists(area_paths, max_size=12))
def test_the_shortest_cover_covers_the_same_and_nothing_twice(some: list[str]) -> None:
    kept = paths.covering(some)
    assert all(any(paths.covers(k, p) for k in kept) for p in some)
    assert not any(paths.covers(a, b) for a in kept for b in kept if a != b)
    assert set(kept) <= set(some)


@pytest.mark.parametrize("wrong", ["", "3", "370", "37099", "3709980010010010", "37099a", "３７"])
def test_a_path_of_another_length_or_other_signs_is_no_path(wrong: str) -> None:
    with pytest.raises(ValueError, match="no area path"):
        paths.check(wrong)


def test_a_scope_drops_areas_inside_others_and_keeps_all_offices() -> None:
    grants = [Grant(area_path="370998001"), Grant(area_path="370998"), Grant(office_id=3), Grant(office_id=4)]
    scope = Scope.of(1, grants, at=datetime(2026, 1, 1, tzinfo=UTC))
    assert (scope.areas, scope.offices) == (("370998",), frozenset({3, 4}))


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("138 0000 2046", "13800002046"),
        ("１３８－００００－２０４６", "13800002046"),
        ("+86 13800002046", "13800002046"),
        ("0086-138 0000 2046", "13800002046"),
        ("0399-801 2345", "03998012345"),
        ("(0399) 8012345", "03998012345"),
        ("8601 2345", "86012345"),
    ],
)
def test_a_telephone_number_is_its_digits_however_it_is_written(written: str, kept: str) -> None:
    assert text.digits(written) == kept


@pytest.mark.parametrize(
    ("said", "headline"),
    [
        ("一楼水管接头漏水，从今天早上开始。", "一楼水管接头漏水"),
        ("停水了", "停水了"),
        ("嗯。楼道灯不亮，三天了", "楼道灯不亮"),
        ("漏" * 50, "漏" * 23 + "…"),
        ("The lamp at No. 3 is out. Since Monday.", "The lamp at No"),
        (
            "Water is running down the stairs of our old entrance",
            "Water is running down the stairs of our old…",
        ),
    ],
)
def test_a_headline_is_the_first_clause_that_says_something(said: str, headline: str) -> None:
    assert text.headline(said) == headline


@given(st.text(max_size=200))
def test_tidy_text_stays_tidy_and_loses_no_letter(said: str) -> None:
    once = text.tidy(said)
    assert text.tidy(once) == once
    assert "\x00" not in once
    assert "\r" not in once


def test_names_and_numbers_are_masked_for_lists() -> None:
    assert [text.mask_name(n) for n in ("张三丰", "张三", "张", "Elizabeth", "")] == [
        "张**",
        "张*",
        "张*",
        "E**",
        "",
    ]
    assert text.mask_phone("2046") == "*** **** 2046"


def ring(*numbers: int) -> keys.KeyRing:
    return keys.KeyRing(numbers[-1], {n: bytes([n]) * 32 for n in numbers})


@given(st.text(max_size=100))
def test_what_is_sealed_opens_with_the_same_use_only(said: str) -> None:
    sealed = ring(1).seal(said, "phone")
    assert ring(1).open(sealed, "phone") == said
    with pytest.raises(keys.KeyMissing):
        ring(1).open(sealed, "journal")


def test_old_values_open_after_a_new_key_and_not_after_the_old_one_is_gone() -> None:
    old = ring(1).seal("漏水", "journal")
    assert ring(1, 2).open(old, "journal") == "漏水"
    with pytest.raises(keys.KeyMissing):
        keys.KeyRing(2, {2: b"2" * 32}).open(old, "journal")


def test_a_flipped_bit_does_not_open() -> None:
    sealed = bytearray(ring(1).seal("漏水", "journal"))
    for place in range(len(sealed)):
        broken = bytearray(sealed)
        broken[place] ^= 1
        with pytest.raises(keys.KeyMissing):
            ring(1).open(bytes(broken), "journal")


def test_tokens_are_128_bits_and_the_same_only_for_the_same_case_and_key() -> None:
    assert len(ring(1).token("a", "follow")) == 26
    assert ring(1).token("a", "follow") == ring(1).token("a", "follow")
    assert len({ring(1).token("a", "follow"), ring(1).token("b", "follow"), ring(1).token("a", "x")}) == 3


def test_the_key_file_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "made" / "keys.json"
    rings: list[keys.KeyRing] = []
    threads = [threading.Thread(target=lambda: rings.append(keys.load_or_make(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(r == rings[0] for r in rings)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    assert json.loads(path.read_text())["current"] == 1


def test_half_past_midnight_belongs_to_the_local_day_not_to_utc() -> None:
    night = datetime(2026, 11, 28, 0, 30, tzinfo=ZONE)  # still Friday in UTC
    assert days_left(datetime(2026, 11, 28, 23, 59, tzinfo=ZONE), night, zone=ZONE) == 0


def test_emoji_families_stay_and_direction_tricks_go() -> None:
    assert text.tidy("👨\u200d👩\u200d👧 好了\u202e了好\u2066\x07\x9b\u061c") == "👨\u200d👩\u200d👧 好了了好"
    assert text.tidy("\u200d\u200c") == ""
