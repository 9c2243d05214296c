"""Six people walk the loop in a real browser: from the QR code on a door to a rated answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linli.cases.models import Case
from linli.demo.building import plate_of
from tests.browser.conftest import OFFICE, PHONE

pytestmark = pytest.mark.browser


class Desk:
    """Somebody who serves, at their own screen."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name
        page.goto("/desk/demo/")
        page.get_by_role("button", name=name).click()

    def open(self, number: str) -> None:
        self.page.goto(f"/desk/cases/{number}/")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name)).first.click()

    def choose(self, name: str) -> None:
        self.page.get_by_role("radio", name=name).check()

    def send(self) -> None:
        self.page.locator("main form button[type=submit], main form button:not([type])").last.click()


@pytest.mark.parametrize(
    ("size", "scripts"), [(PHONE, True), (OFFICE, True), (PHONE, False)], ids=["390", "1280", "390-no-js"]
)
def test_six_people_walk_from_the_door_to_a_rated_answer(
    demo: None,
    live_server: Any,
    context_of: Callable[..., Any],
    shot: Callable[[Page, str], None],
    size: dict[str, int],
    scripts: bool,
) -> None:
    tag = f"{size['width']}{'' if scripts else '-nojs'}"
    door = plate_of("桂花里", "3 栋", 2).token
    before = set(Case.objects.values_list("pk", flat=True))

    # 1 · a resident of 71 in the lift
    resident = context_of(size, scripts=scripts).new_page()
    resident.goto(f"/d/{door}/")
    expect(resident.get_by_role("heading", level=1)).to_contain_text("桂花里 3 栋 2 单元")
    shot(resident, f"{tag}-1-door")
    resident.get_by_role("link", name="说件事").click()
    resident.locator("[name=words]").fill("一楼水管接头漏水，从今天早上开始，水快流到电表箱了。")
    shot(resident, f"{tag}-2-what")
    resident.get_by_role("button", name="继续").click()
    resident.locator("[name=matter][value=none]").check()
    resident.get_by_role("button", name="继续").click()
    resident.locator("[name=where][value=here]").check()
    shot(resident, f"{tag}-3-where")
    resident.get_by_role("button", name="继续").click()
    resident.locator("[name=urgent][value=yes]").check()
    resident.locator("[name=name]").fill("周阿姨")
    resident.locator("[name=phone]").fill("１３８ ０００ ０２０４６")
    shot(resident, f"{tag}-4-details")
    resident.get_by_role("button", name="继续").click()
    expect(resident.locator("main")).to_contain_text("一楼水管接头漏水")
    shot(resident, f"{tag}-5-check")
    resident.locator("main form button").last.click()
    expect(resident.get_by_role("heading", level=1)).to_contain_text("收到了")
    shot(resident, f"{tag}-6-received")
    follow = resident.url.split("?")[0]
    case = Case.objects.exclude(pk__in=before).get()
    expect(resident.locator("main")).to_contain_text(case.spoken_number)

    def desk(name: str) -> Desk:
        who = Desk(context_of(size, scripts=scripts).new_page(), name)
        who.open(case.number)
        return who

    # 2 · the grid worker on the stairs
    worker = desk("陈淑敏")
    shot(worker.page, f"{tag}-7-worker")
    worker.press("接手")
    worker.press("核单")
    worker.page.locator("[name=category]").select_option(label=None, value=str(_category("pipe")))
    worker.page.locator("[name=choice][value=up]").check()
    worker.page.locator("[name=words]").fill("到现场看过，先关小了阀门。")
    shot(worker.page, f"{tag}-8-verify")
    worker.send()
    expect(worker.page.locator("main")).to_contain_text("青石桥社区")

    # 3 · the dispatcher of the community
    community = desk("林晓燕")
    community.press("接手")
    community.press("下单")
    community.page.locator("[name=choice][value=up]").check()
    shot(community.page, f"{tag}-9-place")
    community.send()

    # 4 · the dispatcher of the sub-district
    township = desk("孙丽")
    township.press("接手")
    township.press("派单")
    township.page.locator("[name=choice][value=department]").check()
    township.page.locator("[name=department]").select_option(label="区水务局")
    shot(township.page, f"{tag}-10-dispatch")
    township.send()

    # 5 · a clerk of the water bureau, who sees only what was handed over
    water = desk("周涛")
    water.press("接手")
    water.press("接单")
    water.send()
    expect(water.page.locator("main")).to_contain_text("周阿姨")  # now the holder may call
    water.press("报办结")
    water.page.locator("[name=outcome][value=done]").check()
    water.page.locator("[name=words]").fill("换了铜接头，试过水，不漏了。")
    shot(water.page, f"{tag}-11-resolve")
    water.send()
    expect(water.page.locator("main")).not_to_contain_text("周阿姨")

    # 6 · somebody who did none of it checks
    worker.open(case.number)
    worker.press("我来核查")
    worker.press("核查通过")
    worker.page.locator("[name=words]").fill("去看过，不漏了。")
    worker.send()
    shot(worker.page, f"{tag}-12-checked")

    # and the resident rates the answer
    resident.goto(follow)
    expect(resident.locator("main")).to_contain_text("换了铜接头")
    shot(resident, f"{tag}-13-rate")
    resident.locator("[name=solved][value=yes]").check(force=True)
    resident.locator("[name=satisfied][value='3']").check(force=True)
    resident.locator("form[action*=rate] button").last.click()
    shot(resident, f"{tag}-14-rated")
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "solved")


def _category(code: str) -> int:
    from linli.cases.models import Category

    return Category.objects.get(code=code).pk
