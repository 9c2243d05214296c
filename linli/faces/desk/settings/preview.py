"""What a changed rule would do, in sentences: the same request before and after, and how many it touches."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases.actions.moving import clock
from linli.cases.models import Case
from linli.cases.workflow import Clock
from linli.common.worktime import Span
from linli.faces import words
from linli.faces.desk.settings.rules import Rule, in_words, leaves
from linli.notify.rules import after_quiet
from linli.office.models import OfficeHours
from linli.office.queries import decided
from linli.reactions.retention import KINDS

EVENING = 22  # o'clock, at which a text is made in the example of the quiet hours


def differences(rule: Rule, old: Any, new: Any) -> list[tuple[str, str, str]]:
    """What is another one: (of what, before, after)."""
    before = dict(leaves(old))
    return [
        (rule.part(path), in_words(rule, path, before[path]), in_words(rule, path, leaf))
        for path, leaf in leaves(new)
        if leaf != before[path]
    ]


def effects(rule: Rule, old: Any, new: Any, path: str, at: datetime, *, here: str = "") -> list[str]:
    """Sentences: examples of this moment, by the office hours of `here`, then what it touches at and below `path` and
    what it leaves."""
    return [*_examples(rule, old, new, here or path, at), *_touched(rule, old, new, path, at)]


def _examples(rule: Rule, old: Any, new: Any, path: str, at: datetime) -> list[str]:
    if rule.name == "notify.quiet":
        return _evening(old, new, at)
    if rule.name in ("consents.oral_days", "consents.days", "needs.review_days"):
        return [_from_today(old, new, at)]
    if rule.name not in SAYS:
        return []
    before, time = dict(leaves(old)), clock(path)
    return [
        SAYS[rule.name]()
        % {
            "what": rule.part(key),
            "new": _end(rule, key, leaf, time, at),
            "old": _end(rule, key, before[key], time, at),
        }
        for key, leaf in leaves(new)
        if leaf != before[key]
    ]


SAYS: dict[str, Any] = {
    "cases.promise": lambda: _("“%(what)s”: what comes in now would be promised %(new)s instead of %(old)s."),
    "cases.limits": lambda: _("“%(what)s”: begun now it would be due %(new)s instead of %(old)s."),
    "cases.urgent": lambda: _("“%(what)s”: what comes in now would be looked at %(new)s instead of %(old)s."),
    "cases.pauses": lambda: _("“%(what)s”: the clock could stand %(new)s instead of %(old)s."),
    "cases.reminding": lambda: _(
        "“%(what)s”: reminded now, the next reminder comes %(new)s instead of %(old)s."
    ),
}


def _end(rule: Rule, key: tuple[Any, ...], leaf: str, time: Clock, at: datetime) -> str:
    span = Span.read(leaf)
    if rule.name == "cases.promise":
        end = replace(time, promise={key[-1]: span}).promised(key[-1], at).at
    else:
        end = time.after(span, at)
    return words.until(end, at)


def _evening(old: str, new: str, at: datetime) -> list[str]:
    zone = timezone.get_default_timezone()
    made = at.astimezone(zone).replace(hour=EVENING, minute=0, second=0, microsecond=0)
    told = {
        "made": words.moment(made, at),
        "new": words.moment(after_quiet(made, new, zone), at),
        "old": words.moment(after_quiet(made, old, zone), at),
    }
    return [_("A text that is made %(made)s would leave %(new)s instead of %(old)s.") % told]


def _from_today(old: int, new: int, at: datetime) -> str:
    today = timezone.localtime(at).date()
    told = {"new": today + timedelta(days=new), "old": today + timedelta(days=old)}
    return _("What is given or seen today lasts until %(new)s instead of %(old)s.") % told


def _touched(rule: Rule, old: Any, new: Any, path: str, at: datetime) -> list[str]:
    there = Case.objects.filter(decided().where(rule.name, path))
    if rule.name == "cases.promise":
        n = there.open().exclude(promise_at=None).count()
        said = ngettext(
            "%(n)s request under way keeps the date it was promised.",
            "%(n)s requests under way keep the date they were promised.",
            n,
        )
        return [said % {"n": n}]
    if rule.name in ("cases.limits", "cases.urgent", "cases.warn_share"):
        n = there.open().exclude(due_at=None).count()
        said = ngettext(
            "%(n)s request under way keeps the end of its running step; its next step goes by the new rule.",
            "%(n)s requests under way keep the end of their running step; their next step goes by the new rule.",
            n,
        )
        return [said % {"n": n}]
    if rule.name == "cases.reopen_days":
        now, before = (there.filter(closed_at__gte=at - timedelta(days=days)).count() for days in (new, old))
        said = _("Of what has ended, %(new)s can be taken up again by their residents, %(old)s before.")
        return [said % {"new": now, "old": before}]
    if rule.name == "office.hours":
        n = OfficeHours.objects.count()
        said = ngettext(
            "%(n)s area has hours of its own and keeps them.",
            "%(n)s areas have hours of their own and keep them.",
            n,
        )
        return [said % {"n": n}]
    return _cleaned(rule, old, new, at)


def _cleaned(rule: Rule, old: Any, new: Any, at: datetime) -> list[str]:
    """How much would go; of calls of somebody in danger not even the number is told."""
    topic, _dot, kind = rule.name.partition(".")
    found = [one for one in KINDS.values() if one.setting == kind]
    if topic != "retention" or kind == "safety" or not found:
        return []
    now, before = (sum(one.over(at - timedelta(days=days)).count() for one in found) for days in (new, old))
    return [
        _("The next clean-up takes %(new)s, by the rule as it stands %(old)s.") % {"new": now, "old": before}
    ]
