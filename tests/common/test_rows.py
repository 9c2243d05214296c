"""Rows by kept statements are the rows that the ORM would write and read."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import models

from linli.cases.models import Case, CaseOffice, Handling, Recusal
from linli.common import rows
from linli.common.sealed import seal
from linli.journal.models import Delivery, Entry, EntryDetail
from linli.people.models import Office
from tests import make
from tests.make import NOON

pytestmark = pytest.mark.django_db


def fields(row: models.Model) -> dict[str, Any]:
    found = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in found.items()}


def test_a_row_read_is_the_row_that_the_orm_reads(town) -> None:
    case = make.walk(town, "take grid", "verify here")
    for model, pk in (
        (Case, case.pk),
        (Office, case.office_id),
        (Entry, Entry.objects.latest("pk").pk),
        (EntryDetail, EntryDetail.objects.latest("pk").pk),
        (Handling, Handling.objects.latest("pk").pk),
        (Delivery, Delivery.objects.latest("pk").pk),
    ):
        for found in (rows.one(model, pk), rows.locked(model, pk)):
            assert fields(found) == fields(model.objects.get(pk=pk))
            assert found._state.adding is False
            assert found._state.db == "default"


def test_a_row_that_is_not_there_says_so() -> None:
    with pytest.raises(Case.DoesNotExist):
        rows.locked(Case, 0)


def test_a_row_added_stands_as_the_orm_would_have_written_it(town) -> None:
    case = make.case(town)
    words = seal("水管漏水", "journal")
    entry = rows.add(Entry(verb="x.y", subject_type="cases.case", subject_id=case.pk, actor_kind="user", at=NOON,
                           recorded_at=NOON, data={"to": {"级": [1, None, "二"]}}))  # fmt: skip
    detail = rows.add(
        EntryDetail(entry=entry, name="words", salt=b"\x00\xff", salted_hash="0" * 64, ciphertext=words)
    )
    assert fields(Entry.objects.get(pk=entry.pk)) == fields(entry)
    assert fields(EntryDetail.objects.get(pk=detail.pk)) == fields(detail)
    case.pk, case.uuid, case.number, case.follow_hash = None, uuid.uuid4(), "26119999", "f" * 64
    rows.add(case)
    assert fields(Case.objects.get(pk=case.pk)) == fields(case)
    number = Case.objects.count()
    case.save()  # the ORM takes it for a row that is there
    assert Case.objects.count() == number


def test_of_many_rows_those_that_are_there_stay(town) -> None:
    case = make.case(town)
    before = CaseOffice.objects.get(case=case)
    later = NOON + timedelta(days=1)
    new = [
        CaseOffice(case=case, office=town.offices[one], since=later) for one in ("grid", "water", "housing")
    ]
    rows.add_many(new, known_stay=True)
    rows.add_many([], known_stay=True)
    found = dict(CaseOffice.objects.filter(case=case).values_list("office_id", "since"))
    assert found == {before.office_id: before.since} | {
        town.offices[one].pk: later for one in ("water", "housing")
    }


def test_only_the_fields_named_are_written(town) -> None:
    case = make.case(town)
    title = case.title
    case.title, case.due_at, case.holder_id = "别的", None, town.users["grid"].pk
    rows.change(case, {"due_at", "holder_id"})
    rows.change(case, set())
    found = Case.objects.get(pk=case.pk)
    assert (found.title, found.due_at, found.holder_id) == (title, None, case.holder_id)


def test_rows_are_changed_where_every_column_fits_and_nothing_else(town) -> None:
    one, other = make.case(town), make.case(town)
    for case in (one, other):
        make.do(town, case, "take grid", at=make.minutes(1))  # a row that is left, and an open one
    rows.change_where(Handling, {"case_id": one.pk, "left_at": None}, left_at=make.minutes(9), outcome="so")
    found = Handling.objects.order_by("case_id", "id").values_list("case_id", "outcome", "left_at")
    assert [(case, outcome) for case, outcome, _ in found] == [
        (one.pk, "take"), (one.pk, "so"), (other.pk, "take"), (other.pk, "")
    ]  # fmt: skip
    assert [left for case, outcome, left in found if outcome == "so"] == [make.minutes(9)]


def test_it_is_told_whether_there_is_a_row(town) -> None:
    case, user = make.case(town), town.users["grid"]
    assert not rows.is_there(Recusal, case_id=case.pk, user_id=user.pk)
    Recusal.objects.create(case=case, user=user, at=NOON)
    assert rows.is_there(Recusal, case_id=case.pk, user_id=user.pk)
    assert not rows.is_there(Recusal, case_id=case.pk + 1, user_id=user.pk)


def test_no_model_written_this_way_does_more_when_it_is_saved() -> None:
    for model in (Case, CaseOffice, Handling, Entry, EntryDetail, Delivery):
        assert model.save is models.Model.save
        for field in model._meta.concrete_fields:
            assert type(field).pre_save in (models.Field.pre_save, models.DateTimeField.pre_save)
            assert not getattr(field, "auto_now", False)
            assert not getattr(field, "auto_now_add", False)
