"""What an office decides: the next version of a rule, everywhere or in its own area, and back to the one before; an
area that gives its own up has again what holds above it. No version is ever lost."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.common.worktime import Hours, Span
from linli.journal.actions import record
from linli.office import registry
from linli.office.models import Setting
from linli.office.queries import DEFAULTS, decided, limits_of, may_differ, setting

KEEP = "keep.rules"  # who may, in the table of `linli.common.authority`


def require_keeper(name: str, path: str, *, by: Actor, at: datetime) -> None:
    """Refuse whoever may not decide this rule at an area; what holds everywhere keeps who keeps the area over all.

    Refuses not_your_role, outside_your_area, rule_of_everywhere (an area cannot have this one of its own).
    """
    by.require(KEEP, path or registry.top(at))
    if path and not may_differ(name):
        raise refuse("rule_of_everywhere", name=name)


@transaction.atomic
def set_setting(
    name: str,
    value: Any,
    *,
    path: str = "",
    by: Actor,
    at: datetime,
    reason: str = "",
    seen: int | None = None,
) -> Setting:
    """Write the next version of a rule, for everywhere or for one area and what lies below it.

    Refuses unknown_setting, setting_of_other_shape, setting_same (where `seen` is told) and as `require_keeper` and
    `write_version`.
    """
    require_keeper(name, path, by=by, at=at)
    if name not in DEFAULTS:
        raise refuse("unknown_setting", name=name)
    if not is_legal(name, value):
        raise refuse("setting_of_other_shape", name=name)
    if seen is not None and value == setting(name, path):
        raise refuse("setting_same", name=name)
    return write_version(name, value, path=path, by=by, at=at, reason=reason, seen=seen)


@transaction.atomic
def put_back(name: str, *, path: str = "", seen: int, by: Actor, at: datetime) -> Setting:
    """What stood before the newest version, as a version of its own: done twice, it is the newest again.

    Refuses setting_never_changed, and as `require_keeper` and `write_version`.
    """
    require_keeper(name, path, by=by, at=at)
    newest = list(Setting.objects.filter(name=name, area_path=path).order_by("-version")[:2])
    if not newest:
        raise refuse("setting_never_changed", name=name)
    first = None if path else DEFAULTS.get(name, {})
    before = newest[1].value if len(newest) == 2 else first
    return write_version(name, before, path=path, by=by, at=at, seen=seen, back=True)


@transaction.atomic
def give_up(name: str, *, path: str, seen: int | None = None, by: Actor, at: datetime) -> Setting:
    """An area has again what holds above it. Refuses no_own_rule, and as `require_keeper` and `write_version`."""
    require_keeper(name, path, by=by, at=at)
    found = decided().stands(name, path)
    if not path or found is None or found[0] != path:
        raise refuse("no_own_rule", name=name)
    return write_version(name, None, path=path, by=by, at=at, seen=seen)


def write_version(
    name: str,
    value: Any,
    *,
    path: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    seen: int | None = None,
    back: bool = False,
) -> Setting:
    """Keep a value that was asked for and checked as the next version; call it inside a transaction.

    `value` None: the area has none of its own any more. `seen`: the version somebody decided on (0: none yet). Refuses
    setting_moved where it is not the newest any more.
    """
    newest = (
        Setting.objects.select_for_update().filter(name=name, area_path=path).order_by("-version").first()
    )
    number = newest.version if newest else 0
    if seen is not None and seen != number:
        raise refuse("setting_moved", name=name)
    version = Setting.objects.create(
        name=name,
        area_path=path,
        version=number + 1,
        value=value,
        reason=reason,
        user_id=by.user_id,
        since=at,
    )
    verb = "setting.set" if value is not None else "setting.given_up"
    record(verb, version, by=by, at=at, area_path=path, name=name, version=version.version, back=back)
    return version


def is_legal(name: str, value: Any) -> bool:
    """Of the shape of the default, every number within its limits, nothing upside down."""
    if name == "notify.quiet":
        return isinstance(value, str) and is_night(value)
    return same_shape(value, DEFAULTS[name], *limits_of(name)) and not upside_down(value)


def same_shape(value: Any, default: Any, least: int, most: int) -> bool:
    """Same kind, same keys, every number from `least` to `most`; spans and hours readable."""
    if isinstance(default, dict):
        return (
            isinstance(value, dict)
            and value.keys() == default.keys()
            and all(same_shape(value[key], default[key], least, most) for key in default)
        )
    if isinstance(default, list):
        return isinstance(value, list) and len(value) == len(default) and all(map(_hours, value))
    if isinstance(default, str):
        return isinstance(value, str) and (_hours(value) if ":" in default else _span(value, least, most))
    return type(value) is type(default) and (not isinstance(value, int) or least <= value <= most)


def upside_down(value: Any) -> bool:
    """Is the least of something (`least`, `urban_least`) more than the most of it?"""
    if not isinstance(value, dict):
        return False
    pairs = ((key, key.removesuffix("least") + "most") for key in value if key.endswith("least"))
    return any(value[least] > value[most] for least, most in pairs)


def _span(text: str, least: int, most: int) -> bool:
    try:
        return least <= Span.read(text).amount <= most
    except ValueError:
        return False


def _hours(text: Any) -> bool:
    try:
        Hours.read([text] * 7, text)
    except (ValueError, AttributeError):
        return False
    return True


def is_night(text: str) -> bool:
    """From one time of the day to another, mostly over midnight ("21:00-08:00"); "" is no time at all."""
    if not text:
        return True
    try:
        begins, ends = (time.fromisoformat(part) for part in text.split("-"))
    except ValueError:
        return False
    return begins != ends
