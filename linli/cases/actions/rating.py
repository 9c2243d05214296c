"""Other ways in which the resident's word arrives: a text message, a slip of paper."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from linli.cases import rules
from linli.cases.actions.answering import rate
from linli.cases.actions.asked_later import make_slip
from linli.cases.actions.moving import hold, note
from linli.cases.calling import is_slip_code, round_of, waiting_of_number
from linli.cases.models import Case, RatingSlip, Through
from linli.cases.replies import AGAIN, NOTHING_WAITS, TOO_LATE, understood
from linli.common.actor import RESIDENT, Actor
from linli.common.refusals import Refused, refuse
from linli.journal.queries import happened_since
from linli.office.actions import once
from linli.people.actions import phone_index

MESSAGES = uuids.UUID("5b1f8f0e-0b58-4a0c-9c53-6c6b2f4f0c11")  # a gateway's own ids become keys in this space

BY_MESSAGE = "message"  # how a link went to the resident; else on a receipt


@dataclass(frozen=True, slots=True)
class Reply:
    """What the gateway sends back, and whether a rating was counted."""

    words: str
    counted: bool
    number: str = ""


def rate_by_digit(phone: str, text: str, at: datetime, *, message: str = "") -> Reply:
    """A text message that answers "please rate": counted for the number's request that was asked last.

    It says back in words what it understood; what could mean two things counts nothing and is asked again. `message`
    is the gateway's own id: one that is delivered twice counts once, and never for another request of that number.
    """
    if not message:
        return _by_digit(phone, text, at)

    def work() -> dict[str, object]:
        reply = _by_digit(phone, text, at)
        return {"words": reply.words, "counted": reply.counted, "number": reply.number}

    body = {"verb": "rate_by_digit", "phone": phone_index(phone), "text": text}
    return Reply(**once(RESIDENT, uuids.uuid5(MESSAGES, message), body, work, at=at))


def _by_digit(phone: str, text: str, at: datetime) -> Reply:
    case = waiting_of_number(phone_index(phone))
    if case is None:
        return Reply(NOTHING_WAITS, False)
    said = understood(text)
    if said is None:
        return Reply(AGAIN, False, case.number)
    try:
        rate(
            case,
            by=replace(RESIDENT, asker_of=case.pk),
            at=at,
            solved=said.solved,
            satisfied=said.satisfied,
            words=text.strip(),
            through=Through.DIGIT,
        )
    except Refused:  # rated or closed a moment ago
        return Reply(TOO_LATE, False, case.number)
    goes_on = "" if said.solved and said.satisfied > 1 else "上级机构会再看，并给您回话。"
    return Reply(f"编号 {case.spoken_number}，记下了：{said.words}。{goes_on}谢谢。", True, case.number)


@transaction.atomic
def print_slip(case: Case, *, by: Actor, at: datetime) -> RatingSlip:
    """Somebody prints the paper slip; that they did stays on record, for with its code one could rate oneself."""
    case = hold(case, "rate", by=by, at=at, seen=None)
    slip = RatingSlip.objects.get(case=case, round=make_slip(case, at))
    note(case, "print_slip", by=by, at=at, round=slip.round)
    return slip


@transaction.atomic
def print_receipt(case: Case, *, by: Actor, at: datetime) -> None:
    """Somebody prints a receipt with the resident's own link; that they did stays on record, for the link also rates.

    Whoever sees a request may, while it is open; refuses only_staff, receipt_without_link.
    """
    if by.kind != "user":
        raise refuse("only_staff")
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.status != "open":
        raise refuse("receipt_without_link")
    note(case, "print_receipt", by=by, at=at)


@transaction.atomic
def pass_link_on(case: Case, *, by: Actor, at: datetime) -> None:
    """Whoever wrote down a message of somebody without a telephone number gives them their own link: once, on record.

    From then on a rating that comes through it counts as one on paper, for the link was in an office's hands
    (`calling.was_in_hands`). Refuses only_staff, receipt_without_link, link_passed_on.
    """
    if by.kind != "user":
        raise refuse("only_staff")
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if case.status != "open":
        raise refuse("receipt_without_link")
    if happened_since(case, "case.print_receipt", case.asked_at, choice=BY_MESSAGE):
        raise refuse("link_passed_on")
    note(case, "print_receipt", choice=BY_MESSAGE, by=by, at=at)


@transaction.atomic
def rate_from_paper(
    case: Case, *, code: str, by: Actor, at: datetime, solved: bool, satisfied: int, words: str = ""
) -> Case:
    """Enter what a resident ticked or said. With the unused code of the paper it is their word (`slip`).

    Without a code, and where whoever types it did some of the work or printed the slip themselves, it is kept as
    entered by the office (`staff`), and no figure of content people counts it. Refuses slip_code_wrong, slip_code_used.
    """
    case = hold(case, "rate", by=by, at=at, seen=None)
    through = Through.STAFF
    if code.strip():
        now = round_of(case)
        slip = RatingSlip.objects.filter(case=case, round=now).first()
        if not is_slip_code(case, now, code):
            earlier = any(is_slip_code(case, n, code) for n in range(now))
            raise refuse("slip_code_used" if earlier else "slip_code_wrong")
        if slip is not None and slip.used_at is None and not own_affair(case, by, slip):
            through = Through.SLIP
    return rate(case, by=by, at=at, solved=solved, satisfied=satisfied, words=words, through=through)


def own_affair(case: Case, by: Actor, slip: RatingSlip) -> bool:
    """Did this person do some of it, or print the very slip they would enter?"""
    if rules.had_a_hand_in(case, by.user_id, set()):
        return True
    return happened_since(case, "case.print_slip", slip.made_at, user_id=by.user_id)
