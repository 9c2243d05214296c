"""No form of another site does anything: every address that takes a POST wants the token of our own page."""

from __future__ import annotations

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from linli.cases.models import Case
from linli.common.actor import SYSTEM
from linli.people.actions import enter_user
from tests import make
from tests.faces.test_matrix_over_http import Site

# they act for nobody (no session, no cookie), so there is nothing to ride on
FOR_NOBODY = {"portal:numbers", "portal:later"}
# the check waits until the file is kept out of every folder; then it is made (the test below asks them too)
LATER = {"desk:import_new", "desk:import_columns", "desk:order_sheet_new", "desk:order_columns"}


def exempt(resolver: URLResolver | None = None, prefix: str = "") -> set[str]:
    """Named addresses whose view the middleware does not check."""
    found = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            found |= exempt(pattern, f"{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern) and getattr(pattern.callback, "csrf_exempt", False):
            found.add(f"{prefix}{pattern.name}")
    return found


def test_only_these_are_exempt_and_the_api_which_asks_no_cookie() -> None:
    others = {name for name in exempt() if not name.startswith("api:")}
    assert others == FOR_NOBODY | LATER


def test_no_address_takes_a_post_of_another_site(site: Site) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    user = site.town.users["township"]
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    before = list(Case.objects.order_by("id").values())
    for name, addresses in site.addresses.items():
        if name in FOR_NOBODY or name.startswith("api:"):
            continue
        assert client.post(addresses[0]).status_code == 403, addresses[0]  # one view answers all of a name
    assert list(Case.objects.order_by("id").values()) == before
    assert client.get("/desk/account/").status_code == 200  # nobody was logged out either


def test_a_login_cookie_is_nothing_to_the_api(town: make.Town) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(town.users["township"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/me").status_code == 401


def test_what_another_site_sent_is_not_given_back_as_a_form_of_ours(db: None) -> None:
    """One click on it would send another site's words with our own token."""
    client = Client(enforce_csrf_checks=True)
    sent = {"username": "zhangsan", "password": "geheim-geheim", "words": "foreign words"}
    for origin in ("https://evil.example", "null"):
        page = client.post("/desk/login/", sent, headers={"origin": origin}).content.decode()
        assert "foreign words" not in page, origin
        assert "zhangsan" not in page, origin
    ours = client.post("/desk/login/", sent, headers={"origin": "http://testserver"}).content.decode()
    assert "zhangsan" in ours
    assert "geheim-geheim" not in ours


def test_switching_language_or_view_does_nothing_but_that(db: None) -> None:
    """They are links, so another site can open them: all it gains is a page in English."""
    enter_user(username="x", name="张三", password=None, by=SYSTEM, at=make.LONG_AGO)
    client = Client()
    client.get("/lang/en/")
    client.get("/view/elder/")
    assert set(client.cookies) == {settings.LANGUAGE_COOKIE_NAME, "linli_view"}
