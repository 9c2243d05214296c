"""What the office decided, and the files it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from linli.common.finding import asked
from linli.common.inside import inside
from linli.common.paths import LENGTHS, covering, covers
from linli.common.worktime import Calendar, Hours, Kind
from linli.common.worktime.seed import STATUTORY
from linli.journal import queries as journal
from linli.office.models import UNDER_WAY, CalendarDay, ImportRun, Job, OfficeHours, SearchWord, Setting

# Every rule that an office may change, with its default. Numbers marked ° in case-loop are those of a source.
DEFAULTS: dict[str, Any] = {
    # what the resident is promised, by class of the matter: working_days, natural_days, working_hours, clock_minutes …
    "cases.promise": {
        "simple": "3 natural_days",
        "general": "7 natural_days",
        "major": "15 working_days",
        "difficult": "30 working_days",
        "cross_county": "60 working_days",
    },
    # what a level has for its task; `do` is what is left of the promise
    "cases.limits": {
        "verify": "1 working_days",
        "place": "1 working_days",
        "dispatch": "1 working_days",
        "accept": "1 working_days",
        "check": "2 working_days",
        "review": "3 working_days",
        "rating": "7 natural_days",
        "approval": "1 working_days",
        "supervision": "1 working_days",
    },
    # until somebody looks at what is urgent: at night red goes to whoever is on duty
    "cases.urgent": {"red": "30 clock_minutes", "yellow": "4 working_hours"},
    "cases.pauses": {  # how long the clock may stand, by reason
        "question": "5 working_days",
        "weather": "10 working_days",
        "part": "15 working_days",
        "access": "10 working_days",
        "permit": "20 working_days",
        "court": "60 working_days",
    },
    "cases.questions": {"handling": 1, "case": 2},  # how often somebody may ask back
    "cases.extension_most": 15,  # days or working days, as the class counts, by which a promise may be moved, once
    "cases.list_review_days": 90,  # a matter put on the long list is looked at again after so many days at the latest
    "cases.warn_share": 75,  # per cent of the time
    # where nobody stands above whoever answers for what is late, they are reminded at this rhythm
    "cases.reminding": {"usual": "3 working_days", "red": "24 clock_hours"},
    "cases.undo_seconds": 60,
    "cases.sampled_percent": 5,  # of what was done on the spot, and of withdrawals after a contact, is called back
    # who has not rated after so many days is rung; at least so many tries on so many days, then "unreachable"; who is
    # not content is rung within so many working days
    "cases.call_back": {"after": 3, "tries": 3, "days": 2, "unhappy": 2},
    "cases.reception_days": 3,  # what was said at a reception is with whoever does it after so many days
    "cases.errand_days": 15,  # so long at the most works the link of a firm without an account
    "office.hours": {  # where an area has none of its own: Monday to Sunday, and a make-up workday
        "week": ["09:00-12:00 14:00-17:30"] * 5 + ["", ""],
        "make_up": "09:00-12:00 14:00-17:30",
    },
    "cases.reopen_days": 30,  # a closed case can be reopened by its resident
    "cases.longest_text": 2000,  # characters of what a resident says
    "cases.most_photos": 6,
    "api.calls_a_minute": 600,  # of one key; more are told to wait until the next minute
    "notify.quiet": "21:00-08:00",  # residents hear nothing then, unless it is red; "": whenever it is due
    # the standard of a grid, by its kind: so many at least (1+1+3+N; any helper counts as one of N)
    "people.staffing": {
        "urban": {"grid_head": 1, "grid_worker": 1, "part_time": 3, "helper": 1},
        "rural": {"grid_head": 1, "grid_worker": 1, "part_time": 3, "helper": 1},
        "special": {"grid_head": 1, "grid_worker": 1, "part_time": 3, "helper": 1},
    },
    "people.centre_hosts": {"least": 2, "most": 5},  # members' homes open to neighbours, a grid
    "people.session_idle_minutes": 60,  # without a click; then one logs in again
    "people.session_hours": 12,  # after the log-in, whatever happens
    # days of a consent: spoken until it is confirmed; written or confirmed
    "consents.oral_days": 14,
    "consents.days": 365,
    "needs.review_days": 90,  # a need is looked at again after so many days at the latest
    # days after which something goes (docs/reference/personal-data.md)
    "retention.need": 365,  # after a need ended
    "retention.moved": 365,  # after somebody moved away
    "retention.diary": 730,
    "retention.reading": 1095,
    "retention.reporter": 365,  # after a request was closed
    "retention.referred": 3,  # after somebody was shown another way: time to be told of it
    "retention.safety": 365,  # after a call of somebody in danger ended
    "retention.message": 180,  # after a line of the inbox was read
    "retention.outgoing": 180,  # after a resident was told
    "retention.job_result": 7,
    "retention.import_chunk": 14,  # of a sheet that nobody finished
    "retention.command": 30,
    "retention.failed_login": 1,
    # households of a grid: outside this band its page says so (a local guide names 300–500°, about 300° rural)
    "territory.sizes": {"urban_least": 300, "urban_most": 500, "rural_least": 200, "rural_most": 400},
    "territory.overlap": 100,  # square metres by which two boundaries may overlap
    "territory.plan_people": 1,  # 2: a plan of grids is adopted by another person than made it what it is
}

# above or below these a rule would break what it rules; who looked is kept for half a year at least (Cybersecurity Law,
# art. 21)
MOST = {
    "cases.longest_text": 20_000,
    "cases.most_photos": 20,
    "cases.warn_share": 99,
    "cases.sampled_percent": 100,
    "cases.undo_seconds": 600,
    "people.session_hours": 24,
    "people.session_idle_minutes": 720,
    "territory.sizes": 10_000,
    "territory.overlap": 10_000,
    "territory.plan_people": 2,
    "api.calls_a_minute": 100_000,
}
LEAST = {"retention.reading": 183}
MOST_DAYS = 3650

# Rules that an area may have of its own: whoever asks them knows whose request, door, household or text it is. The
# others hold for the installation: its log-ins, its keys, its clean-up, its files. (The hours of an area have a page of
# their own; `office.hours` is what holds where nobody wrote any.)
OF_AREAS = frozenset(
    {
        *(name for name in DEFAULTS if name.startswith(("cases.", "consents.", "needs."))),
        *(
            "people.staffing",
            "people.centre_hosts",
            "territory.sizes",
            "territory.plan_people",
            "notify.quiet",
        ),
    }
)
TEXT = "notify.text."  # under these names stand the own words of a text (`notify.queries.worded`)


def may_differ(name: str) -> bool:
    """May an area have this rule, or this text, of its own?"""
    return name in OF_AREAS or name.startswith(TEXT)


def limits_of(name: str) -> tuple[int, int]:
    """Between which two numbers (both allowed) every number of a rule lies; a promise of no days is none."""
    return LEAST.get(name, 1), MOST.get(name, MOST_DAYS)


@dataclass(frozen=True, eq=False)
class Decided:
    """What the office decided (settings, calendar, hours), as it stood at one moment."""

    stamp: tuple[Any, ...]  # another one whenever anything of it is changed
    values: dict[str, dict[str, Any]]  # settings that are not the default: by name, then by path of the area
    calendar: Calendar
    hours: dict[str, Hours]  # by path of the area they were set for

    def setting(self, name: str, path: str = "") -> Any:
        """The value in force at an area: its own, that of the nearest area above it, that of everywhere, or the
        default. Raises KeyError for an unknown name."""
        default = DEFAULTS[name]
        found = self.stands(name, path)
        return default if found is None else found[1]

    def stands(self, name: str, path: str = "") -> tuple[str, Any] | None:
        """What somebody decided that holds at an area, and for which area they did; None where nobody did."""
        own = self.values.get(name)
        at = None if own is None else _nearest(own, path)
        return None if own is None or at is None else (at, own[at])

    def apart(self, name: str, path: str = "") -> list[str]:
        """Areas below this one that have the rule of their own."""
        return sorted(at for at in self.values.get(name, ()) if at != path and covers(path, at))

    def ruled(self, name: str) -> list[tuple[Q, Any]]:
        """Which rows (a condition on their `area_path`) go by which value; together they are all rows."""
        return [(self.where(name, path), self.setting(name, path)) for path in ("", *self.apart(name))]

    def where(self, name: str, path: str = "", field: str = "area_path") -> Q:
        """Rows at and below an area (`field` is their path), but where an area below it has the rule of its own."""
        at = inside((path,), field) if path else Q()
        below = covering(self.apart(name, path))
        return at & ~inside(below, field) if below else at

    def hours_at(self, path: str) -> Hours:
        """Office hours of an area: its own, or those of the nearest area above it, or the rule."""
        if (at := _nearest(self.hours, path)) is not None:
            return self.hours[at]
        rule = self.setting("office.hours")
        return Hours.read(rule["week"], rule["make_up"])


_UPWARDS = (*reversed(LENGTHS), 0)


def _nearest(own: Mapping[str, Any], path: str) -> str | None:
    """The longest beginning of a path that is there; "" is the beginning of each."""
    for n in _UPWARDS:
        if path[:n] in own:
            return path[:n]
    return None


_decided: dict[
    tuple[str, str], Decided
] = {}  # the newest state of each installation: laid out once, not at every verb

# Versions of settings are only added (on PostgreSQL a lower number may come later); a day or an hour that changes bears
# a new moment, a version that is carried to another area too; what is deleted is missed.
_STAMP = """SELECT (SELECT MAX(id) FROM office_setting), (SELECT MAX(since) FROM office_setting),
    (SELECT COUNT(*) FROM office_setting), (SELECT MAX(carried_at) FROM office_setting),
    (SELECT MAX(changed_at) FROM office_calendarday), (SELECT COUNT(*) FROM office_calendarday),
    (SELECT MAX(changed_at) FROM office_officehours), (SELECT COUNT(*) FROM office_officehours)"""


def decided() -> Decided:
    """What the office decided, as it stands now; one small query where nothing changed."""
    with connection.cursor() as cursor:
        cursor.execute(_STAMP)
        stamp = tuple(cursor.fetchone())
    installation = (connection.alias, str(connection.settings_dict["NAME"]))
    found = _decided.get(installation)
    if found is None or found.stamp != stamp:
        found = _decided[installation] = _read(stamp)
    return found


def _read(stamp: tuple[Any, ...]) -> Decided:
    days = {day: Kind(kind) for day, kind in CalendarDay.objects.values_list("day", "kind")}
    newest: dict[tuple[str, str], Any] = {}
    for name, path, value in Setting.objects.order_by("version").values_list("name", "area_path", "value"):
        newest[name, path] = value
    values: dict[str, dict[str, Any]] = {}
    for (name, path), value in newest.items():
        if value is not None:  # else it was given up
            values.setdefault(name, {})[path] = value
    return Decided(
        stamp=stamp,
        values=values,
        calendar=Calendar(days, frozenset(day.year for day in days), STATUTORY),
        hours={row.area_path: Hours.read(row.week, row.make_up) for row in OfficeHours.objects.all()},
    )


def setting(name: str, path: str = "") -> Any:
    """One value in force at an area ("": where no area is meant). Raises KeyError for an unknown name."""
    return decided().setting(name, path)


def settings_named(*names: str, path: str = "") -> dict[str, Any]:
    """Several values at once."""
    now = decided()
    return {name: now.setting(name, path) for name in names}


@dataclass(frozen=True, slots=True)
class Change:
    """One version of a rule, with what stood before it. `back`: put back by a click.

    None is no value of its own: as it comes with LinLi, or in an area as the one above has it.
    """

    version: int
    was: Any
    value: Any
    reason: str
    at: datetime
    user_id: int | None
    user_name: str  # "" where it was written on the machine itself
    back: bool


def changes(*names: str, path: str = "") -> dict[str, list[Change]]:
    """Every version of these rules that was decided for an area itself, newest first, as the journal has them; two
    queries."""
    rows = list(
        Setting.objects.filter(name__in=names, area_path=path)
        .select_related("user")
        .order_by("name", "version")
    )
    written = journal.last_data(Setting, [row.pk for row in rows])
    found: dict[str, list[Change]] = {name: [] for name in names}
    before: dict[str, Any] = {}
    for row in rows:
        back = bool(written.get(row.pk, {}).get("back"))
        who = row.user.name if row.user else ""
        was = before.get(row.name)
        one = Change(row.version, was, row.value, row.reason, row.since, row.user_id, who, back)
        found[row.name].insert(0, one)
        before[row.name] = row.value
    return found


def ahead_of(job: Job) -> int:
    """How many jobs come before one that waits: the worker ends the oldest first."""
    return Job.objects.filter(state__in=UNDER_WAY, pk__lt=job.pk).count()


def results_live() -> timedelta:
    """How long the file that a job made is kept."""
    return timedelta(days=setting("retention.job_result"))


def last_import(kind: str) -> ImportRun | None:
    return ImportRun.objects.filter(kind=kind).order_by("-id").first()


def is_known_year(year: int) -> bool:
    """Is the notice of this year entered?"""
    return CalendarDay.objects.filter(day__year=year).exists()


def calendar() -> Calendar:
    """The days as they stand now."""
    return decided().calendar


def hours_at(path: str) -> Hours:
    """Office hours of an area: its own, or those of the nearest area above it, or the rule."""
    return decided().hours_at(path)


_LAST = chr(0x10FFFF)  # after every other character


def find(kind: str, text: str, areas: tuple[str, ...], *, most: int, skip: int = 0) -> list[int]:
    """Ids of things of a kind that are found by `text` inside these areas; finding is not reading.

    Every whole token must be there, and the last Latin word, or a single character, as a beginning. Only the covering
    index is read; it stops as soon as there are `most`.
    """
    whole, beginning = asked(text)
    conditions = [Q(token=token) for token in sorted(whole)]
    if beginning:
        conditions.append(Q(token__gte=beginning, token__lt=beginning + _LAST))
    if not conditions or not areas:
        return []
    rows = [
        SearchWord.objects.filter(condition, inside(areas), kind=kind).values_list("subject_id", flat=True)
        for condition in conditions
    ]
    found = rows[0].distinct() if len(rows) == 1 else rows[0].intersection(*rows[1:])
    return list(found[skip : skip + most])
