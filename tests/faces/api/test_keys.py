"""Keys: who may make them, what they open, when they end, how often they may call."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.faces.api import limits
from linli.faces.api.api import HERE, operations
from linli.journal.models import Entry
from linli.office.actions import set_setting, store_photo
from linli.people.actions import count_calls, end_post, issue_token, revoke_token
from linli.people.models import SCOPES, ApiToken, Post
from linli.people.queries.interfaces import at_work, token_of
from tests import make
from tests.faces.api.conftest import Api, Caller
from tests.faces.api.test_cases import code
from tests.faces.portal.phone import jpeg
from tests.make import walk

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def until(days: float = 1) -> Any:
    return timezone.now() + timedelta(days=days)


def post_of(town: make.Town, name: str) -> Post:
    return Post.objects.get(user=town.users[name])


# -- made and ended ------------------------------------------------------------------------------------------------


def test_only_the_head_of_an_areas_office_makes_keys_and_only_there(town) -> None:
    head = town.serve(town.offices["community"], name="head", role="leader")
    more = {"name": "热线", "scopes": SCOPES, "until": until(), "at": timezone.now()}
    for name in ("grid", "community"):
        assert issue_token(post_of(town, name), by=head, **more)
    for name in ("township", "other_grid", "water"):
        with pytest.raises(Refused, match="outside_your_area"):
            issue_token(post_of(town, name), by=head, **more)
    for role in ("clerk", "registrar", "administrator", "dispatcher"):
        reach = "none" if role == "administrator" else "subtree"
        other = town.serve(town.offices["township"], name=role, role=role, reach=reach)
        with pytest.raises(Refused, match="not_your_role"):
            issue_token(post_of(town, "grid"), by=other, **more)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " \u200b"}, "name_token"),
        ({"scopes": []}, "name_scopes"),
        ({"scopes": ["everything"]}, "name_scopes"),
        ({"until": timezone.now() - timedelta(days=1)}, "token_days"),
        ({"until": timezone.now() + timedelta(days=367)}, "token_days"),
    ],
)
def test_a_key_that_is_not_whole_is_not_made(town, wrong: dict[str, Any], code: str) -> None:
    more = {"name": "热线", "scopes": SCOPES, "until": until(), "at": timezone.now(), **wrong}
    with pytest.raises(Refused, match=code):
        issue_token(post_of(town, "grid"), by=SYSTEM, **more)
    assert not ApiToken.objects.exists()


def test_a_key_reaches_no_further_than_its_post(town) -> None:
    more = {"name": "x", "scopes": SCOPES, "until": until(), "by": SYSTEM, "at": timezone.now()}
    with pytest.raises(Refused, match="area_outside_office"):
        issue_token(post_of(town, "grid"), area=town.areas["next_grid"], **more)
    with pytest.raises(Refused, match="area_outside_office"):
        issue_token(post_of(town, "grid"), area=town.areas["community"], **more)


def test_the_secret_is_kept_nowhere_and_its_making_is_in_the_journal(town, api: Api) -> None:
    caller = api("grid")
    handle, secret = caller.secret.removeprefix("linli_").split("_")
    assert (len(handle), len(secret)) == (16, 32)  # of 32 letters: 160 bits in the secret
    row = ApiToken.objects.values().get()
    assert secret not in str(row)
    assert row["handle"] == handle
    entry = Entry.objects.get(verb="token.issued")
    assert secret not in str(entry.data)
    assert entry.data["scopes"] == list(SCOPES)
    revoke_token(caller.token, by=SYSTEM, at=timezone.now())
    assert Entry.objects.filter(verb="token.revoked").count() == 1
    with pytest.raises(Refused, match="token_ended"):
        revoke_token(caller.token, by=SYSTEM, at=timezone.now())


def test_the_person_in_whose_post_it_acts_may_end_a_key_and_a_colleague_may_not(town, api: Api) -> None:
    caller = api("grid")
    with pytest.raises(Refused):
        revoke_token(caller.token, by=town.actors["grid_2"], at=timezone.now())
    revoke_token(caller.token, by=town.actors["grid"], at=timezone.now())
    assert code(caller.get("me")) == (401, "token_ended")


def test_a_key_that_is_over_revoked_or_whose_post_ended_opens_nothing(town, api: Api) -> None:
    over = api("grid", at=timezone.now() - timedelta(days=40), days=30)
    assert code(over.get("me")) == (401, "token_ended")
    revoked = api("grid")
    assert revoked.get("me").status_code == 200
    revoke_token(revoked.token, by=SYSTEM, at=timezone.now())
    assert code(revoked.get("me")) == (401, "token_ended")
    left = api("community")
    assert left.get("me").status_code == 200
    end_post(post_of(town, "community"), by=SYSTEM, at=timezone.now())
    assert code(left.get("me")) == (401, "token_ended")
    gone = api("grid_2")
    town.users["grid_2"].is_active = False
    town.users["grid_2"].save()
    assert code(gone.get("me")) == (401, "token_ended")


# -- finding one ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic abc",
        "Bearer nothing",
        "Bearer linli_a_b",
        "Bearer \x7f",
        "linli_x",
        "Bearer 门",
    ],
)
def test_what_is_no_key_opens_nothing(town, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    response = Client(raise_request_exception=False).get("/api/v1/me", headers=headers)
    assert code(response)[0] == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_secret_is_as_unknown_as_a_wrong_handle(town, api: Api) -> None:
    caller = api("grid")
    _, handle, secret = caller.secret.split("_")
    told = []
    for text in (f"linli_{handle}_{'a' * 32}", f"linli_{'a' * 16}_{secret}"):
        assert token_of(text) is None
        told.append(Caller(caller.token, text).get("me").json())
    assert told[0] == told[1]
    assert token_of(caller.secret) == caller.token


def test_the_secret_is_never_asked_of_the_database(town, api: Api, django_assert_num_queries) -> None:
    """Found by its handle, one row or none; the same work for a wrong handle as for a wrong secret."""
    caller = api("grid")
    _, handle, _secret = caller.secret.split("_")
    for text in (caller.secret, f"linli_{handle}_{'a' * 32}", f"linli_{'a' * 16}_{'a' * 32}", "nothing"):
        with django_assert_num_queries(1) as asked:
            token_of(text)
        assert "secret_hash" not in asked.captured_queries[0]["sql"].partition("WHERE")[2]
        assert "a" * 32 not in asked.captured_queries[0]["sql"]


def test_of_its_use_only_the_day_is_kept(town, api: Api) -> None:
    caller = api("grid")
    assert caller.token.last_used_on is None
    caller.get("me")
    caller.token.refresh_from_db()
    assert caller.token.last_used_on == timezone.localdate()
    fields = {field.name for field in ApiToken._meta.get_fields()}
    assert not any(re.search(r"last_used_at|seen|ip|address", name) for name in fields)


# -- rights --------------------------------------------------------------------------------------------------------


def test_every_address_asks_for_its_right_and_no_other(town, api: Api) -> None:
    case = walk(town, "take grid")
    shown = store_photo(jpeg(), name="a.jpg", size=1, at=timezone.now())
    case.photos.add(shown)
    paths = {
        "{photo}": str(shown.uuid),
        "{number}": case.number,
        "{code}": town.areas["grid"].path,
        "{plate}": town.plate.token,
    }
    keys = {scope: api("grid", scopes=[scope]) for scope in SCOPES}
    asked = 0
    for operation in operations():
        path, needed = operation.path.removeprefix("/"), operation.auth_callbacks[0].scope  # type: ignore[attr-defined]
        for name, value in paths.items():
            path = path.replace(name, value)
        for scope, caller in keys.items():
            call = caller.get(path) if "GET" in operation.methods else caller.post(path, {"seen": 0})
            if needed in ("", scope):
                assert call.status_code in (200, 409, 422), (path, scope, call.content)
            else:
                assert code(call) == (403, "scope_missing"), (path, scope)
            asked += 1
    assert asked == len(SCOPES) * 26
    assert HERE == "/api/v1"


@pytest.mark.parametrize("name", ["next_grid", "other_community", "water", "housing"])
def test_a_foreign_area_and_what_lies_in_it_are_not_there(town, api: Api, name: str) -> None:
    case = walk(town, "take grid")
    caller, grid = api(name), town.areas["grid"].path
    for path in (
        f"cases/{case.number}",
        f"cases/{case.number}/timeline",
        f"cases/{case.number}/photos",
        f"areas/{grid}",
        f"doors/{town.plate.token}",
    ):
        assert caller.get(path).status_code == 404, path
    from linli.faces.api.reading import BODIES
    from linli.faces.api.routes.verbs import STEPS

    for verb in STEPS:
        response = caller.post(f"cases/{case.number}/{verb}", BODIES[verb])
        assert code(response) == (404, "not_found"), verb


# -- how often -----------------------------------------------------------------------------------------------------


def test_more_calls_than_a_minute_has_are_told_to_wait(town, api: Api) -> None:
    set_setting("api.calls_a_minute", 5, by=SYSTEM, at=timezone.now())
    caller, other = api("grid"), api("grid")
    found = [caller.get("me") for _ in range(12)]
    stopped = [one for one in found if one.status_code == 429]
    assert len(stopped) >= 2  # at least, should a minute end in between
    assert code(stopped[0]) == (429, "too_many_calls")
    assert 1 <= int(stopped[0]["Retry-After"]) <= 60
    assert other.get("me").status_code == 200  # each key has its own


def test_calls_of_all_processes_count_together(town, api: Api) -> None:
    token, now = api("grid").token, timezone.now()
    minute = int(now.timestamp()) // 60
    assert count_calls(token.pk, 30, minute=minute, on=now.date()) == 30
    assert count_calls(token.pk, 30, minute=minute, on=now.date()) == 60
    assert count_calls(token.pk, 30, minute=minute + 1, on=now.date()) == 30
    count_calls(token.pk, 590, minute=minute, on=now.date())  # another process took nearly all of a minute
    taken = [limits.spend(token, now) for _ in range(12)]
    assert taken[:10] == [None] * 10
    most, seconds = taken[10] or (0, 0)
    assert most == 600
    assert 1 <= seconds <= 60
    assert limits.spend(token, now + timedelta(minutes=1)) is None


def test_a_share_of_a_minute_is_spent_without_asking_the_database(
    town, api: Api, django_assert_num_queries
) -> None:
    token, now = api("grid").token, timezone.now()
    limits.spend(token, now)
    with django_assert_num_queries(28):  # the stamp of the settings, nothing of the key
        for _ in range(28):
            limits.spend(token, now)


# -- on the desk ---------------------------------------------------------------------------------------------------


def test_a_head_makes_a_key_sees_it_once_and_ends_it(town) -> None:
    town.serve(town.offices["township"], name="head", role="leader")
    client = Client()
    client.force_login(town.users["head"], backend=BACKEND)
    sent = {
        "key": "00000000-0000-4000-8000-000000000001",
        "name": "城市热线",
        "post": post_of(town, "community").pk,
        "scopes": ["cases:read"],
        "area": town.areas["grid"].path,
        "until": f"{timezone.localdate() + timedelta(days=30):%Y-%m-%d}",
    }
    for wrong in (
        {"name": ""},
        {"scopes": []},
        {"area": "12"},
        {"area": town.areas["other_grid"].path},
        {"until": "x"},
    ):
        response = client.post("/desk/tokens/issue/", sent | wrong)
        assert response.status_code == 422, wrong
        assert "热线" in response.content.decode() or wrong == {"name": ""}
    response = client.post("/desk/tokens/issue/", sent | {"key": "00000000-0000-4000-8000-000000000002"})
    assert response.status_code == 302
    token = ApiToken.objects.get()
    shown = client.get(response["Location"]).content.decode()
    secret = re.search(r"linli_[a-z2-7]{16}_[a-z2-7]{32}", shown)
    assert secret is not None
    assert (token.area, token.created_by) == (town.areas["grid"], town.users["head"])
    assert Caller(token, secret[0]).get("cases").status_code == 200
    assert "linli_" not in client.get(response["Location"]).content.decode()
    assert "城市热线" in client.get("/desk/tokens/").content.decode()
    key = {"key": "00000000-0000-4000-8000-000000000003"}
    assert client.post(f"/desk/tokens/{token.pk}/revoke/", key).status_code == 302
    assert at_work(ApiToken.objects.get(), timezone.now()) is None
    assert Caller(token, secret[0]).get("cases").status_code == 401
