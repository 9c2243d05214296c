"""LINLI_DATABASE as Django's settings: `postgres://user:password@host:port/name?sslmode=verify-full&pool=8`."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

POOL_WAITS = 10  # seconds that a request waits for a connection of the pool before it is refused


def postgres(url: str) -> dict[str, Any]:
    """The one database of `DATABASES`. Raises SystemExit, in a sentence without the password, where it cannot be read.

    What follows the "?" goes to the driver as it stands (sslmode, sslrootcert, connect_timeout, options …), but for
    `pool`: the most connections one server process opens and shares among its threads (without it each thread keeps
    one of its own, open as long as it lives); and `prepare`: after so many times a statement is kept planned (0: never,
    where something stands in between that gives every transaction another connection).
    """
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
        options: dict[str, Any] = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        most, after = int(options.pop("pool", "0")), int(options.pop("prepare", "2"))
    except ValueError:
        raise SystemExit(_CANNOT) from None
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name or "/" in name or min(most, after) < 0:
        raise SystemExit(_CANNOT)
    options.setdefault("connect_timeout", "5")  # a page in words after five seconds, not a hanging one
    # values go beside the statement, and what a connection asks often is planned once: half the time of a verb
    options |= {"server_side_binding": True, "prepare_threshold": after or None}
    if most:
        options["pool"] = {"min_size": 1, "max_size": most, "timeout": POOL_WAITS}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": port,
        "CONN_MAX_AGE": 0 if most else None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


_CANNOT = (
    "LINLI_DATABASE cannot be read. It is the path of a SQLite file, or "
    "postgres://user:password@host:port/name?sslmode=verify-full (marks like @ : / ? # in the password as %40 %3A …)."
)
