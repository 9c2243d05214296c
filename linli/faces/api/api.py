"""The API itself: its addresses, how it answers, and its description (OpenAPI 3.1) made from the same types."""

from __future__ import annotations

from functools import cache
from typing import Any

from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from linli.faces.api.routes import cases, figures, photos, places, verbs
from linli.faces.api.schemas import Problem
from linli.faces.api.told import tell_problems
from linli.faces.problems import TYPE

VERSION = "1.0.0"
HERE = "/api/v1"
ABOUT = """Requests of residents, and what is needed to work on them, for other systems.

A key (Authorization: Bearer) acts in one post of one office: it sees what this post sees and does what this post may
do. Nothing here names a resident. Every POST carries an Idempotency-Key; every verb says which entry it saw last.
Answers that are no success are problem documents (RFC 9457) with a stable code."""


class Readable(JSONRenderer):
    """Chinese as it is, not as escapes."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="LinLi 邻里",
    version=VERSION,
    description=ABOUT,
    urls_namespace="api",
    renderer=Readable(),
    docs_url=None,
    openapi_url=None,
)
for routes in (cases, verbs, photos, places, figures):
    api.add_router("", routes.router)
tell_problems(api)

# what may go wrong beside success, and when
ALWAYS = {
    401: "no key, or one that does not work",
    403: "the key may not",
    429: "too many calls",
    503: "busy",
}
NAMING = {404: "nothing here for this key"}
ASKING = {422: "a field is wrong"}
DOING = {
    400: "not to be read",
    404: "nothing here for this key",
    409: "something happened meanwhile, or it is not possible at this step",
    422: "a field is wrong",
    507: "no room",
}


@cache
def schema() -> dict[str, Any]:
    """The description of all addresses, with the problems that each may answer."""
    found = dict(api.get_openapi_schema(path_prefix=HERE))
    found["servers"] = [{"url": "/"}]
    found["components"]["schemas"] |= _problem_schemas()
    for path, methods in found["paths"].items():
        for method, one in methods.items():
            one["x-scope"] = _scope(path, method)
            for status, when in _problems(one, path, method).items():
                content = {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
                one["responses"][str(status)] = {"description": when, "content": content}
            one["responses"] = {str(status): what for status, what in one["responses"].items()}
    return found


def _problem_schemas() -> dict[str, Any]:
    made = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    return {**made.pop("$defs", {}), "Problem": made}


def _problems(one: dict[str, Any], path: str, method: str) -> dict[int, str]:
    found = dict(ALWAYS)
    if method == "post":
        return found | DOING
    if "{" in path or path.endswith("/figures"):
        found |= NAMING
    return found | ASKING if one.get("parameters") else found


def _scope(path: str, method: str) -> str:
    for operation in operations():
        if method.upper() in operation.methods and path == f"{HERE}{operation.path}":
            return str(getattr(operation.auth_callbacks[0], "scope", ""))
    raise LookupError(path)


def operations() -> list[Operation]:
    return [
        operation
        for _prefix, router in api._routers
        for view in router.path_operations.values()
        for operation in view.operations
    ]
