"""The timeline of a case as the desk tells it: names looked up once, the sentences are those of `sentences`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.cases.models import Case, Handling
from linli.cases.queries import Shown
from linli.faces import words
from linli.faces.desk.sentences import SENTENCES, other
from linli.faces.templatetags.linli import localized
from linli.journal.queries import UNREADABLE, Line
from linli.office.models import Attachment
from linli.people.models import Office, User

# why somebody steps aside, and the cells that went back, are kept and told to nobody who only reads along
SEALED = ("recuse", "reply")


def captioned(shown: Shown) -> list[tuple[str, list[Attachment]]]:
    """Photos as they stand beside each other: how it was, how it is now."""
    both = [(_("As it was asked"), shown.asked), (_("As it is now"), shown.last)]
    return [(said, some) for said, some in both if some]


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the timeline in words."""

    entry_id: int
    at: datetime
    icon: str
    text: str
    more: str = ""
    quotes: list[str] = field(default_factory=list)


class Teller:
    """Knows the names that the sentences of one case need; asks the database nothing. `teller` makes one."""

    def __init__(self, case: Case, offices: dict[int, Office], people: dict[int, str], now: datetime) -> None:
        self.case, self.offices, self.people, self.now = case, offices, people, now

    def tell(self, lines: list[Line]) -> list[Told]:
        """Newest first."""
        return [self._told(line) for line in reversed(lines)]

    def _told(self, line: Line) -> Told:
        verb = line.verb.partition(".")[2]
        icon, sentence = SENTENCES.get(verb, ("info", other))
        text, more = sentence(self, line)
        quotes = [] if verb in SEALED else [self._quote(text) for text in line.words.values()]
        return Told(line.entry_id, line.at, icon, text, more, quotes)

    def _quote(self, text: str) -> str:
        return _("These words can no longer be opened; their key is lost.") if text == UNREADABLE else text

    def who(self, line: Line) -> str:
        if line.actor_name:
            return line.actor_name
        return _("The resident") if line.actor_kind == "resident" else _("LinLi")

    def office_name(self, pk: int | None) -> str:
        office = self.offices.get(pk or 0)
        return localized(office, "name") if office else ""

    def names(self, ids: list[int]) -> str:
        """Offices, one after the other."""
        return pgettext("list", ", ").join(filter(None, map(self.office_name, ids)))

    def moment(self, text: str | None) -> str:
        return words.moment(datetime.fromisoformat(text), self.now) if text else ""

    def say(self, line: Line, sentence: str) -> str:
        data = line.data
        return sentence % {
            "who": self.who(line),
            "office": self.office_name(data.get("to", {}).get("office")),
            "above": self.office_name(data.get("above")),
            "name": self.people.get(data.get("holder") or data.get("who") or 0, ""),
        }


def teller(case: Case, handlings: list[Handling], lines: list[Line], now: datetime) -> Teller:
    """Knows everybody of the case; two more queries at most, for whoever never held it and is named in its story."""
    near = [case.office, case.office.superior] if case.office else []
    offices = {h.office_id: h.office for h in handlings} | {office.pk: office for office in near if office}
    people = {h.holder_id: h.holder.name for h in handlings if h.holder_id and h.holder}
    wanted = {pk for line in lines for pk in _offices_of(line)} - set(offices)
    persons = {line.data.get(key) for line in lines for key in ("holder", "who")} - {None, *people}
    if wanted:
        offices |= Office.objects.in_bulk(list(wanted))
    if persons:
        people |= dict(User.objects.filter(pk__in=persons).values_list("pk", "name"))
    return Teller(case, offices, people, now)


def _offices_of(line: Line) -> list[int]:
    one = [line.data.get("above"), line.data.get("firm")]
    return [pk for pk in (*one, *line.data.get("offices", ())) if isinstance(pk, int)]
