"""Every URL is asked as every role, with GET and with an empty POST; what may be seen is said apart from the code.

What is held about homes stands on no page of somebody who does not serve them.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from linli.cases.models import Case
from linli.cases.queries import follow_token
from linli.common.actor import SYSTEM
from linli.faces.desk.views import STEPS
from linli.journal.queries import last_entry_id
from linli.people.actions import enter_residents, enter_user, open_office
from linli.people.models import Resident
from tests import make
from tests.faces.parts import PARTS
from tests.make import walk

# Who sees a case of grid 1 that was handed to the water bureau, and one that was not.
UP = {"grid", "community", "township", "county", "prefecture", "registrar", "leader"}
# Beside the town's own people: who, at which office, in which role, with which reach.
MORE = {
    "registrar": ("township", "registrar", "subtree"),
    "leader": ("township", "leader", "subtree"),
    "administrator": ("township", "administrator", "none"),
    "other_registrar": ("other_community", "registrar", "subtree"),
    "police": ("police", "clerk", "handed"),
    "volunteer": ("volunteers", "volunteer", "handed"),
}
ROLES = (
    "anonymous",
    "no_post",
    "next_grid",
    "other_grid",
    "other_community",
    "water",
    "housing",
    "administrator",
    "other_registrar",
    "police",
    "volunteer",
    *sorted(UP),
)

# (name, telephone, who serves the area this person lives in)
SERVE_BOTH = {"township", "county", "prefecture", "registrar", "leader"}
HERE = ("司马内里", "13933334444", {"grid", "community"} | SERVE_BOTH)
THERE = ("欧阳外方", "13911112222", {"other_grid", "other_community", "other_registrar"} | SERVE_BOTH)


def names(resolver: URLResolver | None = None, prefix: str = "") -> set[str]:
    """Every named URL of the installation."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern, f"{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.add(prefix + pattern.name)
    return found


@dataclass
class Site:
    town: make.Town
    handed: Case
    kept: Case
    addresses: dict[str, list[str]]
    part_of: dict[str, Any] = field(default_factory=dict)  # URL name → the part of the desk it belongs to


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """Built once; what a test changes in it is rolled back to here, and it to nothing at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(make.Town())
        transaction.set_rollback(True)


@pytest.fixture
def site(built: Site, db: None) -> Site:
    return built


def build(town: make.Town) -> Site:
    for kind in ("police", "volunteers"):
        town.offices[kind] = open_office(
            kind=kind, name=kind, area=town.areas["township"], superior=None, by=SYSTEM, at=make.LONG_AGO
        )
    for name, (office, role, reach) in MORE.items():
        town.actors[name] = town.serve(town.offices[office], name=name, role=role, reach=reach)
    kept = walk(town, "take grid", "verify here")
    handed = walk(town, "take grid", "verify direct", "take water", "accept")
    photo = uuid.uuid4()
    door, follow = town.plate.token, follow_token(handed)
    addresses = {
        "healthz": ["/healthz"],
        "readyz": ["/readyz"],
        "desk:day": ["/desk/"],
        "desk:login": ["/desk/login/"],
        "desk:logout": ["/desk/logout/"],
        "desk:demo": ["/desk/demo/"],
        "desk:messages": ["/desk/messages/"],
        "desk:find": ["/desk/find/?q=9999", "/desk/find/", "/desk/find/?q=水"],
        "desk:menu": ["/desk/menu/"],
        "desk:map": ["/desk/map/", "/desk/map/?queue=open&part=1"],
        "desk:bulk": ["/desk/bulk/"],
        "desk:together": ["/desk/together/"],
        "desk:failures": ["/desk/failures/"],
        "desk:case": [reverse("desk:case", args=[c.number]) for c in (handed, kept)],
        "desk:near": [reverse("desk:near", args=[c.number]) for c in (handed, kept)],
        "desk:photo": [reverse("desk:photo", args=[c.number, photo]) for c in (handed, kept)],
        "desk:step": [reverse("desk:step", args=[c.number, v]) for c in (handed, kept) for v in STEPS],
        "portal:start": ["/"],
        "portal:about": ["/about/"],
        "portal:sounds": ["/sounds/"],
        "portal:month": [f"/d/{door}/month/"],
        "portal:view": ["/view/elder/"],
        "portal:lang": ["/lang/en/"],
        **{
            f"portal:{n}": [reverse(f"portal:{n}", args=[door])]
            for n in ("door", "said", "what", "matter", "where", "details", "check")
        },
        "portal:draft_photo": [reverse("portal:draft_photo", args=[door, photo])],
        **{
            f"portal:{n}": [reverse(f"portal:{n}", args=[follow])]
            for n in ("follow", "rate", "reopen", "withdraw")
        },
        "portal:photo": [reverse("portal:photo", args=[follow, photo])],
    }
    found = Site(town, handed, kept, addresses)
    for part in PARTS:
        own = part.addresses(found)
        addresses |= own
        found.part_of |= dict.fromkeys(own, part)
    return found


@pytest.fixture
def inhabited(site: Site) -> Site:
    for key, (name, phone, _) in (("grid", HERE), ("other_grid", THERE)):
        home = site.town.furnish(site.town.areas[key])
        enter_residents([(home, name, phone)], by=SYSTEM, at=make.LONG_AGO)
    assert Resident.objects.filter(name__in=(HERE[0], THERE[0])).count() == 2
    return site


def client_of(site: Site, role: str) -> Client:
    client = Client(raise_request_exception=False)
    if role == "no_post":
        user = enter_user(username="no_post", name="无职", password=None, by=SYSTEM, at=make.NOON)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    elif role != "anonymous":
        client.force_login(site.town.users[role], backend="django.contrib.auth.backends.ModelBackend")
    return client


def sees(role: str, case: Case, site: Site) -> bool:
    return role in UP or (role == "water" and case == site.handed)


def asked(role: str, name: str, addresses: list[str]) -> list[str]:
    """Whoever sees both requests is asked every verb of one of them, in turn: the answer has the same bounds."""
    if name != "desk:step" or role not in UP:
        return addresses
    half = len(addresses) // 2
    return [addresses[n + half * (n % 2)] for n in range(half)]


def test_no_url_is_left_out(site: Site) -> None:
    assert set(site.addresses) == names()


@pytest.mark.parametrize("role", ROLES)
def test_every_get_shows_what_this_role_may_see_tells_no_name_or_number_beyond_and_changes_nothing(
    inhabited: Site, role: str
) -> None:
    """Whole names are told to those who serve the area and nobody else; whole numbers by no page."""
    client = client_of(inhabited, role)
    before = list(Case.objects.order_by("id").values())
    for name, addresses in inhabited.addresses.items():
        for address in asked(role, name, addresses):
            response = client.get(address)
            status = response.status_code
            assert status in expected_get(role, name, address, inhabited), f"{role} GET {address}: {status}"
            body = b"".join(response) if response.streaming else response.content
            for told, phone, serve in (HERE, THERE):
                assert phone.encode() not in body, f"{role} GET {address} tells a number"
                if role not in serve:
                    assert told.encode() not in body, f"{role} GET {address} tells a name"
    assert list(Case.objects.order_by("id").values()) == before


def test_every_role_of_the_matrix_is_judged() -> None:
    assert set(MORE) <= set(ROLES)
    assert set(ROLES) >= HERE[2] | THERE[2]


def expected_get(role: str, name: str, address: str, site: Site) -> set[int]:
    if name == "desk:logout":
        return {405}
    if name in ("desk:login", "desk:demo"):
        return {200, 302}  # whoever is inside already goes on to the day
    if name.endswith("photo") and name not in site.part_of:
        return {302} if name == "desk:photo" and role == "anonymous" else {404}
    if not name.startswith("desk:") and name in site.part_of:
        return site.part_of[name].allowed(role, name, address, site)
    if not name.startswith("desk:"):
        return (
            {200}
            if name
            not in (
                "portal:matter",
                "portal:sounds",
                "portal:where",
                "portal:check",
                "portal:view",
                "portal:lang",
                "portal:rate",
                "portal:reopen",
            )
            else {200, 302, 405, 403, 409}
        )
    if name in site.part_of:
        return site.part_of[name].allowed(role, name, address, site)
    if role == "anonymous":
        return {302}
    if name in ("desk:bulk", "desk:together"):
        return {405}
    if name == "desk:failures":
        return {200} if role == "leader" else {403}  # for heads of a sub-district and above
    if name in ("desk:day", "desk:messages", "desk:find", "desk:menu", "desk:map"):
        return {200}
    case = site.handed if site.handed.number in address else site.kept
    if not sees(role, case, site):
        return {404}
    return {200} if name in ("desk:case", "desk:near") else {200, 403}


@pytest.mark.parametrize("role", ROLES)
def test_every_empty_post_is_answered_and_changes_no_case(site: Site, role: str) -> None:
    client = client_of(site, role)
    before = list(Case.objects.order_by("id").values())
    for name, addresses in site.addresses.items():
        if name in ("desk:logout", "desk:demo"):
            continue
        for address in asked(role, name, addresses):
            status = client.post(address).status_code
            assert status < 500, f"{role} POST {address}: {status}"
            if name == "desk:step":
                case = site.handed if site.handed.number in address else site.kept
                allowed = (
                    {401}
                    if role == "anonymous"
                    else {400, 403, 409, 422}
                    if sees(role, case, site)
                    else {403, 404}
                )
                assert status in allowed, f"{role} POST {address}: {status}"
    assert list(Case.objects.order_by("id").values()) == before


@pytest.mark.parametrize(
    "role", ["grid_2", "community", "next_grid", "water", "housing", "county", "township"]
)
def test_a_complete_post_by_somebody_the_rules_refuse_changes_nothing(site: Site, role: str) -> None:
    """The form is whole; only the person is wrong. Nobody here holds the case, so no holder's verb works."""
    client = client_of(site, role)
    before = Case.objects.filter(pk=site.kept.pk).values().get()
    whole = {"outcome": "done", "words": "好了", "choice": "here", "reason": "not_ours", "urgency": "blue"}
    whole |= {
        "category": str(site.town.categories["pipe"].pk),
        "seen": str(last_entry_id(site.kept)),
        "office": str(site.town.offices["next_grid"].pk),
    }
    above = {"instruct", "remind", "supervise"} if role == "community" else set()  # theirs to do, from above
    for verb in set(STEPS) - {"assign", "transfer"} - above:
        address = reverse("desk:step", args=[site.kept.number, verb])
        response = client.post(address, {**whole, "key": str(uuid.uuid4())})
        assert response.status_code in (403, 404, 409, 422), f"{role} {verb}: {response.status_code}"
    assert Case.objects.filter(pk=site.kept.pk).values().get() == before


def test_the_demo_doors_are_shut_outside_the_demo(site: Site) -> None:
    settings.DEMO = False
    try:
        assert Client().get("/desk/demo/").status_code == 404
        assert Client().post("/desk/demo/", {"user": "grid"}).status_code == 404
    finally:
        settings.DEMO = True
