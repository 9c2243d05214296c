"""Who sees which case: by area, or because it was handed to their office."""

from __future__ import annotations

from datetime import timedelta

from linli.cases import queries, rules
from linli.cases.actions import verify
from linli.cases.models import Case
from linli.common.actor import SYSTEM
from linli.common.scope import NOTHING, Scope
from linli.people import queries as people
from linli.people.actions import end_post, enter_absence, name_deputy
from tests import make
from tests.make import NOON, walk


def scope_of(town: make.Town, name: str, at=NOON) -> Scope:
    posts = people.posts_of(town.users[name].pk, at)
    return Scope.of(town.users[name].pk, people.grants(posts) + queries.grants(posts, at), at=at)


def sees(town: make.Town, name: str, case: Case, at=NOON) -> bool:
    return Case.objects.visible_to(scope_of(town, name, at)).filter(pk=case.pk).exists()


def test_a_case_is_seen_up_its_own_branch_of_the_tree_and_by_nobody_else(town) -> None:
    case = make.case(town)
    seeing = {name for name in town.users if sees(town, name, case)}
    up = {"grid", "community", "township", "county", "prefecture"}
    assert seeing == up | {f"{name}_2" for name in up}


def test_a_department_sees_only_what_was_handed_to_it(town) -> None:
    handed = walk(town, "take grid", "verify direct")
    make.case(town)
    assert list(Case.objects.visible_to(scope_of(town, "water"))) == [handed]
    assert not Case.objects.visible_to(scope_of(town, "housing")).exists()


def test_a_department_that_sent_it_back_still_sees_it_until_thirty_days_after_closing(town) -> None:
    case = walk(
        town,
        "take grid",
        "verify direct",
        "take water",
        "send_back",
        "take grid",
        "verify here",
        "resolve",
        "take community",
        "pass_check",
        "rate solved",
    )
    assert sees(town, "water", case, case.closed_at + timedelta(days=29))
    assert not sees(town, "water", case, case.closed_at + timedelta(days=31))
    assert sees(town, "grid", case, case.closed_at + timedelta(days=31))


def test_a_neighbouring_grid_sees_it_once_it_was_transferred_to_it(town) -> None:
    case = walk(town, "take grid")
    assert not sees(town, "next_grid", case)
    make.do(town, case, "transfer next_grid", at=make.minutes(5))
    assert sees(town, "next_grid", case)


def test_a_post_that_ended_sees_nothing(town) -> None:
    case = make.case(town)
    end_post(town.users["grid"].posts.get(), by=SYSTEM, at=NOON)
    assert not sees(town, "grid", case)
    assert not Case.objects.visible_to(NOTHING).exists()


def test_queues_hold_what_their_names_say(town) -> None:
    mine = walk(town, "take grid")
    free = make.case(town)
    overdue = make.case(town, at=NOON - timedelta(days=5))
    rating = walk(town, "take grid", "verify here", "resolve", "take community", "pass_check")
    closed = walk(town, "withdraw")
    scope = scope_of(town, "grid")
    told = {"users": frozenset({town.users["grid"].pk}), "offices": scope.offices, "now": NOON}
    found = {name: set(queries.queue(name, scope, **told)) for name in queries.QUEUES}
    assert found == {
        "mine": {mine},
        "free": {free, overdue},
        "overdue": {overdue},
        "rating": {rating},
        "open": {mine, free, overdue, rating},
        "closed": {closed},
        **{name: set() for name in ("approve", "supervised", "paused", "listed")},
    }
    assert queries.queue_sizes(scope, **told) == {
        name: len(cases) for name, cases in found.items() if name != "closed"
    }


def test_whoever_acts_for_an_absent_holder_has_their_cases_in_hand_until_they_are_back(town) -> None:
    case = walk(town, "take grid")
    post, deputy = town.users["grid"].posts.get(), town.users["grid_2"].posts.get()
    name_deputy(post, deputy=deputy, by=SYSTEM, at=NOON)
    enter_absence(post, since=NOON, until=NOON + timedelta(days=1), by=SYSTEM, at=NOON)

    def has_it(at) -> bool:
        posts = people.posts_of(deputy.user_id, at)
        return "holder" in rules.relations(people.actor_of(deputy.user_id, at), case, posts)

    assert has_it(make.minutes(1))
    assert not has_it(NOON + timedelta(days=1))
    acting = people.actor_of(deputy.user_id, make.minutes(2))
    verify(
        case,
        by=acting,
        at=make.minutes(2),
        choice="up",
        category=town.categories["pipe"],
        words="看过了",
        urgency="yellow",
    )
    case.refresh_from_db()
    assert case.level == "community"
