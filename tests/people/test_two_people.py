"""Nobody alone opens homes to themselves: not by standing in, not by appointing, not by links, not by codes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from linli.common.actor import SYSTEM, Actor
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.office.actions import ask_job, let_go
from linli.people import actions
from linli.people.actions import exporting, printing, second
from linli.people.models import Office, Post, User
from linli.people.queries import actor_of, grants, members, posts_of
from linli.people.queries.offices import able
from tests import make
from tests.make import LONG_AGO, NOON

A_DAY = timedelta(days=1)
HERE = "370998001"


@pytest.fixture
def staff(town: make.Town) -> dict[str, Actor]:
    """A sub-district with a leader, a registrar and an administrator; a community with its leader."""
    return {
        role: town.serve(town.offices[office], name=role, role=role.removeprefix("community_"), reach=reach)
        for role, office, reach in (
            ("leader", "township", "subtree"),
            ("registrar", "township", "subtree"),
            ("administrator", "township", "none"),
            ("community_leader", "community", "subtree"),
        )
    }


def post_of(who: Actor) -> Post:
    return Post.objects.select_related("office__area", "user", "deputy").get(user_id=who.user_id)


def stranger() -> User:
    return actions.enter_user(username="straw", name="稻草人", password=None, by=SYSTEM, at=LONG_AGO)


def test_nobody_names_themselves_as_deputy(staff: dict[str, Actor]) -> None:
    with pytest.raises(Refused, match="not_yourself"):
        actions.name_deputy(
            post_of(staff["leader"]), post_of(staff["registrar"]), by=staff["registrar"], at=NOON
        )


def test_who_is_named_for_an_absence_is_held_to_the_same_and_named_by_whoever_keeps_the_roster(
    town: make.Town, staff: dict[str, Actor]
) -> None:
    def enter(post: Post, deputy: Post, by: Actor) -> Refused:
        with pytest.raises(Refused) as caught:
            actions.enter_absence(post, since=NOON, until=NOON + A_DAY, deputy=deputy, by=by, at=NOON)
        return caught.value

    grid, leader = post_of(town.actors["grid"]), staff["leader"]
    assert "not_yourself" in str(enter(grid, post_of(leader), leader))
    assert "not_your_role" in str(enter(grid, post_of(town.actors["grid_2"]), town.actors["grid"]))
    entered = actions.enter_absence(
        grid, since=NOON, until=NOON + A_DAY, deputy=post_of(town.actors["grid_2"]), by=leader, at=NOON
    )
    said = Entry.objects.filter(verb="absence.entered").latest("id")
    assert said.data["deputy"] == entered.deputy_id


def test_nobody_says_that_somebody_is_away_for_whom_they_stand_in(staff: dict[str, Actor]) -> None:
    leader = post_of(staff["leader"])
    actions.name_deputy(leader, post_of(staff["registrar"]), by=SYSTEM, at=NOON)
    with pytest.raises(Refused, match="not_away_for_yourself"):
        actions.enter_absence(
            post_of(staff["leader"]), since=NOON, until=NOON + A_DAY, by=staff["registrar"], at=NOON
        )


def test_whoever_sees_no_homes_stands_in_for_nobody_who_does(staff: dict[str, Actor]) -> None:
    with pytest.raises(Refused, match="deputy_sees_no_homes"):
        actions.name_deputy(
            post_of(staff["registrar"]), post_of(staff["administrator"]), by=staff["leader"], at=NOON
        )


def test_a_row_that_says_so_all_the_same_opens_no_home(staff: dict[str, Actor]) -> None:
    Post.objects.filter(pk=staff["registrar"].post_id).update(deputy_id=staff["administrator"].post_id)
    actions.enter_absence(post_of(staff["registrar"]), since=NOON, until=NOON + A_DAY, by=SYSTEM, at=NOON)
    posts = posts_of(staff["administrator"].user_id, NOON)
    assert [grant.area_path for grant in grants(posts) if grant.area_path] == []
    acting = actor_of(staff["administrator"].user_id or 0, NOON)
    assert acting.refusal("contact.reveal", HERE) is not None


def test_who_stands_in_neither_appoints_nor_carries_lists_out(staff: dict[str, Actor]) -> None:
    for post, deputy in (("leader", "registrar"), ("registrar", "leader")):
        actions.name_deputy(post_of(staff[post]), post_of(staff[deputy]), by=SYSTEM, at=NOON)
    actions.enter_absence(post_of(staff["leader"]), since=NOON, until=NOON + A_DAY, by=SYSTEM, at=NOON)
    acting = actor_of(staff["registrar"].user_id or 0, NOON)
    assert acting.refusal("staff.appoint", HERE) is not None
    assert acting.refusal("contact.export", HERE) is None  # their own post has it
    actions.enter_absence(post_of(staff["registrar"]), since=NOON, until=NOON + A_DAY, by=SYSTEM, at=NOON)
    acting = actor_of(staff["leader"].user_id or 0, NOON)
    assert acting.refusal("contact.export", HERE) is not None


def test_an_administrator_gives_no_post_that_sees_homes(town: make.Town, staff: dict[str, Actor]) -> None:
    straw = stranger()
    for role in ("registrar", "grid_worker", "clerk", "leader", "administrator"):
        with pytest.raises(Refused, match="role_not_yours_to_give"):
            actions.appoint(
                straw,
                town.offices["township"],
                role=role,
                reach="subtree" if role != "administrator" else "none",
                by=staff["administrator"],
                at=NOON,
            )


def test_a_community_names_neither_registrars_nor_administrators(
    town: make.Town, staff: dict[str, Actor]
) -> None:
    straw = stranger()
    for role, reach in (("registrar", "subtree"), ("administrator", "none"), ("leader", "subtree")):
        with pytest.raises(Refused, match="role_not_yours_to_give"):
            actions.appoint(
                straw,
                town.offices["community"],
                role=role,
                reach=reach,
                by=staff["community_leader"],
                at=NOON,
            )
    office = town.offices["grid"]
    assert actions.appoint(
        straw, office, role="helper", reach="subtree", by=staff["community_leader"], at=NOON
    )


@pytest.fixture
def district(town: make.Town) -> Actor:
    return town.serve(town.offices["county"], name="district", role="leader")


def at(
    office: Office, user: User, by: Actor, role: str = "clerk", reach: str = "handed", **more: Any
) -> Post:
    return actions.appoint(user, office, role=role, reach=reach, by=by, at=NOON, **more)


def test_whoever_appoints_at_a_bureau_gives_the_first_link_there_and_no_other(
    town: make.Town, district: Actor
) -> None:
    straw = stranger()
    with pytest.raises(Refused, match="not_your_role"):
        actions.invite(straw, by=district, at=NOON)  # who serves nowhere
    at(town.offices["water"], straw, district)
    made = actions.invite(straw, by=district, at=NOON)
    actions.accept_invitation(actions.invitation_token(made), "three words here", at=NOON)
    with pytest.raises(Refused, match="not_your_role"):
        actions.invite(straw, by=district, at=NOON)  # a password that stands


@pytest.mark.parametrize(
    ("role", "reach"),
    [("clerk", "subtree"), ("clerk", "handed"), ("administrator", "none"), ("leader", "none")],
)
def test_no_head_gives_the_link_of_somebody_at_the_office_of_an_area(
    town: make.Town, district: Actor, role: str, reach: str
) -> None:
    straw = stranger()
    at(town.offices["water"], straw, district)
    at(town.offices["township"], straw, district, role, reach, since=NOON + A_DAY)  # tomorrow counts today
    with pytest.raises(Refused, match="not_your_role"):
        actions.invite(straw, by=district, at=NOON)


@pytest.mark.parametrize("used", [False, True])
def test_whoever_gave_the_link_does_not_give_sight_too(
    town: make.Town, staff: dict[str, Actor], district: Actor, used: bool
) -> None:
    straw, office = stranger(), town.offices["township"]
    at(town.offices["water"], straw, district)
    made = actions.invite(straw, by=district, at=NOON)
    if used:
        actions.accept_invitation(actions.invitation_token(made), "three words here", at=NOON)
        actions.invite(straw, by=SYSTEM, at=NOON)  # waits: the first one's password still opens
    for role, reach in (("clerk", "subtree"), ("registrar", "subtree"), ("administrator", "none")):
        with pytest.raises(Refused, match="link_was_yours"):
            at(office, straw, district, role, reach)
    assert at(town.offices["housing"], straw, district), "another bureau is nothing new to see"
    assert at(office, straw, staff["leader"], "clerk", "subtree"), "a second head is a second pair of eyes"


def test_a_bureaus_head_sees_no_homes_of_an_office_that_was_hung_below_it(town: make.Town) -> None:
    head = town.serve(town.offices["water"], name="head", role="leader", reach="handed")
    away = town.serve(town.offices["community"], name="away", role="leader")
    Office.objects.filter(pk=town.offices["community"].pk).update(superior=town.offices["water"])
    Post.objects.filter(office=town.offices["community"]).update(deputy_id=head.post_id)
    actions.enter_absence(post_of(away), since=NOON, until=NOON + A_DAY, by=SYSTEM, at=NOON)
    assert [one.area_path for one in grants(posts_of(head.user_id, NOON)) if one.area_path] == []


def test_a_post_that_begins_later_is_not_held_yet(town: make.Town, district: Actor) -> None:
    straw = stranger()
    post = at(town.offices["county"], straw, district, "clerk", "subtree", since=NOON + 7 * A_DAY)
    assert posts_of(straw.pk, NOON) == []
    straw.set_password("three words here")  # inside the door she can do nothing
    assert grants(posts_of(straw.pk, NOON)) == []
    assert post not in members(town.offices["county"].pk, NOON)
    assert straw not in able("staff.see", HERE, NOON)
    assert actor_of(straw.pk, NOON).refusal("door.see", HERE) is not None
    with pytest.raises(Refused, match="post_ended"):
        actions.enter_absence(post, since=NOON, until=NOON + A_DAY, by=SYSTEM, at=NOON)
    assert [one.id for one in posts_of(straw.pk, NOON + 7 * A_DAY)] == [post.pk]
    actions.leave(straw, by=district, at=NOON)
    assert posts_of(straw.pk, NOON + 8 * A_DAY) == []
    post.refresh_from_db()
    assert post.until == post.since, "whoever leaves does not begin"


def test_only_a_head_takes_a_one_time_code_away(staff: dict[str, Actor]) -> None:
    registrar = User.objects.get(pk=staff["registrar"].user_id)
    with pytest.raises(Refused, match="code_by_head"):
        actions.drop_one_time_code(registrar, by=staff["administrator"], at=NOON)
    assert actions.drop_one_time_code(registrar, by=staff["leader"], at=NOON)


@pytest.mark.parametrize("kind", [exporting.KIND, printing.NAMED])
def test_the_second_person_is_a_colleague_with_the_right_in_any_post_of_theirs(
    town: make.Town, kind: str
) -> None:
    """One rule for lists and for volumes: another person, of the asker's office, with the right of their own."""
    path = town.areas["grid"].path
    one, two = (town.serve(town.offices["community"], name=name, role="registrar") for name in ("一", "二"))
    above = town.serve(town.offices["township"], name="上", role="registrar")
    clerk = town.serve(town.offices["community"], name="文", role="clerk")
    job = ask_job(kind, {}, by=one, at=NOON, area_path=path, waits=True)

    def why(by: Actor) -> str:
        with pytest.raises(Refused) as error:
            second.require_second(job, by, NOON)
        return error.value.refusal.code

    assert (why(one), why(above), why(clerk)) == ("not_oneself", "second_elsewhere", "not_your_role")
    elsewhere = actions.appoint(
        town.users["二"],
        town.offices["other_community"],
        role="clerk",
        reach="subtree",
        by=SYSTEM,
        at=LONG_AGO,
    )
    second.require_second(job, actor_of(two.user_id or 0, NOON, post_id=elsewhere.pk), NOON)
    assert [user.username for user in second.who_may_confirm(job, NOON)] == ["二"]
    assert [found.pk for found in second.waiting_for(kind, two, NOON)] == [job.pk]
    assert second.waiting_for(kind, one, NOON) == second.waiting_for(kind, clerk, NOON) == []
    let_go(job)
    job.refresh_from_db()
    assert why(two) == "job_not_waiting"
