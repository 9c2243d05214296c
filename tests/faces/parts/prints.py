"""The pages of prints: those who may print see them, in their own areas; a job only by whoever asked for it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from linli.common.actor import SYSTEM
from linli.office.actions import ask_job
from linli.people.actions import appoint, enter_user
from linli.people.actions import printing as verbs
from linli.people.models import Post, User
from linli.people.queries import actor_of
from linli.territory.models import Area
from tests import make

NO_PAGES = {
    "desk:print_plates",
    "desk:print_plate",
    "desk:print_board",
    "desk:print_cards",
    "desk:print_volume",
    "desk:job_stop",
    "desk:job_result",
}
PDFS = ("desk:print_plate", "desk:print_board", "desk:print_cards", "desk:print_volume")
# Of the matrix' roles these may print (authority table): over the town's first grid, or somewhere else.
HERE = {"grid", "registrar", "leader"}
ELSEWHERE = {"next_grid", "other_grid", "other_registrar"}
ONE_GRID = {"grid", "next_grid", "other_grid"}


def addresses(site: Any) -> dict[str, list[str]]:
    town = site.town
    area = town.areas["grid"].path
    job = ask_job("print.plates", {}, by=town.actors["grid"], at=make.NOON, area_path=area)
    registrar = town.serve(town.offices["community"], name="print_registrar", role="registrar")
    asked = verbs.ask_named_volume(town.areas["grid"], reason="check", by=registrar, at=make.NOON)
    where = f"?area={area}"
    return {
        "desk:prints": ["/desk/prints/", f"/desk/prints/{where}"],
        "desk:print_plates": ["/desk/prints/plates/"],
        "desk:volume": [f"/desk/prints/volume/{where}"],
        "desk:print_names": [f"/desk/prints/names/{where}"],
        "desk:confirm_names": [reverse("desk:confirm_names", args=[asked.uuid])],
        "desk:jobs": ["/desk/prints/jobs/"],
        "desk:job": [reverse("desk:job", args=[job.uuid])],
        "desk:job_stop": [reverse("desk:job_stop", args=[job.uuid])],
        "desk:job_result": [reverse("desk:job_result", args=[job.uuid])],
        **{name: [reverse(name) + where] for name in PDFS},
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if name in ("desk:print_plates", "desk:job_stop"):
        return {302, 405} if role == "anonymous" else {405}
    if role == "anonymous":
        return {302}
    if name == "desk:jobs":
        return {200}
    if name == "desk:job":
        return {200} if role == "grid" else {404}
    if name == "desk:job_result":
        return {404}  # nothing is made yet
    if name == "desk:confirm_names":
        return {403} if role == "registrar" else {404}  # the right, but at another office than the asker's
    if name == "desk:print_names" and role not in ("registrar", "other_registrar"):
        return {403}
    if role not in HERE | ELSEWHERE:
        return {403}
    if name == "desk:prints" and "area" not in address:
        return {302} if role in ONE_GRID else {200}  # one grid only: it is chosen at once
    return {200} if role in HERE else {404}


def looks() -> dict[str, list[tuple[str, str]]]:
    """In the demo: a grid's head, the registrar, and a second registrar who has to say yes."""
    grid = Post.objects.get(user__username="wangfang").office.area
    registrar = User.objects.get(username="zhoutaizhang")
    post = registrar.posts.get()
    at = post.since
    second = enter_user(username="second_registrar", name="何第二", password=None, by=SYSTEM, at=at)
    appoint(second, post.office, role=post.role, reach=post.reach, by=SYSTEM, at=at)
    now = make.NOON
    by = actor_of(registrar.pk, now)
    community = Area.objects.get(pk=grid.parent_id)
    waiting = verbs.ask_named_volume(community, reason="check", by=by, at=now)
    job = ask_job("print.plates", {}, by=by, at=now, area_path=grid.path, total=24, file_name="门牌-24块.pdf")
    where = f"?area={grid.path}"
    return {
        "desk:prints": [
            ("gaojian", "/desk/prints/"),
            ("wangfang", f"/desk/prints/{where}"),
            ("zhoutaizhang", f"/desk/prints/?area={community.path}"),
            ("second_registrar", "/desk/prints/"),
        ],
        "desk:volume": [("wangfang", f"/desk/prints/volume/{where}")],
        "desk:print_names": [("zhoutaizhang", f"/desk/prints/names/{where}")],
        "desk:confirm_names": [("second_registrar", reverse("desk:confirm_names", args=[waiting.uuid]))],
        "desk:jobs": [("zhoutaizhang", "/desk/prints/jobs/"), ("wangfang", "/desk/prints/jobs/")],
        "desk:job": [
            ("zhoutaizhang", reverse("desk:job", args=[waiting.uuid])),
            ("zhoutaizhang", reverse("desk:job", args=[job.uuid]) + "?still"),
        ],
    }
