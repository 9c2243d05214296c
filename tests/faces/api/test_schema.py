"""The description of the API: it is what is answered, it names nobody, and whatever it allows breaks nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests
import schemathesis
from django.test import Client
from django.utils.translation import override
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.transport import Response
from schemathesis.specs.openapi import checks as openapi

from linli.cases.actions import Asker
from linli.cases.models import Case
from linli.cases.workflow import TASKS
from linli.faces import words
from linli.faces.api import reading
from linli.faces.api.api import operations, schema
from linli.faces.api.routes.verbs import STEPS
from linli.faces.problems import TYPE
from linli.office.actions import set_setting, store_photo
from linli.office.models import Attachment
from tests import make
from tests.faces.api.conftest import Api, Caller
from tests.faces.api.test_cases import code
from tests.faces.portal.phone import jpeg, pixel_bomb
from tests.make import walk

pytestmark = pytest.mark.django_db

PERSONAL = re.compile(
    r"phone|reporter|asker|resident_name|holder|username|user_name|identity|birth|contact$|person"
)


def properties(one: Any, inside: str = "") -> set[str]:
    """Every name of a field in every schema, wherever it lies."""
    if isinstance(one, list):
        return set().union(*(properties(part, inside) for part in one), set())
    if not isinstance(one, dict):
        return set()
    names = set(one["properties"]) if isinstance(one.get("properties"), dict) else set()
    names |= {one["name"]} if "in" in one and isinstance(one.get("name"), str) else set()
    return names.union(*(properties(part, key) for key, part in one.items()))


def posts() -> list[dict[str, Any]]:
    return [methods["post"] for methods in schema()["paths"].values() if "post" in methods]


def test_no_field_of_a_call_or_an_answer_names_somebody() -> None:
    names = properties(schema())
    assert {"number", "words", "seen", "Idempotency-Key", "meanwhile"} <= names
    assert {name for name in names if PERSONAL.search(name)} == set()


def test_it_is_openapi_3_1_with_every_address_a_right_and_its_problems(client: Client) -> None:
    told = client.get("/api/v1/openapi.json")
    assert told.status_code == 200
    assert told.json()["openapi"].startswith("3.1")
    assert len(operations()) == sum(len(methods) for methods in told.json()["paths"].values()) == 26
    for path, methods in told.json()["paths"].items():
        for method, one in methods.items():
            assert one["security"] == [{"Key": []}]
            assert one["x-scope"] or path.endswith("/me")
            assert {"401", "403", "429", "503"} <= set(one["responses"])
            for status, response in one["responses"].items():
                assert (TYPE in response["content"]) == (status[0] in "45"), (path, status)
            if method == "post":
                key = next(p for p in one["parameters"] if p["in"] == "header")
                assert (key["name"], key["required"]) == ("Idempotency-Key", True)


def test_every_example_of_the_page_is_a_call_that_the_description_allows() -> None:
    bodies = {one.operation_id: one for one in operations() if "POST" in one.methods}
    assert set(bodies) == set(reading.BODIES) | set(reading.FILES)
    for name in reading.BODIES:
        operation = bodies[name]
        body = next(model for model in operation.models if model.__ninja_param_source__ == "body")  # type: ignore[attr-defined]
        body.model_validate({"body": reading.BODIES[name]})
    forms = {
        one["operationId"]: one["requestBody"]["content"]
        for one in posts()
        if one["operationId"] in reading.FILES
    }
    for name, field in reading.FILES.items():
        assert field.split("=@")[0] in forms[name]["multipart/form-data"]["schema"]["required"]
    asked = {one.operation_id for one in operations() if "GET" in one.methods}
    assert set(reading.QUERIES) <= asked


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_explains_every_address_and_every_problem(client: Client, language: str) -> None:
    client.cookies["django_language"] = language
    html = client.get("/api/").content.decode()
    for operation in operations():
        assert f'id="{operation.operation_id}"' in html
    for problem, _status, title, _advice in reading.problems():
        assert f'id="{problem}"' in html
        assert title
    assert set(TASKS) >= {"verify", "do"}
    assert "None" not in html
    with override("zh-hans"):
        assert set(reading.GENERAL) <= set(words.REFUSALS) | {"server_error"}


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "zh-hans"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("fr, en;q=0.5", "en"), ("zh-CN,en;q=0.8", "zh-hans"),
     ("de", "zh-hans"), ("*;;;q=x", "zh-hans")],
)  # fmt: skip
def test_words_of_a_problem_follow_the_accepted_language(client: Client, header: str, language: str) -> None:
    response = client.get("/api/v1/me", headers={"Accept-Language": header})
    assert response["Content-Language"] == language
    assert "Accept-Language" in response["Vary"]
    assert (response.json()["title"] == "No key came with this call") == (
        language == "en"
    ) or language == "zh-hans"


def test_every_address_below_api_answers_with_a_problem_and_no_page(client: Client, town, api: Api) -> None:
    assert code(client.get("/api/v1/nothing")) == (404, "not_found")
    assert code(client.post("/api/v9/")) == (404, "not_found")
    assert code(client.get("/api/v1/cases/")) == (404, "not_found")
    response = client.delete("/api/v1/cases")
    assert code(response) == (405, "method_unknown")
    assert set(re.split(r", *", response["Allow"])) == {"GET", "POST"}
    assert code(client.get(f"/api/v1/cases/1/{next(iter(STEPS))}")) == (405, "method_unknown")
    assert code(client.post("/api/v1/cases", "{}", content_type="application/json; charset=utf-7"))[0] == 400
    caller = api("grid")
    for path in ("cases/%00", "cases/1%2F2", "areas/x", "doors/%F0%9F%92%A9", "cases/" + "9" * 17):
        assert code(caller.get(path)) == (404, "not_found"), path
    assert code(caller.post("cases", "x" * (3 * 1024 * 1024)))[0] in (400, 413)


# -- whatever comes ------------------------------------------------------------------------------------------------

CHECKS = (
    schemathesis.checks.not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
)
PICTURES = [jpeg().read(), jpeg(size=(40, 30)).read(), pixel_bomb().read(), b"<svg/>"]
MOSTLY = st.sampled_from([True, True, True, False])
described = schemathesis.openapi.from_dict(schema())
GIVEN = settings(
    max_examples=500,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
    derandomize=True,
)


def _callers(town: make.Town, api: Api) -> tuple[list[Caller], list[str]]:
    asked = make.case(town, asker=Asker("王秀兰", "13800009999"))
    asked.photos.add(store_photo(jpeg(), name="a.jpg", size=1, at=make.NOON))
    cases = [
        asked,
        walk(town, "take grid"),
        walk(town, "take grid", "verify here"),
        walk(town, "take grid", "verify up"),
    ]
    cases += [walk(town, "take grid", "verify direct", "take water", "accept", "resolve", "take grid_2")]
    return [api(name) for name in ("grid", "grid_2", "grid", "community", "water")], [
        case.number for case in cases
    ]


def test_whatever_the_description_allows_is_answered_as_it_says(town, api: Api) -> None:
    """Schemathesis makes calls of every address; half of them are pointed at requests that are there."""
    set_setting("api.calls_a_minute", 100_000, by=make.SYSTEM, at=make.LONG_AGO)
    callers, numbers = _callers(town, api)
    found: dict[int, int] = {}
    done: set[str] = set()
    strategies = [one.ok().as_strategy() for one in described.get_all_operations()]
    assert len(strategies) == 26

    @GIVEN
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        case = data.draw(st.one_of(strategies))
        caller = data.draw(st.sampled_from(callers))
        if "number" in (case.path_parameters or {}) and data.draw(MOSTLY):
            case.path_parameters["number"] = data.draw(st.sampled_from(numbers))
        if "photo" in (case.path_parameters or {}) and data.draw(MOSTLY):
            case.path_parameters |= {
                "number": numbers[0],
                "photo": str(Attachment.objects.earliest("pk").uuid),
            }
        if isinstance(case.body, dict):
            _point(case, caller, town, data, numbers)
        if case.operation.definition.raw["operationId"] in reading.FILES and data.draw(MOSTLY):
            case.body = {"photo": data.draw(st.sampled_from(PICTURES))}
        arguments = case.as_transport_kwargs(base_url="http://testserver")
        headers = {str(k): str(v) for k, v in dict(arguments["headers"]).items()} | caller.headers()
        headers.pop("Content-Type", None)
        content, kind = _sent(arguments)
        response = caller.client.generic(
            arguments["method"],
            arguments["url"].removeprefix("http://testserver"),
            content,
            content_type=kind,
            headers=headers,
            query_params=arguments.get("params") or {},
        )
        found[response.status_code] = found.get(response.status_code, 0) + 1
        if response.status_code < 300:
            done.add(case.operation.definition.raw["operationId"])
        text = response.getvalue().decode(errors="replace")
        assert "王秀兰" not in text
        assert "99 99" not in text
        assert "13800009999" not in text
        case.validate_response(_as_transport(response, case), checks=list(CHECKS))

    ask()
    assert found.get(200, 0) > 20, found
    assert {201, 404, 409, 422} <= set(found), found
    assert {"ask", "list_photos", "read_photo", "bring_photo"} <= done, done
    assert Case.objects.exists()


def _sent(arguments: dict[str, Any]) -> tuple[bytes, str]:
    """The body of a call and its kind: JSON, or a form with a file."""
    named = {name: arguments[name] for name in ("json", "data", "files") if name in arguments}
    made = requests.Request("POST", "http://testserver/", **named).prepare()
    body = made.body or b""
    return body.encode() if isinstance(body, str) else body, made.headers.get(
        "Content-Type", "application/json"
    )


def _point(case: Any, caller: Caller, town: make.Town, data: st.DataObject, numbers: list[str]) -> None:
    """Half of what a body names is there: the newest entry, the door, the office; then more than names is tried."""
    number = (case.path_parameters or {}).get("number", "")
    if "matter" in case.body or not number:
        case.body["matter"] = data.draw(st.sampled_from(["nothing", "pipe", "lamp", None]))
    there = {
        "seen": caller.get(f"cases/{number}").json().get("entry", 0) if number in numbers else 0,
        "door": town.plate.token,
        "department": town.offices["water"].pk,
        "office": town.offices["housing"].pk,
    }
    for name, value in there.items():
        if (name in case.body or (name == "door" and not number)) and data.draw(MOSTLY):
            case.body[name] = value
            if name == "door":
                case.body["area"] = None


def _as_transport(response: Any, case: Any) -> Response:
    sent = requests.Request(case.method, "http://testserver" + case.formatted_path).prepare()
    return Response(
        status_code=response.status_code,
        headers={name.lower(): [value] for name, value in response.items()},
        content=response.getvalue(),
        request=sent,
        elapsed=0.0,
        verify=False,
    )
