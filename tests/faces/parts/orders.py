"""The pages of orders: those who take them in, at their own sub-district; slips for whoever sees the request."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from linli.cases import actions
from linli.cases.models import Channel
from linli.people.models import Office, Post
from linli.people.queries import actor_of
from tests import make
from tests.cases import sheets_of_orders as sheets

NO_PAGES = {
    "desk:orders_sign",
    "desk:order_columns",
    "desk:order_sheet_do",
    "desk:order_replies_file",
    "desk:case_slip",
    "desk:order_blank",
    "desk:order_left_out",
}
POST_ONLY = NO_PAGES - {"desk:case_slip", "desk:order_blank", "desk:order_left_out"}
# Of the matrix' roles these take orders in (authority table): for the town's sub-district, or at a community of theirs.
FOR_ALL = {"township", "county", "prefecture", "leader"}
AT_COMMUNITY = {"community", "other_community"}
SEE_AREAS = FOR_ALL | AT_COMMUNITY | {"grid", "next_grid", "other_grid", "registrar", "other_registrar"}
UP = {"grid", "community", "township", "county", "prefecture", "registrar", "leader"}


def addresses(site: Any) -> dict[str, list[str]]:
    town = site.town
    by = town.actors["township"]
    run = sheets.stage(
        sheets.workbook(sheets.order("GD1"), sheets.order("GD2", "")), office=town.offices["township"], by=by
    )
    site.group = make.case(town, channel=Channel.GROUP, by=town.actors["grid"])
    number = site.kept.number
    return {
        "desk:orders": ["/desk/orders/", "/desk/orders/?list=sent&source=12345&page=99"],
        "desk:orders_sign": ["/desk/orders/sign/"],
        "desk:order_one": ["/desk/orders/one/"],
        "desk:order_sheet_new": ["/desk/orders/sheet/"],
        "desk:order_columns": ["/desk/orders/sheet/columns/"],
        "desk:order_sheet": [reverse("desk:order_sheet", args=[run.pk])],
        "desk:order_blank": ["/desk/orders/sheet/empty.xlsx", "/desk/orders/sheet/empty.xlsx?source=12345"],
        "desk:order_left_out": [reverse("desk:order_left_out", args=[run.pk])],
        "desk:order_sheet_do": [
            reverse("desk:order_sheet_do", args=[run.pk, verb]) for verb in ("take", "x")
        ],
        "desk:order_replies": ["/desk/orders/replies/", "/desk/orders/replies/?source=x&at=2026-99"],
        "desk:order_replies_file": ["/desk/orders/replies/file/"],
        "desk:group_message": ["/desk/orders/group/"],
        "desk:group_done": [reverse("desk:group_done", args=[site.group.number])],
        "desk:case_slips": [reverse("desk:case_slips", args=[number])],
        "desk:case_slip": [reverse("desk:case_slip", args=[number, kind]) for kind in ("receipt", "inform")],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {302}
    if name in POST_ONLY:
        return {405}
    if name in ("desk:case_slips", "desk:case_slip"):
        return {200} if role in UP and "inform" not in address else {404}
    if name == "desk:group_message":
        return {200} if role in SEE_AREAS else {403}
    if name == "desk:group_done":
        return {200} if role == "grid" else {404}  # whoever wrote it down
    if name in ("desk:order_sheet", "desk:order_left_out"):
        return {200} if role in FOR_ALL else {404}
    if name in ("desk:order_sheet_new", "desk:order_one", "desk:order_blank"):
        return {200} if role in FOR_ALL else {403}
    return {200} if role in FOR_ALL | AT_COMMUNITY else {403}


def looks() -> dict[str, list[tuple[str, str]]]:
    """In the demo: the sub-district's dispatcher with a sheet of 60, one read and one taken in; a grid's head."""
    now = timezone.now()
    post = Post.objects.held(now).filter(role__in=("dispatcher", "clerk"), office__kind="township").first()
    assert post is not None
    office = Office.objects.select_related("area").get(pk=post.office_id)
    by = actor_of(post.user_id, now, post_id=post.pk)
    who = post.user.username
    rows = [sheets.order(f"GD2026{n:04}", area="", reply_by="2026-12-0" + str(1 + n % 9)) for n in range(60)]
    taken = sheets.take(sheets.stage(sheets.workbook(*rows), office=office, by=by, at=now), by=by, at=now)
    other = [
        sheets.order("GD20260001", "路灯又不亮了，已经三天。"),
        sheets.order("GD9"),
        sheets.order("GD10", "", ordered="昨天"),
    ]
    read = sheets.stage(sheets.workbook(*other), office=office, by=by, at=now)
    grid = Post.objects.select_related("office__area").get(user__username="wangfang")
    mine = actor_of(grid.user_id, now, post_id=grid.pk)
    case = actions.ask(words="楼道灯不亮", channel=Channel.GROUP, area=grid.office.area, by=mine, at=now)
    return {
        "desk:orders": [
            (who, "/desk/orders/"),
            (who, "/desk/orders/?list=unsigned"),
            (who, "/desk/orders/?list=sent"),
        ],
        "desk:order_one": [(who, "/desk/orders/one/")],
        "desk:order_sheet_new": [(who, "/desk/orders/sheet/")],
        "desk:order_sheet": [(who, reverse("desk:order_sheet", args=[run.pk])) for run in (read, taken)],
        "desk:order_replies": [(who, "/desk/orders/replies/")],
        "desk:group_message": [("wangfang", "/desk/orders/group/"), (who, "/desk/orders/group/")],
        "desk:group_done": [("wangfang", reverse("desk:group_done", args=[case.number]))],
        "desk:case_slips": [("wangfang", reverse("desk:case_slips", args=[case.number]))],
    }
