"""The description of the API as people read it: on its page, and in docs/reference/api.md (tools/make_docs.py)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.faces.api.told import ABOUT, STANDS, STATUS
from linli.faces.problems import problem_words

TOPICS = {
    "cases": gettext_lazy("Requests"),
    "verbs": gettext_lazy("What is done with a request"),
    "photos": gettext_lazy("Photos"),
    "catalogue": gettext_lazy("Catalogue"),
    "places": gettext_lazy("Places and offices"),
    "figures": gettext_lazy("Figures"),
}
SCOPES = {
    "cases:read": gettext_lazy("read requests and what happened to them"),
    "cases:write": gettext_lazy("ask for residents, and work on requests"),
    "catalogue:read": gettext_lazy("read the catalogue of matters"),
    "places:read": gettext_lazy("read areas, offices and the doors behind plates"),
    "figures:read": gettext_lazy("read figures of an area"),
}
PHOTO = "3f6f2a0e-5d0c-4d53-9a6c-0a4b9f1c7e21"
# one call of each kind, as one would send it (a test holds them against the schema)
QUERIES = {
    "list_cases": "status=open&urgency=red&limit=50",
    "list_offices": "kind=department",
    "read_figures": "first=2026-01&last=2026-06",
}
BODIES: dict[str, dict[str, Any]] = {
    "ask": {
        "words": "楼道灯不亮了，晚上看不见。",
        "door": "7h2kq9m4xw3pd",
        "place_words": "三楼",
        "matter": "stair_light",
        "photos": [PHOTO],
    },
    "take": {"seen": 120419},
    "release": {"seen": 120419, "words": "要带梯子"},
    "verify": {
        "seen": 120419,
        "choice": "direct",
        "matter": "stair_light",
        "urgency": "yellow",
        "words": "看过了",
    },
    "place": {"seen": 120419, "choice": "down", "area": "370998001001001"},
    "dispatch": {"seen": 120419, "choice": "department", "department": 12, "matter": "stair_light"},
    "accept": {"seen": 120419, "words": "明天上午来"},
    "resolve": {"seen": 120419, "outcome": "done", "words": "换了灯泡，亮了", "photos": [PHOTO]},
    "pass_check": {"seen": 120419, "words": "去看过，亮了"},
    "fail_check": {"seen": 120419, "words": "二楼还不亮"},
    "send_back": {"seen": 120419, "reason": "not_ours", "words": "这是物业的灯"},
    "pass_up": {"seen": 120419, "words": "线路老化，要整栋换"},
    "transfer": {"seen": 120419, "office": 12, "words": "在他们那边"},
}
FILES = {"bring_photo": "photo=@lamp.jpg"}
PATHS = {"number": "26110387", "photo": PHOTO, "code": "370998001001", "plate": "7h2kq9m4xw3pd"}
GENERAL = {
    "token_missing": 401,
    "token_unknown": 401,
    "token_ended": 401,
    "scope_missing": 403,
    "too_many_calls": 429,
    "call_unreadable": 400,
    "call_wrong": 422,
    "not_found": 404,
    "method_unknown": 405,
    "stale": 409,
    "same_key_other_body": 409,
    "busy": 503,
    "disk_full": 507,
    "server_error": 500,
}
RULES = (
    *("only_holder", "only_member", "did_the_work", "passed_the_check", "not_your_role"),
    "transferred_before",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a body, an answer or an address."""

    name: str
    kind: str
    about: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One address and method."""

    name: str
    method: str
    path: str
    title: str
    about: str
    scope: str
    asked: list[Part]
    body: list[Part]
    answer: str
    curl: str


@dataclass(frozen=True, slots=True)
class Topic:
    code: str
    label: str
    calls: list[Call] = field(default_factory=list)


def page(schema: dict[str, Any]) -> dict[str, Any]:
    """What stands on the page."""
    return {
        "version": schema["info"]["version"],
        "scopes": [(code, str(label)) for code, label in SCOPES.items()],
        "topics": topics(schema),
        "shapes": shapes(schema),
        "problems": problems(),
    }


def topics(schema: dict[str, Any]) -> list[Topic]:
    found = {code: Topic(code, str(label)) for code, label in TOPICS.items()}
    for path, methods in schema["paths"].items():
        for method, one in methods.items():
            found[one["tags"][-1]].calls.append(_call(schema, path, method, one))
    return list(found.values())


def _call(schema: dict[str, Any], path: str, method: str, one: dict[str, Any]) -> Call:
    name = one["operationId"]
    success = next(what for status, what in one["responses"].items() if status.startswith("2"))
    body = one.get("requestBody")
    answer, what = next(iter(success["content"].items()))
    return Call(
        name=name,
        method=method.upper(),
        path=path,
        title=_(one["summary"]),
        about=_(one["description"]) if "description" in one else "",
        scope=one["x-scope"],
        asked=[
            Part(part["name"], kind_of(part["schema"]), _about(part), needed=part["required"])
            for part in one["parameters"]
        ],
        body=_parts(_named(schema, next(iter(body["content"].values()))["schema"])) if body else [],
        answer=kind_of(what["schema"]) if answer == "application/json" else answer,
        curl=_curl(name, method, path) + ("" if answer == "application/json" else " \\\n  -o photo.jpg"),
    )


def _curl(name: str, method: str, path: str) -> str:
    for part, value in PATHS.items():
        path = path.replace(f"{{{part}}}", value)
    query = f"?{QUERIES[name]}" if name in QUERIES else ""
    lines = [f'curl "$LINLI{path}{query}"', '-H "Authorization: Bearer $KEY"']
    if name in FILES:
        lines += ['-H "Idempotency-Key: $(uuidgen)"', f"-F {FILES[name]}"]
    elif method == "post":
        lines += ['-H "Content-Type: application/json"', '-H "Idempotency-Key: $(uuidgen)"']
        lines += [f"-d '{json.dumps(BODIES[name], ensure_ascii=False)}'"]
    return " \\\n  ".join(lines)


def shapes(schema: dict[str, Any]) -> list[tuple[str, list[Part]]]:
    """What answers are made of, by name."""
    wanted = [
        name
        for name, one in schema["components"]["schemas"].items()
        if "properties" in one and one.get("additionalProperties") is not False
    ]
    return [(name, _parts(schema["components"]["schemas"][name])) for name in sorted(wanted)]


def _named(schema: dict[str, Any], one: dict[str, Any]) -> dict[str, Any]:
    found = schema["components"]["schemas"][one["$ref"].rsplit("/", 1)[-1]] if "$ref" in one else one
    return dict(found)


def _parts(one: dict[str, Any]) -> list[Part]:
    needed = one.get("required", ())
    return [
        Part(name, kind_of(part), _about(part), needed=name in needed)
        for name, part in one["properties"].items()
    ]


def _about(part: dict[str, Any]) -> str:
    return _(part["description"]) if part.get("description") else ""


def kind_of(one: dict[str, Any]) -> str:
    """integer, string, date-time, one of several words, the name of a shape; `?` where it may be null."""
    if "$ref" in one:
        return str(one["$ref"]).rsplit("/", 1)[-1]
    if "anyOf" in one:
        kinds = [kind_of(part) for part in one["anyOf"]]
        return " | ".join(kind for kind in kinds if kind != "null") + ("?" if "null" in kinds else "")
    if "enum" in one:
        return " | ".join(map(str, one["enum"]))
    if one.get("type") == "array":
        return f"[{kind_of(one['items'])}]"
    return str(one.get("format") or one.get("type") or "object")


def problems() -> list[tuple[str, int, str, str]]:
    """Codes of what goes wrong: (code, status, what happened, what to do)."""
    codes = (
        GENERAL
        | dict.fromkeys(ABOUT, 422)
        | {code: STATUS[code] for code in STANDS}
        | dict.fromkeys(RULES, 403)
    )
    found = []
    for code, status in sorted(codes.items(), key=lambda pair: (pair[0] not in GENERAL, pair[1], pair[0])):
        title, advice = problem_words(code, _dots())
        found.append((code, status, title, advice))
    return found


class _dots(dict[str, str]):
    """Stands where a refusal would name something."""

    def __missing__(self, key: str) -> str:
        return "…"
