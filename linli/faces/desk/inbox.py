"""The inbox in sentences: lines of one case folded into one, the most urgent first, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.cases.models import Case
from linli.cases.queries import out_of
from linli.faces import words
from linli.faces.desk import shell
from linli.journal.queries import UNREADABLE, words_of
from linli.notify import queries
from linli.notify.actions import mark_read
from linli.notify.models import Message, Weight

A_PAGE = 100  # unread lines on one page
MOST_READ = 20  # of what was read, below them
MOST_SAID = 60  # letters of an answer
ANSWERED = "case.answer"

TO_OFFICE: dict[str, Any] = {
    "case.ask": _("New from a resident, to be verified"),
    "case.ask:red": _("Red, new: somebody has to look now"),
    "case.take_in": _("An order from above came in"),
    "case.orders": ngettext_lazy(
        "%(n)s order came in with a sheet", "%(n)s orders came in with a sheet", "n"
    ),
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
    "case.rate": _("Not solved, or not well done, says the resident: your office looks at it again"),
    "case.appeal": _("The resident does not accept the refusal: your office looks at it again"),
    "case.list": _("On the long list: your office looks at it again by its day"),
    "case.release": _("Somebody let it go: it is free again"),
    "case.propose": _("A proposal waits for your yes or no"),
    "case.warn": _("Its time runs out, and nobody has taken it"),
    "case.warn:again": _("Still late, and nobody stands above your office: decide it"),
    "case.escalate": _("It is late, and nobody has taken it"),
    "case.escalate:above": _("It is late below: your office answers for it as well"),
    "case.escalate:passed": _(
        "It is late below; nobody of your office could be reached, so it went further up"
    ),
    "case.decline:silent": _("An office below yours let a proposal lie: silence counted as a no"),
    "case.supervise": _("An office above looks after it now"),
    "case.supervise:above": _("Your office answers for it as well"),
    "case.take_over": _("The office above does it itself now"),
    "case.remind": ngettext_lazy(
        "Asked for it %(n)s time; nobody has taken it", "Asked for it %(n)s times; nobody has taken it", "n"
    ),
    "case.instruct": _("A word from above for your office"),
    "case.convene": _("Your office is called to sit together about it"),
    "case.convene:minutes": _("What was decided together is written down"),
    "case.answer": _("The resident has answered; nobody has it in hand"),
    "case.resume": _("The clock runs again; nobody has it in hand"),
    "case.report": _("The firm has written back"),
    "case.withdraw": _("The resident took it back"),
    "case.supplement": _("More words came with its number"),
    "case.call_back": _("Somebody who had no hand in it rings the resident: your office"),
    "case.left_office": _("Whoever had it is not there for it any more: please take it"),
    "case.recuse": _("Somebody stepped aside: somebody else has to be named"),
    "case.put_forward": _("It is on the branch's list of this month"),
    "case.strike_off": _("The meeting has answered it"),
    "glass.opened": _("Somebody opened a household in an emergency; Register → Emergencies says who and why"),
    "import.finished": _("Messages of another system came in; those without a place are yours to place"),
}
TO_PERSON: dict[str, Any] = {
    "case.kept": _("Something happened to a request that only a few see"),
    "case.ask:red": _("Red, and you are on duty: look now"),
    "case.assign": _("You were named for it"),
    "case.assign:taken": _("Somebody else was named for it"),
    "case.fail_check": _("Checked, something is missing: it is back with you"),
    "case.report": _("The firm has written back"),
    "case.rate": _("The resident has rated what you worked on"),
    "case.reopen": _("Taken up again: what you worked on was not solved"),
    "case.withdraw": _("The resident took it back"),
    "case.warn": _("Its time runs out"),
    "case.warn:again": _("Still late, and nobody stands above you: decide it"),
    "case.escalate": _("It is late: somebody above answers for it as well"),
    "case.escalate:above": _("It is late below: you answer for it as well"),
    "case.supervise": _("An office above looks after it now"),
    "case.take_over": _("The office above does it itself now"),
    "case.granted": _("Yes to what you proposed"),
    "case.decline": _("No to what you proposed; you go on"),
    "case.decline:silent": _("Nobody answered your proposal in time; that is a no, you go on"),
    "case.extend": _("Its date was moved"),
    "case.answer": _("The resident has answered"),
    "case.resume": _("The clock runs again"),
    "case.remind": ngettext_lazy("Asked for it %(n)s time", "Asked for it %(n)s times", "n"),
    "case.instruct": _("A word from above for you"),
    "case.convene:minutes": _("What was decided together is written down"),
    "case.transfer:register": _(
        "A grid says this building is not its own: put the register right, or say that it is (Territory)"
    ),
    "case.recuse": _("Somebody stepped aside: please name somebody else"),
    "case.supplement": _("More words came with its number"),
    "case.strike_off": _("The meeting has answered it"),
    "safety.called": _("Something only for the two of you: open “Entrusted to me”"),
    "safety.untaken": _("It still waits for one of you: open “Entrusted to me”"),
}
OTHER = _("Something happened")
GROUPS = {
    Weight.NOW: (_("Now"), "bell-ring"),
    Weight.DO: (_("To do"), "inbox"),
    Weight.KNOW: (_("To know"), "info"),
}


@dataclass(frozen=True, slots=True)
class MessageLine:
    """What one message says."""

    id: int
    at: datetime
    text: str
    weight: int
    template: str


@dataclass(slots=True)
class Fold:
    """All lines about one case, the most urgent or newest first; `case` is None where it is no longer ours to see."""

    lines: list[MessageLine]
    case: Case | None
    about_case: bool = False
    kept: bool = False  # of a case that only a few see: its number, nothing of what it is
    link: str = ""  # of what is no case: the page where it is
    said: str = ""  # how an answer that has come begins

    @property
    def at(self) -> datetime:
        return self.lines[0].at

    @property
    def others(self) -> int:
        return len(self.lines) - 1


@dataclass(slots=True)
class Day:
    """A heading, and what became known on that day."""

    label: str
    folds: list[Fold]


@dataclass(slots=True)
class Group:
    """One weight: its days, newest first."""

    name: str
    label: Any
    icon: str
    days: list[Day]

    @property
    def ids(self) -> str:
        """As the form of this group carries them."""
        return ",".join(str(one.id) for day in self.days for fold in day.folds for one in fold.lines)

    @property
    def number(self) -> int:
        return sum(len(day.folds) for day in self.days)


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of it: what is new in groups, and below what was read."""

    groups: list[Group]
    read: list[Fold]
    newest: int  # id of the newest line on the page
    unread: int
    page: int
    more: bool

    @property
    def before(self) -> int:
        return self.page - 1

    @property
    def after(self) -> int:
        return self.page + 1


def inbox(request: HttpRequest, page: int = 1) -> Inbox:
    """Four queries with the number of all, one more where an answer came, whatever there is."""
    who = (request.scope, shell.users(request), out_of(request.user.pk))  # type: ignore[attr-defined]
    new = queries.new_lines(*who, most=A_PAGE + 1, skip=(page - 1) * A_PAGE)
    more, new = len(new) > A_PAGE, new[:A_PAGE]
    old = queries.read_lines(*who, most=MOST_READ) if page == 1 and not more else []
    cases = _cases(request, [*new, *old])
    fresh, known = _folded(new, cases), _folded(old, cases)
    _quote([*fresh, *known])
    return Inbox(
        groups=_grouped(fresh, request.now),  # type: ignore[attr-defined]
        read=known,
        newest=max((line.pk for line in new), default=0),
        unread=shell.unread_lines(request),
        page=page,
        more=more,
    )


def _cases(request: HttpRequest, lines: Iterable[Message]) -> dict[int, Case]:
    ids = {line.subject_id for line in lines if line.template.startswith("case.")}
    rows = Case.objects.visible_to(request.scope).filter(pk__in=ids)  # type: ignore[attr-defined]
    rows = rows.select_related("entrance__building__estate", "area").defer("words")
    return {case.pk: case for case in rows}


def _folded(messages: list[Message], cases: dict[int, Case]) -> list[Fold]:
    found: dict[Any, Fold] = {}
    for message in messages:
        about_case = message.template.startswith("case.") and message.template != "case.orders"
        key = ("case", message.subject_id) if about_case else message.pk
        line = MessageLine(message.pk, message.visible_at, _text(message), message.weight, message.template)
        if key in found:
            found[key].lines.append(line)
            continue
        case = cases.get(message.subject_id) if about_case else None
        kept = bool(case and case.restricted)
        found[key] = Fold([line], case, about_case=about_case, kept=kept, link=_link(message))
    return list(found.values())


def _quote(folds: list[Fold]) -> None:
    """Put the first words of their answer to what tells of it; never of a case that is only seen by few, or no more."""
    told = [fold for fold in folds if fold.case and not fold.kept and fold.lines[0].template == ANSWERED]
    if not told:
        return
    answers = words_of(Case, [fold.case.pk for fold in told if fold.case], (ANSWERED,), "words")
    for fold in told:
        found = [said for at, said in answers.get(fold.case.pk if fold.case else 0, []) if said != UNREADABLE]
        fold.said = Truncator(found[-1] if found else "").chars(MOST_SAID)


def _text(message: Message) -> str:
    said = (TO_OFFICE if message.office_id else TO_PERSON).get(message.template, OTHER)
    if message.template in ("case.remind", "case.orders"):
        return str(said % {"n": message.times})
    return str(said)


def _link(message: Message) -> str:
    if message.template.startswith("safety."):
        return reverse("desk:trust")
    return reverse("desk:orders") if message.template == "case.orders" else ""


def _grouped(folds: list[Fold], now: datetime) -> list[Group]:
    groups = []
    for weight, members in groupby(folds, key=lambda fold: fold.lines[0].weight):
        label, icon = GROUPS[Weight(weight)]
        days = groupby(members, key=lambda fold: timezone.localtime(fold.at).date())
        groups.append(
            Group(
                Weight(weight).name.lower(),
                label,
                icon,
                [Day(_day(on, now), list(some)) for on, some in days],
            )
        )
    return groups


def _day(on: date, now: datetime) -> str:
    today = timezone.localtime(now).date()
    return gettext("today") if on == today else words.day(on)


def read(request: HttpRequest) -> None:
    """Mark what the page showed as read: the lines of one group (`ids`), or everything up to one (`upto`)."""
    users, now, scope = shell.users(request), request.now, request.scope  # type: ignore[attr-defined]
    ids = [int(one) for one in request.POST.get("ids", "").split(",") if one.isdecimal() and len(one) < 19]
    upto = request.POST.get("upto", "")
    if ids:
        mark_read(scope, ids=ids[: A_PAGE * 2], at=now, users=users)
    elif upto.isdecimal() and len(upto) < 19:
        mark_read(scope, upto=int(upto), at=now, users=users)
