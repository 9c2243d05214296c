"""docs/reference/api.md: every address of the API, its fields and its problems, from the description itself."""

from __future__ import annotations

PAGE = "docs/reference/api.md"


def api() -> str:
    """In English, as the page at /api/ has it in both languages."""
    from django.utils.translation import override

    from linli.faces.api import reading
    from linli.faces.api.api import schema

    with override("en"):
        page = reading.page(schema())
        parts = [_topic(topic) for topic in page["topics"]]
        shapes = [f"### {name}\n\n{_table(fields)}" for name, fields in page["shapes"]]
    scopes = "\n".join(f"| `{code}` | {label} |" for code, label in page["scopes"])
    problems = "\n".join(
        f"| `{code}` | {status} | {_cell(title)}. {_cell(advice)} |"
        for code, status, title, advice in page["problems"]
    )
    gap = "\n\n"
    return f"""# The API

*Made by `tools/make_docs.py` from the types in `linli/faces/api`; a test compares. Do not edit by hand. How to begin:
[use the API](../how-to/use-the-api.md). The same page, in Chinese too, stands at `/api/` of every installation, the
description for programs (OpenAPI 3.1) at `/api/v1/openapi.json`.*

Version {page["version"]}. A question mark behind a kind: it may be null. Fields may be added; leave aside what you do
not know.

## Rights of a key

| right | what it opens |
|---|---|
{scopes}

{gap.join(parts)}

## What comes back

{gap.join(shapes)}

## Problems

Problem documents (RFC 9457), `application/problem+json`. `code` is stable; `title` and `detail` follow
`Accept-Language` (Chinese, or English); `errors` names the fields.

| code | status | what it means |
|---|---|---|
{problems}

The rules of a verb can refuse with other codes too: [the case loop](case-loop.md).
"""


def _topic(topic: object) -> str:
    calls = [_call(one) for one in topic.calls]  # type: ignore[attr-defined]
    return f"## {topic.label}\n\n" + "\n\n".join(calls)  # type: ignore[attr-defined]


def _call(call: object) -> str:
    from linli.faces.api.reading import Call

    assert isinstance(call, Call)
    needs = f"Needs `{call.scope}`." if call.scope else "Any key."
    parts = [f"### {call.method} `{call.path}`", f"{call.title}. {needs} {call.about}".strip()]
    if call.asked:
        parts.append(_table(call.asked))
    if call.body:
        parts.append("Body:\n\n" + _table(call.body))
    parts.append(f"Answers `{call.answer}`.")
    parts.append(f"```sh\n{call.curl}\n```")
    return "\n\n".join(parts)


def _table(fields: list) -> str:
    rows = [
        f"| `{one.name}`{' needed' if one.needed else ''} | {_cell(one.kind)} | {_cell(one.about)} |"
        for one in fields
    ]
    return "| field | kind | |\n|---|---|---|\n" + "\n".join(rows)


def _cell(text: str) -> str:
    return text.replace("|", "/")
