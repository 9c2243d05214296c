"""Those who serve by the thousand, and what households asked help for: the beginning of a register, in few entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_hex

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from linli.common import paths
from linli.common.actor import Actor
from linli.common.sealed import seal
from linli.journal.actions import record
from linli.office.queries import decided
from linli.people import register_rules, rules
from linli.people.actions.entering import link_givers
from linli.people.models import (
    Consent,
    ConsentWay,
    Member,
    Office,
    Post,
    Resident,
    Skill,
    SupportNeed,
    User,
)
from linli.territory.models import Area, Household


@dataclass(frozen=True, slots=True)
class PostRow:
    """Somebody in a role. `key` names this row, `deputy` another one of the same call."""

    key: str
    username: str
    name: str
    office: Office
    role: str
    reach: str
    area: Area | None = None
    deputy: str = ""


@dataclass(frozen=True, slots=True)
class MemberRow:
    user: User
    branch: Office
    home_id: int | None
    exemption: str
    skills: Sequence[str]


@dataclass(frozen=True, slots=True)
class NeedRow:
    """What somebody asked help for, as a paper register has it: who asked when, how they agreed."""

    household: Household
    resident: Resident
    kind: str
    way: str
    asked_by: User
    since: datetime
    review_on: date
    detail: str = ""


@transaction.atomic
def enter_staff(
    rows: Sequence[PostRow], *, by: Actor, at: datetime
) -> tuple[dict[str, User], dict[str, Post]]:
    """Users that are not there yet, without a password, and their posts; users by login name, posts by key.

    Two entries. Refuses as `appoint` and `name_deputy` do.
    """
    for office in {row.office.pk: row.office for row in rows}.values():
        by.require("staff.appoint", office.area.path)
    names = {row.username: row.name for row in rows}
    users = {user.username: user for user in User.objects.filter(username__in=names)}
    new = [
        User(username=username, name=name, password=UNUSABLE_PASSWORD_PREFIX + token_hex(20))
        for username, name in names.items()
        if username not in users
    ]
    users |= {user.username: user for user in User.objects.bulk_create(new)}
    posts: dict[str, Post] = {}
    for row in rows:
        user, office = users[row.username], row.office
        rules.require(rules.may_appoint(by, user, office))
        rules.require(rules.may_give(by, row.role, row.reach, office))
        if by.kind == "user":
            givers = link_givers(user, at)
            rules.require(rules.may_open_after_link(by, row.role, row.reach, office, givers))
        rules.require(rules.may_reach(office, row.reach, row.role))
        rules.require(rules.may_be_narrowed(office, row.area))
        posts[row.key] = Post(
            user=user, office=office, role=row.role, reach=row.reach, area=row.area, since=at
        )
    Post.objects.bulk_create(posts.values())
    stood_in = []
    for row in rows:
        if row.deputy:
            post = posts[row.key]
            post.deputy = posts[row.deputy]
            rules.require(rules.may_deputise(post.deputy, post, by, at))
            stood_in.append(post)
    Post.objects.bulk_update(stood_in, ["deputy"], batch_size=400)
    if new:
        record("users.entered", new[0], by=by, at=at, number=len(new))
    if rows:
        first, path = posts[rows[0].key], paths.common(row.office.area.path for row in rows)
        record(
            "posts.appointed", first, by=by, at=at, area_path=path, number=len(posts), deputies=len(stood_in)
        )
    return users, posts


@transaction.atomic
def enter_members(rows: Sequence[MemberRow], *, by: Actor, at: datetime) -> int:
    """Members with their branch, home and skills; each of them new. One entry. Refuses not_a_branch."""
    for branch in {row.branch.pk: row.branch for row in rows}.values():
        by.require("staff.appoint", branch.area.path)
        rules.require(rules.may_join(branch))
    made = Member.objects.bulk_create(
        Member(user=row.user, branch=row.branch, home_id=row.home_id, exemption=row.exemption, since=at)
        for row in rows
    )
    Skill.objects.bulk_create(Skill(user=row.user, kind=kind) for row in rows for kind in row.skills)
    if made:
        path = paths.common(row.branch.area.path for row in rows)
        record("members.entered", made[0], by=by, at=at, area_path=path, number=len(made))
    return len(made)


@transaction.atomic
def enter_needs(rows: Sequence[NeedRow], *, by: Actor, at: datetime) -> int:
    """Needs with the consent each rests on; a spoken one counts as said again, else it would have lapsed. One entry.

    Refuses as `by.require`, guardian_needed. Raises IntegrityError where somebody agreed to that purpose before.
    """
    for path in {row.household.area_path for row in rows}:
        by.require("need.write", path)
        by.require("health.write", path)
    rules = decided()
    agreed = Consent.objects.bulk_create(
        Consent(
            resident=row.resident,
            purpose=register_rules.KINDS[row.kind].purpose,
            notice=register_rules.NOTICE,
            way=ConsentWay(row.way),
            asked_by=row.asked_by,
            given_at=row.since,
            confirmed_at=row.since + timedelta(days=3),
            until=row.since + timedelta(days=rules.setting("consents.days", row.household.area_path)),
        )
        for row in rows
    )
    made = SupportNeed.objects.bulk_create(
        SupportNeed(
            household=row.household,
            resident=row.resident,
            consent=consent,
            kind=row.kind,
            detail=seal(row.detail, "need"),
            since=row.since,
            review_on=row.review_on,
        )
        for row, consent in zip(rows, agreed, strict=True)
    )
    if made:  # neither kinds nor households: entries stay for ever
        path = paths.common(row.household.area_path for row in rows)
        record("needs.entered", made[0], by=by, at=at, area_path=path, number=len(made))
    return len(made)
