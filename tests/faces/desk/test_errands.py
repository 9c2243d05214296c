"""What a firm does for us, at the desk: it is named, its link stands on the next page, several links together."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from linli.cases import actions, meeting
from linli.cases.models import Errand
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.faces.desk.test_offered import open_firm

People = Callable[[str], Desk]


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def test_three_given_to_one_firm_are_one_page_with_all_links_and_the_firms_name(
    town: make.Town, desk: People, now: datetime
) -> None:
    firm = open_firm(town, "安居物业", "property")
    at = now - timedelta(hours=1)
    three = [
        make.walk(town, "take grid", "verify up", "take community", case_=make.case(town, at=at), at=at)
        for _ in range(3)
    ]
    me = desk("community")
    page = me.case(three[0], "place").content.decode()
    others = re.findall(r'name="also" value="([^"]+)"', page)
    assert len(others) == 2
    given = {"choice": "partner", "office": str(firm.pk), "days": "3", "words": "换灯泡"}
    given |= {"category": str(town.categories["lamp"].pk)}
    answer = me.send(three[0], "place", me.form(three[0], "place") | given | {"also": others})
    assert answer["Location"] == f"/desk/meetings/errands/{three[0].number}/"

    page = me.client.get(answer["Location"])
    assert "已交给安居物业办" in text(page) or "Given to 安居物业" in text(page)
    sent = re.search(r'<textarea id="link"[^>]*>(.*?)</textarea>', page.content.decode(), re.S)[1]
    links = [meeting.errand_token(one) for one in Errand.objects.order_by("case_id")]
    assert [sent.index(link) for link in links] == sorted(sent.index(link) for link in links)
    assert sent.count("换灯泡") == 3
    assert all(one.spoken_number in text(page) for one in three)


def test_what_one_firm_got_at_another_time_is_not_sent_again(
    town: make.Town, desk: People, now: datetime
) -> None:
    firm, at = open_firm(town, "安居物业", "property"), now - timedelta(hours=1)
    both = [
        make.walk(town, "take grid", "verify here", case_=make.case(town, at=at), at=at) for _ in range(2)
    ]
    for n, case in enumerate(both):
        by, then = town.actors["grid"], at + timedelta(minutes=20 + n)
        actions.hand_out(case, by=by, at=then, office=firm, words="换灯泡", days=3)
    page = desk("grid").get(f"meetings/errands/{both[1].number}/").content.decode()
    first, second = (meeting.errand_token(one) for one in Errand.objects.order_by("id"))
    assert second in page
    assert first not in page
