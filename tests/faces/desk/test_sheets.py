"""A form that does one thing keeps what was typed, also when the database cannot be written to just then."""

from __future__ import annotations

import sqlite3
import uuid

import pytest
from django.db import connection

from linli.people.models import Resident
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.people.homes import home


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_a_busy_database_says_so_and_the_sheet_can_be_sent_again() -> None:
    town = make.Town()
    grid = Desk(town, "grid")
    address = f"/desk/register/households/{home(town).pk}/enter/"
    grid.client.get(address)  # once a minute a click is noted in the session: here
    typed = {"key": str(uuid.uuid4()), "name": "欧阳小雨", "phone": "", "birth": "", "is_head": "no"}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        answer = grid.client.post(address, typed)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert answer.status_code == 503
    assert "现在太忙了" in text(answer)
    assert "欧阳小雨" in answer.content.decode()
    assert grid.client.post(address, typed).status_code == 302
    assert Resident.objects.filter(name="欧阳小雨").count() == 1
