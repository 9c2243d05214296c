"""Who hears of a yes or no that is wanted or was given, and of a clock that runs again."""

from __future__ import annotations

from linli.cases.models import Approval, Case
from linli.cases.queries import office_above
from linli.journal.models import Entry
from linli.notify.actions import answered
from linli.people.models import Office
from linli.reactions.hearing import KNOW, Heard


def tell_approver(entry: Entry) -> None:
    """Somebody proposes: the office that says yes or no."""
    heard = Heard.of(entry)
    asked = heard.case.approvals.filter(proposed_at=entry.at).order_by("-id").first()
    if asked is not None:
        heard.to_office(asked.office_id)


def call_off_proposal(entry: Entry) -> None:
    """What was proposed is taken back: nobody above has anything left to answer."""
    case = Case.objects.filter(pk=entry.subject_id).values("pk")
    answered(case, "case.propose", before=entry)


def tell_proposer(entry: Entry) -> None:
    """Yes or no: whoever proposed it. A date moved by somebody above unasked: whoever has it."""
    heard = Heard.of(entry)
    decided: Approval | None = heard.case.approvals.filter(decided_at=entry.at).order_by("-id").first()
    if decided is None:
        if entry.verb == "case.extend":
            heard.to_whoever_has_it(weight=KNOW)
        return
    if decided.granted:
        heard.to_person(decided.proposer_id, "case.granted")
        return
    silent = bool(entry.data.get("silent"))
    heard.to_person(decided.proposer_id, "case.decline:silent" if silent else "case.decline")
    if silent:
        _tell_of_silence(heard, decided.office_id)


def _tell_of_silence(heard: Heard, office_id: int) -> None:
    """Nobody there said yes or no in time: the office above it knows. The highest one hears it itself."""
    office = Office.objects.select_related("superior").get(pk=office_id)
    heard.to_office(office_above(office).pk, "case.decline:silent", weight=KNOW)


def tell_goes_on(entry: Entry) -> None:
    """The clock runs again, or an answer came: whoever has it."""
    Heard.of(entry).to_whoever_has_it()
