"""Rules and texts at the desk: each rule in words, seen before it counts, back with a click."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from linli.faces.desk.settings.preview import effects
from linli.faces.desk.settings.rules import NOT_YET, RULES, lines
from linli.faces.desk.settings.texts import BLANKS, WHEN
from linli.journal.models import Entry
from linli.notify.queries import worded
from linli.notify.templates import texts
from linli.office.actions import set_setting
from linli.office.queries import DEFAULTS, setting
from linli.territory.actions import draw_area
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.make import NOON

RULE, TEXT = "settings/cases.promise/", "settings/texts/verify/"


@pytest.fixture
def keeper(town: make.Town, desk: Callable[[str], Desk]) -> Desk:
    town.serve(town.offices["township"], name="keeper", role="administrator", reach="none")
    return desk("keeper")


def form(page: Any) -> dict[str, str]:
    """What a browser would send of the sheet on a page, as it stands."""
    html = page.content.decode()
    sheet = re.search(r'<form method="post" [^>]*class="sheet">.*?</form>', html, re.S)
    assert sheet is not None
    found = {name: str(value or "") for name, value in _values(page.context["form"])}
    return found | dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', sheet[0]))


def _values(sheet: Any) -> list[tuple[str, Any]]:
    return [(name, sheet[name].value()) for name in sheet.fields]


def test_every_rule_and_every_text_has_words() -> None:
    assert RULES.keys() | NOT_YET == DEFAULTS.keys()
    assert not RULES.keys() & NOT_YET
    assert all(lines(rule, rule.default) for rule in RULES.values())
    assert WHEN.keys() == texts().templates.keys()
    assert {name for one in texts().templates.values() for name in one.variables} <= BLANKS.keys()


def test_a_rule_is_seen_before_it_counts_and_goes_back_with_a_click(keeper: Desk) -> None:
    typed = form(keeper.get(RULE)) | {"f0": "5", "reason": "三月的会"}
    looked = keeper.client.post(f"/desk/{RULE}", typed)
    assert looked.status_code == 200
    assert setting("cases.promise") == DEFAULTS["cases.promise"]  # nothing yet
    assert len(looked.context["differences"]) == 1
    again = keeper.client.post(f"/desk/{RULE}", form(looked) | {"f0": "6"})  # not what was looked at
    assert again.status_code == 200
    assert setting("cases.promise") == DEFAULTS["cases.promise"]
    sent = form(again)
    assert [keeper.client.post(f"/desk/{RULE}", sent).status_code for _twice in range(2)] == [302, 302]
    assert setting("cases.promise")["simple"] == "6 natural_days"
    page = keeper.get(RULE)
    assert "三月的会" in text(page)
    assert "keeper" in text(page)
    key = page.context["back_key"]
    for seen, status in (("0", 409), ("1", 302), ("1", 302)):
        answer = keeper.client.post(
            f"/desk/{RULE}back/", {"key": key if seen == "1" else uuid.uuid4(), "seen": seen}
        )
        assert answer.status_code == status
    assert setting("cases.promise") == DEFAULTS["cases.promise"]
    assert Entry.objects.filter(verb="setting.set").count() == 2


@pytest.mark.parametrize(
    ("address", "typed"), [(RULE, {"f0": "5"}), (TEXT, {"zh": "您好，{number}{promise}{phone}"})]
)
def test_what_would_change_stands_between_what_was_typed_and_the_button_that_does_it(
    keeper: Desk, address: str, typed: dict[str, str]
) -> None:
    looked = keeper.client.post(f"/desk/{address}", form(keeper.get(address)) | typed | {"reason": "会"})
    html = looked.content.decode().split('class="sheet"')[1].partition("</form>")[0]
    order = [html.index(one) for one in ('name="reason"', 'class="set-look"', 'class="btn btn-primary"')]
    assert order == sorted(order)
    assert html.count("btn-primary") == 1


def test_a_number_beyond_its_limits_is_told_and_nothing_typed_is_lost(keeper: Desk) -> None:
    page = keeper.client.post(f"/desk/{RULE}", form(keeper.get(RULE)) | {"f0": "0", "f1": "9", "reason": ""})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"f0", "reason"}
    assert page.context["form"]["f1"].value() == "9"


def test_what_a_change_would_do_is_said_for_a_request_of_this_moment(db: None) -> None:
    rule, new = RULES["cases.promise"], DEFAULTS["cases.promise"] | {"simple": "5 natural_days"}
    said = effects(rule, rule.default, new, "370998001", NOON)  # Monday, 23 November
    assert len(said) == 2
    assert "26" in said[0]
    assert "30" in said[0]  # five days end on a Saturday: Monday
    night = effects(RULES["notify.quiet"], "21:00-08:00", "", "", NOON)
    assert "22:00" in night[0]
    assert "08:00" in night[0]
    assert effects(RULES["retention.safety"], 365, 30, "", NOON) == []  # not even their number is told
    assert len(effects(RULES["retention.message"], 180, 30, "", NOON)) == 1


def test_a_text_is_worded_anew_when_it_was_seen_filled_in(keeper: Desk) -> None:
    own = "您好，{number}最迟{promise}答复，电话{phone}。"
    lacking = keeper.client.post(
        f"/desk/{TEXT}", form(keeper.get(TEXT)) | {"zh": "您好{number}", "reason": "短些"}
    )
    assert lacking.status_code == 422
    assert "{promise}" in text(lacking)
    looked = keeper.client.post(f"/desk/{TEXT}", form(keeper.get(TEXT)) | {"zh": own, "reason": "短些"})
    assert looked.context["would"][0]["text"].startswith("您好，2611 0387最迟")
    assert worded("verify") == {}
    assert keeper.client.post(f"/desk/{TEXT}", form(looked)).status_code == 302
    assert worded("verify") == {"zh": own}
    assert "您好，2611 0387" in text(keeper.get("settings/texts/"))


def test_who_serves_reads_the_rules_and_changes_none(keeper: Desk, desk: Callable[[str], Desk]) -> None:
    sent = form(keeper.get(RULE)) | {"f0": "5", "reason": "x"}
    grid = desk("grid")
    for path in ("settings/", "settings/texts/", RULE, TEXT):
        assert grid.get(path).status_code == 200
    assert grid.get(RULE).content.decode().count("<form") < keeper.get(RULE).content.decode().count("<form")
    assert grid.client.post(f"/desk/{RULE}", sent).status_code == 403
    assert grid.client.post(f"/desk/{RULE}back/", {"key": uuid.uuid4(), "seen": 0}).status_code == 403
    assert keeper.get("settings/no.such_rule/").status_code == 404


@pytest.fixture
def second(town: make.Town) -> None:
    """Another sub-district, so that no sub-district is the whole."""
    above = town.areas["county"]
    draw_area(
        path="370998002", level="township", name="乙街道", parent=above, by=make.SYSTEM, at=make.LONG_AGO
    )


def english(one: Desk) -> Desk:
    one.client.cookies["django_language"] = "en"
    return one


def test_where_one_sub_district_is_all_its_administrator_writes_for_everywhere(keeper: Desk) -> None:
    page = keeper.get("settings/")
    assert page.context["where"].path == ""
    assert [one.path for one in page.context["wheres"]] == ["", "370998001001", "370998001002"]
    assert len(form(keeper.get(RULE))) > 3


def test_a_sub_district_has_a_rule_of_its_own_and_gives_it_up(
    keeper: Desk, town: make.Town, second: None, desk: Callable[[str], Desk]
) -> None:
    a, b = f"?area={town.areas['township'].pk}", f"?area={town.areas['community'].pk}"
    english(keeper)
    page = keeper.get("settings/")
    assert page.context["where"].query == a
    assert keeper.get(f"{RULE}?area=all").status_code == 404
    assert keeper.get(f"{RULE}?area={town.areas['county'].pk}").status_code == 404
    typed = form(keeper.get(RULE)) | {"f0": "5", "reason": "本街道人手少"}
    looked = keeper.client.post(f"/desk/{RULE}{a}", typed)
    assert looked.context["differences"]
    assert keeper.client.post(f"/desk/{RULE}{a}", form(looked)).status_code == 302
    assert setting("cases.promise", "370998001001")["simple"] == "5 natural_days"
    assert setting("cases.promise", "370998002") == setting("cases.promise") == DEFAULTS["cases.promise"]
    assert Entry.objects.get(verb="setting.set").area_path == "370998001"
    page = keeper.get(RULE + a)
    assert page.context["source"] == "this sub-district's own"
    assert "本街道人手少" in text(page)
    assert keeper.get(RULE + b).context["source"] == "as in township"
    read = english(desk("grid")).get(RULE)
    assert read.context["source"] == "as in township"
    assert not read.context["keeps"]
    click = {"key": uuid.uuid4(), "seen": page.context["seen"]}
    up = [keeper.client.post(f"/desk/{RULE}up/{a}", click).status_code for _twice in range(2)]
    assert up == [302, 302]
    assert setting("cases.promise", "370998001") == DEFAULTS["cases.promise"]
    assert keeper.client.post(f"/desk/{RULE}up/{a}", {"key": uuid.uuid4(), "seen": 2}).status_code == 403
    page = keeper.get(RULE + a)
    assert page.context["history"][0]["given_up"]
    assert (
        keeper.client.post(
            f"/desk/{RULE}back/{a}", {"key": uuid.uuid4(), "seen": page.context["seen"]}
        ).status_code
        == 302
    )
    assert setting("cases.promise", "370998001")["simple"] == "5 natural_days"


def test_a_rule_of_the_installation_is_read_in_an_area_and_refused_in_words(
    keeper: Desk, town: make.Town, second: None
) -> None:
    address = f"settings/people.session_hours/?area={town.areas['township'].pk}"
    page = english(keeper).get(address)
    assert page.status_code == 200
    assert not page.context["keeps"]
    assert "one for the whole installation" in text(page)
    refused = keeper.client.post(f"/desk/{address}", {"key": uuid.uuid4(), "seen": 0, "f0": 8, "reason": "x"})
    assert refused.status_code == 403
    assert "one for the whole installation" in text(refused)
    assert setting("people.session_hours") == 12


def test_a_district_sees_how_many_below_have_their_own(
    town: make.Town, second: None, desk: Callable[[str], Desk]
) -> None:
    town.serve(town.offices["county"], name="over_all", role="administrator", reach="none")
    set_setting("cases.reopen_days", 60, path="370998001", by=make.SYSTEM, at=NOON)
    over_all = english(desk("over_all"))
    page = over_all.get("settings/")
    assert page.context["where"].path == ""
    rows = {row["rule"].name: row for _key, _label, rows in page.context["groups"] for row in rows}
    assert rows["cases.reopen_days"]["apart"] == 1
    assert rows["cases.reopen_days"]["lines"] == [("", "30 days")]
    sub = over_all.get(f"settings/?area={town.areas['township'].pk}")
    rows = {row["rule"].name: row for _key, _label, rows in sub.context["groups"] for row in rows}
    assert rows["cases.reopen_days"]["source"] == "this sub-district's own"
    assert rows["cases.promise"]["source"] == "as it comes with LinLi"


def test_a_sub_district_words_a_text_in_its_own_way(keeper: Desk, town: make.Town, second: None) -> None:
    a, own = f"?area={town.areas['township'].pk}", "您好，{number}最迟{promise}答复，电话{phone}。"
    looked = keeper.client.post(f"/desk/{TEXT}{a}", form(keeper.get(TEXT)) | {"zh": own, "reason": "短些"})
    assert keeper.client.post(f"/desk/{TEXT}{a}", form(looked)).status_code == 302
    assert worded("verify", "370998001") == {"zh": own}
    assert worded("verify", "370998002") == {}
    page = keeper.get(TEXT + a)
    assert page.context["above"]
    click = {"key": uuid.uuid4(), "seen": page.context["seen"]}
    assert keeper.client.post(f"/desk/{TEXT}up/{a}", click).status_code == 302
    assert worded("verify", "370998001") == {}


def test_what_a_change_touches_is_counted_where_it_holds(town: make.Town) -> None:
    make.walk(town, "take grid", "verify here")
    rule, new = RULES["cases.promise"], DEFAULTS["cases.promise"] | {"simple": "5 natural_days"}

    def touched(path: str) -> str:
        with translation.override("en"):
            return effects(rule, rule.default, new, path, NOON)[-1]

    assert touched("").startswith("1 request")
    assert touched("370998001").startswith("1 request")
    assert touched("370998002").startswith("0 requests")
    set_setting("cases.promise", new, path="370998001", by=make.SYSTEM, at=NOON)
    assert touched("").startswith("0 requests")
