from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from linli.people import actions
from linli.people.models import Consent, Resident, SupportNeed, User
from linli.people.queries import actor_of
from linli.territory.models import Household
from tests.make import LONG_AGO

NO_PAGES = {"desk:register_value", "desk:register_detail", "desk:register_glass_end"}

# who sees the doors of grid 1, and what their role may do there
COMMUNITY, GRID = "370998001001", "370998001001001"
AROUND = {"grid", "community", "township", "county", "prefecture", "leader", "registrar"}
ELSEWHERE = {"next_grid", "other_grid", "other_community", "other_registrar"}
NEEDS = {"desk:register_need", "desk:register_review", "desk:register_need_end"}
L2 = {"desk:register_needs", "desk:register_held"}
L1 = {
    *("desk:register_enter", "desk:register_correct", "desk:register_move_out", "desk:register_erase"),
    *("desk:register_consent", "desk:register_confirm", "desk:register_withdraw", "desk:register_readings"),
}
# what answers 200 beside places and masks; everything else is refused in words
MAY: dict[str, set[str]] = {
    "grid": L1 | L2 | NEEDS | {"desk:register_open", "desk:register_detail"},
    "leader": L1 | L2 | {"desk:register_open", "desk:register_glass", "desk:register_glasses"},
    "registrar": L1 | L2 | NEEDS | {"desk:register_open", "desk:register_glass"},
    # dispatchers
    **{key: {"desk:register_glass"} for key in ("community", "township", "county", "prefecture")},
}


def addresses(site: Any) -> dict[str, list[str]]:
    """A household of grid 1 with somebody in it, a consent and a need; one page of each kind."""
    now = timezone.now()
    town = site.town
    home = Household.objects.filter(area_path="370998001001001").order_by("pk")[0]
    by = town.actors["grid"]
    who = actions.enter_resident(home, name="张三丰", phone="13800002046", by=by, at=LONG_AGO)
    yes = actions.ask_consent(who, purpose="support", way="oral", by=by, at=now)
    need = actions.open_need(who, kind="alone_old", review_on=now.date() + timedelta(days=30), by=by, at=now)
    return _addresses(home, who, yes, need, town.building.pk)


def _addresses(
    home: Household, who: Resident, yes: Consent, need: SupportNeed, building: int
) -> dict[str, list[str]]:
    def at(name: str, *args: Any) -> str:
        return reverse(f"desk:{name}", args=args)

    return {
        "desk:register": ["/desk/register/"],
        "desk:register_area": [at("register_area", path) for path in ("370998001001", "370998001001001")],
        "desk:register_building": [at("register_building", building)],
        "desk:register_household": [at("register_household", home.pk)],
        "desk:register_enter": [at("register_enter", home.pk)],
        "desk:register_needs": [at("register_needs", home.pk)],
        "desk:register_readings": [at("register_readings", home.pk)],
        "desk:register_glass": [at("register_glass", home.pk)],
        "desk:register_counts": ["/desk/register/counts/"],
        "desk:register_counts_of": [at("register_counts_of", path) for path in (COMMUNITY, GRID)],
        "desk:register_glasses": ["/desk/register/glasses/"],
        "desk:register_glass_end": [at("register_glass_end", 1)],
        "desk:register_open": [at("register_open", who.pk, what) for what in ("phone", "name", "identity")],
        "desk:register_value": [at("register_value", who.pk, "phone", 1)],
        "desk:register_held": [at("register_held", who.pk)],
        "desk:register_correct": [at("register_correct", who.pk)],
        "desk:register_move_out": [at("register_move_out", who.pk)],
        "desk:register_erase": [at("register_erase", who.pk)],
        "desk:register_consent": [at("register_consent", who.pk)],
        "desk:register_need": [at("register_need", who.pk)],
        "desk:register_confirm": [at("register_confirm", yes.pk)],
        "desk:register_withdraw": [at("register_withdraw", yes.pk)],
        "desk:register_detail": [at("register_detail", need.pk)],
        "desk:register_review": [at("register_review", need.pk)],
        "desk:register_need_end": [at("register_need_end", need.pk)],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {302}
    if name == "desk:register":
        return {200}
    if name == "desk:register_glasses":
        return {200} if role == "leader" else {403}
    if name.startswith("desk:register_counts"):
        return _counts(role, name, address)
    if name == "desk:register_glass_end":
        return {404}  # nobody opened one
    if role not in AROUND:
        return {404}
    if name == "desk:register_area" and role == "grid":
        return (
            {200} if address.endswith("001001001/") else {404}
        )  # a grid does not see the community above it
    if name in ("desk:register_area", "desk:register_building", "desk:register_household"):
        return {200}
    if name == "desk:register_value" and "desk:register_open" in MAY[role]:
        return {410}  # a value shows only behind its reading
    return {200} if name in MAY[role] else {403}


def _counts(role: str, name: str, address: str) -> set[int]:
    """Whoever may count somewhere, the community or the grid that is theirs."""
    if role not in AROUND | ELSEWHERE:
        return {403}
    if name == "desk:register_counts":
        return {200}
    theirs = GRID if role == "grid" else COMMUNITY if role in AROUND else "elsewhere"
    return {200} if address.endswith(f"/{theirs}/") else {404}


def looks() -> dict[str, list[tuple[str, str]]]:
    """A grid worker of the demo at one of the doors of her grid; the head of the sub-district sees emergencies."""
    now = timezone.now()
    by = actor_of(User.objects.get(username="chenshumin").pk, now)
    path = by.standings[0].area_path
    who = Resident.objects.living().filter(household__area_path=path).exclude(phone=None).order_by("pk")[0]
    home = who.household
    Consent.objects.filter(resident=who, withdrawn_at=None).update(withdrawn_at=now)
    yes = actions.ask_consent(who, purpose="support", way="oral", by=by, at=now)
    SupportNeed.objects.filter(resident=who).update(ended_at=now)
    review_on = now.date() + timedelta(days=30)
    need = actions.open_need(who, kind="alone_old", detail="听力不好", review_on=review_on, by=by, at=now)
    actions.read(home, home, "needs", purpose="visit", by=by, at=now)
    building = home.dwelling.entrance.building_id
    pages = _addresses(home, who, yes, need, building)
    found = {
        name: [("chenshumin", one) for one in some] for name, some in pages.items() if name not in NO_PAGES
    }
    found["desk:register_area"] = [("chenshumin", reverse("desk:register_area", args=[path]))]
    found["desk:register_counts"] = [
        ("linxiaoyan", "/desk/register/counts/"),
        ("sunli", "/desk/register/counts/"),
    ]
    found["desk:register_counts_of"] = [("sunli", reverse("desk:register_counts_of", args=[path[:12]]))]
    found["desk:register_open"] = [("chenshumin", reverse("desk:register_open", args=[who.pk, "phone"]))]
    found["desk:register_glass"] = [("linxiaoyan", reverse("desk:register_glass", args=[home.pk]))]
    found["desk:register_glasses"] = [("gaojian", "/desk/register/glasses/")]
    return found
