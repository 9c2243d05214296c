"""Who hears of a case: the office that has it next, the person who was named, those who worked on it."""

from __future__ import annotations

from linli.cases.models import Case
from linli.journal.models import Entry
from linli.notify.actions import settle, tell


def tell_next_office(entry: Entry) -> None:
    """A case came to another office: a line in its inbox. Nothing where it stayed, or stands nowhere now."""
    if entry.data.get("channel") == "import":
        return  # a sheet of hundreds is one line: `tell_of_import`
    office_id = entry.data.get("to", {}).get("office")
    arrived = entry.verb == "case.ask" or office_id != entry.office_id
    if office_id and arrived and entry.data["to"]["task"] != "rating":
        tell(entry, entry.verb, office_id=office_id)


def tell_of_import(entry: Entry) -> None:
    """Messages of another system came in: one line to the office that places them."""
    if entry.office_id and entry.data.get("made"):
        tell(entry, entry.verb, office_id=entry.office_id)


def settle_earlier(entry: Entry) -> None:
    """The office that acted, or lost the case, has nothing left to read about the steps before this one."""
    settle(entry.subject_id, before=entry, office_id=entry.office_id)


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
