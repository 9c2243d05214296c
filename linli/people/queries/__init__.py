"""Reading who serves: posts and their sight (`holding`), who stands in (`standing_in`), offices, duty, readiness."""

from linli.people.queries.chain import Answers, Rung, chain
from linli.people.queries.holding import (
    HeldPost,
    actor_of,
    as_actor,
    grants,
    posts_as,
    posts_of,
    standings,
)
from linli.people.queries.offices import (
    chain_of,
    departments_of,
    members,
    office_of_area,
    offices_over,
    open_phone,
)
from linli.people.queries.reaching import duty_over, first_present
from linli.people.queries.standing_in import acting, is_away, stand_ins, superior_post

__all__ = [
    "Answers",
    "HeldPost",
    "Rung",
    "acting",
    "actor_of",
    "as_actor",
    "chain",
    "chain_of",
    "departments_of",
    "duty_over",
    "first_present",
    "grants",
    "is_away",
    "members",
    "office_of_area",
    "offices_over",
    "open_phone",
    "posts_as",
    "posts_of",
    "stand_ins",
    "standings",
    "superior_post",
]
