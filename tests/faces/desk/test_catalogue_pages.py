"""Keeping the catalogue by page: found by typing, changed, brought as text, gone back, answered for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from linli.cases import actions, matters
from linli.cases.catalogue import dump, load
from linli.cases.catalogue.checking import TODO
from linli.cases.models import Answerer, CatalogueVersion, Category
from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.faces.desk.catalogue import answering, forms, picking, words
from linli.people.models import Office
from linli.territory.actions import draw_area
from tests import make
from tests.faces.desk.conftest import Desk, text

SHIPPED = load()
HERE = "catalogue/"


@pytest.fixture
def keeper(town: make.Town, desk: Callable[[str], Desk]) -> Desk:
    town.serve(town.offices["township"], name="keeper", role="administrator", reach="none")
    Category.objects.all().delete()
    actions.change_catalogue(SHIPPED, reason="开始", by=SYSTEM, at=make.NOON)
    return desk("keeper")


def send(who: Desk, path: str, **more: Any) -> Any:
    """The form of a page as it stands, with some fields changed."""
    form = who.get(path).context["form"]
    data: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if value not in (None, "") and value is not False:
            data[field.html_name] = value
    return who.client.post(f"/desk/{path}", data | more)


def test_matters_are_found_by_characters_pinyin_initials_and_english(keeper: Desk) -> None:
    for typed in ("水管", "shuiguan", "sgls", "leaking pipe"):
        assert "水管漏水" in text(keeper.get(f"{HERE}?q={typed}")), typed
        found = keeper.get(f"{HERE}find/?q={typed}").json()["matters"]
        assert found[0] == {
            "id": Category.objects.get(code="pipe").pk,
            "name": "水管漏水",
            "more": found[0]["more"],
        }
    assert keeper.get(f"{HERE}find/?q=").json() == {"matters": []}


def test_the_sub_districts_dispatcher_keeps_the_catalogue_and_a_communitys_only_reads_it(
    town: make.Town, keeper: Desk, desk: Callable[[str], Desk]
) -> None:
    dispatcher = desk("township")
    assert "matters/pipe/change/" in dispatcher.get(f"{HERE}matters/pipe/").content.decode()
    sent = send(dispatcher, f"{HERE}matters/pipe/change/", help="先关总阀", reason="居民问得多")
    assert sent.status_code == 302, text(sent)
    assert matters.matter_called("pipe").help == "先关总阀"  # type: ignore[union-attr]
    assert CatalogueVersion.objects.latest("number").user_id == town.users["township"].pk
    reader = desk("community")
    page = reader.get(f"{HERE}matters/pipe/")
    assert page.status_code == 200
    assert "matters/pipe/change/" not in page.content.decode()
    assert reader.get(f"{HERE}matters/pipe/change/").status_code == 403


def test_the_sub_districts_dispatcher_says_who_answers_here_and_not_above(
    town: make.Town, keeper: Desk
) -> None:
    by, office = town.actors["township"], town.offices["water"]
    actions.name_answerer("water", town.areas["township"], office, by=by, at=make.NOON)
    with pytest.raises(Refused, match="outside_your_area"):
        actions.name_answerer("water", town.areas["county"], office, by=by, at=make.NOON)
    with pytest.raises(Refused, match="not_your_role"):
        actions.name_answerer(
            "water", town.areas["community"], office, by=town.actors["community"], at=make.NOON
        )


def test_what_somebody_wrote_is_offered_before_anybody_types(keeper: Desk) -> None:
    assert [one["name"] for one in picking.suggested("楼道灯不亮，晚上看不见")][:1] == ["楼道灯不亮"]
    assert picking.suggested("你好") == []


def test_a_matter_says_everything_that_the_resident_reads(keeper: Desk) -> None:
    page = text(keeper.get(f"{HERE}matters/pipe/"))
    pipe = SHIPPED[0]
    assert pipe.help in page
    assert all(question.text in page for question in pipe.questions)
    assert all(word in page for word in pipe.words)


def test_a_form_sent_as_it_stands_changes_nothing_and_a_change_is_one_version(keeper: Desk) -> None:
    for code in ("pipe", "gas-leak", "other"):
        answer = send(keeper, f"{HERE}matters/{code}/change/", reason="看看")
        assert answer.status_code == 409, code  # refused as "the same": so every field went there and back
    assert CatalogueVersion.objects.count() == 1
    answer = send(keeper, f"{HERE}matters/pipe/change/", name="水管漏了", reason="更好懂")
    assert answer.status_code == 302
    pipe = matters.matter_called("pipe")
    assert pipe == replace(SHIPPED[0], name="水管漏了")
    assert CatalogueVersion.objects.get(number=2).reason == "更好懂"
    page = text(keeper.get(f"{HERE}versions/2/"))
    assert "水管漏水" in page
    assert "水管漏了" in page


def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(keeper: Desk) -> None:
    answer = send(
        keeper,
        f"{HERE}matters/pipe/change/",
        help_en="说明",
        q1_raises="",
        help="新的说明在这里",
        reason="改",
    )
    assert answer.status_code == 422
    form = answer.context["form"]
    assert {"help_en", "q1_text"} <= set(form.errors)
    assert "新的说明在这里" in text(answer)
    assert CatalogueVersion.objects.count() == 1


def test_a_matter_is_added_before_the_last_one_and_its_code_is_its_own(keeper: Desk) -> None:
    more = {
        **{"code": "bird-nest", "name": "鸟窝", "name_en": "Bird's nest", "group": "environment"},
        **{"answers": "city", "way": "direct", "duty": "assist", "case_class": "simple", "urgency": "blue"},
        **{"words": "鸟窝\n燕子窝\n鸟粪", "words_en": "nest\nbird\nswallow", "help": "先别动它。"},
        **{"help_en": "Leave it alone.", "q1_text": "高不高？", "q1_text_en": "Is it high up?"},
    }
    answer = send(keeper, f"{HERE}new/", reason="常有人问", **(more | {"code": "pipe"}))
    assert answer.status_code == 422
    assert "code" in answer.context["form"].errors
    assert send(keeper, f"{HERE}new/", reason="常有人问", **more).status_code == 302
    assert [m.code for m in matters.matters()][-2:] == ["bird-nest", "other"]


def test_a_matter_needs_its_name_its_class_and_what_the_resident_is_told_and_no_more(keeper: Desk) -> None:
    form = keeper.get(f"{HERE}new/").context["form"]
    first = form.parts[0][1][0].name
    assert [first, form["case_class"].value(), form["group"].value()] == ["name", "", ""]
    said = {"name": "鸟窝", "group": "environment", "answers": "city", "duty": "assist", "help": "先别动它。"}
    answer = send(keeper, f"{HERE}new/", reason="常有人问", **said)
    assert set(answer.context["form"].errors) == {"case_class"}
    assert send(keeper, f"{HERE}new/", reason="常有人问", case_class="simple", **said).status_code == 302
    made = matters.matter_called("nw")
    assert made is not None, "its code is made from its name"
    assert (made.name, made.name_en, made.questions, made.words) == ("鸟窝", "", (), ())
    again = said | {"name": "暖瓦", "case_class": "simple"}
    assert send(keeper, f"{HERE}new/", reason="另一个", **again).status_code == 302
    assert matters.matter_called("nw-2") is not None
    assert keeper.get(f"{HERE}matters/nw/").status_code == 200


def test_all_that_is_wrong_with_a_new_matter_is_told_at_once_and_no_reason_is_asked(keeper: Desk) -> None:
    said = {"name": "充电桩坏了", "group": "travel", "answers": "city", "duty": "basic", "help": "先别碰。"}
    answer = send(keeper, f"{HERE}new/", **said)
    assert set(answer.context["form"].errors) == {"case_class", "duty"}
    assert "reason" not in answer.context["form"].fields
    nothing = keeper.client.post(f"/desk/{HERE}new/", {"key": str(uuid4())})
    assert nothing.status_code == 422
    empty = send(keeper, f"{HERE}new/")
    assert set(empty.context["form"].errors) == {"name", "group", "answers", "case_class", "help"}
    assert (
        send(keeper, f"{HERE}new/", **(said | {"case_class": "simple", "duty": "assist"})).status_code == 302
    )
    assert "充电桩坏了" in CatalogueVersion.objects.latest("number").reason


NEST = {"name": "鸟窝", "group": "environment", "case_class": "simple", "help": "先别动它。"}


@pytest.mark.parametrize(
    ("answers", "duty"), [("community", "basic"), ("property", "basic"), ("city", "assist")]
)
def test_the_duty_list_of_a_new_matter_follows_who_answers_if_nobody_chose(
    keeper: Desk, answers: str, duty: str
) -> None:
    page = keeper.get(f"{HERE}new/")
    assert page.context["form"]["duty"].value() is None, "none is chosen before somebody says who answers"
    assert all(str(words.DUTY_NOTES[code]) in text(page) for code in ("basic", "assist", "upper"))
    assert send(keeper, f"{HERE}new/", answers=answers, **NEST).status_code == 302
    made = matters.matter_called("nw")
    assert made is not None
    assert made.duty == duty


def test_a_new_matter_is_told_as_added_with_where_and_since_when(keeper: Desk) -> None:
    keeper.client.cookies["django_language"] = "en"
    added = keeper.client.get(send(keeper, f"{HERE}new/", answers="city", **NEST)["Location"])
    said = text(added)
    assert "“鸟窝” is in the catalogue. Residents can choose it from now on, under “" in said
    assert "version" not in said.lower()
    again = send(keeper, f"{HERE}matters/nw/change/", help="先看看。", reason="更清楚")
    assert "It counts from now on" in text(keeper.client.get(again["Location"]))


def folds(page: Any) -> dict[str, bool]:
    """What is folded on the page of a matter, by the name of its first field, and whether it stands open."""
    found = {}
    for part in page.content.decode().split('<details class="cat-part fold"')[1:]:
        names = re.findall(r' name="(\w+)"', part)
        found[names[0]] = part.startswith(" open")
    return found


def test_what_is_rarely_needed_is_folded_until_it_holds_something_or_is_wrong(keeper: Desk) -> None:
    page = keeper.get(f"{HERE}new/")
    shut = {
        "words": False,
        "assists": False,
        "numbers": False,
        "q1_text": False,
        "l1_until": False,
        "code": False,
    }
    assert folds(page) == shut
    assert all(str(fold.usual) in text(page) for fold in page.context["form"].folds), "what holds is said"
    stands = keeper.get(f"{HERE}matters/pipe/change/")
    held = {
        "words": True,
        "assists": True,
        "numbers": True,
        "q1_text": True,
        "l1_until": False,
        "name_en": True,
    }
    assert folds(stands) == held
    wrong = send(keeper, f"{HERE}new/", answers="city", code="Not A Code", l1_amount="x", **NEST)
    assert wrong.status_code == 422
    assert folds(wrong) == shut | {"code": True, "l1_until": True}
    red = send(keeper, f"{HERE}new/", answers="city", urgency="red", **NEST)
    assert folds(red) == shut | {"numbers": True}, "what is red needs a number to ring"


def test_offices_to_answer_stand_under_their_area_and_those_above_are_among_them(
    town: make.Town, keeper: Desk
) -> None:
    field = keeper.get(f"{HERE}answerers/gas/").context["form"].fields["office"]
    groups = dict(field.choices)
    assert [str(pk) for pk, _ in groups[town.areas["county"].name]].count(
        str(town.offices["housing"].pk)
    ) == 1
    under = {pk for pk, _ in groups[town.areas["township"].name]}
    assert {str(town.offices[name].pk) for name in ("township", "community")} <= under
    assert str(town.offices["grid"].pk) not in under, "a grid answers for nothing by itself"


def test_where_there_are_too_many_offices_the_bureaus_above_stay(
    town: make.Town, keeper: Desk, desk: Callable[[str], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those of the last district: the communities of the first one do not take their place."""
    above = town.areas["prefecture"]
    last = draw_area(
        path="370999", level="county", name="乙区", parent=above, by=make.SYSTEM, at=make.LONG_AGO
    )
    Office.objects.create(name="乙区水务局", kind="department", area=last)
    town.serve(town.offices["prefecture"], name="over_all", role="administrator", reach="none")
    high = Office.objects.filter(area__level__in=("prefecture", "county"), kind__in=answering.ANSWER)
    monkeypatch.setattr(answering, "MOST_OFFICES", high.count())
    shown = desk("over_all").get(f"{HERE}answerers/gas/").context["form"].fields["office"].things
    assert shown.keys() == {str(pk) for pk in high.values_list("pk", flat=True)}


def test_what_is_wrong_is_counted(keeper: Desk) -> None:
    code = matters.matters()[0].code
    answer = send(keeper, f"{HERE}matters/{code}/change/", reason="", name="")
    page = text(answer)
    assert "2 answers are missing or do not fit" in page or "有 2 处没填好" in page


def test_the_columns_of_the_list_have_heads(keeper: Desk) -> None:
    page = keeper.get(HERE).content.decode()
    assert page.count("cat-heads") == len(page.split('class="list cat-rows"')) - 1 > 3


def test_it_goes_out_as_text_and_the_same_text_changes_nothing(keeper: Desk) -> None:
    out = keeper.get(f"{HERE}export/")
    assert out["Content-Disposition"].startswith("attachment")
    assert out.content.decode() == dump(SHIPPED)
    answer = look(keeper, out.content)
    assert answer.context["same"]


def look(who: Desk, content: bytes | None = None, **data: str) -> Any:
    file = {"file": SimpleUploadedFile("m.toml", content)} if content is not None else {}
    key = str(who.get(f"{HERE}import/").context["form"]["key"].value())
    return who.client.post(f"/desk/{HERE}import/", {"key": key, "do": "look", **file, **data})


def test_an_import_is_looked_at_first_and_taken_over_when_confirmed(keeper: Desk) -> None:
    changed = [replace(m, help="改过的说明。") if m.code == "noise" else m for m in SHIPPED[:-2]]
    changed += [replace(SHIPPED[-2], retired=True), SHIPPED[-1]]
    answer = look(keeper, dump(changed).encode())
    assert answer.status_code == 200
    assert [(c["code"], c["name"]) for c in answer.context["changes"]] == [
        ("noise", "噪声"),
        (SHIPPED[-2].code, SHIPPED[-2].name),
    ]
    assert matters.matters() == SHIPPED
    form = answer.context["form"]
    data = {"key": str(form["key"].value()), "stood": form["stood"].value(), "text": form["text"].value()}
    assert keeper.client.post(f"/desk/{HERE}import/", data | {"do": "take", "reason": ""}).status_code == 422
    assert (
        keeper.client.post(f"/desk/{HERE}import/", data | {"do": "take", "reason": "换季"}).status_code == 302
    )
    assert matters.matters() == tuple(changed)
    again = keeper.client.post(f"/desk/{HERE}import/", data | {"do": "take", "reason": "换季"})
    assert again.status_code == 302  # the button pressed twice
    assert CatalogueVersion.objects.count() == 2


def test_an_import_that_drops_a_matter_in_use_says_which_and_how_many(town: make.Town, keeper: Desk) -> None:
    for _ in range(3):
        make.case(town, category=Category.objects.get(code="street-lamp"))
    answer = look(keeper, dump([m for m in SHIPPED if m.code != "street-lamp"]).encode())
    assert answer.status_code == 422
    (fault,) = answer.context["faults"]
    assert fault["matter"] == "路灯不亮"
    assert "3" in str(fault["found"])
    assert "retired = true" in fault["todo"]
    assert matters.matters() == SHIPPED


def test_every_fault_is_told_with_its_line(keeper: Desk) -> None:
    lines = dump(SHIPPED).replace('urgency = "yellow"', 'urgency = "purple"', 1).split("\n")
    at = next(n for n, line in enumerate(lines, 1) if "purple" in line)
    answer = look(keeper, "\n".join(lines).encode())
    assert [fault["line"] for fault in answer.context["faults"]] == [at]
    broken = look(keeper, b"[[matter]]\ncode = x")
    assert broken.context["faults"][0]["line"] == 2
    assert look(keeper, b"\xff\xfe\x00").status_code == 422
    assert look(keeper, b"").status_code == 422
    assert matters.matters() == SHIPPED


def test_what_was_compared_with_an_older_version_is_looked_at_again(keeper: Desk) -> None:
    answer = look(keeper, dump([m for m in SHIPPED if m.code != "noise"]).encode())
    actions.change_matter(replace(SHIPPED[0], name="水管"), reason="别人改的", by=SYSTEM, at=make.NOON)
    form = answer.context["form"]
    data = {"key": str(form["key"].value()), "stood": form["stood"].value(), "text": form["text"].value()}
    taken = keeper.client.post(f"/desk/{HERE}import/", data | {"do": "take", "reason": "换"})
    assert taken.status_code == 409
    assert matters.matter_called("noise") is not None
    assert matters.matter_called("pipe").name == "水管"


def test_going_back_by_page_is_a_new_version(keeper: Desk) -> None:
    actions.change_matter(replace(SHIPPED[0], name="水管"), reason="试", by=SYSTEM, at=make.NOON)
    assert send(keeper, f"{HERE}versions/1/back/", reason="不好").status_code == 302
    assert matters.matters() == SHIPPED
    assert CatalogueVersion.objects.count() == 3


def test_an_empty_installation_begins_with_the_shipped_matters_once(keeper: Desk) -> None:
    Category.objects.all().delete()
    assert "Begin with the matters" in text(keeper.get(HERE)) or "开始" in text(keeper.get(HERE))
    keeper.client.post(f"/desk/{HERE}begin/")
    keeper.client.post(f"/desk/{HERE}begin/")
    assert matters.matters() == SHIPPED


def test_who_answers_is_named_for_an_area_and_taken_back(town: make.Town, keeper: Desk) -> None:
    community, housing = town.areas["community"], town.offices["housing"]
    assert text(keeper.get(f"{HERE}answerers/")).count(str(words.role("gas")))
    answer = send(keeper, f"{HERE}answerers/gas/", area=str(community.pk), office=str(housing.pk))
    assert answer.status_code == 302
    assert Answerer.objects.get(role="gas").office == housing
    answer = send(keeper, f"{HERE}answerers/gas/?area={community.pk}", area=str(community.pk), office="")
    assert answer.status_code == 302
    assert not Answerer.objects.filter(role="gas").exists()
    above = send(keeper, f"{HERE}answerers/gas/", area=str(town.areas["county"].pk), office=str(housing.pk))
    assert above.status_code == 422  # not among the areas this administrator says anything about


def test_whoever_only_reads_sees_no_button_to_change(town: make.Town, keeper: Desk, desk: Any) -> None:
    for name in ("grid", "community"):
        page = desk(name).get(HERE).content.decode()
        assert "import/" not in page
        assert desk(name).get(f"{HERE}matters/pipe/change/").status_code == 403
    assert "import/" in keeper.get(HERE).content.decode()


def test_the_words_of_the_faults_are_those_of_the_check() -> None:
    from django.utils import translation

    with translation.override("en"):
        assert {kind: str(said) for kind, said in words.TODO.items()} == TODO
    assert {name for name in words.FIELDS if name} == {
        f for f in forms.Matter.__dataclass_fields__ if f != "lines"
    }
