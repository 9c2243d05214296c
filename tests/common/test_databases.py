"""LINLI_DATABASE as people write it; what cannot be read is told in a sentence without the password."""

from __future__ import annotations

import pytest

from linli.common.databases import postgres


def test_a_plain_address_keeps_a_connection_open_in_each_thread() -> None:
    found = postgres("postgres://linli:geheim@db.example:5433/linli")
    assert found["ENGINE"] == "django.db.backends.postgresql"
    named = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert [found[name] for name in named] == ["linli", "linli", "geheim", "db.example", "5433"]
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (None, True)
    assert found["OPTIONS"] == {"connect_timeout": "5", "server_side_binding": True, "prepare_threshold": 2}


def test_what_follows_the_question_mark_goes_to_the_driver() -> None:
    found = postgres(
        "postgresql://linli@db/linli?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&connect_timeout=2"
    )
    assert found["OPTIONS"] == {
        "sslmode": "verify-full",
        "sslrootcert": "/etc/ca.pem",
        "connect_timeout": "2",
        "server_side_binding": True,
        "prepare_threshold": 2,
    }


def test_statements_are_not_kept_where_every_transaction_has_another_connection() -> None:
    assert postgres("postgres:///linli?prepare=0")["OPTIONS"]["prepare_threshold"] is None


def test_a_pool_is_shared_by_the_threads_of_a_server() -> None:
    found = postgres("postgres://linli@db/linli?pool=8")
    assert found["CONN_MAX_AGE"] == 0, "Django gives a connection back to the pool after each request"
    assert found["OPTIONS"]["pool"] == {"min_size": 1, "max_size": 8, "timeout": 10}


def test_a_socket_and_marks_in_the_password() -> None:
    found = postgres("postgres://linli:a%40b%2Fc%3A%23@%2Fvar%2Frun%2Fpostgresql/linli")
    assert (found["PASSWORD"], found["HOST"], found["PORT"]) == ("a@b/c:#", "/var/run/postgresql", "")
    assert postgres("postgres:///linli")["HOST"] == ""


@pytest.mark.parametrize(
    "url",
    [
        "postgres://linli:geheim@db",
        "postgres://linli:geheim@db/",
        "postgres://linli:geheim@db:port/linli",
        "postgres://linli:geheim@db:99999/linli",
        "postgres://linli:geheim@db/linli/other",
        "postgres://linli:geheim@db/linli?sslmode",
        "postgres://linli:geheim@db/linli?prepare=-1",
        "postgres://linli:geheim@db/linli?pool=many",
        "postgres://linli:geheim@db/linli?pool=-1",
        "postgresx://linli:geheim@db/linli",
    ],
)
def test_what_cannot_be_read_is_told_without_the_password(url: str) -> None:
    with pytest.raises(SystemExit) as told:
        postgres(url)
    assert "LINLI_DATABASE cannot be read" in str(told.value)
    assert "geheim" not in str(told.value)
