"""Somebody in danger asked for help: the two trained people get a line that says nothing about it."""

from __future__ import annotations

from linli.cases.models import SafetyCall, TrustKind
from linli.cases.queries import trustees
from linli.journal.models import Entry
from linli.notify.actions import tell
from linli.notify.models import Weight


def tell_the_two(entry: Entry) -> None:
    """The two of its office, and those of the office above where nobody took it."""
    call = SafetyCall.objects.select_related("office", "above").get(pk=entry.subject_id)
    for office in filter(None, (call.office, call.above)):
        for one in trustees(office, TrustKind.DANGER, entry.at):
            tell(entry, entry.verb, user_id=one.user_id, weight=Weight.NOW)
