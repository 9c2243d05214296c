"""Every address asked as every role: what is held about homes stands on no page of somebody who does not serve them."""

from __future__ import annotations

import pytest

from linli.common.actor import SYSTEM
from linli.people.actions import enter_residents
from linli.people.models import Resident
from tests import make
from tests.faces.test_matrix_over_http import MORE, ROLES, Site, client_of, site  # noqa: F401

# (name, telephone, who serves the area this person lives in)
HERE = ("司马内里", "13933334444")
THERE = ("欧阳外方", "13911112222")
SERVE_BOTH = {"township", "county", "prefecture", "registrar", "leader"}
SERVE_HERE = {"grid", "community"} | SERVE_BOTH
SERVE_THERE = {"other_grid", "other_community", "other_registrar"} | SERVE_BOTH


@pytest.fixture
def inhabited(site: Site) -> Site:  # noqa: F811
    for key, (name, phone) in (("grid", HERE), ("other_grid", THERE)):
        home = site.town.furnish(site.town.areas[key])
        enter_residents([(home, name, phone)], by=SYSTEM, at=make.LONG_AGO)
    assert Resident.objects.filter(name__in=(HERE[0], THERE[0])).count() == 2
    return site


@pytest.mark.parametrize("role", ROLES)
def test_no_page_tells_a_name_or_number_that_was_not_asked_for(inhabited: Site, role: str) -> None:
    """Whole names are told to those who serve the area and nobody else; whole numbers by no page."""
    client = client_of(inhabited, role)
    for addresses in inhabited.addresses.values():
        for address in addresses:
            response = client.get(address)
            body = b"".join(response) if response.streaming else response.content
            for (name, phone), serve in ((HERE, SERVE_HERE), (THERE, SERVE_THERE)):
                assert phone.encode() not in body, f"{role} GET {address} tells a number"
                if role not in serve:
                    assert name.encode() not in body, f"{role} GET {address} tells a name"


def test_every_role_of_the_matrix_is_judged_here() -> None:
    assert set(MORE) <= set(ROLES)
    assert set(ROLES) >= SERVE_HERE | SERVE_THERE
