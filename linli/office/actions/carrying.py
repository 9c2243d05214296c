"""The installation's own rows on their way to another path: hours, rules, import runs, jobs, words of the search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat, Now, Substr

from linli.common.finding import tokens
from linli.common.paths import subtree
from linli.office.models import ImportRun, Job, OfficeHours, SearchWord, Setting

WORDS_AT_ONCE = 20  # times `most`: a word is a small row, and finding those of a path reads the whole table
TOGETHER = 200  # things whose words are moved by one statement


def rewrite(old: str, new: str, most: int) -> int:
    """Move at most `most` rows from under `old` to under `new` (of words, which are many, more).

    The hours and the rules come first: deadlines are counted by them.
    """
    if moved := _rewrite_hours(old, new) + _rewrite_rules(old, new):
        return moved
    for model, limit in ((ImportRun, most), (Job, most), (SearchWord, most * WORDS_AT_ONCE)):
        if moved := _rewrite_some(model, old, new, limit):
            return moved
    return 0


def _rewrite_hours(old: str, new: str) -> int:
    """All at once, they are few. Hours that were set under the new path meanwhile are the newer word."""
    under = OfficeHours.objects.filter(area_path__range=subtree(old))
    moved = 0
    for row in under:
        path = new + row.area_path[len(old) :]
        if OfficeHours.objects.filter(area_path=path).exists():
            moved += row.delete()[0]
        else:
            moved += OfficeHours.objects.filter(pk=row.pk).update(area_path=path, changed_at=Now())
    return moved


def _rewrite_rules(old: str, new: str) -> int:
    """All at once, they are few. Versions that were written under the new path meanwhile come after them."""
    moved = 0
    under = Setting.objects.exclude(area_path="").filter(area_path__range=subtree(old)).order_by("version")
    for row in under:
        path = new + row.area_path[len(old) :]
        later = Setting.objects.filter(name=row.name, area_path=path, version__gte=row.version)
        for one in later.order_by("-version"):
            Setting.objects.filter(pk=one.pk).update(version=one.version + 1)
        moved += Setting.objects.filter(pk=row.pk).update(area_path=path, carried_at=Now())
    return moved


def _rewrite_some(model: Any, old: str, new: str, most: int) -> int:
    under = model.objects.filter(area_path__range=subtree(old))
    if model is Job:
        under = under.exclude(kind="recode")  # the job that is doing this is found under the new path already
    ids = list(under.order_by("pk").values_list("pk", flat=True)[:most])
    if not ids:
        return 0
    some = under.filter(pk__gte=ids[0], pk__lte=ids[-1])
    return int(some.update(area_path=Concat(Value(new), Substr("area_path", len(old) + 1))))


def move_words(kind: str, rows: Iterable[tuple[int, str]], path: str) -> None:
    """Words of things (subject id, name) that lie in another area now; in the caller's transaction."""
    left = list(rows)
    for at in range(0, len(left), TOGETHER):
        some = left[at : at + TOGETHER]
        words = {token for _, name in some for token in tokens(name)}
        found = SearchWord.objects.filter(token__in=words, kind=kind, subject_id__in=[pk for pk, _ in some])
        found.exclude(area_path=path).update(area_path=path)
