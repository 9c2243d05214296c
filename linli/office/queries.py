"""What the office decided, and the files it keeps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q

from linli.common.finding import asked
from linli.common.inside import inside
from linli.office.models import ImportRun, SearchWord, Setting

# Every rule that an office may change, with its default. Numbers marked ° in case-loop are those of a source.
DEFAULTS: dict[str, Any] = {
    # days promised to the resident, by class of the matter
    "cases.promise": {"simple": 3, "general": 7, "major": 15, "difficult": 30, "cross_county": 60},
    # days a level has for its task; `do` is what is left of the promise
    "cases.limits": {
        "verify": 1,
        "place": 1,
        "dispatch": 1,
        "accept": 1,
        "check": 2,
        "review": 3,
        "rating": 7,
    },
    "cases.reopen_days": 30,  # a closed case can be reopened by its resident
    "cases.longest_text": 2000,  # characters of what a resident says
    "cases.most_photos": 6,
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
    "retention.job_result": 7,
    "retention.import_chunk": 14,  # of a sheet that nobody finished
    "retention.command": 30,
    "retention.failed_login": 1,
    # households of a grid: outside this band its page says so (a local guide names 300–500°, about 300° rural)
    "territory.sizes": {"urban_least": 300, "urban_most": 500, "rural_least": 200, "rural_most": 400},
    "territory.overlap": 100,  # square metres by which two boundaries may overlap
}

MOST = {"cases.longest_text": 20_000, "cases.most_photos": 20}  # above these a rule would break what it rules
MOST_DAYS = 3650


def setting(name: str) -> Any:
    """The value in force: the newest version, or the default. Raises KeyError for an unknown name."""
    default = DEFAULTS[name]
    newest = Setting.objects.filter(name=name).order_by("-version").values_list("value", flat=True).first()
    return default if newest is None else newest


def settings_named(*names: str) -> dict[str, Any]:
    """Several values at once, in one query."""
    found = {name: DEFAULTS[name] for name in names}
    for name, value in (
        Setting.objects.filter(name__in=names).order_by("version").values_list("name", "value")
    ):
        found[name] = value
    return found


def results_live() -> timedelta:
    """How long the file that a job made is kept."""
    return timedelta(days=setting("retention.job_result"))


def last_import(kind: str) -> ImportRun | None:
    return ImportRun.objects.filter(kind=kind).order_by("-id").first()


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
