"""Not safe at home, whom it is about, and what only two people of an office see."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from linli.cases import actions as cases
from linli.cases.actions.safety import call_for_help
from linli.cases.actions.trusting import name_trustee
from linli.cases.models import Approval, Case, SafetyCall, Trustee, TrustKind
from linli.cases.queries import danger_office, follow_token, safety_token
from linli.common.actor import RESIDENT, SYSTEM
from linli.demo.building import plate_of
from linli.people.models import Office, Post, User
from linli.people.queries import actor_of, members
from linli.territory.queries import door
from tests import make

NO_PAGES = {"portal:read", "portal:remind", "desk:trust_take", "desk:trust_end"}  # they only take a POST

TWO = ("community", "community_2")  # of the matrix, only the first logs in
APPOINT = {"leader", "administrator"}


def addresses(site: Any) -> dict[str, list[str]]:
    """Two people of the community are named, and somebody in its grid asked for help."""
    town = site.town
    for who in TWO:
        for kind in TrustKind:
            name_trustee(town.offices["community"], town.users[who], kind=kind, by=SYSTEM, at=make.LONG_AGO)
    call = call_for_help(
        words="他又动手了", contact="", minor=False, area=town.areas["grid"], by=RESIDENT, at=make.NOON
    )
    token, follow = town.plate.token, follow_token(site.handed)
    named = Trustee.objects.order_by("pk")[0]
    return {
        "portal:numbers": [f"/d/{token}/numbers/"],
        "portal:about_whom": [f"/d/{token}/about/"],
        "portal:later": [f"/n/{'a' * 26}/"],  # a call's own address takes it back when it is posted to
        **{f"portal:{n}": [f"/f/{follow}/{n}/"] for n in ("appeal", "answer", "read", "remind")},
        "desk:trust": ["/desk/trust/"],
        "desk:trust_call": [f"/desk/trust/calls/{call.uuid}/"],
        **{f"desk:trust_{n}": [f"/desk/trust/calls/{call.uuid}/{n}/"] for n in ("take", "note", "close")},
        "desk:trust_office": [
            f"/desk/trust/offices/{town.offices[key].pk}/" for key in ("community", "county")
        ],
        "desk:trust_end": [f"/desk/trust/named/{named.pk}/end/"],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if name.startswith("portal:"):
        plain = {"portal:numbers": 200, "portal:about_whom": 200, "portal:later": 404}
        plain |= {"portal:appeal": 409, "portal:answer": 409, "portal:read": 302, "portal:remind": 302}
        return {plain[name]}
    if role == "anonymous":
        return {302}
    if name in ("desk:trust_take", "desk:trust_end"):
        return {405}
    if name == "desk:trust":
        return {200}
    if name == "desk:trust_office":
        return office(role, address, site)
    return {200} if role in TWO else {404}


def office(role: str, address: str, site: Any) -> set[int]:
    """Whoever appoints at the sub-district names people of the community; of the county's office it is not theirs."""
    county = str(site.town.offices["county"].pk) == address.rstrip("/").rpartition("/")[2]
    if role in ("police", "volunteer", "no_post"):
        return {404}
    if role in ("water", "housing"):
        return {403} if county else {404}
    return {200} if role in APPOINT and not county else {403}


def looks() -> dict[str, list[tuple[str, str]]]:
    plate = plate_of("桂花里", "3 栋", 2)
    here = door(plate.token, timezone.now())
    now = timezone.now()
    community = Office.objects.get(kind="community", area__path=here.community.path)
    held = Post.objects.filter(office=community, until=None).order_by("id")
    two = list({post.user_id: post.user for post in held}.values())[:2]
    for user in two:
        name_trustee(community, user, kind=TrustKind.DANGER, by=SYSTEM, at=now)
    assert danger_office(here.grid.path, now) is not None
    call = call_for_help(
        words="他又动手了", contact="上午打我姐的电话", minor=True, area=here.grid, by=RESIDENT, at=now
    )
    SafetyCall.objects.filter(pk=call.pk).update(user=two[0], taken_at=now)
    boss = User.objects.get(username="gaojian").username
    who, calls = two[0].username, f"/desk/trust/calls/{call.uuid}/"
    refused, asked = _refused_and_asked()
    return {
        "portal:numbers": [("", f"/d/{plate.token}/numbers/")],
        "portal:about_whom": [("", f"/d/{plate.token}/about/")],
        "portal:later": [("", reverse("portal:later", args=[safety_token(call)]))],
        "portal:appeal": [("", f"/f/{follow_token(refused)}/appeal/")],
        "portal:answer": [("", f"/f/{follow_token(asked)}/answer/"), ("", f"/f/{follow_token(asked)}/")],
        "desk:trust": [(who, "/desk/trust/"), (boss, "/desk/trust/")],
        "desk:trust_call": [(who, calls)],
        "desk:trust_note": [(who, f"{calls}note/")],
        "desk:trust_close": [(who, f"{calls}close/")],
        "desk:trust_office": [(boss, f"/desk/trust/offices/{community.pk}/")],
    }


def _refused_and_asked() -> tuple[Case, Case]:
    """What the demo has not: a refusal, and a question that waits for its answer."""
    now = timezone.now()
    doing = (
        Case.objects.filter(status="open", level="grid", task="do", paused=False).exclude(holder=None).first()
    )
    assert doing is not None
    assert doing.holder_id is not None
    holder = actor_of(doing.holder_id, now)
    asked = cases.ask_more(doing, by=holder, at=now, words="是哪一户？")
    new = cases.ask(words="邻居家的狗", by=RESIDENT, at=now, area=doing.area)
    new = cases.take(new, by=holder, at=now)
    new = cases.propose(new, by=holder, at=now, choice="refuse", words="不能这样", reason="unlawful")
    pending = Approval.objects.get(case=new, decided_at=None)
    above = next(p for p in members(pending.office_id, now) if p.user_id != holder.user_id)
    refused = cases.refuse(
        new,
        by=actor_of(above.user_id, now, post_id=above.pk),
        at=now,
        words="不能伤害别人家的狗",
        channel="police",
    )
    return refused, asked
