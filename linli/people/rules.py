"""May this be done to posts, offices, absences and accounts? Reach follows the kind of office, whatever is set."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.common.actor import Actor
from linli.common.authority import sees_homes
from linli.common.paths import covers
from linli.common.refusals import Refusal, Refused
from linli.people.models import AREA_OFFICES, Absence, Office, OfficeKind, Post, Reach, Role, User
from linli.territory.models import Area

LONGEST_ABSENCE = timedelta(days=366)  # whoever is away for longer has left the post
LONGEST_SHIFT = timedelta(days=7)


def require(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise Refused(refusal)


# -- offices ---------------------------------------------------------------------------------------------------


def may_stand_under(office: Office | None, kind: str, area: Area, superior: Office | None) -> Refusal | None:
    """Is `superior` above? It answers for the same place or more, and the way up from it does not come back.

    The office of an area hangs below one of an area only: a bureau's head acts for nobody who sees homes.
    """
    if superior is None:
        return None
    if not covers(superior.area.path, area.path):
        return Refusal("superior_elsewhere", {"office": superior.name, "area": area.name})
    chain: list[Office] = [office] if office is not None else []
    step: Office | None = superior
    while step is not None:
        if step in chain:
            return Refusal("superior_cycle", {"chain": " → ".join(o.name for o in [*chain, step])})
        chain.append(step)
        step = step.superior
    if kind in AREA_OFFICES and superior.kind not in AREA_OFFICES:
        return Refusal("superior_of_no_area", {"office": superior.name})
    return None


# -- posts -----------------------------------------------------------------------------------------------------


def may_reach(office: Office, reach: str, role: str) -> Refusal | None:
    """A subtree is for area offices only, and only for roles that have something to do with what is held of homes."""
    if reach != Reach.SUBTREE:
        return None
    if office.kind not in AREA_OFFICES:
        return Refusal("reach_not_for_department", {"office": office.name})
    if not sees_homes(role):
        return Refusal("reach_not_for_role", {})
    return None


# Whom only the head of a sub-district or above names: they see a whole area, carry lists out, or decide who sees.
NAMED_ABOVE = (Role.LEADER, Role.REGISTRAR, Role.ADMINISTRATOR)


# What people are appointed as at an office of each kind, as its page offers it.
_OF_A_GRID = (
    Role.GRID_HEAD,
    Role.GRID_WORKER,
    Role.PART_TIME,
    Role.HELPER,
    Role.BUILDING_HEAD,
    Role.GROUP_HEAD,
)
_AROUND = (Role.CENTRE_HOST, Role.MEMBER, Role.FIRST_SECRETARY, Role.LEGAL_OFFICER, Role.VOLUNTEER)
_OF_A_DESK = (Role.LEADER, Role.DISPATCHER, Role.CLERK, Role.REGISTRAR, Role.ADMINISTRATOR)
ROLES_AT: dict[str, tuple[Role, ...]] = {
    OfficeKind.GRID: (*_OF_A_GRID, *_AROUND),
    OfficeKind.COMMUNITY: (*_OF_A_DESK, Role.BUILDING_HEAD, Role.GROUP_HEAD, Role.HELPER, *_AROUND),
    OfficeKind.TOWNSHIP: (*_OF_A_DESK, *_AROUND),
    OfficeKind.COUNTY: (*_OF_A_DESK, Role.LEGAL_OFFICER),
    OfficeKind.PREFECTURE: (*_OF_A_DESK, Role.LEGAL_OFFICER),
    OfficeKind.DEPARTMENT: (Role.LEADER, Role.DISPATCHER, Role.CLERK, Role.LEGAL_OFFICER),
    OfficeKind.UTILITY: (Role.LEADER, Role.DISPATCHER, Role.CLERK),
    OfficeKind.POLICE: (Role.LEADER, Role.DISPATCHER, Role.CLERK),
    OfficeKind.BRANCH: (Role.LEADER, Role.CLERK, Role.FIRST_SECRETARY, Role.CENTRE_HOST, Role.MEMBER),
    OfficeKind.PARTNER: (Role.LEADER, Role.CLERK, Role.MEMBER, Role.LEGAL_OFFICER, Role.VOLUNTEER),
    OfficeKind.PROPERTY: (Role.PROPERTY_MANAGER, Role.LEADER, Role.CLERK),
    OfficeKind.RIDERS: (Role.LEADER, Role.CLERK, Role.VOLUNTEER),
    OfficeKind.VOLUNTEERS: (Role.LEADER, Role.CLERK, Role.VOLUNTEER),
}


def opens_much(role: str, reach: str, office: Office) -> bool:
    """Does this post see homes, or is it one of NAMED_ABOVE?"""
    if office.kind not in AREA_OFFICES:
        return False
    return role in NAMED_ABOVE or (reach == Reach.SUBTREE and sees_homes(role))


def may_open_after_link(
    by: Actor, role: str, reach: str, office: Office, givers: set[int | None]
) -> Refusal | None:
    """Whoever gave a link that opens an account does not also give it sight. `givers`: users who gave one."""
    if by.kind == "user" and by.user_id in givers and opens_much(role, reach, office):
        return Refusal("link_was_yours")
    return None


def may_give(by: Actor, role: str, reach: str, office: Office) -> Refusal | None:
    """Who hands out log-in links opens no home, and who opens homes hands out no links: a new pair of eyes takes two.

    An administrator gives posts that see nothing of homes; heads give the others, those of NAMED_ABOVE only from the
    sub-district up.
    """
    if by.kind in ("system", "clock"):
        return None
    named_above = office.kind in AREA_OFFICES and role in NAMED_ABOVE
    opens = opens_much(role, reach, office)
    able = [s for s in by.standings if s.may("staff.appoint") and covers(s.area_path, office.area.path)]
    for one in able:
        heads = sees_homes(one.role)
        if heads and (not named_above or one.office_kind in ("township", "county", "prefecture")):
            return None
        if not heads and not opens:
            return None
    return Refusal("role_not_yours_to_give")


def may_drop_code(by: Actor) -> Refusal | None:
    """A lost telephone is for a head to deal with: the administrator alone could become anybody."""
    if by.kind == "user" and not any(s.may("staff.appoint") and sees_homes(s.role) for s in by.standings):
        return Refusal("code_by_head")
    return None


def may_appoint(by: Actor, user: User, office: Office) -> Refusal | None:
    """Nobody gives themselves a post, and nobody gives one above their own office."""
    if by.user_id == user.pk:
        return Refusal("not_yourself")
    if not user.is_active:
        return Refusal("has_left", {"name": user.name})
    return by.refusal("staff.appoint", office.area.path)


def may_be_narrowed(office: Office, area: Area | None) -> Refusal | None:
    """The piece a post answers for lies inside what the office answers for."""
    if area is None or covers(office.area.path, area.path):
        return None
    return Refusal("area_outside_office", {"area": area.name, "office": office.name})


def may_end(by: Actor, post: Post, at: datetime) -> Refusal | None:
    if by.user_id == post.user_id:
        return Refusal("not_yourself")
    if post.until is not None and post.until <= at:
        return Refusal("post_ended", {})
    return by.refusal("staff.appoint", post.office.area.path)


def may_deputise(deputy: Post, post: Post, by: Actor, at: datetime) -> Refusal | None:
    """B stands in for A: somebody else, who holds a post at the same office or at one above it.

    Nobody names themselves, and nobody who sees no homes stands in for somebody who does.
    """
    if deputy.user_id == post.user_id:
        return Refusal("deputy_yourself", {})
    if deputy.user_id == by.user_id:
        return Refusal("not_yourself")
    if sees_homes(post.role) and not sees_homes(deputy.role):
        return Refusal("deputy_sees_no_homes", {"name": deputy.user.name})
    if not is_held(deputy, at):
        return Refusal("deputy_without_post", {"name": deputy.user.name})
    step: Office | None = post.office
    passed: set[int] = set()
    while step is not None and step.pk not in passed:
        if step.pk == deputy.office_id:
            return None
        passed.add(step.pk)
        step = step.superior
    return Refusal("deputy_elsewhere", {"name": deputy.user.name, "office": post.office.name})


def is_held(post: Post, at: datetime) -> bool:
    return post.user.is_active and post.since <= at and (post.until is None or post.until > at)


# -- absences and duty -----------------------------------------------------------------------------------------


def may_be_away(by: Actor, post: Post, since: datetime, until: datetime, at: datetime) -> Refusal | None:
    """One's own absence, or that of somebody whose roster one keeps."""
    if not is_held(post, at):
        return Refusal("post_ended", {})
    if until <= since:
        return Refusal("ends_before_it_begins", {})
    if until <= at:
        return Refusal("already_over", {})
    if until - since > LONGEST_ABSENCE:
        return Refusal("absence_too_long", {"days": LONGEST_ABSENCE.days})
    if post.deputy is not None and post.deputy.user_id == by.user_id and by.user_id != post.user_id:
        return Refusal("not_away_for_yourself")
    return may_keep_roster_of(by, post)


def may_come_back(by: Actor, absence: Absence, at: datetime) -> Refusal | None:
    if absence.cancelled_at is not None or absence.until <= at:
        return Refusal("already_over", {})
    return may_keep_roster_of(by, absence.post)


def may_keep_roster_of(by: Actor, post: Post) -> Refusal | None:
    if by.user_id == post.user_id:
        return None
    return by.refusal("staff.roster", post.office.area.path)


def may_shift(since: datetime, until: datetime, at: datetime) -> Refusal | None:
    if until <= since:
        return Refusal("ends_before_it_begins", {})
    if until <= at:
        return Refusal("already_over", {})
    if until - since > LONGEST_SHIFT:
        return Refusal("shift_too_long", {"days": LONGEST_SHIFT.days})
    return None


# -- people ----------------------------------------------------------------------------------------------------


def may_manage(by: Actor, verb: str, user: User, posts: list[Post]) -> Refusal | None:
    """Does all that somebody serves lie where `by` may do this? Their account opens every one of these posts.

    Somebody without a post is anybody's whose role has the verb.
    """
    if by.user_id == user.pk:
        return Refusal("not_yourself")
    if not user.is_active:
        return Refusal("has_left", {"name": user.name})
    for post in posts:
        if why := by.refusal(verb, post.office.area.path):
            return why
    return by.refusal(verb)


def may_invite(by: Actor, user: User, posts: list[Post]) -> Refusal | None:
    """Links are the administrator's. Whoever appoints at a bureau gives the first one of those who serve only there.

    Such an account sees what is handed to its office and no home. A password that stands is never replaced so.
    """
    why = may_manage(by, "staff.invite", user, posts)
    if why is None or why.code == "not_yourself" or not posts or user.has_usable_password():
        return why
    if any(post.office.kind in AREA_OFFICES for post in posts):
        return why
    return may_manage(by, "staff.appoint", user, posts)


def link_counts_from(posts: list[Post], at: datetime) -> datetime:
    """When the days of a log-in link begin: now, or on the first day of somebody all of whose posts begin later."""
    return max(at, min((post.since for post in posts), default=at))


def may_join(branch: Office) -> Refusal | None:
    if branch.kind != OfficeKind.BRANCH:
        return Refusal("not_a_branch", {"office": branch.name})
    return None
