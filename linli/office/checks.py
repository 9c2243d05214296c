"""What a database must be like to keep LinLi's data: asked by `migrate` and by `manage.py check --database default`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections

BY_BYTES = {"C", "POSIX", "C.UTF-8", "C.utf8"}
OLDEST = 150000  # as `server_version_num` writes it: PostgreSQL 15


@checks.register(checks.Tags.database)
def database_is_fit(
    app_configs: Any, databases: Sequence[str] | None = None, **more: Any
) -> list[checks.CheckMessage]:
    found = []
    for alias in databases or ():
        connection = connections[alias]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_encoding_to_char(encoding), datlocprovider, datcollate,"
                    " current_setting('server_version_num')::int FROM pg_database WHERE datname = current_database()"
                )
                found += judged(*cursor.fetchone())
    return found


def judged(encoding: str, provider: str, collation: str, version: int) -> list[checks.CheckMessage]:
    """What is wrong with a database of this encoding, provider of collations ("c": the system's) and collation."""
    found: list[checks.CheckMessage] = []
    if version < OLDEST:
        found.append(checks.Error("PostgreSQL 15 or newer is needed; this one is older.", id="linli.E002"))
    if encoding != "UTF8":
        found.append(
            checks.Error(
                f"The database keeps its texts in {encoding}, which cannot hold every Chinese name.",
                hint=_HINT,
                id="linli.E001",
            )
        )
    if provider != "c" or collation not in BY_BYTES:
        found.append(
            checks.Warning(
                f"The database sorts its texts by the rules of a language ({collation}). These change with "
                "upgrades of the system: indexes made before then miss rows. And lists stand in another order than "
                "on SQLite.",
                hint=_HINT,
                id="linli.W001",
            )
        )
    return found


_HINT = (
    "Make it anew, empty: createdb --template=template0 --encoding=UTF8 --locale=C.UTF-8 --owner=linli linli "
    "(docs/how-to/use-postgresql.md)."
)
