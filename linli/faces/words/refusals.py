"""Every refusal in words. Each code stands with its topic; no code stands twice."""

from __future__ import annotations

from typing import Any

from linli.faces.words import (
    daily,
    entrusted,
    interfaces,
    meetings,
    orders,
    places,
    register,
    requests,
    rules,
    serving,
)

TOPICS = (requests, serving, places, register, rules, entrusted, orders, meetings, interfaces, daily)
REFUSALS: dict[str, tuple[Any, Any]] = {
    code: said for topic in TOPICS for code, said in topic.REFUSALS.items()
}


def refusal_words(code: str, params: dict[str, Any]) -> tuple[str, str]:
    """What happened, and what one can do about it; an unknown code still says something honest."""
    title, advice = REFUSALS.get(code, REFUSALS["server_error"])
    try:
        return str(title) % params, str(advice) % params
    except KeyError:
        return str(title), str(advice)
