"""A database that would lose or misorder Chinese texts is told so before anything is written into it."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks
from django.db import connection

from linli.office.checks import judged


def ids(*database: object) -> list[str]:
    return [str(message.id) for message in judged(*database)]  # type: ignore[arg-type]


@pytest.mark.parametrize("collation", ["C", "C.UTF-8", "C.utf8", "POSIX"])
def test_an_order_of_bytes_in_utf8_is_fit(collation: str) -> None:
    assert ids("UTF8", "c", collation, 150020) == []


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1", "EUC_CN"])
def test_another_encoding_is_refused_and_told_what_to_do(encoding: str) -> None:
    (message,) = judged(encoding, "c", "C", 150020)
    assert message.is_serious()
    assert encoding in message.msg
    assert "createdb" in str(message.hint)


@pytest.mark.parametrize(
    ("provider", "collation"), [("c", "zh_CN.UTF-8"), ("c", "en_US.UTF-8"), ("i", "C.UTF-8")]
)
def test_the_order_of_a_language_is_warned_of(provider: str, collation: str) -> None:
    assert ids("UTF8", provider, collation, 150020) == ["linli.W001"]


def test_an_old_server_is_refused() -> None:
    assert ids("UTF8", "c", "C", 140011) == ["linli.E002"]


@pytest.mark.django_db
def test_the_database_of_these_tests_is_fit() -> None:
    assert [m for m in run_checks(databases=["default"]) if str(m.id).startswith("linli.")] == []


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one order, that of bytes")
def test_what_the_check_asks_is_answered_by_a_real_server(monkeypatch: pytest.MonkeyPatch) -> None:
    from linli.office import checks

    monkeypatch.setattr(checks, "BY_BYTES", frozenset())
    monkeypatch.setattr(checks, "OLDEST", 999999)
    found = [str(m.id) for m in run_checks(databases=["default"]) if str(m.id).startswith("linli.")]
    assert found == ["linli.E002", "linli.W001"]
