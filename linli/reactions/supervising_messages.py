"""Who hears of what those above do, and of what is late."""

from __future__ import annotations

from linli.journal.models import Entry
from linli.reactions.hearing import KNOW, NOW, Heard


def tell_warned(entry: Entry) -> None:
    """Whoever has it: its time runs out. Where it is late and nobody stands above: whoever answers for it, too."""
    heard = Heard.of(entry)
    if entry.data.get("choice") != "again":
        heard.to_whoever_has_it()
        return
    heard.to_person(entry.data.get("holder"), "case.warn:again", weight=NOW)
    heard.to_office(entry.data.get("above"), "case.warn:again", weight=NOW)
    heard.to_whoever_has_it("case.escalate", weight=NOW)


def tell_entrusted(entry: Entry) -> None:
    """Those who may read it now, because nobody else who may is there."""
    heard = Heard.of(entry)
    for user_id in entry.data["who"]:
        heard.to_person(user_id)


def tell_above(entry: Entry) -> None:
    """It is late: the person made answerable, their office, those passed over, and whoever has it."""
    heard = Heard.of(entry)
    heard.to_person(entry.data.get("holder"), "case.escalate:above", weight=NOW)
    heard.to_office(entry.data.get("above"), "case.escalate:above", weight=NOW)
    for office_id in entry.data.get("passed", ()):
        heard.to_office(office_id, "case.escalate:passed", weight=KNOW)
    heard.to_whoever_has_it(weight=NOW)


def tell_supervised(entry: Entry) -> None:
    """Somebody above looks after it: their office, and whoever has it."""
    heard = Heard.of(entry)
    heard.to_office(entry.data.get("above"), "case.supervise:above")
    heard.to_whoever_has_it()


def tell_lost(entry: Entry) -> None:
    """The office above does it itself now: whoever had it, and their office."""
    heard = Heard.of(entry)
    heard.to_office(entry.office_id, weight=KNOW)
    heard.to_person(heard.before.holder_id if heard.before else None, weight=KNOW)


def count_reminders(entry: Entry) -> None:
    """Whoever has it: one line, that says how often it was asked for."""
    Heard.of(entry).count_up(entry.data["times"])


def tell_instructed(entry: Entry) -> None:
    """The person meant, or whoever has it."""
    heard = Heard.of(entry)
    if entry.data.get("holder") is None:
        heard.to_whoever_has_it()
    else:
        heard.to_person(entry.data["holder"])


def tell_called(entry: Entry) -> None:
    """A meeting: the offices called; what was decided there: whoever has it."""
    heard = Heard.of(entry)
    if entry.data.get("choice") == "minutes":
        heard.to_whoever_has_it("case.convene:minutes", weight=KNOW)
    for office_id in entry.data.get("offices", ()):
        heard.to_office(office_id)


def tell_whoever_has_it(entry: Entry) -> None:
    """Something came to the case from outside: whoever has it."""
    Heard.of(entry).to_whoever_has_it()
