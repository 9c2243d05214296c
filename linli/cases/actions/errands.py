"""A firm or partner without an account does it (委托办理): one link for one case, for some days.

The office that hands it out stays answerable: the case stays in its hands, its clock goes on, and what the firm reports
is words for the holder, who then reports it done or does not. The firm gets the words written for it and the door;
nobody's name or number.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db import transaction

from linli.cases import meeting
from linli.cases.actions.moving import hold, note
from linli.cases.models import Case, Errand
from linli.cases.rules import relations
from linli.common.actor import Actor
from linli.common.keys import hash_token
from linli.common.refusals import refuse
from linli.common.text import tidy
from linli.office.queries import setting
from linli.people.models import Office
from linli.people.queries import posts_of

A_MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?:[\s-]?\d){8}(?!\d)")
LONGEST = 1000
MOST_REPORTS = 20  # through one link; whoever writes more telephones


@transaction.atomic
def hand_out(
    case: Case,
    *,
    by: Actor,
    at: datetime,
    office: Office | None,
    words: str,
    days: int,
    seen: int | None = None,
) -> Case:
    """Give what is to be done to a firm, a utility or a partner, by a link that works for some days.

    Refuses name_firm, handed_out_already, say_what_to_do, number_in_words, wrong_errand_days.
    """
    case = hold(case, "hand_out", by=by, at=at, seen=seen)
    words, most = tidy(words)[:LONGEST], setting("cases.errand_days", case.area_path)
    if office is None or office.pk not in {firm.pk for firm in meeting.firms_for(case.area_path)}:
        raise refuse("name_firm")
    if meeting.running_errand(case, at) is not None:
        raise refuse("handed_out_already")
    if not words:
        raise refuse("say_what_to_do")
    if A_MOBILE.search(words):
        raise refuse("number_in_words")
    if not 1 <= days <= most:
        raise refuse("wrong_errand_days", most=most)
    errand = Errand(case=case, office=office, since=at, until=at + timedelta(days=days))
    errand.token_hash = hash_token(meeting.errand_token(errand))
    errand.save(force_insert=True)
    until = errand.until.isoformat()
    note(case, "hand_out", by=by, at=at, firm=office.pk, errand=errand.pk, until=until, words={"task": words})
    return case


@transaction.atomic
def report(errand: Errand, *, by: Actor, at: datetime, words: str, done: bool) -> Errand:
    """The firm says how it stands: done, or what is missing. Refuses errand_over, say_what_was_done, enough_reports."""
    case = hold(errand.case, "report", by=by, at=at, seen=None)
    errand = Errand.objects.select_for_update(of=("self",)).get(pk=errand.pk)
    errand.case = case
    words = tidy(words)[:LONGEST]
    if not meeting.is_running(errand, at):
        raise refuse("errand_over")
    if not words:
        raise refuse("say_what_was_done")
    if len(meeting.reports_of(errand)) >= MOST_REPORTS:
        raise refuse("enough_reports")
    errand.reported_at = at
    errand.save(update_fields=["reported_at"])
    note(
        case,
        "report",
        by=by,
        at=at,
        firm=errand.office_id,
        errand=errand.pk,
        done=done,
        words={"words": words},
    )
    return errand


@transaction.atomic
def take_back_errand(errand: Errand, *, by: Actor, at: datetime) -> Errand:
    """The link works no more, from now on; whoever has the case in hand, or their colleagues. Refuses only_member."""
    case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=errand.case_id)
    errand = Errand.objects.select_for_update(of=("self",)).get(pk=errand.pk)
    if "member" not in relations(by, case, posts_of(by.user_id, at)):
        raise refuse("only_member")
    if errand.until > at:
        errand.until = at
        errand.save(update_fields=["until"])
        note(case, "take_back", by=by, at=at, firm=errand.office_id, errand=errand.pk)
    return errand
