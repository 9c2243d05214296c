"""Rules and texts at the desk: each rule in words, seen before it counts, back with a click."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from linli.faces.desk.settings.preview import effects
from linli.faces.desk.settings.rules import NOT_YET, RULES, lines
from linli.faces.desk.settings.texts import BLANKS, WHEN
from linli.journal.models import Entry
from linli.notify.queries import worded
from linli.notify.templates import texts
from linli.office.queries import DEFAULTS, setting
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
    sheet = re.search(r'<form method="post" novalidate class="sheet">.*?</form>', html, re.S)
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
