"""Entrusted to two: who sees that page, what they can do there, and whom an office names."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from linli.cases.actions.safety import call_for_help
from linli.cases.actions.trusting import name_trustee
from linli.cases.models import SafetyCall, Trustee, TrustKind
from linli.common.actor import RESIDENT, SYSTEM
from linli.journal.actions import claim, settle
from linli.journal.models import Entry, Reading
from tests import make
from tests.make import LONG_AGO, Town
from tests.pages import form

WORDS = "他又动手了"


@pytest.fixture
def call(town: Town) -> SafetyCall:
    for who in ("community", "community_2"):
        name_trustee(
            town.offices["community"], town.users[who], kind=TrustKind.DANGER, by=SYSTEM, at=LONG_AGO
        )
    return call_for_help(
        words=WORDS, contact="打我姐", minor=False, area=town.areas["grid"], by=RESIDENT, at=timezone.now()
    )


def desk(town: Town, who: str) -> Client:
    client = Client()
    client.force_login(town.users[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def send(client: Client, address: str, **said: str):
    key = form(client.get(address).content, having="key").values["key"]
    return client.post(address, {"key": key, **said})


def test_the_two_find_it_in_their_rail_and_nobody_else_learns_of_it(town: Town, call: SafetyCall):
    address = f"/desk/trust/calls/{call.uuid}/"
    for who in ("community", "community_2"):
        assert 'href="/desk/trust/"' in page(desk(town, who), "/desk/")
        assert WORDS in page(desk(town, who), address)
    for who in ("grid", "township", "county", "housing", "other_community"):
        client = desk(town, who)
        assert "/desk/trust/" not in page(client, "/desk/")
        assert str(call.uuid) not in page(client, "/desk/trust/")
        for end in ("", "note/", "close/"):
            assert client.get(address + end).status_code == 404
            assert client.post(address + end).status_code in (404, 405)
        assert client.post(f"{address}take/").status_code == 404


def test_each_look_at_a_call_is_on_record_and_the_list_of_them_is_none(town: Town, call: SafetyCall):
    client = desk(town, "community")
    page(client, "/desk/trust/")
    assert not Reading.objects.exists()
    page(client, f"/desk/trust/calls/{call.uuid}/")
    read = Reading.objects.get()
    assert (read.user_id, read.level, read.subject_id) == (town.users["community"].pk, "L3", call.pk)
    desk(town, "grid").get(f"/desk/trust/calls/{call.uuid}/")
    assert Reading.objects.count() == 1


def test_it_stands_on_no_other_page_of_the_desk_not_even_theirs(town: Town, call: SafetyCall):
    client = desk(town, "community")
    for address in ("/desk/", "/desk/?queue=open", "/desk/register/", "/desk/staff/", "/desk/messages/"):
        body = page(client, address)
        assert WORDS not in body
        assert str(call.uuid) not in body


def test_both_get_a_line_that_only_leads_there(town: Town, call: SafetyCall):
    now = Entry.objects.order_by("-recorded_at")[0].recorded_at
    for delivery, until in claim(now, most=500):
        settle(delivery, until, now)

    told = page(desk(town, "community_2"), "/desk/messages/")

    assert '<a href="/desk/trust/">' in told
    assert WORDS not in told
    assert '<a href="/desk/trust/">' not in page(desk(town, "grid"), "/desk/messages/")


def test_one_takes_it_notes_and_ends_it_by_their_word(town: Town, call: SafetyCall):
    client, address = desk(town, "community"), f"/desk/trust/calls/{call.uuid}/"
    assert client.post(f"{address}take/").status_code == 302
    assert send(client, f"{address}note/", words="打通了，她去了姐姐家").status_code == 302
    assert "她去了姐姐家" in page(desk(town, "community_2"), address)

    assert send(client, f"{address}close/", how="unreached").status_code == 422
    assert send(client, f"{address}close/").status_code == 422
    assert send(client, f"{address}close/", how="own_word", words="她说好了").status_code == 302

    assert SafetyCall.objects.get().closed_at is not None
    assert "take/" not in page(client, address)


def test_about_a_child_only_the_report_ends_it(town: Town, call: SafetyCall):
    SafetyCall.objects.update(minor=True)
    client, address = desk(town, "community"), f"/desk/trust/calls/{call.uuid}/"
    client.post(f"{address}take/")

    assert "own_word" not in page(client, f"{address}close/")
    assert send(client, f"{address}close/", how="own_word").status_code == 422
    assert send(client, f"{address}close/", how="reported").status_code == 302


def test_a_complaint_stands_on_the_page_of_whoever_reads_it(town: Town):
    name_trustee(
        town.offices["community"], town.users["community_2"], kind=TrustKind.COMPLAINT, by=SYSTEM, at=LONG_AGO
    )
    case = make.case(town, about=(town.users["grid"].pk,))

    assert case.spoken_number in page(desk(town, "community_2"), "/desk/trust/")
    assert case.spoken_number not in page(desk(town, "community"), "/desk/trust/")


def test_the_leader_names_two_trained_people_and_lets_one_go(town: Town):
    town.serve(town.offices["township"], name="leader", role="leader")
    client, address = desk(town, "leader"), f"/desk/trust/offices/{town.offices['community'].pk}/"
    user = str(town.users["community"].pk)

    assert send(client, address, user=user, kind="danger").status_code == 422  # trained? nobody said so
    assert send(client, address, user=user, kind="danger", trained="yes").status_code == 302
    assert send(client, address, user=str(town.users["grid"].pk), kind="complaint").status_code == 422

    named = Trustee.objects.get()
    assert client.post(f"/desk/trust/named/{named.pk}/end/").status_code == 302
    assert not Trustee.objects.filter(until=None).exists()
    assert {"trustee.named", "trustee.dismissed"} <= set(Entry.objects.values_list("verb", flat=True))


def test_whoever_does_not_appoint_names_nobody(town: Town, call: SafetyCall):
    named = Trustee.objects.order_by("pk")[0]
    for who in ("community", "grid", "other_community"):
        client = desk(town, who)
        assert client.get(f"/desk/trust/offices/{town.offices['community'].pk}/").status_code == 403
        assert client.post(f"/desk/trust/named/{named.pk}/end/").status_code == 403
    assert Trustee.objects.filter(until=None).count() == 2
