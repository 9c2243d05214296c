"""Every rule an office may change, in plain words: its name, what it does, its unit, from when a change counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext

from linli.common.worktime import Unit
from linli.faces import words
from linli.faces.desk.templatetags.desk import ROLES
from linli.office.queries import DEFAULTS

FRESH, AT_ONCE, CLEANING = "fresh", "at_once", "cleaning"
APPLIES = {
    FRESH: _(
        "Counts for what begins from now on. Dates that were promised stay; a running step keeps its end."
    ),
    AT_ONCE: _("Counts at once, also for what is under way."),
    CLEANING: _("The next clean-up goes by it. What is gone does not come back."),
}
UNITS: dict[str, Any] = {
    "day": ngettext_lazy("%(n)s day", "%(n)s days", "n"),
    "working_day": ngettext_lazy("%(n)s working day", "%(n)s working days", "n"),
    "hour": ngettext_lazy("%(n)s hour", "%(n)s hours", "n"),
    "minute": ngettext_lazy("%(n)s minute", "%(n)s minutes", "n"),
    "second": ngettext_lazy("%(n)s second", "%(n)s seconds", "n"),
    "time": ngettext_lazy("%(n)s time", "%(n)s times", "n"),
    "percent": ngettext_lazy("%(n)s %%", "%(n)s %%", "n"),
    "character": ngettext_lazy("%(n)s character", "%(n)s characters", "n"),
    "photo": ngettext_lazy("%(n)s photo", "%(n)s photos", "n"),
    "person": ngettext_lazy("%(n)s person", "%(n)s people", "n"),
    "household": ngettext_lazy("%(n)s household", "%(n)s households", "n"),
    "home": ngettext_lazy("%(n)s home", "%(n)s homes", "n"),
    "metre": ngettext_lazy("%(n)s square metre", "%(n)s square metres", "n"),
    "call": ngettext_lazy("%(n)s call", "%(n)s calls", "n"),
}
SPANS: dict[str, Any] = {  # the units of a limit
    Unit.WORKING_DAYS.value: _("working days"),
    Unit.NATURAL_DAYS.value: _("days, weekends too"),
    Unit.WORKING_HOURS.value: _("office hours"),
    Unit.WORKING_MINUTES.value: _("minutes of office time"),
    Unit.CLOCK_HOURS.value: _("hours, day and night"),
    Unit.CLOCK_MINUTES.value: _("minutes, day and night"),
}
WEEK = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
Path = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `parts` names the keys of its value; `units` of its numbers: one for all, or one for each key."""

    name: str
    label: Any
    does: Any
    units: str | Mapping[str, str] = ""
    applies: str = FRESH
    parts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def default(self) -> Any:
        return DEFAULTS[self.name]

    def unit(self, path: Path) -> str:
        return self.units if isinstance(self.units, str) else self.units[path[-1]]

    def part(self, path: Path) -> str:
        """What a number of the rule is of: “simple”; “urban · helper”; "" where it is the only one."""
        named = (str(WEEK[key] if isinstance(key, int) else self.parts[key]) for key in path)
        return _now(" · ").join(filter(None, named))


TASKS = {
    **words.TASKS,
    "approval": _("saying yes or no to what is proposed"),
    "supervision": _("who was made answerable"),
}
GRIDS = {"urban": _("town"), "rural": _("village"), "special": _("special grid")}
STAFF = {role: ROLES[role] for role in ("grid_head", "grid_worker", "part_time", "helper")}
SIZES = {
    "urban_least": _("town, at least"),
    "urban_most": _("town, at most"),
    "rural_least": _("village, at least"),
    "rural_most": _("village, at most"),
}
RINGING = {
    "after": _("rung after"),
    "tries": _("tries"),
    "days": _("on different days"),
    "unhappy": _("who is not content is rung within"),
}


def _kept(kind: str, label: Any, does: Any) -> Rule:
    return Rule(f"retention.{kind}", label, does, "day", CLEANING)


GROUPS: tuple[tuple[str, Any, tuple[Rule, ...]], ...] = (
    (
        "times",
        _("Times and limits"),
        (
            Rule(
                "cases.promise",
                _("What a resident is promised"),
                _("So long after it came in they have an answer, by the class of the matter."),
                parts=words.CLASSES,
            ),
            Rule(
                "cases.limits",
                _("Time for each step"),
                _("Whoever has the step is reminded by it."),
                parts=TASKS,
            ),
            Rule(
                "cases.urgent",
                _("Time to look at what is urgent"),
                _("Until somebody has looked at it and handed it on; at night whoever is on duty."),
                parts=words.URGENCIES,
            ),
            Rule(
                "cases.pauses",
                _("How long the clock may stand"),
                _("At most, by the reason for waiting."),
                parts=words.PAUSES,
            ),
            Rule(
                "cases.extension_most",
                _("By how much a promise may be moved"),
                _("Once, in days or working days as its class counts; the office above says yes."),
                "day",
                AT_ONCE,
            ),
            Rule(
                "cases.questions",
                _("How often one may ask back"),
                _("Questions to the resident, each with the clock standing."),
                "time",
                AT_ONCE,
                {"handling": _("in one step"), "case": _("altogether")},
            ),
            Rule(
                "cases.list_review_days",
                _("When a listed matter is looked at again"),
                _("At the latest after so many days."),
                "day",
                AT_ONCE,
            ),
            Rule(
                "cases.reopen_days",
                _("How long it can be taken up again"),
                _("After it ended, by its resident."),
                "day",
                AT_ONCE,
            ),
            Rule(
                "cases.reception_days",
                _("Handing on what was said at a reception"),
                _("Within so many days it is with whoever does it."),
                "day",
                AT_ONCE,
            ),
            Rule(
                "cases.errand_days",
                _("How long the link of a firm works"),
                _("Of a firm without an account that was sent to do something."),
                "day",
            ),
            Rule(
                "cases.undo_seconds",
                _("Time to take a step back"),
                _("Nobody hears of the step before it is over."),
                "second",
                AT_ONCE,
            ),
            Rule(
                "office.hours",
                _("Office hours where an area has none of its own"),
                _("Working days and hours are counted by them."),
                parts={"week": "", "make_up": _("Make-up workdays")},
            ),
        ),
    ),
    (
        "reminders",
        _("Reminders"),
        (
            Rule(
                "cases.warn_share",
                _("When it is warned of"),
                _("After this share of a step's time."),
                "percent",
            ),
            Rule(
                "cases.reminding",
                _("Reminded again"),
                _("Where nobody stands above whoever answers for what is late."),
                parts={"usual": _("usually"), "red": words.URGENCIES["red"]},
            ),
            Rule(
                "notify.quiet",
                _("Quiet hours"),
                _("No text goes to a resident then, unless it is very urgent."),
            ),
        ),
    ),
    (
        "duty",
        _("People and duty"),
        (
            Rule(
                "people.staffing",
                _("The standard of a grid"),
                _("So many at least serve there; what is missing stands under People."),
                "person",
                AT_ONCE,
                {**GRIDS, **STAFF},
            ),
            Rule(
                "territory.plan_people",
                _("People for a plan of grids"),
                _("2: a plan is adopted by somebody else than who asked for it or changed it last."),
                "person",
                AT_ONCE,
            ),
            Rule(
                "people.centre_hosts",
                _("Centre households of a grid"),
                _("Members' homes that are open to neighbours."),
                "home",
                AT_ONCE,
                {"least": _("at least"), "most": _("at most")},
            ),
            Rule(
                "people.session_idle_minutes",
                _("Logged out without a click after"),
                _("Then one logs in again; what was typed is kept."),
                "minute",
                AT_ONCE,
            ),
            Rule(
                "people.session_hours",
                _("Logged out in any case after"),
                _("Since the log-in; a screen on the wall too."),
                "hour",
                AT_ONCE,
            ),
        ),
    ),
    (
        "ratings",
        _("Ratings and call backs"),
        (
            Rule(
                "cases.call_back",
                _("Ringing who has not rated"),
                _("After so many days; after so many tries on so many days they are unreachable."),
                {"after": "day", "tries": "time", "days": "day", "unhappy": "working_day"},
                AT_ONCE,
                RINGING,
            ),
            Rule(
                "cases.sampled_percent",
                _("Drawn by lot to be called back"),
                _("Of what was done on the spot, and of what was taken back after a contact."),
                "percent",
            ),
        ),
    ),
    (
        "privacy",
        _("Consent and how long data stays"),
        (
            Rule(
                "consents.oral_days",
                _("A spoken consent holds"),
                _("Until it is confirmed in writing."),
                "day",
            ),
            Rule("consents.days", _("A written consent holds"), _("Then one asks again."), "day"),
            Rule(
                "needs.review_days",
                _("A need is looked at again"),
                _("At the latest after so many days."),
                "day",
            ),
            _kept("need", _("Needs"), _("After the need ended.")),
            _kept("moved", _("Who moved away"), _("After they moved; then they are erased.")),
            _kept("reporter", _("Name and telephone of who asked"), _("After the request ended.")),
            _kept("referred", _("Who was shown another way"), _("Time to tell them of it.")),
            _kept(
                "safety", _("Calls of somebody in danger"), _("Words and telephone, after the call ended.")
            ),
            _kept(
                "reading",
                _("Who looked at what"),
                _("After the look. Half a year at least (Cybersecurity Law)."),
            ),
            _kept("message", _("Lines of the inbox"), _("After they were read.")),
            _kept("outgoing", _("What residents were told"), _("After they were told.")),
            _kept(
                "job_result",
                _("Files that were made"),
                _("Tables and sheets to print, after they were ready."),
            ),
            _kept("import_chunk", _("Sheets that nobody finished"), _("After they were brought.")),
            _kept("command", _("Clicks that were carried out"), _("So that one sent twice is done once.")),
            _kept("failed_login", _("Wrong passwords"), _("After the try.")),
        ),
    ),
    (
        "sizes",
        _("Sizes"),
        (
            Rule(
                "cases.longest_text",
                _("What a resident says, at most"),
                _("Longer words are told, never cut off."),
                "character",
                AT_ONCE,
            ),
            Rule(
                "cases.most_photos", _("Photos of a request, at most"), _("Of one request."), "photo", AT_ONCE
            ),
            Rule(
                "territory.sizes",
                _("Households of a grid"),
                _("Outside this band the page of the grid says so."),
                "household",
                AT_ONCE,
                SIZES,
            ),
            Rule(
                "territory.overlap",
                _("By how much two boundaries may overlap"),
                _("A file of boundaries with more is refused."),
                "metre",
                AT_ONCE,
            ),
            Rule(
                "api.calls_a_minute",
                _("Calls of another system in a minute"),
                _("Of one key; more are told to wait."),
                "call",
                AT_ONCE,
            ),
        ),
    ),
)
NOT_YET = {"retention.diary"}  # nothing goes by it as long as there are no diaries
RULES = {rule.name: rule for _key, _label, rules in GROUPS for rule in rules}


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The single numbers and texts of a value, each with the keys that lead to it."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for n, one in enumerate(value):
            yield from leaves(one, (*path, n))
    else:
        yield path, value


def in_words(rule: Rule, path: Path, leaf: Any) -> str:
    """One number or text of a rule as people say it: 3 working days, 21:00-08:00, closed."""
    if isinstance(leaf, int):
        return str(UNITS[rule.unit(path)] % {"n": leaf})
    if rule.name == "office.hours":
        return leaf or pgettext("hours", "closed")
    if rule.name == "notify.quiet":
        return leaf or _now("no quiet hours")
    return words.span_words(leaf)


def lines(rule: Rule, value: Any) -> list[tuple[str, str]]:
    """A value as lines: (of what, how much). Days that are open alike and follow each other stand together."""
    found = [(rule.part(path), in_words(rule, path, leaf)) for path, leaf in leaves(value)]
    if rule.name != "office.hours":
        return found
    runs = [list(run) for _hours, run in groupby(found[:-1], key=itemgetter(1))]
    week = [("–".join(dict.fromkeys((run[0][0], run[-1][0]))), run[0][1]) for run in runs]
    return [*week, found[-1]]
