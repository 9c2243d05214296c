"""The inbox in sentences: a message names a verb and a case, this file finds the words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.cases.models import Case
from linli.common.scope import Scope
from linli.notify.queries import inbox

TO_OFFICE: dict[str, Any] = {
    "case.ask": _("New from a resident, to be verified"),
    "case.verify": _("Verified by the grid, now with your office"),
    "case.place": _("Handed to your office by the community"),
    "case.dispatch": _("Dispatched to your office"),
    "case.pass_up": _("Passed up to your office"),
    "case.send_back": _("Sent back to your office"),
    "case.transfer": _("Handed to your office by another one"),
    "case.decide": _("A review decided: your office does it"),
    "case.resolve": _("Reported done, your office checks it"),
    "case.fail_check": _("Checked, something is missing: back to your office"),
    "case.follow_door": _("Its door came to your grid: your office has it now"),
    "case.reopen": _("Not solved, says the resident: your office looks at it again"),
    "glass.opened": _("Somebody opened a household in an emergency; Register → Emergencies says who and why"),
    "import.finished": _("Messages of another system came in; those without a place are yours to place"),
    "case.rate": _("Not solved, or not well done, says the resident: your office looks at it again"),
}
TO_PERSON: dict[str, Any] = {
    "case.assign": _("You were named for it"),
    "case.rate": _("The resident has rated what you worked on"),
    "case.withdraw": _("The resident took it back"),
}
OTHER = _("Something happened")


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One line of the inbox; `case` is None where it is no longer ours to see."""

    id: int
    at: datetime
    new: bool
    text: Any
    case: Case | None


def lines(scope: Scope) -> list[MessageLine]:
    """Two queries and those of the inbox, whatever their number."""
    found = inbox(scope)
    ids = {message.subject_id for message in found if message.template.startswith("case.")}
    rows = (
        Case.objects.visible_to(scope).filter(pk__in=ids).select_related("entrance__building__estate", "area")
    )
    cases = {case.pk: case for case in rows.defer("words")}
    return [
        MessageLine(
            message.pk,
            message.sent_at,
            message.read_at is None,
            (TO_OFFICE if message.office_id else TO_PERSON).get(message.template, OTHER),
            cases.get(message.subject_id) if message.template.startswith("case.") else None,
        )
        for message in found
    ]
