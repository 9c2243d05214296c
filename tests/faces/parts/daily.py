"""What a clerk does forty times a day: the counter, canned answers, lists of one's own."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from linli.cases.actions import listing, phrasing
from linli.cases.models import Phrase
from linli.common.actor import SYSTEM
from linli.people.models import Office, User
from linli.people.queries import actor_of

POST_ONLY = {
    "desk:counter_places",
    "desk:counter_near",
    "desk:counter_sounds",
    "desk:phrase_retire",
    "desk:list_save",
    "desk:list_rename",
    "desk:list_drop",
}
NO_PAGES = POST_ONLY
SEE_AREAS = {
    *("grid", "next_grid", "other_grid", "community", "other_community", "township", "county", "prefecture"),
    *("registrar", "other_registrar", "leader"),
}
UP = {"grid", "community", "township", "county", "prefecture", "registrar", "leader"}
KEEP = {"township", "county", "prefecture", "administrator"}  # the catalogue's keepers


def addresses(site: Any) -> dict[str, list[str]]:
    town = site.town
    phrase = _phrase(town.offices["township"])
    saved = listing.save_list(name="我的", query="queue=open", by=town.actors["grid"], at=timezone.now())
    return {
        "desk:counter": [
            "/desk/counter/",
            "/desk/counter/?way=own",
            "/desk/counter/?way=telephone",
            "/desk/counter/?way=x",
        ],
        "desk:counter_places": ["/desk/counter/places/"],
        "desk:counter_near": ["/desk/counter/near/"],
        "desk:counter_sounds": ["/desk/counter/sounds/"],
        "desk:counter_mine": ["/desk/counter/mine/"],
        "desk:counter_done": [reverse("desk:counter_done", args=[site.kept.number])],
        "desk:phrases": ["/desk/phrases/", "/desk/phrases/?office=99999"],
        "desk:phrase_new": ["/desk/phrases/new/"],
        "desk:phrase": [reverse("desk:phrase", args=[phrase.pk])],
        "desk:phrase_retire": [reverse("desk:phrase_retire", args=[phrase.pk])],
        "desk:lists": ["/desk/lists/"],
        "desk:list_save": ["/desk/lists/save/"],
        "desk:list_rename": [reverse("desk:list_rename", args=[saved.pk])],
        "desk:list_drop": [reverse("desk:list_drop", args=[saved.pk])],
    }


def _phrase(office: Office) -> Phrase:
    words = {"name": "换了配件", "words": "已更换损坏的配件，现场试过，恢复正常。"}
    return phrasing.add_phrase(office, verb="resolve", **words, by=SYSTEM, at=timezone.now())


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {302}
    if name in POST_ONLY:
        return {405}
    if name in ("desk:counter", "desk:counter_mine"):
        return {200} if role in SEE_AREAS else {403}
    if name == "desk:counter_done":
        return {200} if role in UP else {404}
    if name.startswith("desk:phrase"):
        return {200} if role in KEEP else {403}
    return {200}


def looks() -> dict[str, list[tuple[str, str]]]:
    """In the demo: the sub-district's administrator and dispatcher, a grid worker with a request."""
    from linli.cases.models import Case

    now = timezone.now()
    keeper = User.objects.filter(posts__in=_held(now, "administrator")).order_by("id")[0]
    clerk = User.objects.filter(posts__in=_held(now, "dispatcher")).order_by("id")[0]
    office = Office.objects.filter(kind="township", posts__user=keeper).order_by("id")[0]
    phrase = _phrase(office)
    listing.save_list(name="漏水", query="queue=open&urgency=yellow", by=actor_of(clerk.pk, now), at=now)
    case = Case.objects.filter(status="open", area_path__startswith=office.area.path).order_by("id")[0]
    return {
        "desk:counter": [(clerk.username, "/desk/counter/"), (clerk.username, "/desk/counter/?way=own")],
        "desk:counter_mine": [(clerk.username, "/desk/counter/mine/")],
        "desk:counter_done": [(clerk.username, reverse("desk:counter_done", args=[case.number]))],
        "desk:phrases": [(keeper.username, f"/desk/phrases/?office={office.pk}")],
        "desk:phrase_new": [(keeper.username, "/desk/phrases/new/")],
        "desk:phrase": [(keeper.username, reverse("desk:phrase", args=[phrase.pk]))],
        "desk:lists": [(clerk.username, "/desk/lists/")],
    }


def _held(now: Any, role: str) -> Any:
    from linli.people.models import Post

    return Post.objects.held(now).filter(role=role, office__kind="township")
