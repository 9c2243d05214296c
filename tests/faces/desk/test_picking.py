"""A matter chosen by typing on the page of a verb: the select stays, what the resident wrote is offered first."""

from __future__ import annotations

from collections.abc import Callable

from linli.cases import actions
from linli.cases.catalogue import load
from linli.cases.models import Category
from linli.common.actor import SYSTEM
from tests import make
from tests.faces.desk.conftest import Desk


def test_a_piece_of_a_bureaus_area_is_found_under_its_community(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    town.serve(town.offices["county"], name="over_all", role="administrator", reach="none")
    page = desk("over_all").get(f"staff/offices/{town.offices['water'].pk}/appoint/")
    choices = page.context["form"].fields["area"].choices
    assert choices[0][0] == "", "the whole area, unless somebody chooses"
    under = {label: {pk for pk, _ in some} for label, some in choices[1:]}
    for community, grid in (("community", "grid"), ("other_community", "other_grid")):
        places = {str(town.areas[one].pk) for one in (community, grid)}
        assert places <= under[town.areas[community].name]
    assert "data-narrow" in page.content.decode(), "and by typing, where there are many"


def test_verifying_offers_what_the_resident_wrote_and_keeps_the_select(
    town: make.Town, desk: Callable[[str], Desk]
) -> None:
    Category.objects.all().delete()
    actions.change_catalogue(load(), reason="开始", by=SYSTEM, at=make.LONG_AGO)
    case = make.walk(town, "take grid", case_=make.case(town, words="楼道灯坏了，晚上老人看不见"))
    page = desk("grid").case(case, "verify").content.decode()
    lamp = Category.objects.get(code="stair-lamp")
    assert f'<button type="button" class="btn" value="{lamp.pk}">楼道灯不亮</button>' in page
    assert 'data-pick="/desk/catalogue/find/"' in page
    assert f'<option value="{lamp.pk}">' in page
    answer = desk("grid").do(case, "verify", category=lamp.pk, urgency="blue", choice="here")
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.category == lamp
