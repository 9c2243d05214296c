"""How an office begins: what readiness tells of the catalogue, who gives whom a way in, who takes a lost code away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linli.cases.models import Category
from linli.people.models import User
from tests import make
from tests.faces.desk.conftest import Desk, text

READY = "/desk/staff/readiness/"
CATALOGUE = 'href="/desk/catalogue/"'


def appoint(one: Desk, office: int, **more: str) -> str:
    one.client.cookies["django_language"] = "en"
    page = one.client.get(f"/desk/staff/offices/{office}/appoint/").content.decode()
    key = page.split('name="key" value="')[1].split('"')[0]
    sent = {"key": key, "username": "xinren", "name": "新人", "role": "clerk", "reach": "none", **more}
    return text(one.client.post(f"/desk/staff/offices/{office}/appoint/", sent, follow=True))


@pytest.fixture
def leader(town: make.Town, desk: Callable[[str], Desk]) -> Desk:
    town.serve(town.offices["township"], name="leader", role="leader")
    return desk("leader")


def lines(one: Desk) -> str:
    page = one.client.get(READY).content.decode()
    return page.split('class="checks"')[1].split("</ul>")[0]


def test_an_empty_catalogue_is_the_first_thing_readiness_tells_and_links_to(leader: Desk) -> None:
    assert CATALOGUE not in lines(leader)
    Category.objects.update(retired_at=make.NOON)
    assert CATALOGUE in lines(leader).split("</li>")[0]


def test_a_leader_who_appoints_is_told_who_makes_the_link(town: make.Town, leader: Desk) -> None:
    office = town.offices["community"].pk
    assert "ask whoever runs the machine" in appoint(leader, office)
    town.serve(town.offices["township"], name="keeps_it", role="administrator", reach="none")
    said = appoint(leader, office, username="xinren2")
    assert "keeps_it 甲" in said.split("is given by")[1]
    assert "Now give them" not in said


def test_an_administrator_elsewhere_is_not_named(town: make.Town, leader: Desk) -> None:
    town.serve(town.offices["other_community"], name="far", role="administrator", reach="none")
    assert "far 甲" not in appoint(leader, town.offices["community"].pk)


def test_an_administrator_who_appoints_is_told_to_give_the_link(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    town.serve(town.offices["township"], name="keeps_it", role="administrator", reach="none")
    said = appoint(desk("keeps_it"), town.offices["community"].pk, role="volunteer")
    assert "Now give them the link" in said
    assert User.objects.get(username="xinren").posts.exists()


def test_a_head_takes_the_code_of_a_lost_telephone_away_and_nobody_else_is_offered_it(
    town: make.Town, leader: Desk, desk: Callable[[str], Desk]
) -> None:
    town.serve(town.offices["township"], name="keeps_it", role="administrator", reach="none")
    pk = town.users["grid"].pk
    User.objects.filter(pk=pk).update(totp_secret=b"x", totp_since=make.NOON)
    where = f"/desk/staff/people/{pk}/code/"
    assert where not in desk("keeps_it").client.get(f"/desk/staff/people/{pk}/").content.decode()
    assert desk("keeps_it").client.get(where).status_code == 403
    assert where in leader.client.get(f"/desk/staff/people/{pk}/").content.decode()
    key = leader.client.get(where).content.decode().split('name="key" value="')[1].split('"')[0]
    assert leader.client.post(where, {"key": key}).status_code == 302
    assert User.objects.get(pk=pk).totp_since is None
