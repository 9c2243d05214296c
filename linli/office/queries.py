"""What the office decided, and the files it keeps."""

from __future__ import annotations

from typing import Any

from linli.office.models import ImportRun, Setting

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


def last_import(kind: str) -> ImportRun | None:
    return ImportRun.objects.filter(kind=kind).order_by("-id").first()
