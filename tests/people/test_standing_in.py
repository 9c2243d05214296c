"""Acting: at no moment has a post nobody while somebody above it is there, and exactly one person has its queue."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases import queries as cases
from linli.cases.models import Case
from linli.common.actor import SYSTEM
from linli.common.scope import Scope
from linli.people import actions, queries
from linli.people.models import Absence, Office, Post, User
from linli.territory.models import Area
from tests import make
from tests.make import LONG_AGO, NOON

HOUR = timedelta(hours=1)


def post_of(town: make.Town, name: str) -> Post:
    return Post.objects.select_related("office__area", "user").get(user=town.users[name])


def away(post: Post, *, since=NOON, hours: float = 8) -> Absence:
    return actions.enter_absence(post, since=since, until=since + hours * HOUR, by=SYSTEM, at=since)


def head(town: make.Town, office: str, role: str = "leader") -> Post:
    town.serve(town.offices[office], name=f"{office}_head", role=role)
    return post_of(town, f"{office}_head")


def acts_for(town: make.Town, user: str, at) -> set[int]:
    return {p.id for p in queries.posts_of(town.users[user].pk, at) if p.for_post_id}


def test_the_holder_acts_while_present_and_the_deputy_only_while_the_holder_is_away(town):
    holder, deputy = post_of(town, "grid"), post_of(town, "grid_2")
    actions.name_deputy(holder, deputy, by=SYSTEM, at=NOON)
    away(holder)
    last = NOON + 8 * HOUR
    for at, who in (
        (NOON - timedelta(seconds=1), holder),
        (NOON, deputy),
        (last - timedelta(seconds=1), deputy),
        (last, holder),
    ):
        assert queries.acting(holder, at) == who, at
        assert acts_for(town, "grid_2", at) == ({holder.pk} if who == deputy else set())


def test_whoever_is_named_for_one_absence_stands_in_on_its_days_until_its_early_end_and_not_beyond(town):
    holder, standing, once = post_of(town, "grid"), post_of(town, "grid_2"), post_of(town, "community")
    actions.name_deputy(holder, standing, by=SYSTEM, at=NOON)
    first = actions.enter_absence(
        holder, since=NOON + HOUR, until=NOON + 9 * HOUR, deputy=once, by=SYSTEM, at=NOON
    )
    away(holder, since=NOON + 20 * HOUR)
    actions.cancel_absence(first, by=SYSTEM, at=NOON + 5 * HOUR)
    for hours, who in ((0, holder), (1, once), (4.9, once), (5, holder), (21, standing)):
        at = NOON + hours * HOUR
        assert queries.acting(holder, at) == who, hours
        assert acts_for(town, "community", at) == ({holder.pk} if who == once else set())
        assert acts_for(town, "grid_2", at) == ({holder.pk} if who == standing else set())
    holder.refresh_from_db()
    assert holder.deputy == standing


def test_where_the_one_named_for_an_absence_is_away_too_the_standing_deputy_acts(town):
    holder, standing, once = post_of(town, "grid"), post_of(town, "grid_2"), post_of(town, "community")
    actions.name_deputy(holder, standing, by=SYSTEM, at=NOON)
    actions.enter_absence(holder, since=NOON, until=NOON + 8 * HOUR, deputy=once, by=SYSTEM, at=NOON)
    away(once)
    assert queries.acting(holder, NOON) == standing
    assert acts_for(town, "grid_2", NOON) == {holder.pk}
    assert acts_for(town, "community", NOON) == set()


def test_what_falls_to_a_head_goes_to_whoever_was_named_for_the_heads_absence(town):
    holder = post_of(town, "grid")
    community, once = head(town, "community"), post_of(town, "community_2")
    away(holder)
    actions.enter_absence(community, since=NOON, until=NOON + 8 * HOUR, deputy=once, by=SYSTEM, at=NOON)
    assert queries.acting(holder, NOON) == once
    assert acts_for(town, "community_2", NOON) == {holder.pk, community.pk}


def test_without_a_deputy_the_head_of_the_office_acts_then_the_head_above_and_so_on_up(town):
    holder = post_of(town, "grid")
    grid, community, county = head(town, "grid", "grid_head"), head(town, "community"), head(town, "county")
    away(holder)
    assert queries.acting(holder, NOON) == grid
    away(grid)
    assert queries.acting(holder, NOON) == community
    away(community)
    assert queries.acting(holder, NOON) == county  # the township has no head: nobody stops the way up
    assert acts_for(town, "county_head", NOON) == {holder.pk, grid.pk, community.pk}
    away(county)
    assert queries.acting(holder, NOON) is None


def test_the_deputy_of_an_absent_head_has_what_falls_to_that_head(town):
    holder = post_of(town, "grid")
    community, deputy = head(town, "community"), post_of(town, "community_2")
    actions.name_deputy(community, deputy, by=SYSTEM, at=NOON)
    away(holder)
    away(community)
    assert queries.acting(holder, NOON) == deputy
    assert acts_for(town, "community_2", NOON) == {holder.pk, community.pk}


def test_two_who_stand_in_for_each_other_and_are_both_away_leave_it_to_the_head_above(town):
    one, two = post_of(town, "grid"), post_of(town, "grid_2")
    actions.name_deputy(one, two, by=SYSTEM, at=NOON)
    actions.name_deputy(two, one, by=SYSTEM, at=NOON)
    community = head(town, "community")
    away(one)
    away(two)
    assert queries.acting(one, NOON) == community
    assert acts_for(town, "community_head", NOON) == {one.pk, two.pk}


def test_scope_and_queue_of_the_acting_person_hold_the_absent_ones_and_lose_them_the_minute_it_ends(town):
    case = make.case(town)  # waits in the grid's queue
    holder = post_of(town, "grid")
    deputy_actor = town.serve(town.offices["township"], name="far", role="helper", reach="none")
    deputy = post_of(town, "far")
    actions.name_deputy(holder, deputy, by=SYSTEM, at=NOON)
    away(holder)

    def free(at):
        posts = queries.posts_of(deputy_actor.user_id, at)
        scope = Scope.of(deputy_actor.user_id, queries.grants(posts) + cases.grants(posts, at), at=at)
        offices = frozenset(p.office_id for p in posts)
        return list(
            cases.queue("free", scope, users=frozenset({deputy_actor.user_id}), offices=offices, now=at)
        ), Case.objects.visible_to(scope)

    ends = NOON + 8 * HOUR
    queue, seen = free(ends - timedelta(seconds=1))
    assert queue == [case]
    assert case in seen
    queue, seen = free(ends)
    assert queue == []
    assert not seen.exists()


def test_the_actor_says_for_whom_and_the_journal_keeps_it(town):
    holder, deputy = post_of(town, "grid"), post_of(town, "grid_2")
    actions.name_deputy(holder, deputy, by=SYSTEM, at=NOON)
    away(holder)
    actor = queries.actor_of(deputy.user_id, NOON, post_id=holder.pk)
    assert (actor.user_id, actor.post_id, actor.for_post_id) == (deputy.user_id, holder.pk, holder.pk)


def test_a_hundred_absent_posts_cost_no_more_queries_than_one(town):
    head(town, "township")
    user = town.users["township_head"].pk

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            queries.posts_of(user, NOON)
        return len(seen)

    away(post_of(town, "grid"))
    one = count()
    for n in range(30):
        town.serve(town.offices["next_grid"], name=f"n{n}")
        away(post_of(town, f"n{n}"))
    assert count() == one <= 8


# -- over random trees -----------------------------------------------------------------------------------------

TREES = st.lists(
    st.tuples(
        st.integers(0, 5),  # which earlier office is above
        st.lists(  # posts: is a head, away now, has left, n-th post so far as deputy
            st.tuples(st.booleans(), st.booleans(), st.booleans(), st.none() | st.integers(0, 12)),
            max_size=3,
        ),
    ),
    min_size=1,
    max_size=6,
)


def plant(tree) -> list[Post]:
    """Offices at the same place (the way up is data), each post a person of its own."""
    area = Area.objects.get(path="370998001")
    offices: list[Office] = []
    posts: list[Post] = []
    wishes: list[tuple[Post, int]] = []
    for n, (above, people) in enumerate(tree):
        superior = offices[above % len(offices)] if offices else None
        offices.append(Office.objects.create(kind="partner", name=f"o{n}", area=area, superior=superior))
        for is_head, is_away, has_left, deputy in people:
            user = User.objects.create(username=f"u{len(posts)}", name="甲", password="!")
            post = Post.objects.create(
                user=user,
                office=offices[-1],
                role="leader" if is_head else "clerk",
                reach="handed",
                since=LONG_AGO,
                until=NOON - HOUR if has_left else None,
            )
            posts.append(post)
            if is_away:
                Absence.objects.create(post=post, since=NOON - HOUR, until=NOON + HOUR)
            if deputy is not None:
                wishes.append((post, deputy))
    for post, deputy in wishes:
        post.deputy = posts[deputy % len(posts)]
        post.save()
    return posts


def chain(post: Post) -> list[Post]:
    """Everybody who could act for a post, in order, found the slow and simple way."""
    found: list[Post] = []

    def add(one: Post) -> None:
        found.append(one)
        if one.deputy:
            found.append(one.deputy)

    add(post)
    office = post.office
    while office is not None:
        heads = Post.objects.filter(office=office, role="leader").exclude(pk=post.pk).order_by("id")
        for one in heads:
            if one.until is None:
                add(one)
        office = office.superior
    return found


def present(post: Post) -> bool:
    return post.until is None and not post.absences.exists()


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES)
def test_whoever_acts_is_there_is_the_nearest_and_is_the_only_one(town, tree):
    from django.db import transaction

    with transaction.atomic():
        posts = plant(tree)
        for post in posts:
            nearest = next((one for one in chain(post) if present(one)), None)
            assert queries.acting(post, NOON) == nearest
            if post.until is None and post.absences.exists():
                having = {
                    one.user_id
                    for one in posts
                    if any(p.for_post_id == post.pk for p in queries.posts_of(one.user_id, NOON))
                }
                assert having == ({nearest.user_id} if nearest else set())
        transaction.set_rollback(True)
