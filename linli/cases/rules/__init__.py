"""May I? Every door leads here: relations of an actor to a case, and what the table and the facts allow."""

from __future__ import annotations

from datetime import datetime

from linli.cases import workflow
from linli.cases.models import Case
from linli.cases.rules.facts import DOWN, FACTS, MOST_REOPENINGS, may_go_up
from linli.cases.rules.hands import did, did_the_work, free_to_review, had_a_hand_in, holds_cases
from linli.cases.rules.naming import may_be_named, may_bring, may_name, may_open_to_named
from linli.cases.rules.relations import names, no_part_in, relations, stays_out
from linli.common.actor import Actor
from linli.common.refusals import Refusal, Refused
from linli.people.queries import HeldPost, posts_as

__all__ = [
    "DOWN",
    "MOST_REOPENINGS",
    "did",
    "did_the_work",
    "free_to_review",
    "had_a_hand_in",
    "holds_cases",
    "may",
    "may_be_named",
    "may_bring",
    "may_go_up",
    "may_name",
    "may_open_to_named",
    "names",
    "no_part_in",
    "relations",
    "require",
    "stays_out",
]


def may(
    verb: str,
    actor: Actor,
    case: Case,
    at: datetime,
    *,
    posts: list[HeldPost] | None = None,
    who: frozenset[str] | None = None,
) -> Refusal | None:
    """The refusal of a verb to an actor at this case now, or None.

    `posts` and `who` (`relations`) are asked of the database unless whoever asks about many verbs has them already.
    """
    if posts is None:
        posts = posts_as(actor, at)
    if who is None:
        who = relations(actor, case, posts)
    if actor.kind in ("user", "api") and not posts:
        return Refusal("no_post_now")
    if refusal := workflow.refusal(verb, case.position, who):
        return refusal
    check = FACTS.get(verb)
    return check(actor, case, at) if check else None


def require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)
