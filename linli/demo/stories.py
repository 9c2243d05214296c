"""Requests at every stage of the loop, played by the demo's people over the last days."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import get_default_timezone

from linli.cases import actions
from linli.cases.models import Case
from linli.common.actor import RESIDENT, Actor
from linli.demo import content
from linli.demo.building import Place
from linli.people.models import User
from linli.territory.models import Entrance


def tell(place: Place, now: datetime) -> int:
    """Play every story; returns how many. Each one stops where its last word says."""
    entrances = list(
        Entrance.objects.filter(building__area_path=content.COMMUNITY[0] + "001").order_by("id")[:40]
    )
    for i, (words, category, stage) in enumerate(content.STORIES):
        day = now.astimezone(get_default_timezone()) - timedelta(
            days=8 if words.startswith(content.LATE) else 1 + i // 6
        )
        start = day.replace(hour=8, minute=40 + i, second=0, microsecond=0) + timedelta(hours=i % 3)
        _play(place, words, category, stage, entrances[(i * 2 + 1) % len(entrances)], start)
    return len(content.STORIES)


def _play(place: Place, words: str, code: str, stage: str, entrance: Entrance, start: datetime) -> None:
    category = place.categories[code]
    clock = iter([start + timedelta(minutes=25 * n) for n in range(20)])
    case = actions.ask(
        words=words,
        entrance=entrance,
        by=RESIDENT,
        at=next(clock),
        asker=actions.Asker("周阿姨", "10000002046") if len(words) % 2 else None,
    )

    def by(username: str) -> Actor:
        user: User = place.users[username]
        post = user.posts.get()
        return Actor("user", user_id=user.pk, post_id=post.pk, office_id=post.office_id)

    def take(case: Case, username: str) -> Case:
        return actions.take(case, by=by(username), at=next(clock))

    if stage == "asked":
        return
    case = take(case, "chenshumin")
    # the rosters begin this week: before that nobody was on duty, so nothing could be red
    urgency = "yellow" if category.urgency == "red" else category.urgency
    said: dict[str, Any] = {"category": category, "urgency": urgency}
    if stage in ("grid", "firm", "closed", "checked", "rating"):
        case = actions.verify(
            case, by=by("chenshumin"), at=next(clock), choice="here", words="到现场看过，我来办。", **said
        )
        if stage == "firm":
            firm, task = place.offices["property:0"], "看一看道闸，能修就修；要换配件的，写清楚哪天换。"
            actions.hand_out(case, by=by("chenshumin"), at=next(clock), office=firm, words=task, days=15)
        if stage in ("grid", "firm"):
            return
        words = "已经处理好了，请您看看。再有问题直接给我打电话。"
        case = actions.resolve(case, by=by("chenshumin"), at=next(clock), outcome="done", words=words)
        if stage == "checked":
            take(case, "linxiaoyan")
            return
        case = take(case, "linxiaoyan")
        case = actions.pass_check(case, by=by("linxiaoyan"), at=next(clock), words="去看过，确实好了。")
        if stage == "closed":
            asker = replace(RESIDENT, asker_of=case.pk)
            actions.rate(case, by=asker, at=next(clock), solved=True, satisfied=3, words="谢谢小陈。")
        return
    case = actions.verify(
        case, by=by("chenshumin"), at=next(clock), choice="up", words="看过了，需要专业的人来修。", **said
    )
    if stage == "placed":
        return
    case = take(case, "linxiaoyan")
    case = actions.place(
        case, by=by("linxiaoyan"), at=next(clock), choice="up", words="社区办不了，请街道派。"
    )
    if stage == "township":
        return
    case = take(case, "sunli")
    department = place.offices.get(category.answers, place.offices["city"])
    case = actions.dispatch(case, by=by("sunli"), at=next(clock), choice="department", department=department)
    if stage == "accept":
        return
    clerk = {"water": "zhoushuiwu", "city": "wuchengguan", "housing": "zhengzhujian", "power": "fengdian"}
    key = next(k for k, office in place.offices.items() if office.pk == department.pk)
    case = take(case, clerk[key])
    case = actions.accept(case, by=by(clerk[key]), at=next(clock), words="明天上午到，来之前打电话。")
    if stage == "department":
        return
    words = "换了新的接头，试过水，不漏了。"
    case = actions.resolve(case, by=by(clerk[key]), at=next(clock), outcome="done", words=words)
    case = take(case, "chenshumin")
    case = actions.pass_check(case, by=by("chenshumin"), at=next(clock), words="去看过了。")
    if stage == "unsolved":
        asker = replace(RESIDENT, asker_of=case.pk)
        actions.rate(case, by=asker, at=next(clock), solved=False, satisfied=1, words="还是没有水。")
