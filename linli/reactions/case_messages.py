"""Who hears of a case: the office that has it next, the person who was named, those who worked on it."""

from __future__ import annotations

from linli.cases.models import Case
from linli.journal.models import Entry
from linli.notify.actions import tell


def tell_next_office(entry: Entry) -> None:
    """A case came to another office: a line in its inbox. Nothing where it stayed, or stands nowhere now."""
    office_id = entry.data.get("to", {}).get("office")
    arrived = entry.verb == "case.ask" or office_id != entry.office_id
    if office_id and arrived and entry.data["to"]["task"] != "rating":
        tell(entry, entry.verb, office_id=office_id)


def tell_named(entry: Entry) -> None:
    """Somebody else made this person the holder."""
    holder = entry.data.get("holder")
    if holder and holder != entry.user_id:
        tell(entry, entry.verb, user_id=holder)


def tell_those_who_worked(entry: Entry) -> None:
    """The resident's word reaches the follower and whoever did the work."""
    case = Case.objects.get(pk=entry.subject_id)
    did = case.handlings.filter(task="do").exclude(holder=None).values_list("holder_id", flat=True)
    for user_id in {*did, case.follower_id} - {None}:
        tell(entry, entry.verb, user_id=user_id)
