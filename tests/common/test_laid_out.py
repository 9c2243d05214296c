"""Counts by kept statements are the counts that the ORM would make, at every moment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Count, Q
from django.test.utils import CaptureQueriesContext

from linli.cases import queries
from linli.cases.models import Case, CaseOffice
from linli.common import laid_out
from linli.common.laid_out import MARK, counts
from linli.common.scope import Scope
from linli.people import queries as people
from tests import make
from tests.make import NOON, walk

pytestmark = pytest.mark.django_db


def seen(town: make.Town, name: str, at: datetime) -> Scope:
    user = town.users[name]
    held = people.posts_of(user.pk, at)
    return Scope.of(user.pk, people.grants(held) + queries.grants(held, at), at=at)


@pytest.mark.parametrize("name", ["grid", "community", "township", "water", "county"])
def test_sizes_of_queues_follow_the_clock_as_if_they_were_laid_out_anew(town, name) -> None:
    walk(town, "take grid", "verify direct", "take water", "accept")
    walk(town, "take grid", "verify here", "resolve", "take community", "pass_check")
    closed = walk(town, "withdraw")
    CaseOffice.objects.create(case=closed, office=town.offices["water"], since=NOON)
    make.case(town)
    offices = frozenset(post.office_id for post in people.posts_of(town.users[name].pk, NOON))
    more = {"users": frozenset({town.users[name].pk}), "offices": offices}
    late = set()
    for days in (0, 1, 5, 29, 31, 400):
        now = NOON + timedelta(days=days)
        scope = seen(town, name, now)
        found = queries.queue_sizes(scope, **more, now=now)
        assert found == {
            one: queries.queue(one, scope, **more, now=now).count()
            for one in queries.QUEUES
            if one != "closed"
        }
        late.add(found["overdue"])
    assert len(late) > 1


def ended(after: str, path: str, now: datetime):
    """Everything that a parameter can be: words that look like a moment, a code, a moment before now."""
    among = (
        Case.objects.filter(closed_at__gt=now - timedelta(days=30))
        .exclude(title=after)
        .exclude(area_path=path)
    )
    return among, {"ended": Count("pk"), "plate": Count("pk", filter=Q(channel="plate"))}


def test_only_what_is_a_moment_near_now_moves_with_it(town) -> None:
    closed = walk(town, "withdraw")
    Case.objects.filter(pk=closed.pk).update(title="9990-07-01", area_path="99900701")
    now = closed.closed_at + timedelta(days=29)
    assert counts(ended, "2026-07-01", "370998", now=now) == {"ended": 1, "plate": 1}
    assert counts(ended, "2026-07-01", "370998", now=now + timedelta(days=2)) == {"ended": 0, "plate": 0}
    assert counts(ended, "9990-07-01x", "370998", now=now)["ended"] == 1
    assert counts(ended, "2026-07-01", "99900701", now=now)["ended"] == 0


def nobody(now: datetime):
    return Case.objects.filter(pk__in=[]), {"cases": Count("pk")}


def test_conditions_that_exclude_each_other_count_nothing(db) -> None:
    assert counts(nobody, now=NOON) == {"cases": 0}


def of_a_place(area: str, now: datetime, number: str, case_id: int):
    """A value in a row of its own, one beside it in another table, one that is not there."""
    found = Case.objects.select_related("entrance__building__estate", "office", "holder").order_by("id")
    return found.annotate(late=Q(due_at__lt=now)).filter(
        area_path__startswith=area, number=number, pk=case_id
    )


def test_rows_are_the_rows_that_the_orm_reads_with_what_stands_beside_them(town) -> None:
    taken, free = walk(town, "take grid"), make.case(town)
    for case in (taken, free):
        for now in (NOON, NOON + timedelta(days=30)):
            asked = {"number": case.number, "case_id": case.pk}
            (found,) = laid_out.select(of_a_place, "37", now=now, **asked)
            (true,) = of_a_place("37", now, **asked)
            assert {f.attname: getattr(found, f.attname) for f in Case._meta.concrete_fields} == {
                f.attname: getattr(true, f.attname) for f in Case._meta.concrete_fields
            }
            assert found.late == true.late == (now > NOON)
            with CaptureQueriesContext(connection) as more:
                assert found.entrance.building.estate == true.entrance.building.estate
                assert (found.office, found.holder) == (true.office, true.holder)
            assert len(more) == 0
    assert not list(laid_out.select(of_a_place, "37", now=NOON, number=taken.number, case_id=free.pk))
    assert not list(laid_out.select(of_a_place, "44", now=NOON, number=taken.number, case_id=taken.pk))


def like(now: datetime, word: str):
    return Case.objects.filter(title__contains=word)


def test_a_question_that_does_not_ask_as_it_stands_is_refused(db) -> None:
    with pytest.raises(ValueError, match="like does not ask for word"):
        laid_out.select(like, word="灯")


def test_a_statement_is_laid_out_once_for_a_person(town) -> None:
    scope = seen(town, "grid", NOON)
    more = {"users": frozenset({town.users["grid"].pk}), "offices": scope.offices}
    queries.queue_sizes(scope, **more, now=NOON)
    before = laid_out._counted.cache_info().misses
    later = NOON + timedelta(hours=3)
    queries.queue_sizes(seen(town, "grid", later), **more, now=later)
    assert laid_out._counted.cache_info().misses == before


def test_no_moment_of_ours_comes_near_the_mark() -> None:
    assert NOON + timedelta(days=365 * 1000) < MARK - laid_out.NEAR
