"""A building that two grids disown is told to whoever keeps the register, until it is moved or stays."""

from __future__ import annotations

from linli.cases.borders import disowned_by, keepers_of
from linli.cases.models import Case
from linli.journal.models import Entry
from linli.notify.actions import answered
from linli.reactions.hearing import Heard

TEMPLATE = "case.transfer:register"


def tell_register(entry: Entry) -> None:
    """Somebody handed on what the register says is theirs: one line for those who can put the register right."""
    border = disowned_by(entry)
    if border is None:
        return
    heard = Heard.of(entry)
    for user_id in keepers_of(border, entry.at):
        heard.to_person(user_id, TEMPLATE)


def settled(entry: Entry) -> None:
    """It was moved, or it stays: nobody has to look into it any more."""
    buildings = entry.data.get("buildings") or [entry.subject_id]
    cases = Case.objects.filter(entrance__building__in=buildings).values("pk")
    answered(cases, TEMPLATE, before=entry)
