"""When PostgreSQL must look at the values before it plans."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def planned_for_its_values() -> Iterator[None]:
    """Statements inside are planned for their very values, however often they were asked before.

    Otherwise PostgreSQL soon keeps one plan for all values. That is the quicker way where an index gives fifty rows,
    and the slower by three to four times where twenty thousand are looked through: a plan for any area believes
    that every area is small. SQLite plans without a look at the values.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = force_custom_plan")
        yield
