"""Offices, posts, deputies, absences, the roster: what is refused, and what the journal keeps."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.common.actor import SYSTEM
from linli.common.authority import LEVELS, MAY
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.office.queries import decided
from linli.people import actions
from linli.people.models import AREA_OFFICES, Office, OfficeKind, Post, Shift, User
from linli.people.queries import duty, readiness
from linli.people.staffing import Gap, gaps, together, turns
from tests import make
from tests.make import NOON

DAY = timedelta(days=1)


def refused(call, *args, **more) -> str:
    """The code of the refusal; nothing is written."""
    before = Entry.objects.count()
    with pytest.raises(Refused) as caught:
        call(*args, **more)
    assert Entry.objects.count() == before
    return caught.value.refusal.code


def post_of(town: make.Town, name: str) -> Post:
    return Post.objects.select_related("office__area", "user").get(user=town.users[name])


@pytest.fixture
def leader(town: make.Town):
    return town.serve(town.offices["township"], name="head", role="leader")


def test_a_circle_of_superiors_is_refused_and_named(town):
    grid, township = town.offices["grid"], town.offices["township"]
    same = {"phone": "", "by": SYSTEM, "at": NOON}
    team = actions.open_office(kind="partner", name="巡逻队", area=township.area, superior=township, **same)
    with pytest.raises(Refused) as caught:
        actions.change_superior(township, team, by=SYSTEM, at=NOON)
    assert caught.value.refusal.code == "superior_cycle"
    assert caught.value.refusal.params["chain"] == "township 办 → 巡逻队 → township 办"
    assert refused(actions.change_superior, township, township, by=SYSTEM, at=NOON) == "superior_cycle"
    assert refused(actions.change_superior, township, grid, by=SYSTEM, at=NOON) == "superior_elsewhere"
    actions.change_superior(grid, township, by=SYSTEM, at=NOON)
    assert Office.objects.get(pk=grid.pk).superior == township


def test_the_office_of_an_area_hangs_below_no_bureau(town):
    water, community = town.offices["water"], town.offices["community"]
    assert refused(actions.change_superior, community, water, by=SYSTEM, at=NOON) == "superior_of_no_area"
    new = {"kind": "grid", "name": "新网格", "area": town.areas["other_community"], "superior": water}
    assert refused(actions.open_office, **new, by=SYSTEM, at=NOON) == "superior_of_no_area"
    team = {"kind": "volunteers", "name": "水务志愿队", "area": water.area, "superior": water}
    assert actions.open_office(**team, by=SYSTEM, at=NOON).superior == water


def test_a_link_counts_from_the_first_day_of_the_earliest_post(town, leader):
    admin = town.serve(town.offices["township"], name="admin", role="administrator", reach="none")
    user = actions.enter_user(username="new", name="新", password=None, by=SYSTEM, at=NOON)
    later = [NOON + timedelta(days=n) for n in (14, 3)]
    for role, since in zip(("clerk", "dispatcher"), later, strict=True):
        actions.appoint(user, town.offices["township"], role=role, since=since, by=leader, at=NOON)
    made = actions.invite(user, by=admin, at=NOON)
    assert made.expires_at == min(later) + actions.INVITATION_LIVES
    after = NOON + timedelta(days=5)
    assert actions.invite(user, by=admin, at=after).expires_at == after + actions.INVITATION_LIVES


def test_an_office_has_one_of_its_kind_in_an_area(town):
    again = {
        "kind": "grid",
        "name": "又一个",
        "area": town.areas["grid"],
        "superior": town.offices["community"],
    }
    assert refused(actions.open_office, **again, by=SYSTEM, at=NOON) == "office_there_already"


def test_a_subtree_is_for_area_offices_and_roles_that_look_into_homes(town):
    user = actions.enter_user(username="new", name="新", password=None, by=SYSTEM, at=NOON)
    for kind in OfficeKind.values:
        office = Office.objects.filter(kind=kind).first() or Office.objects.create(
            kind=kind, name=kind, area=town.areas["township"]
        )
        for role, verbs in MAY.items():
            looks = any(verb.partition(".")[0] in LEVELS for verb in verbs)
            call = {"role": role, "reach": "subtree", "by": SYSTEM, "at": NOON}
            if kind in AREA_OFFICES and looks:
                assert actions.appoint(user, office, **call).reach == "subtree"
            else:
                assert refused(actions.appoint, user, office, **call).startswith("reach_not_for_")


def test_who_appoints_whom(town, leader):
    user = actions.enter_user(username="new", name="新", password=None, by=leader, at=NOON)
    grid, county, foreign = (town.offices[key] for key in ("grid", "county", "other_grid"))
    call = {"role": "helper", "by": leader, "at": NOON}
    assert refused(actions.appoint, user, county, **call) == "outside_your_area"  # above their own
    assert refused(actions.appoint, town.users["head"], grid, **call) == "not_yourself"
    assert refused(actions.appoint, user, grid, **(call | {"by": town.actors["grid"]})) == "not_your_role"
    head = town.serve(town.offices["community"], name="chair", role="leader")
    assert refused(actions.appoint, user, foreign, **(call | {"by": head})) == "outside_your_area"
    post = actions.appoint(user, grid, **call)
    assert Entry.objects.get(verb="post.appointed", subject_id=post.pk).user_id == leader.user_id
    assert refused(actions.appoint, user, grid, **call) == "held_already"
    narrow = call | {"area": town.areas["next_grid"], "role": "volunteer"}
    assert refused(actions.appoint, user, grid, **narrow) == "area_outside_office"


def test_who_stands_in_for_whom(town, leader):
    post = post_of(town, "grid")
    same, above, foreign = (post_of(town, key) for key in ("grid_2", "community", "next_grid"))
    for deputy in (same, above):
        assert actions.name_deputy(post, deputy, by=leader, at=NOON).deputy == deputy
    assert refused(actions.name_deputy, post, foreign, by=leader, at=NOON) == "deputy_elsewhere"
    own = actions.appoint(post.user, post.office, role="helper", by=leader, at=NOON)
    assert refused(actions.name_deputy, post, own, by=leader, at=NOON) == "deputy_yourself"
    actions.end_post(same, by=leader, at=NOON)
    gone = post_of(town, "grid_2")
    assert refused(actions.name_deputy, post, gone, by=leader, at=NOON) == "deputy_without_post"
    assert refused(actions.name_deputy, post, above, by=town.actors["grid_2"], at=NOON) == "not_your_role"


def test_an_absence_is_ones_own_or_the_rosters_and_back_earlier_ends_it_now(town, leader):
    post, by = post_of(town, "grid"), town.actors["grid"]
    span = {"since": NOON, "until": NOON + DAY, "at": NOON}
    assert refused(actions.enter_absence, post, **span, by=town.actors["grid_2"]) == "not_your_role"
    backwards = {"since": NOON + DAY, "until": NOON, "at": NOON}
    assert refused(actions.enter_absence, post, **backwards, by=by) == "ends_before_it_begins"
    long = span | {"until": NOON + 400 * DAY}
    assert refused(actions.enter_absence, post, **long, by=by) == "absence_too_long"
    mine = actions.enter_absence(post, **span, by=by)
    later = actions.enter_absence(post, since=NOON + 5 * DAY, until=NOON + 6 * DAY, by=leader, at=NOON)
    hour = NOON + timedelta(hours=1)
    assert actions.cancel_absence(mine, by=by, at=hour).until == hour  # what was, was
    assert actions.cancel_absence(later, by=by, at=hour).cancelled_at == hour
    assert refused(actions.cancel_absence, later, by=by, at=hour) == "already_over"


def test_a_roster_filled_twice_is_filled_once_and_passes_over_who_is_away(town, leader):
    office, one, two = town.offices["grid"], town.users["grid"], town.users["grid_2"]
    away = {"since": NOON, "until": NOON + 2 * DAY, "by": leader, "at": NOON}
    actions.enter_absence(post_of(town, "grid"), **away)
    fill = {
        "first": date(2026, 11, 23),
        "days": 4,
        "begins": time(18),
        "ends": time(8),
        "by": leader,
        "at": NOON,
    }
    assert actions.fill_roster(office, [one, two], **fill) == 4
    assert actions.fill_roster(office, [one, two], **fill) == 0
    shifts = duty.shifts_of(office.pk, NOON, NOON + 9 * DAY)
    assert [s.user for s in shifts] == [two, two, one, two]
    assert shifts[0].until - shifts[0].since == timedelta(hours=14)
    assert Entry.objects.filter(verb="roster.filled").count() == 1
    stranger = town.users["water"]
    assert refused(actions.fill_roster, office, [stranger], **fill) == "not_in_this_office"
    now = duty.on_duty(office.pk, shifts[0].since)
    actions.cancel_shift(now, by=leader, at=shifts[0].since + timedelta(hours=1))
    actions.cancel_shift(shifts[1], by=leader, at=NOON)
    assert Shift.objects.filter(pk__in=[shifts[0].pk, shifts[1].pk]).count() == 1  # what was, stays


def test_whoever_leaves_holds_nothing_and_no_way_in(town, leader):
    user = town.users["grid"]
    invitation = actions.invite(user, by=SYSTEM, at=NOON)
    assert refused(actions.leave, town.users["county"], by=leader, at=NOON) == "outside_your_area"
    assert refused(actions.leave, town.users["head"], by=leader, at=NOON) == "not_yourself"
    actions.leave(user, by=leader, at=NOON)
    user = User.objects.get(pk=user.pk)
    assert (user.is_active, user.has_usable_password()) == (False, False)
    assert not Post.objects.held(NOON + DAY).filter(user=user).exists()
    token = actions.invitation_token(invitation)
    assert refused(actions.accept_invitation, token, "ein-langes-wort", at=NOON + DAY) == "invitation_expired"
    verbs = set(Entry.objects.filter(user_id=leader.user_id).values_list("verb", flat=True))
    assert {"user.left", "post.ended"} <= verbs


def test_gaps_are_counted_against_the_standard_and_summed_upwards(town):
    area = town.areas["grid"]
    lines = {
        line.office.pk: line for line in duty.tree(duty.offices_in([town.areas["community"].path]), NOON)
    }
    own = {gap.role: gap.missing for gap in lines[town.offices["grid"].pk].gaps}
    assert own == {"grid_head": 1, "part_time": 3, "helper": 1, "centre_host": 2}
    above = {gap.role: gap.missing for gap in lines[town.offices["community"].pk].gaps}
    assert above == {role: 2 * n for role, n in own.items()}
    town.serve(town.offices["grid"], name="h", role="building_head", reach="none")
    grid = town.offices["grid"]
    left = duty.gaps_of(grid, duty.roles_held([grid], NOON)[grid.pk], decided())
    assert "helper" not in {gap.role for gap in left}  # a building head is one of N
    assert area.kind == "urban"


def test_readiness_names_what_is_missing_and_stops_when_it_is_mended(town, leader):
    paths = [town.areas["township"].path]
    found = {lack.code: lack for lack in readiness.lacks(paths, NOON)}
    assert {"no_head", "gaps", "no_roster", "no_deputy", "no_code", "not_invited"} <= found.keys()
    assert town.offices["township"] in found["no_roster"].things
    users = [town.users["head"]]
    fill = {"first": NOON.date(), "days": 2, "begins": time(8), "ends": time(18), "by": leader, "at": NOON}
    actions.fill_roster(town.offices["township"], users, **fill)
    after = {lack.code: lack for lack in readiness.lacks(paths, NOON)}
    assert town.offices["township"] not in after["no_roster"].things
    for key in ("grid", "township"):
        for name in (key, f"{key}_2", "head"):
            post = Post.objects.filter(user=town.users[name]).first()
            actions.enter_absence(post, since=NOON, until=NOON + DAY, by=SYSTEM, at=NOON)
    nobody = {lack.code: lack for lack in readiness.lacks(paths, NOON)}["nobody_acts"]
    assert post_of(town, "grid") in nobody.things


# -- arithmetic ------------------------------------------------------------------------------------------------

ROLES = st.sampled_from(["grid_head", "grid_worker", "part_time", "helper", "centre_host"])


@given(st.dictionaries(ROLES, st.integers(1, 9)), st.dictionaries(ROLES, st.integers(0, 9)))
def test_a_gap_is_what_is_wanted_less_what_is_there(standard, held):
    found = {gap.role: gap.missing for gap in gaps(standard, held)}
    assert found == {r: n - held.get(r, 0) for r, n in standard.items() if held.get(r, 0) < n}


@given(
    st.lists(st.lists(st.builds(Gap, ROLES, st.integers(0, 3), st.integers(4, 9)), max_size=4), max_size=4)
)
def test_gaps_together_miss_as_many_as_each_alone(many):
    assert sum(g.missing for g in together(many)) == sum(g.missing for one in many for g in one)


@given(
    st.lists(st.integers(1, 9), min_size=1, max_size=6, unique=True),
    st.integers(1, 40),
    st.sets(st.tuples(st.integers(1, 9), st.integers(0, 39))),
)
def test_turns_are_even_unless_somebody_is_away_and_nobody_away_has_one(people, days, gone):
    first = date(2026, 11, 23)

    def away(who: int, day: date) -> bool:
        return (who, (day - first).days) in gone

    found = turns(people, first, days, away=away)
    assert all(not away(who, day) for day, who in found)
    assert len({day for day, _ in found}) == len(found)
    empty = {n for n in range(days) if all((who, n) in gone for who in people)}
    assert len(found) == days - len(empty)
    if not gone:
        counts = [sum(who == one for _, who in found) for one in people]
        assert max(counts) - min(counts) <= 1
