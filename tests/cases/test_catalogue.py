"""The catalogue: what it ships, what an office may bring back, what is found by typing and suggested while writing."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.cases.catalogue import (
    FALLBACK,
    GROUPS,
    OFFICES,
    SHIPPED,
    Change,
    Limit,
    Matter,
    Question,
    Unreadable,
    changes,
    check,
    dump,
    load,
)
from linli.cases.catalogue.checking import ALSO_REFUSED, ALSO_REFUSED_EN, TODO
from linli.cases.catalogue.given import ONLY_TOLD
from linli.common import refused_subjects

MATTERS = load()
CODES = [matter.code for matter in MATTERS]
LAMP = next(matter for matter in MATTERS if matter.code == "street-lamp")
OTHER = next(matter for matter in MATTERS if matter.code == FALLBACK)


def of(code: str) -> Matter:
    return next(matter for matter in MATTERS if matter.code == code)


def kinds(*matters: Matter, in_use: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(problem.kind, problem.field) for problem in check((*matters, OTHER), in_use)]


# --- what is shipped


def test_what_is_shipped_is_without_fault() -> None:
    assert [str(problem) for problem in check(MATTERS)] == []
    assert 55 <= len(MATTERS) <= 75


def test_what_is_shipped_is_as_it_would_be_exported() -> None:
    assert dump(MATTERS) == SHIPPED.read_text(encoding="utf-8")


def test_every_group_and_every_office_answers_for_something() -> None:
    assert {matter.group for matter in MATTERS} == set(GROUPS)
    assert set(OFFICES) - {office for m in MATTERS for office in (m.answers, *m.assists)} == set()


def test_the_matters_of_the_first_installations_keep_their_codes() -> None:
    first = "pipe sewer no-water drain-cover street-lamp stair-lamp rubbish noise parking fire-exit e-bike lift roof"
    assert set(first.split()) | {"power-cut", "aid", "neighbours", "other"} <= set(CODES)


def test_nothing_is_handed_to_the_police() -> None:
    told = [matter for matter in MATTERS if {matter.answers, *matter.assists} & {"police"}]
    assert told
    assert all(matter.refer and not matter.direct for matter in told)
    assert all(matter.refer for matter in MATTERS if matter.answers in ONLY_TOLD)


def test_nobody_is_asked_who_they_are_or_about_a_person() -> None:
    asked = [
        text for m in MATTERS for q in m.questions for text in (q.text, q.text_en, *q.choices, *q.choices_en)
    ]
    personal = re.compile(
        r"姓名|你叫|手机号|身份证号|证件号|年龄|户籍在|his name|your name|your number|how old", re.I
    )
    assert [text for text in asked if personal.search(text)] == []


def test_danger_stands_first_in_the_help_of_what_is_red() -> None:
    """At once: the first two sentences say what to do, and the number to ring is shown beside."""
    at_once = re.compile(r"先|马上|离开|不要|别|119|120")
    for matter in MATTERS:
        if matter.urgency == "red":
            assert matter.numbers, matter.code
            assert at_once.search("。".join(re.split(r"[。；]", matter.help)[:2])), matter.code


# --- export, edit, import

_text = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
_texts = st.lists(_text, max_size=3).map(tuple)
_limits = st.builds(Limit, until=_text, amount=st.integers(-(2**40), 2**40), unit=_text, source=_text)
_questions = st.builds(
    Question,
    text=_text,
    text_en=_text,
    kind=_text,
    choices=_texts,
    choices_en=_texts,
    when=_text,
    raises=_text,
)
_matters = st.builds(
    Matter,
    **{f.name: _text for f in fields(Matter) if f.type == "str"},  # type: ignore[arg-type]
    **{f.name: st.booleans() for f in fields(Matter) if f.type == "bool"},  # type: ignore[arg-type]
    **{f.name: _texts for f in fields(Matter) if f.type == "tuple[str, ...]"},  # type: ignore[arg-type]
    limits=st.lists(_limits, max_size=2).map(tuple),
    questions=st.lists(_questions, max_size=2).map(tuple),
)


@given(st.lists(_matters, max_size=3).map(tuple))
@settings(max_examples=60, deadline=None)
def test_what_is_exported_comes_back_the_same(matters: tuple[Matter, ...]) -> None:
    text = dump(matters)
    assert load(text) == matters
    assert dump(load(text)) == text
    assert load(text.replace("\n", "\r\n")) == matters  # saved by a Windows editor
    assert load("\ufeff" + text) == matters


@given(st.lists(_matters, max_size=3).map(tuple))
@settings(max_examples=40, deadline=None)
def test_whatever_is_brought_is_answered_with_problems_and_never_with_a_crash(
    matters: tuple[Matter, ...],
) -> None:
    for problem in check(matters):
        assert problem.todo
        assert str(problem)


@pytest.mark.parametrize(
    ("wrong", "kind", "line"),
    [
        ("[[matter]]\ncode = “pipe”\n", "not_toml", 2),
        ('[[matter]]\ncode = "a"\ncode = "b"\n', "not_toml", 0),
        ("matter = 3\n", "not_a_matter", 0),
        ("[[matter]]\n" + "x = " + "9" * 5000 + "\n", "not_toml", 0),
        ("[[matter]]\nx = " + "[" * 5000, "not_toml", 0),
        ('edition = "2"\n', "unknown_field", 0),
        ('[[matter]]\ncode = "a"\ndepartment = "water"\n', "unknown_field", 3),
        ('[[matter]]\ncode = "a"\n\ndirect = "yes"\n', "not_a_flag", 4),
        ('[[matter]]\ncode = "a"\nwords = "水管"\n', "not_a_list", 3),
        ("[[matter]]\nname = 119\n", "not_text", 2),
        ('[[matter]]\nlimits = "3"\n', "not_rows", 2),
        ('[[matter]]\nlimits = [{ until = "finish", amount = "3" }]\n', "not_a_number", 2),
        ("[[matter]]\nlimits = [{ amount = true }]\n", "not_a_number", 2),
        ('[[matter]]\n\nquestions = [{ text = "吗", ask = "x" }]\n', "unknown_field", 3),
        ('[[matter]]\nquestions = [{ choices = "a/b" }]\n', "not_a_list", 2),
        ("x" * 2_000_001, "too_large", 0),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(wrong: str, kind: str, line: int) -> None:
    with pytest.raises(Unreadable) as refused:
        load(wrong)
    assert kind in [problem.kind for problem in refused.value.problems]
    if line:
        assert [p.line for p in refused.value.problems if p.kind == kind] == [line]


def test_every_fault_of_a_text_is_told_at_once() -> None:
    with pytest.raises(Unreadable) as refused:
        load('[[matter]]\nname = 1\ndirect = 2\n[[matter]]\ncolour = "red"\n')
    assert [(p.kind, p.line) for p in refused.value.problems] == [
        ("not_text", 2),
        ("not_a_flag", 3),
        ("unknown_field", 5),
    ]


def test_a_file_in_another_encoding_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "matters.toml").write_text(dump([LAMP]), encoding="gbk")
    with pytest.raises(Unreadable) as refused:
        load(tmp_path / "matters.toml")
    assert [(p.kind, "UTF-8" in str(p)) for p in refused.value.problems] == [("not_utf8", True)]


def test_what_an_import_would_change_is_said_before_it_does() -> None:
    before = (LAMP, of("pipe"), of("lift"), of("taxi"))
    after = (
        replace(LAMP, name="路灯坏了", urgency="yellow"),
        replace(of("pipe"), retired=True),
        of("lift"),
        replace(OTHER, code="new"),
    )
    assert changes(before, after) == (
        Change("street-lamp", "changed", ("name", "urgency")),
        Change("pipe", "retired", ("retired",)),
        Change("new", "new"),
        Change("taxi", "gone"),
    )
    assert changes(MATTERS, load(dump(reversed(MATTERS)))) == ()
    moved = load("\n\n" + dump([replace(LAMP, name="路灯坏了")]))  # on other lines
    assert changes([LAMP], moved) == (Change("street-lamp", "changed", ("name",)),)


# --- what check finds

YES = Question("亮吗？", "Is it lit?")


@pytest.mark.parametrize(
    ("change", "kind", "field"),
    [
        ({"code": "路灯"}, "bad_code", "code"),
        ({"code": "a" * 21}, "bad_code", "code"),
        ({"code": "../lamp"}, "bad_code", "code"),
        ({"name": " "}, "missing", "name"),
        ({"help": ""}, "missing", "help"),
        ({"name_en": ""}, "missing_english", "name_en"),
        ({"name_en": "路灯"}, "missing_english", "name_en"),
        ({"help_en": "…"}, "missing_english", "help_en"),
        ({"words_en": ("lamp", "路灯", "light")}, "missing_english", "words_en"),
        ({"questions": (replace(YES, text_en=""),)}, "missing_english", "questions"),
        ({"name": "灯" * 61}, "too_long", "name"),
        ({"help": "灯" * 401}, "too_long", "help"),
        ({"words": ("灯" * 21, "路灯", "街灯")}, "too_long", "words"),
        ({"words": ("", "路灯", "街灯")}, "missing", "words"),
        ({"words": ("路灯",)}, "words_missing", "words"),
        ({"words_en": ()}, "words_missing", "words_en"),
        ({"group": "roads"}, "unknown", "group"),
        ({"answers": "mayor"}, "unknown", "answers"),
        ({"case_class": "easy"}, "unknown", "case_class"),
        ({"urgency": "green"}, "unknown", "urgency"),
        ({"duty": "ours"}, "unknown", "duty"),
        ({"assists": ("mayor",)}, "unknown", "assists"),
        ({"numbers": ("911",)}, "unknown", "numbers"),
        ({"limits": (Limit("soon", 3, "working_hours", "ours"),)}, "unknown", "limits"),
        ({"limits": (Limit("finish", 3, "weeks", "ours"),)}, "unknown", "limits"),
        ({"limits": (Limit("finish", 0, "working_hours", "ours"),)}, "limit_bounds", "limits"),
        ({"limits": (Limit("arrive", -3, "clock_hours", "ours"),)}, "limit_bounds", "limits"),
        ({"limits": (Limit("accept", 61, "working_days", "ours"),)}, "limit_bounds", "limits"),
        ({"limits": (Limit("finish", 4, "natural_days", "ours"),)}, "limit_beyond_class", "limits"),
        ({"limits": (Limit("finish", 3, "working_days", "ours"),)}, "limit_beyond_class", "limits"),
        ({"limits": (Limit("accept", 5, "working_days", "ours"),)}, "limit_beyond_class", "limits"),
        ({"limits": (Limit("finish", 3, "working_hours", " "),)}, "limit_without_source", "limits"),
        ({"questions": ()}, "question_count", "questions"),
        ({"questions": (YES,) * 4}, "question_count", "questions"),
        ({"questions": (replace(YES, kind="stars"),)}, "unknown", "questions"),
        ({"questions": (replace(YES, text=""),)}, "missing", "questions"),
        ({"questions": (replace(YES, text="灯" * 121),)}, "too_long", "questions"),
        ({"questions": (replace(YES, kind="choice"),)}, "choices", "questions"),
        (
            {"questions": (replace(YES, kind="choice", choices=("一", "二"), choices_en=("one",)),)},
            "choices",
            "questions",
        ),
        (
            {"questions": (replace(YES, choices=("一", "二"), choices_en=("one", "two")),)},
            "choices",
            "questions",
        ),
        ({"questions": (replace(YES, when="maybe", raises="yellow"),)}, "raises", "questions"),
        ({"questions": (replace(YES, when="no", raises="blue"),)}, "raises", "questions"),
        ({"questions": (replace(YES, raises="yellow"),)}, "raises", "questions"),
        ({"questions": (replace(YES, when="no", raises="red"),)}, "red_without_number", "numbers"),
        ({"urgency": "red"}, "red_without_number", "numbers"),
        (
            {"answers": "community", "duty": "basic", "assists": (), "direct": True},
            "direct_to_nobody",
            "direct",
        ),
        ({"refer": True}, "direct_to_nobody", "direct"),
        ({"answers": "police", "direct": False}, "not_handled_here", "answers"),
        ({"answers": "traffic", "direct": False}, "not_handled_here", "answers"),
        ({"duty": "basic"}, "duty", "duty"),
        ({"answers": "property", "direct": False}, "duty", "duty"),
        ({"assists": ("city",)}, "assists_itself", "assists"),
    ],
)
def test_a_fault_is_found_and_nothing_beside_it(change: dict[str, object], kind: str, field: str) -> None:
    assert kinds(replace(LAMP, **change)) == [(kind, field)]  # type: ignore[arg-type]


def test_a_fault_is_told_with_its_line_its_value_and_what_to_do() -> None:
    text = dump(MATTERS).replace('code = "lift"', 'code = "Lift!"')
    text = text.replace('urgency = "red"', 'urgency = "purple"', 1)
    bad = [n for n, line in enumerate(text.split("\n"), 1) if "purple" in line or "Lift!" in line]
    found = check(load(text))
    assert sorted((p.line, p.kind, p.found) for p in found) == sorted(
        [(bad[0], "unknown", "purple"), (bad[1], "bad_code", "Lift!")]
    )
    told = next(str(p) for p in found if p.kind == "unknown")
    assert told.startswith(f"line {bad[0]}: wires.urgency “purple”: ")
    assert "blue, yellow, red" in told


def test_two_matters_do_not_share_a_code_or_a_name() -> None:
    assert kinds(LAMP, replace(LAMP, name="灯坏了", name_en="Lamp dead")) == [("duplicate_code", "code")]
    assert kinds(LAMP, replace(LAMP, code="lamp")) == [("same_name", "name"), ("same_name", "name_en")]


def test_a_matter_that_requests_have_does_not_disappear() -> None:
    assert kinds(in_use=("street-lamp", FALLBACK)) == [("gone_in_use", "")]
    assert kinds(LAMP, in_use=("street-lamp", FALLBACK)) == []
    assert kinds(replace(LAMP, retired=True), in_use=("street-lamp",)) == []


def test_there_is_always_a_matter_for_what_fits_nowhere() -> None:
    assert [p.kind for p in check([LAMP])] == ["no_fallback"]
    assert [p.kind for p in check([LAMP, replace(OTHER, retired=True)])] == ["no_fallback"]


def test_every_kind_of_fault_is_asked_for_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [kind for kind in TODO if f'"{kind}"' not in source] == []


# --- what is refused, whatever it is called

REFUSED_HAN = sorted({*refused_subjects.STEMS, *refused_subjects.PHRASES, *ALSO_REFUSED})
REFUSED_CELLS = sorted(refused_subjects.CELLS)
REFUSED_LATIN = sorted({*refused_subjects.LATIN, *refused_subjects.WHOLE_LATIN, *ALSO_REFUSED_EN})


def planted(word: str) -> Iterator[tuple[str, Matter]]:
    """This word in every place where an office may write something."""
    yield "name", replace(LAMP, name=f"{word}情况")
    yield "words", replace(LAMP, words=(*LAMP.words, word))
    yield "help", replace(LAMP, help=f"说一说{word}的事。")
    yield "questions", replace(LAMP, questions=(replace(YES, text=f"是{word}吗？"),))
    choice = Question("是哪一种？", "Which?", "choice", (word, "都不是"), ("this", "none"))
    yield "questions", replace(LAMP, questions=(choice,))
    yield "limits", replace(LAMP, limits=(Limit("finish", 3, "working_hours", f"{word}办法"),))


@pytest.mark.parametrize("word", REFUSED_HAN)
def test_no_refused_subject_becomes_a_matter(word: str) -> None:
    for field, matter in planted(word):
        assert ("refused", field) in kinds(matter), (word, field)
    assert ("refused", "name") in kinds(replace(LAMP, name=" ".join(word)))
    assert ("refused", "name") in kinds(replace(LAMP, name="·".join(word)))


@pytest.mark.parametrize("word", REFUSED_CELLS)
def test_no_faith_people_or_party_is_a_choice_or_a_word(word: str) -> None:
    choice = Question("是哪一种？", "Which?", "choice", (word, "都不是"), ("this", "none"))
    assert ("refused", "questions") in kinds(replace(LAMP, questions=(choice,)))
    assert ("refused", "words") in kinds(replace(LAMP, words=(*LAMP.words, word)))


@pytest.mark.parametrize("word", REFUSED_LATIN)
def test_no_refused_subject_becomes_a_matter_in_latin_letters(word: str) -> None:
    assert ("refused", "name_en") in kinds(replace(LAMP, name_en=word.upper()))
    assert ("refused", "words_en") in kinds(replace(LAMP, words_en=(*LAMP.words_en, word)))
    assert ("refused", "code") in kinds(replace(LAMP, code=word[:20])) or len(word) > 20


def test_plain_matters_are_not_refused_by_accident() -> None:
    for name in ("牙齿矫治收费", "体育局器材", "民俗活动", "楼上太吵", "团购退款", "路口看不清"):
        assert kinds(replace(LAMP, name=name)) == []


def test_the_page_of_the_catalogue_is_current() -> None:
    root = Path(__file__).resolve().parents[2]
    sys.path.insert(0, str(root / "tools"))
    import catalogue_page

    assert (root / catalogue_page.PAGE).read_text(encoding="utf-8") == catalogue_page.catalogue()
