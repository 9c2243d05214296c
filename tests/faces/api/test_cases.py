"""Requests through the API: what a key sees, what it may do, once, and not on an old sight."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.cases import actions
from linli.cases.actions import Asker
from linli.cases.models import Case, Named, Recusal
from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.journal.queries import last_entry_id, newest_before
from linli.people.actions import appoint, issue_token, open_office
from linli.people.models import SCOPES, Post
from linli.people.queries.interfaces import at_work
from tests import make
from tests.faces.api.conftest import Api, Caller
from tests.make import NOON, walk

pytestmark = pytest.mark.django_db
NEW = {"words": "楼道灯不亮了，晚上看不见。"}


def code(response) -> tuple[int, str]:  # type: ignore[no-untyped-def]
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["status"] == response.status_code
    assert told["type"] == f"/api/#{told['code']}"
    return response.status_code, told["code"]


# -- seeing --------------------------------------------------------------------------------------------------------


def test_a_key_sees_what_its_post_sees_and_nothing_else(town, api: Api) -> None:
    here = make.case(town)
    there = make.case(town, entrance=None, area=town.areas["other_grid"])
    handed = walk(town, "take grid", "verify direct")
    seen = {
        "grid": {here.number, handed.number},
        "next_grid": set(),
        "community": {here.number, handed.number},
        "other_community": {there.number},
        "township": {here.number, there.number, handed.number},
        "water": {handed.number},
        "housing": set(),
    }
    for name, numbers in seen.items():
        caller = api(name)
        found = {one["number"] for one in caller.get("cases").json()["items"]}
        assert found == numbers, name
        for case in (here, there, handed):
            for path in (f"cases/{case.number}", f"cases/{case.number}/timeline"):
                response = caller.get(path)
                if case.number in numbers:
                    assert response.status_code == 200
                else:
                    assert code(response) == (404, "not_found"), (name, path)


def test_a_smaller_area_narrows_a_key_also_where_something_was_handed(town, api: Api) -> None:
    here = make.case(town)
    there = make.case(town, entrance=None, area=town.areas["other_grid"])
    narrow = api("township", area=town.areas["community"])
    assert [one["number"] for one in narrow.get("cases").json()["items"]] == [here.number]
    assert narrow.get(f"cases/{there.number}").status_code == 404
    assert narrow.do(there.number, "take").status_code == 404
    handed = walk(town, "take grid", "verify direct")
    assert api("water").get(f"cases/{handed.number}").status_code == 200
    assert api("water", area=town.areas["other_community"]).get(f"cases/{handed.number}").status_code == 404


def test_what_only_a_few_see_or_what_is_about_somebody_who_serves_comes_out_of_no_key(town, api: Api) -> None:
    about = make.case(town, about=(town.users["grid"].pk,))
    named = make.case(town)
    Case.objects.filter(pk=named.pk).update(names_staff=True)
    Named.objects.create(case=named, user=town.users["grid_2"], at=NOON)
    for name in town.users:
        caller = api(name)
        for case in (about, named):
            assert caller.get(f"cases/{case.number}").status_code == 404, name
        assert caller.get("cases").json()["items"] == []


def test_whoever_stepped_aside_does_not_come_back_with_a_key_of_somebody_elses_post(town) -> None:
    case = make.case(town)
    leader = town.serve(town.offices["township"], name="head", role="leader")
    post, now = Post.objects.get(user=town.users["grid"]), timezone.now()
    until = now + timedelta(days=1)
    caller = Caller(*issue_token(post, name="x", scopes=SCOPES, until=until, by=leader, at=now))
    assert caller.get(f"cases/{case.number}").status_code == 200
    Recusal.objects.create(case=case, user=town.users["head"], at=NOON)
    assert caller.get(f"cases/{case.number}").status_code == 404


def test_nobody_who_asked_is_in_any_answer(town, api: Api) -> None:
    case = make.case(town, asker=Asker("王秀兰", "13800009999"))
    caller = api("grid")
    caller.do(case.number, "take")
    told = [caller.get(path) for path in ("cases", f"cases/{case.number}", f"cases/{case.number}/timeline")]
    for response in told:
        text = response.content.decode()
        assert "王秀兰" not in text
        assert "9999" not in text
        assert not any(user.name in text for user in town.users.values())


def test_why_somebody_stepped_aside_is_not_told(town, api: Api) -> None:
    case = walk(town, "take grid", "recuse")
    lines = api("community").get(f"cases/{case.number}/timeline").json()["items"]
    assert [one["verb"] for one in lines] == ["ask", "take", "recuse"]
    assert lines[-1]["words"] == {}


# -- lists ---------------------------------------------------------------------------------------------------------


def test_filters_narrow_a_list(town, api: Api) -> None:
    caller = api("township")
    plain = make.case(town)
    urgent = make.case(town, urgency="yellow", entrance=None, area=town.areas["other_grid"])
    done = walk(town, "take grid", "verify here", "resolve")

    def numbers(**asked: object) -> list[str]:
        response = caller.get("cases", **asked)
        assert response.status_code == 200, response.content
        return [one["number"] for one in response.json()["items"]]

    assert numbers() == [done.number, urgent.number, plain.number]
    assert numbers(status="resolved") == [done.number]
    assert numbers(urgency="yellow") == [done.number, urgent.number]
    assert numbers(area=town.areas["other_community"].path) == [urgent.number]
    assert numbers(matter="pipe") == [done.number]
    assert numbers(matter="none") == []
    assert numbers(office=town.offices["other_grid"].pk) == [urgent.number]
    soon = (urgent.due_at + timedelta(seconds=1)).isoformat()
    assert numbers(due_before=soon, status="open") == [urgent.number]
    last = last_entry_id(urgent)
    assert numbers(updated_since=last) == [done.number]
    assert numbers(updated_since=last_entry_id(done)) == []


def test_pages_follow_each_other_while_requests_come_in(town, api: Api) -> None:
    caller = api("township")
    first = [make.case(town).number for _ in range(7)]
    seen: list[str] = []
    asked: dict[str, object] = {"limit": 3}
    for _ in range(3):
        told = caller.get("cases", **asked).json()
        seen += [one["number"] for one in told["items"]]
        make.case(town)  # comes in between two pages
        asked["cursor"] = told["next"]
    assert seen == sorted(first, reverse=True)
    assert told["next"] is None
    assert caller.get("cases", limit=200).status_code == 200
    assert code(caller.get("cases", limit=201)) == (422, "call_wrong")


def test_the_entry_of_a_list_leaves_nothing_out_the_next_time(town, api: Api) -> None:
    """Entries written in the last moments may still be followed by smaller ones: they are told again, not left out."""
    case = make.case(town)
    caller = api("grid")
    told = caller.get("cases").json()["entry"]
    assert told < last_entry_id(case)
    assert [one["number"] for one in caller.get("cases", updated_since=told).json()["items"]] == [case.number]
    later = newest_before(timezone.now() + timedelta(minutes=1))
    assert later >= last_entry_id(case)
    assert caller.get("cases", updated_since=later).json()["items"] == []


def test_a_list_of_many_takes_few_queries(town, api: Api) -> None:
    for _ in range(30):
        make.case(town)
    for name in ("township", "water"):
        caller = api(name)
        caller.get("cases")
        with CaptureQueriesContext(connection) as queries:
            caller.get("cases", limit=200)
        assert len(queries) <= 12, "\n".join(one["sql"] for one in queries)
    case = make.case(town)
    caller = api("grid")
    caller.get("cases")
    for path in (f"cases/{case.number}", f"cases/{case.number}/timeline", "offices", "me", "catalogue"):
        with CaptureQueriesContext(connection) as queries:
            assert caller.get(path).status_code == 200
        assert len(queries) <= 14, path


# -- doing ---------------------------------------------------------------------------------------------------------


def test_a_request_goes_its_whole_way_through_keys(town, api: Api) -> None:
    grid, water, checker = api("grid"), api("water"), api("grid_2")
    asked = grid.post("cases", {**NEW, "door": town.plate.token, "place_words": "三楼", "matter": "lamp"})
    assert asked.status_code == 201
    number = asked.json()["number"]
    assert asked["Location"] == f"/api/v1/cases/{number}"
    case = Case.objects.get(number=number)
    assert (case.channel, case.entrance, case.place_words) == ("api", town.entrance, "三楼")
    assert not hasattr(case, "reporter")
    assert grid.do(number, "take").json()["task"] == "verify"
    assert grid.get(f"cases/{number}").json()["mine"] is True
    assert "verify" in grid.get(f"cases/{number}").json()["verbs"]
    told = grid.do(number, "verify", choice="direct", matter="pipe", urgency="yellow", words="看过了")
    assert told.json()["level"] == "department"
    assert water.do(number, "take").status_code == 200
    assert water.do(number, "accept", words="明天来").status_code == 200
    assert water.do(number, "resolve", outcome="done", words="换了接头").status_code == 200
    assert checker.do(number, "take").status_code == 200
    end = checker.do(number, "pass_check")
    assert (end.json()["status"], end.json()["task"]) == ("resolved", "rating")
    entry = Entry.objects.filter(subject_id=case.pk, verb="case.accept").get()
    assert (entry.actor_kind, entry.user_id) == ("api", town.users["water"].pk)
    assert (entry.post_id, entry.data["token"]) == (water.token.post_id, water.token.pk)


def test_every_other_verb_moves_a_request_as_on_the_desk(town, api: Api) -> None:
    community, township, housing, grid = (api(n) for n in ("community", "township", "housing", "grid"))

    def fresh(*steps: str) -> str:
        return walk(town, *steps).number

    number = fresh("take grid", "verify up", "take community")
    told = community.do(number, "place", choice="down", area=town.areas["next_grid"].path)
    assert (told.json()["level"], told.json()["office"]) == ("grid", town.offices["next_grid"].pk)
    number = fresh("take grid", "verify up", "take community", "place up", "take township")
    told = township.do(number, "dispatch", choice="department", department=town.offices["housing"].pk)
    assert told.json()["office"] == town.offices["housing"].pk
    assert housing.do(number, "take").status_code == 200
    assert housing.do(number, "transfer", office=town.offices["water"].pk, words="归水务").status_code == 200
    number = fresh("take grid", "verify direct", "take water")
    told = api("water").do(number, "send_back", reason="not_ours", words="不归我们")
    assert told.json()["task"] == "verify"
    number = fresh("take grid", "verify here")
    assert grid.do(number, "pass_up", words="办不了").json()["level"] == "community"
    number = fresh("take grid")
    assert grid.do(number, "release").json()["task"] == "verify"
    assert Case.objects.get(number=number).holder is None
    number = fresh("take grid", "verify here", "resolve", "take community")
    assert community.do(number, "fail_check", words="还在滴水").json()["status"] == "open"


def test_what_is_sent_twice_is_done_once_and_answered_the_same(town, api: Api) -> None:
    caller, key = api("grid"), str(uuid.uuid4())
    body = {**NEW, "door": town.plate.token}
    first, second = caller.post("cases", body, key=key), caller.post("cases", body, key=key)
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    assert Case.objects.count() == 1
    number, seen = first.json()["number"], first.json()["entry"]
    taken = [caller.post(f"cases/{number}/take", {"seen": seen}, key="take-" + number) for _ in range(2)]
    assert taken[0].json() == taken[1].json()
    assert [one.status_code for one in taken] == [200, 200]
    assert Entry.objects.filter(verb="case.take").count() == 1


def test_the_same_key_with_another_body_or_address_is_refused(town, api: Api) -> None:
    caller, key = api("grid"), str(uuid.uuid4())
    assert caller.post("cases", {**NEW, "door": town.plate.token}, key=key).status_code == 201
    other = caller.post("cases", {"words": "另一件事", "door": town.plate.token}, key=key)
    assert code(other) == (409, "same_key_other_body")
    case = Case.objects.get()
    assert code(caller.post(f"cases/{case.number}/take", {"seen": 1}, key=key))[0] == 409
    assert Case.objects.get().holder is None
    assert api("grid").post("cases", {**NEW, "door": town.plate.token}, key=key).status_code == 201


def test_a_refused_call_may_be_sent_again_with_the_same_key(town, api: Api) -> None:
    caller, case = api("community"), make.case(town)
    entry = last_entry_id(case)
    assert caller.post(f"cases/{case.number}/take", {"seen": entry}, key="same-key-1").status_code == 403
    assert caller.post(f"cases/{case.number}/take", {"seen": entry}, key="same-key-1").status_code == 403


def test_without_a_key_of_the_call_nothing_is_done(town, api: Api) -> None:
    response = api("grid").post("cases", {**NEW, "door": town.plate.token}, key=None)
    assert code(response) == (422, "call_wrong")
    assert response.json()["errors"][0]["field"] == "Idempotency-Key"
    assert response.json()["errors"][0]["in"] == "header"
    assert Case.objects.count() == 0


def test_a_call_on_an_old_sight_does_nothing_and_says_what_happened_meanwhile(town, api: Api) -> None:
    case = make.case(town)
    caller, seen = api("grid"), last_entry_id(case)
    walk(town, "take grid_2", case_=case)
    response = caller.post(f"cases/{case.number}/take", {"seen": seen})
    assert code(response) == (409, "stale")
    told = response.json()
    assert [one["verb"] for one in told["meanwhile"]] == ["take"]
    assert told["entry"] == last_entry_id(case)
    assert code(caller.do(case.number, "take")) == (409, "already_taken")
    ahead = caller.post(f"cases/{case.number}/take", {"seen": told["entry"] + 1})
    assert code(ahead) == (422, "call_wrong")
    assert ahead.json()["errors"][0]["code"] == "ahead"


def test_a_key_does_nothing_with_the_other_posts_of_its_holder(town, api: Api) -> None:
    """Somebody serves at two offices; the key was issued for one of them."""
    post = Post.objects.get(user=town.users["grid"])
    appoint(
        town.users["grid"],
        town.offices["other_grid"],
        role="grid_worker",
        reach="subtree",
        by=SYSTEM,
        at=make.LONG_AGO,
    )
    there = make.case(town, entrance=None, area=town.areas["other_grid"])
    caller = api("township")
    assert post.office_id == town.offices["grid"].pk
    assert code(caller.do(there.number, "take"))[0] == 403  # sees it, does not work there
    grid = Caller(
        *issue_token(
            post,
            name="x",
            scopes=SCOPES,
            until=timezone.now() + timedelta(days=1),
            by=SYSTEM,
            at=timezone.now(),
        )
    )
    assert grid.get(f"cases/{there.number}").status_code == 404
    above = appoint(
        town.users["grid"],
        town.offices["township"],
        role="clerk",
        reach="subtree",
        by=SYSTEM,
        at=make.LONG_AGO,
    )
    wide = Caller(
        *issue_token(
            above,
            name="y",
            scopes=SCOPES,
            until=timezone.now() + timedelta(days=1),
            by=SYSTEM,
            at=timezone.now(),
        )
    )
    assert wide.get(f"cases/{there.number}").status_code == 200
    assert code(wide.do(there.number, "take"))[0] == 403  # they could as the grid's worker, the key cannot
    held = at_work(wide.token, timezone.now())
    assert held is not None
    with pytest.raises(Refused, match="only_member"):  # nor does the action itself let it through
        actions.take(there, by=held.actor, at=timezone.now())


def test_only_departments_offices_and_areas_that_the_desk_offers_are_taken(town, api: Api) -> None:
    far = open_office(
        kind="department",
        name="市局",
        area=town.areas["prefecture"],
        superior=None,
        by=SYSTEM,
        at=make.LONG_AGO,
    )
    number = walk(town, "take grid", "verify up", "take community", "place up", "take township").number
    caller = api("township")
    for department in (far.pk, 999_999, town.offices["grid"].pk, None):
        response = caller.do(number, "dispatch", choice="department", department=department)
        assert code(response) == (422, "call_wrong")
        assert response.json()["errors"][0]["field"] == "department"
    response = caller.do(number, "dispatch", choice="down", area=town.areas["grid"].path)
    assert response.json()["errors"][0]["field"] == "area"
    number = walk(town, "take grid").number
    for office in (far.pk, town.offices["community"].pk, town.offices["grid"].pk):
        response = api("grid").do(number, "transfer", office=office, words="归那边")
        assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "office")


def test_where_nobody_stands_above_nothing_goes_up(town, api: Api) -> None:
    number = walk(town, "take grid", "verify up", "take community").number
    town.offices["community"].superior = None
    town.offices["community"].save()
    response = api("community").do(number, "place", choice="up", matter="pipe")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (422, "not_here")


# -- asking --------------------------------------------------------------------------------------------------------


def test_a_request_is_placed_by_its_grid_or_found_by_the_dispatcher(town, api: Api) -> None:
    caller = api("township")
    told = caller.post("cases", {**NEW, "area": town.areas["grid"].path}).json()
    assert (told["level"], told["office"]) == ("grid", town.offices["grid"].pk)
    for area in ("township", "community"):
        told = caller.post("cases", {**NEW, "area": town.areas[area].path, "place_words": "菜场门口"}).json()
        assert (told["level"], told["task"], told["office"]) == (
            "township",
            "dispatch",
            town.offices["township"].pk,
        )


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "door"),
        ({"door": "DOOR", "area": "370998001001001"}, 422, "door"),
        ({"door": "nothing"}, 404, "door"),
        ({"area": "999999999999999"}, 404, "area"),
        ({"area": "370998001002001"}, 404, "area"),
        ({"area": "370998001"}, 404, "area"),
        ({"door": "DOOR", "matter": "nothing"}, 422, "matter"),
        ({"door": "DOOR", "urgency": "green"}, 422, "urgency"),
        ({"door": "DOOR", "phone": "13800000000"}, 422, "phone"),
        ({"door": "DOOR", "words": " \u200b "}, 422, "words"),
        ({"door": "DOOR", "words": "好" * 2001}, 422, "words"),
        ({"door": "DOOR", "place_words": "好" * 201}, 422, "place_words"),
    ],
)
def test_what_is_wrong_in_a_new_request_is_named(town, api: Api, body, status: int, field: str) -> None:
    sent = {**NEW, **body} | ({"door": town.plate.token} if body.get("door") == "DOOR" else {})
    response = api("community").post("cases", sent)
    assert response.status_code == status
    assert [one["field"] for one in response.json()["errors"]] == [field]
    assert Case.objects.count() == 0


def test_a_department_asks_at_nobodys_door(town, api: Api) -> None:
    assert code(api("water").post("cases", {**NEW, "door": town.plate.token})) == (403, "not_your_role")


def test_a_key_for_one_community_asks_nothing_that_it_would_not_see(town, api: Api) -> None:
    narrow = api("township", area=town.areas["community"])
    response = narrow.post("cases", {**NEW, "area": town.areas["community"].path})
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "area")
    assert narrow.post("cases", {**NEW, "area": town.areas["other_grid"].path}).status_code == 404


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"1e999", b"\xff\xfe", b'{"words": "\\ud800"}', b"[" * 100_000]
)
def test_what_is_no_call_is_told_so(town, api: Api, body: bytes) -> None:
    case = make.case(town)
    for path in ("cases", f"cases/{case.number}/take"):
        assert code(api("grid").post(path, body))[0] in (400, 422)


def test_words_in_strange_letters_are_kept_clean(town, api: Api) -> None:
    body = json.dumps({"words": "灯\x00坏\u202e了", "door": town.plate.token})
    assert api("grid").post("cases", body).status_code == 201
    assert Case.objects.get().words == "灯坏了"


def test_a_browser_that_is_logged_in_opens_nothing(town) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(town.users["grid"], backend="django.contrib.auth.backends.ModelBackend")
    case = make.case(town)
    for path in ("cases", f"cases/{case.number}", "me"):
        assert code(client.get(f"/api/v1/{path}")) == (401, "token_missing")
