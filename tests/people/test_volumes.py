"""Plates, boards, cards and volumes as they are filled from the rows; and the two people a volume with names needs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry
from linli.office.actions import claim_job, run_a_step
from linli.office.models import Job
from linli.people import boards, volumes
from linli.people.actions import printing as verbs
from linli.people.actions import second
from linli.people.models import Absence, Consent, Post, Resident, SupportNeed
from linli.people.queries import actor_of
from linli.reactions import printing as work
from linli.territory.models import Household, Plate
from linli.territory.plates import Where
from tests import make
from tests.make import NOON


@pytest.fixture
def two(town):
    """Two registrars of one community, and one of another."""
    one = town.serve(town.offices["community"], name="reg_one", role="registrar")
    other = town.serve(town.offices["community"], name="reg_two", role="registrar")
    far = town.serve(town.offices["other_community"], name="reg_far", role="registrar")
    return one, other, far


def refusal_of(call) -> str:
    with pytest.raises(Refused) as error:
        call()
    return error.value.refusal.code


def live(town, name: str = "欧阳户主", n: int = 0) -> Resident:
    home = Household.objects.order_by("id")[n]
    return Resident.objects.create(household=home, name=name, is_head=True, since=NOON.date())


def test_plates_carry_the_token_of_their_door_and_no_resident(town) -> None:
    live(town)
    found = boards.plates(Where(town.areas["grid"].path))
    tokens = set(Plate.objects.filter(retired_at=None).values_list("token", flat=True))
    assert {one.url.rstrip("/").rsplit("/", 1)[1] for one in found} == tokens
    assert "欧阳户主" not in repr(found)
    assert boards.plates(Where(town.areas["next_grid"].path)) == []


def test_ordering_gives_every_door_without_a_code_one(town) -> None:
    Plate.objects.all().delete()
    job = verbs.order_plates(
        town.areas["grid"], Where(town.areas["grid"].path), by=town.actors["grid"], at=NOON
    )
    assert job.total == 2 == Plate.objects.filter(retired_at=None).count()
    assert Entry.objects.get(verb="plates.hung").data == {"number": 2}


def test_nobody_orders_plates_of_another_area(town) -> None:
    where = Where(town.areas["grid"].path)
    for name, code in (
        ("next_grid", "outside_your_area"),
        ("water", "not_your_role"),
        ("community", "not_your_role"),
    ):
        call = lambda by=town.actors[name]: verbs.order_plates(town.areas["grid"], where, by=by, at=NOON)  # noqa: E731
        assert refusal_of(call) == code


def test_a_board_names_whoever_stands_in_and_takes_no_private_number(town) -> None:
    post = Post.objects.get(user=town.users["grid"])
    deputy = town.serve(town.offices["grid"], name="stands_in", role="part_time")
    Post.objects.filter(pk=post.pk).update(deputy_id=deputy.post_id)
    type(post.user).objects.update(phone="13900001111")
    Absence.objects.create(post=post, since=NOON - timedelta(days=1), until=NOON + timedelta(days=1))
    lines = boards.served(town.areas["grid"].path, NOON)
    first = next(one for one in lines if one.role == "专职网格员")
    assert (first.name, first.acting) == ("stands_in 甲", "代grid 甲")
    assert "13900001111" not in repr(lines)
    assert first.phone == "0399-801 2345"


def test_a_paper_of_the_community_names_the_grid_that_somebody_looks_after(town) -> None:
    def covers(key: str) -> set[str]:
        lines = boards.served(town.areas[key].path, NOON)
        return {one.covers for one in lines if one.role == "专职网格员"}

    assert covers("grid") == {"整个网格"}
    assert covers("community") == {town.areas["grid"].name, town.areas["next_grid"].name}


def test_a_board_without_any_number_that_is_answered_is_refused(town, settings) -> None:
    settings.DUTY_PHONE = ""
    type(town.offices["grid"]).objects.update(phone="")
    assert refusal_of(lambda: boards.board(town.areas["grid"], NOON)) == "no_number"


def test_needs_below_five_are_never_told_nought_included(town) -> None:
    def need(n: int) -> None:
        one = live(town, f"户主{n}", n)
        consent = Consent.objects.create(
            resident=one,
            purpose="support",
            notice="1",
            way="paper",
            asked_by=town.users["grid"],
            given_at=NOON,
            until=NOON + timedelta(days=99),
        )
        SupportNeed.objects.create(
            household=one.household,
            resident=one,
            consent=consent,
            kind="alone_old",
            since=NOON,
            review_on=NOON.date(),
        )

    make.territory.enter_building(
        town.areas["grid"], estate="桂花里", name="9 栋", doors={1: ["101"]}, by=SYSTEM, at=NOON
    )
    for n in range(4):
        need(n)
    seen = volumes.overview(town.areas["grid"])
    assert seen.needs["alone_old"] is None
    assert seen.needs["disability"] is None
    need(4)
    seen = volumes.overview(town.areas["grid"])
    assert seen.needs["alone_old"] == 5
    assert seen.households == 5
    assert "户主" not in repr(volumes.volume(town.areas["grid"], NOON))


def test_a_volume_with_names_is_made_only_after_a_second_person_said_yes(town, two) -> None:
    one, other, far = two
    live(town)
    job = verbs.ask_named_volume(town.areas["grid"], reason="check", by=one, at=NOON)
    assert claim_job(NOON) is None, "a worker takes nothing that waits"
    assert refusal_of(lambda: work.named_volume(job, NOON)) == "not_oneself"
    assert refusal_of(lambda: verbs.confirm_named_volume(job, by=one, at=NOON)) == "not_oneself"
    assert refusal_of(lambda: verbs.confirm_named_volume(job, by=far, at=NOON)) == "outside_your_area"
    above = town.serve(town.offices["township"], name="reg_above", role="registrar")
    assert refusal_of(lambda: verbs.confirm_named_volume(job, by=above, at=NOON)) == "second_elsewhere"
    assert (
        refusal_of(lambda: verbs.confirm_named_volume(job, by=town.actors["grid"], at=NOON))
        == "not_your_role"
    )
    assert [u.username for u in second.who_may_confirm(job, NOON)] == ["reg_two"]
    verbs.confirm_named_volume(job, by=other, at=NOON)
    claimed = claim_job(NOON)
    assert claimed is not None
    assert run_a_step(claimed)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    assert job.result is not None
    (entry,) = Entry.objects.filter(verb="volume.printed")
    assert entry.data["households"] == 4
    assert entry.data["confirmed_by"] == other.user_id
    assert "欧阳" not in str(entry.data) + str(job.params)


def test_only_a_reason_of_the_list_counts_and_no_sub_district_goes_into_one_volume(town, two) -> None:
    one = two[0]
    ask = verbs.ask_named_volume
    assert refusal_of(lambda: ask(town.areas["grid"], reason="other", by=one, at=NOON)) == "name_reason"
    assert (
        refusal_of(lambda: ask(town.areas["other_grid"], reason="check", by=one, at=NOON))
        == "outside_your_area"
    )
    above = town.serve(town.offices["township"], name="reg_above", role="registrar")
    assert (
        refusal_of(lambda: ask(town.areas["township"], reason="check", by=above, at=NOON)) == "not_a_volume"
    )
    assert not Job.objects.exists()


def test_whoever_lost_the_post_meanwhile_gets_no_volume(town, two) -> None:
    one, other, _ = two
    job = verbs.ask_named_volume(town.areas["grid"], reason="check", by=one, at=NOON)
    verbs.confirm_named_volume(job, by=other, at=NOON)
    Post.objects.filter(user_id=other.user_id).update(until=NOON)
    later = NOON + timedelta(minutes=1)
    job.refresh_from_db()
    assert refusal_of(lambda: work.named_volume(job, later)) == "no_post_now"
    assert actor_of(one.user_id, later).refusal("contact.export", job.area_path) is None


def test_names_stand_in_a_volume_only_with_a_watermark_and_numbers_are_masked(town) -> None:
    one = live(town)
    from linli.people.actions import seal_phone

    Resident.objects.filter(pk=one.pk).update(phone=seal_phone("13812345678"))
    homes = volumes.households(town.areas["grid"])
    assert homes[0][2:] == ("欧阳户主", "", "*** **** 5678")
    with pytest.raises(AssertionError):
        volumes.volume(town.areas["grid"], NOON, homes=homes)
    assert volumes.volume(town.areas["grid"], NOON, homes=homes, watermark="甲").watermark == "甲"
