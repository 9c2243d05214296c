"""The words under which something is found: written with it, gone with it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models, transaction

from linli.common.bulk import insert_rows
from linli.common.finding import tokens
from linli.office.models import SearchWord

COLUMNS = ("token", "area_path", "kind", "subject_id")


@transaction.atomic
def index_many(kind: str, things: Iterable[tuple[int, str, str]]) -> int:
    """Make things findable by their names: (id, area path, name). Returns how many words that took."""
    rows = [(token, path, kind, id) for id, path, name in things for token in tokens(name)]
    insert_rows(SearchWord, COLUMNS, sorted(rows))  # as the index has them: each of its pages is touched once
    return len(rows)


def index_at(holder: type[models.Model], kind: str, rows: Iterable[tuple[str, int, int]]) -> None:
    """Make things findable where they are at this moment: (token, subject id, id of the row of `holder` they are in),
    sorted, as the index has them; inside the caller's transaction."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO office_searchword (token, area_path, kind, subject_id) "
            f"SELECT %s, area_path, %s, %s FROM {quote(holder._meta.db_table)} WHERE id = %s",
            [(token, kind, subject, place) for token, subject, place in rows],
        )


def index_words(kind: str, subject_id: int, name: str, area_path: str) -> int:
    """Make one thing findable; what it was found by before should be forgotten first."""
    return index_many(kind, [(subject_id, area_path, name)])


@transaction.atomic
def forget_words(kind: str, subject_id: int, name: str = "") -> int:
    """Take away the words of one thing. With its present name that is quick; without, every word is looked at,
    so that words of earlier names go too (erasing)."""
    words = SearchWord.objects.filter(kind=kind, subject_id=subject_id)
    if name:
        words = words.filter(token__in=tokens(name))
    return words.delete()[0]


@transaction.atomic
def forget_many(kind: str, subject_ids: Iterable[int]) -> int:
    """Take away all words of several things, in one pass."""
    return SearchWord.objects.filter(kind=kind, subject_id__in=list(subject_ids)).delete()[0]


def forget_rows(rows: Iterable[tuple[int, str, str]], kind: str) -> None:
    """Take away the words of many things, (subject id, area path, name) each; inside the caller's transaction."""
    words = [(token, path, kind, pk) for pk, path, name in rows for token in tokens(name)]
    with (
        connection.cursor() as cursor
    ):  # each by its place in the index: a list of ids would read the whole table
        cursor.executemany(
            "DELETE FROM office_searchword WHERE token = %s AND area_path = %s AND kind = %s AND subject_id = %s",
            words,
        )
