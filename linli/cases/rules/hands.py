"""Whose hands were in it: nobody checks, reviews or asks about what they did themselves."""

from __future__ import annotations

from datetime import datetime

from linli.cases import workflow
from linli.cases.models import Approval, Case, CaseOffice, Handling, Keeper
from linli.cases.rules.relations import no_part_in
from linli.common.bulk import fetch
from linli.common.refusals import Refusal
from linli.journal.queries import acted
from linli.people.models import AREA_OFFICES
from linli.people.queries import chain_of, members

# as the ORM would write it: every step of a check and of a review asks
_HELD = """SELECT 1 FROM cases_handling WHERE case_id = %(case)s AND task = 'do' AND holder_id = %(user)s
AND outcome <> %(undone)s LIMIT 1"""
HOLDERS_VERBS = (
    *("case.verify", "case.place", "case.dispatch", "case.accept", "case.resolve", "case.do_now"),
    *("case.pass_check", "case.fail_check", "case.decide"),
)


def did_the_work(case: Case, user_id: int | None) -> bool:
    """True for whoever held one of the `do` rows of this case, or reported it done for somebody who was away.

    Such a person checks nobody's work here, and reviews none.
    """
    if user_id is None:
        return False
    held = fetch(_HELD, case=case.pk, user=user_id, undone=workflow.UNDONE)
    return bool(held) or did(case, ("case.resolve", "case.do_now"), user_id)


def had_a_hand_in(case: Case, user_id: int | None, offices: set[int]) -> bool:
    """Did this person, or one of these offices, handle it in any way? Such a one asks nobody whether it was good."""
    if user_id is not None and (
        Handling.objects.filter(case=case, holder_id=user_id).exists() or did(case, HOLDERS_VERBS, user_id)
    ):
        return True
    return CaseOffice.objects.filter(case=case, office_id__in=offices).exists()


def did(case: Case, verbs: tuple[str, ...], user_id: int) -> bool:
    """Did this person do one of these, in whatever post and for whomever?"""
    return acted(case, verbs, user_id)


def passed_the_check(case: Case, user_id: int) -> bool:
    """Did this person say, at any time, that it was done as reported?"""
    return did(case, ("case.pass_check",), user_id)


def refused_it(case: Case, user_id: int) -> bool:
    """Is this the appeal against a refusal that this person granted?"""
    if not case.appealed:
        return False
    return Approval.objects.filter(case=case, verb="refuse", granted=True, user_id=user_id).exists()


def free_to_review(case: Case, user_id: int) -> bool:
    """Has this person nothing of their own to defend in the review of this case?"""
    return not (did_the_work(case, user_id) or passed_the_check(case, user_id) or refused_it(case, user_id))


def impartial(case: Case, user_id: int | None, at: datetime) -> Refusal | None:
    """Nobody checks or reviews what they did, hears the appeal against their own refusal, nor reviews what they found
    to be in order, unless there is nobody else up to the top."""
    if user_id is None or case.task not in ("check", "review"):
        return None
    if did_the_work(case, user_id) or (case.task == "review" and refused_it(case, user_id)):
        return Refusal("did_the_work")
    if case.task == "review" and passed_the_check(case, user_id) and _others_review(case, at):
        return Refusal("passed_the_check")
    return None


def _others_review(case: Case, at: datetime) -> bool:
    """Does anybody serve at its office, or at one above, who is free to review it? Leave ends, and limits climb."""
    assert case.office is not None
    out = no_part_in(case)
    for office in chain_of(case.office):
        if not holds_cases(office.kind):
            continue
        users = {post.user_id for post in members(office.pk, at)} - out
        if case.restricted and office.pk == case.office_id:
            users &= set(Keeper.objects.filter(case=case).values_list("user_id", flat=True))
        if any(free_to_review(case, user_id) for user_id in users):
            return True
    return False


def holds_cases(kind: str) -> bool:
    """Does an office of this kind hold cases of others?"""
    return kind in AREA_OFFICES and kind != "grid"
