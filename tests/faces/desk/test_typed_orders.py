"""Orders typed in by hand, pasted messages of a group, and the slips of a request."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from linli.cases.calling import was_in_hands
from linli.cases.models import Case
from linli.cases.queries import follow_token
from linli.journal.models import Entry
from tests import make
from tests.faces.desk.conftest import Desk, text
from tests.pages import form


def type_in(me: Desk, **more: str) -> Any:
    sent = form(me.get("orders/one/").content, having="number")
    values = {"source": "12345 热线", "number": "ＧＤ77", "words": "3 号楼的路灯三天不亮了。"}
    return me.client.post("/desk/orders/one/", sent.values | values | more)


def test_one_order_is_typed_in_goes_to_its_community_and_is_there_once(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township")
    assert 'href="/desk/orders/one/"' in me.get("orders/").content.decode()
    sent = form(me.get("orders/one/").content, having="number")
    values = sent.values | {
        "source": "12345 热线",
        "number": "ＧＤ77",
        "words": "3 号楼的路灯三天不亮了。",
        "place": town.areas["community"].name,
        "place_words": "3 号楼门口",
        "name": "周阿姨",
        "phone": "100 0000 2046",
        "ordered_at": "2026年11月20日 9:30",
        "reply_by": "2026/11/27",
    }
    for _ in range(2):
        done = me.client.post("/desk/orders/one/", values)
    case = Case.objects.get()
    assert done.url == f"/desk/cases/{case.number}/"
    assert (case.source, case.source_number, case.channel) == ("12345", "GD77", "order")
    assert (case.office, case.area) == (town.offices["community"], town.areas["community"])
    origin = case.origin
    local = timezone.localtime
    assert f"{local(origin.ordered_at):%F %H:%M}" == "2026-11-20 09:30"
    assert f"{local(origin.reply_by):%F %H:%M}" == "2026-11-27 23:59", (
        "a bare day is a limit: all of it counts"
    )
    assert f"{local(origin.sign_by):%F %H:%M}" == "2026-11-20 15:30", (
        "12345 wants a signature in 4 working hours"
    )
    assert case.reporter.phone is not None
    assert "GD77" in text(me.get("orders/"))


def test_an_order_of_a_system_without_limits_has_none_and_waits_at_the_sub_district(
    town, desk: Callable[[str], Desk]
) -> None:
    assert type_in(desk("township"), source="区长信箱").status_code == 302
    case = Case.objects.get()
    assert (case.source, case.office) == ("区长信箱", town.offices["township"])
    assert (case.origin.sign_by, case.origin.reply_by) == (None, None)


def test_a_number_that_is_here_leads_to_its_request_and_nothing_typed_is_lost(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township")
    type_in(me)
    case = Case.objects.get()
    again = type_in(me, source="12345", number="gd77", words="别的话，一样的编号", place_words="桥头")
    assert again.status_code == 422
    page = again.content.decode()
    assert f'href="/desk/cases/{case.number}/"' in page
    assert "别的话，一样的编号" in page
    assert "桥头" in page
    assert Case.objects.get().words == "3 号楼的路灯三天不亮了。"


def test_odd_dates_numbers_and_places_of_a_typed_order_are_told_at_their_fields(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("township")
    for name, wrong in (
        ("source", " "),
        ("number", ""),
        ("words", "\u200b"),
        ("place", "没有的社区"),
        ("place", "370998"),
        ("phone", "12x"),
        ("ordered_at", "明天"),
        ("ordered_at", "2099-01-01"),
        ("reply_by", "2026-13-40"),
        ("sign_by", "2020-01-01"),
        ("title", "长" * 201),
    ):
        answer = type_in(me, **{name: wrong})
        assert answer.status_code == 422, name
        assert answer.context["form"].errors.keys() == {name}
    assert not Case.objects.exists()
    assert me.client.post("/desk/orders/one/", {"key": "x"}).status_code == 400
    assert desk("community").get("orders/one/").status_code == 403
    assert 'href="/desk/orders/one/"' not in desk("community").get("orders/").content.decode()


# -- a message from a group ------------------------------------------------------------------------------


def paste(me: Desk, words: str, **more: str) -> Any:
    sent = form(me.get("orders/group/").content, having="words")
    return me.client.post("/desk/orders/group/", sent.values | {"words": words} | more)


def test_a_pasted_message_is_a_request_with_three_fields(town, desk: Callable[[str], Desk]) -> None:
    me = desk("grid")
    done = paste(me, "张三 11-22 08:31\n张三：楼道灯坏了，看不见路", where="桂花里3号楼2单元", yes="1")
    case = Case.objects.get()
    assert done.url == f"/desk/orders/group/{case.number}/"
    assert (case.channel, case.words, case.entrance) == ("group", "楼道灯坏了，看不见路", town.entrance)
    assert not hasattr(case, "reporter"), "nothing of the sender is kept"
    page = me.client.get(done.url).content.decode()
    assert follow_token(case) not in page, "with it one acts as the sender"
    assert case.spoken_number in page
    assert desk("grid_2").client.get(done.url).status_code == 404, "the page is for whoever wrote it down"


def test_the_senders_link_is_shown_once_on_record_and_what_it_rates_counts_as_paper(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("grid")
    address = paste(me, "楼道灯坏了", where="桂花里3号楼2单元", yes="1").url
    case = Case.objects.get()
    assert not was_in_hands(case, own_link=False)
    sent = form(me.client.get(address).content, having="key")
    shown = me.client.post(address, sent.values)
    assert follow_token(case) in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    entry = Entry.objects.get(verb="case.print_receipt")
    assert (entry.user_id, entry.data["choice"]) == (town.actors["grid"].user_id, "message")
    assert was_in_hands(case, own_link=False)
    later = me.client.get(address).content.decode()
    assert follow_token(case) not in later
    assert town.users["grid"].name in later
    again = me.client.post(address, sent.values | {"key": "6f6c6f4e-0000-4000-8000-000000000007"})
    assert again.status_code in (409, 422)
    assert follow_token(case) not in again.content.decode()
    assert desk("grid_2").client.post(address, sent.values).status_code == 404
    assert Entry.objects.filter(verb="case.print_receipt").count() == 1


def test_the_link_of_what_was_done_is_passed_on_to_nobody(town, desk: Callable[[str], Desk]) -> None:
    me = desk("grid")
    address = paste(me, "楼道灯坏了", where="桂花里3号楼2单元", yes="1").url
    hour_ago = timezone.now() - timedelta(hours=1)
    Case.objects.update(asked_at=hour_ago, received_at=hour_ago)
    make.walk(town, "take grid", "verify here", "resolve", case_=Case.objects.get(), at=hour_ago)
    assert me.client.get(address).status_code == 404
    assert me.client.post(address, {"key": "6f6c6f4e-0000-4000-8000-000000000008"}).status_code == 404


def test_without_the_senders_yes_nothing_is_written_and_nothing_typed_is_lost(
    town, desk: Callable[[str], Desk]
) -> None:
    answer = paste(desk("grid"), "楼道灯坏了", where="桂花里 3 栋")
    assert answer.status_code == 422
    assert "楼道灯坏了" in answer.content.decode()
    assert "桂花里 3 栋" in answer.content.decode()
    assert Case.objects.count() == 0


def test_a_plates_code_a_building_and_a_grid_are_found_and_other_areas_are_not(
    town, desk: Callable[[str], Desk]
) -> None:
    me = desk("community")
    paste(me, "第一件事", where=f"https://x/d/{town.plate.token}/", yes="1")
    paste(me, "第二件事", where="桂花里 3 栋", yes="1")
    paste(me, "第三件事", spot=f"g{town.areas['next_grid'].pk}", yes="1")
    first, second, third = Case.objects.order_by("id")
    assert first.entrance == town.entrance
    assert (second.entrance, second.area, second.place_words) == (None, town.areas["grid"], "桂花里 3 栋")
    assert third.area == town.areas["next_grid"]
    for more in (
        {"where": "没有的地方"},
        {"where": ""},
        {"spot": f"g{town.areas['other_grid'].pk}"},
        {"spot": "e²"},
    ):
        assert paste(me, "第四件事", yes="1", **more).status_code == 422
    assert paste(desk("other_grid"), "第五件事", where=town.plate.token, yes="1").status_code in (302, 422)
    assert not Case.objects.filter(words="第五件事", entrance=town.entrance).exists()


def test_where_several_buildings_fit_they_are_offered(town, desk: Callable[[str], Desk]) -> None:
    from linli.common.actor import SYSTEM
    from linli.territory import actions as territory

    for name in ("5 栋", "15 栋"):
        territory.enter_building(
            town.areas["grid"], estate="槐树里", name=name, doors={1: ["101"]}, by=SYSTEM, at=make.LONG_AGO
        )
    territory.enter_building(
        town.areas["grid"], estate="桂花里", name="5 栋", doors={1: ["101"]}, by=SYSTEM, at=make.LONG_AGO
    )
    me = desk("grid")
    asked = paste(me, "漏水", where="5 栋", yes="1")
    assert asked.status_code == 422
    said = text(asked)
    assert "Osmanthus" in said or "桂花里" in said
    assert "15 栋" not in said
    sent = form(asked.content, having="spot")
    assert (
        me.client.post("/desk/orders/group/", sent.values | {"yes": "1", "words": "漏水"}).status_code == 302
    )


def test_the_number_of_an_entrance_is_no_building(town, desk: Callable[[str], Desk]) -> None:
    from linli.common.actor import SYSTEM
    from linli.territory import actions as territory

    doors = {1: ["101"], 2: ["102"]}
    more = {"estate": "桂花里", "name": "2 栋", "doors": doors}
    territory.enter_building(town.areas["grid"], **more, by=SYSTEM, at=make.LONG_AGO)
    assert paste(desk("grid"), "漏水", where="桂花里 3 栋 2 单元", yes="1").status_code == 302
    assert Case.objects.get().entrance == town.entrance


# -- paper -----------------------------------------------------------------------------------------------


def test_whoever_sees_a_request_prints_its_slips_and_nobody_else(town, desk: Callable[[str], Desk]) -> None:
    case = make.walk(town, "take grid", "verify direct")
    assert f"/desk/orders/slips/{case.number}/" in desk("grid").case(case).content.decode()
    for name, status in (("grid", 200), ("water", 200), ("housing", 404), ("other_grid", 404)):
        for end in ("", "hand.pdf", "receipt.pdf"):
            assert desk(name).get(f"orders/slips/{case.number}/{end}").status_code == status
    assert desk("grid").get(f"orders/slips/{case.number}/press.pdf").status_code == 404
    assert desk("grid").get(f"orders/slips/{case.number}/hand.pdf").content.startswith(b"%PDF")


def test_the_link_of_the_resident_is_printed_by_a_form_only_and_that_is_on_record(
    town, desk: Callable[[str], Desk]
) -> None:
    case = make.walk(town, "take grid", "verify direct")
    worker, address = desk("grid"), f"/desk/orders/slips/{case.number}/receipt.pdf"
    plain = worker.client.get(address)
    assert plain.status_code == 200
    assert not Entry.objects.filter(verb="case.print_receipt").exists()
    linked = worker.client.post(address)
    assert linked.content.startswith(b"%PDF")
    assert len(linked.content) > len(plain.content) + 1000, (
        "the code stands on what the form printed, and only there"
    )
    assert Entry.objects.get(verb="case.print_receipt").user_id == town.actors["grid"].user_id
    assert f'method="post" action="{address}"' in worker.get(f"orders/slips/{case.number}/").content.decode()
    assert desk("other_grid").client.post(address).status_code == 404


def test_the_receipt_of_what_was_done_has_no_link_and_leaves_no_trace(
    town, desk: Callable[[str], Desk]
) -> None:
    case = make.walk(town, "take grid", "verify here", "resolve")
    answer = desk("grid").client.post(f"/desk/orders/slips/{case.number}/receipt.pdf")
    assert answer.status_code == 200
    assert not Entry.objects.filter(verb="case.print_receipt").exists()
