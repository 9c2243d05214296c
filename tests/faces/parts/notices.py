from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from linli.cases import actions
from linli.cases.actions import Asker
from linli.cases.models import Category
from linli.common.actor import RESIDENT
from linli.demo.building import plate_of
from linli.journal.models import Entry
from linli.people.models import User
from linli.people.queries import actor_of
from linli.reactions.resident_messages import owe_resident
from tests import make

NO_PAGES = {"desk:notices_number"}

# it was verified here: the grid follows it, and everybody whose area or office it is sees it
FOLLOWS = {"grid"}
SEES = {"community", "township", "county", "prefecture", "registrar", "leader"}


def addresses(site: Any) -> dict[str, list[str]]:
    at = timezone.now() - timedelta(days=2)
    case = make.case(site.town, channel="telephone", asker=Asker("张三丰", "13800000001"), at=at)
    make.walk(site.town, "take grid", "verify here", case_=case, at=at)
    owe_resident(Entry.objects.get(subject_id=case.pk, verb="case.verify"))
    here = f"/desk/notices/{case.number}"
    return {
        "desk:notices": ["/desk/notices/"],
        "desk:notices_tell": [f"{here}/", "/desk/notices/0/"],
        "desk:notices_number": [f"{here}/number/"],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {405, 302} if name == "desk:notices_number" else {302}
    if name == "desk:notices_number":
        return {405}
    if name == "desk:notices":
        return {200}
    if "/0/" in address:
        return {404}
    return {200} if role in FOLLOWS else {403} if role in SEES else {404}


def looks() -> dict[str, list[tuple[str, str]]]:
    """The demo's residents read their answers themselves; here is one who telephoned and has to be told."""
    at = timezone.now() - timedelta(days=2)
    worker = User.objects.get(username="chenshumin")
    by = actor_of(worker.pk, at, post_id=worker.posts.get().pk)
    case = actions.ask(
        words="楼道的灯不亮了，晚上看不见台阶。",
        entrance=plate_of("桂花里", "3 栋", 2).entrance,
        channel="telephone",
        asker=Asker("张三丰", "13800000001"),
        by=RESIDENT,
        at=at,
    )
    matter = Category.objects.filter(answers="community", retired_at=None).exclude(duty="upper").first()
    actions.verify(
        actions.take(case, by=by, at=at), by=by, at=at, choice="here", category=matter, urgency="blue"
    )
    owe_resident(Entry.objects.get(subject_id=case.pk, verb="case.verify"))
    return {
        "desk:notices": [("linxiaoyan", "/desk/notices/")],
        "desk:notices_tell": [("chenshumin", f"/desk/notices/{case.number}/")],
    }
