"""Orders of other systems: a sheet comes in once and whole, our promise is the earlier date, the answer goes back."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.cases import actions as cases
from linli.cases import order_answers, order_lists
from linli.cases.actions import replying
from linli.cases.models import Case, Category, Origin
from linli.cases.orders import Mapping, shipped
from linli.common.refusals import Refused
from linli.common.scope import Grant, Scope
from linli.faces.desk.orders.replies import content
from linli.journal.models import Entry
from linli.office.models import ImportChunk, ImportRun
from linli.people.sheets.reading import read
from tests import make
from tests.cases import sheets_of_orders as sheets
from tests.make import NOON, ZONE
from tests.people.sheet_files import xlsx

HOTLINE = shipped()["12345"]


def scope(town: make.Town, at: datetime = NOON) -> Scope:
    return Scope.of(None, [Grant(area_path=town.areas["township"].path)], at=at)


def take(town: make.Town, content: bytes, **more: object) -> ImportRun:
    by = town.actors["township"]
    run = sheets.stage(content, office=town.offices["township"], by=by)
    return sheets.take(run, by=by, **more)


# -- taking in -------------------------------------------------------------------------------------------


def test_a_sheet_is_looked_at_then_each_order_is_taken_in_once(town) -> None:
    content = sheets.workbook(
        sheets.order("GD1"), sheets.order("GD2", area="没有这个社区"), sheets.order("GD3", "")
    )
    by = town.actors["township"]
    run = sheets.stage(content, office=town.offices["township"], by=by)
    found = order_lists.look(run)
    assert (found.new, found.known, found.differ, found.bad) == (2, 0, 0, 1)
    assert Case.objects.count() == 0, "nothing is there before somebody says so"
    run = sheets.take(run, by=by, signs=True)
    assert (run.state, run.made, run.known, run.refused) == ("shown", 2, 0, 1)
    left = ImportChunk.objects.filter(run=run).get()
    assert "GD1" not in settings.KEY_RING.open(left.content, "import"), "what was taken in does not stay"
    assert [(one.row, one.heading, one.code) for _row, one in order_lists.wrong_in(run)] == [
        (4, "诉求内容", "missing")
    ], "what is wrong in the row that was left out is still told"
    placed, unplaced = Case.objects.order_by("source_number")
    assert (placed.level, placed.task, placed.office) == ("community", "place", town.offices["community"])
    assert (unplaced.level, unplaced.task, unplaced.office) == (
        "township",
        "dispatch",
        town.offices["township"],
    )
    assert placed.words == "小区路灯不亮，晚上看不见路。"
    assert placed.reporter.name == "张三丰"
    assert {one.signed_at for one in Origin.objects.all()} == {NOON}
    run = take(town, content)
    assert (run.made, run.known, Case.objects.count()) == (0, 2, 2), "the same sheet again doubles nothing"


@pytest.mark.parametrize(
    "heading", ["办理时限", "办结时限", "截止时间", "要求办结时间", "答复期限", "到期时间"]
)
def test_a_limit_is_read_under_any_of_its_usual_names_and_a_bad_one_is_told_by_its_row(
    town, heading: str
) -> None:
    head = [heading if one == "办结期限" else one for one in sheets.HEAD]
    content = sheets.workbook(
        sheets.order("GD1", reply_by="2026-11-27 17:30"),
        sheets.order("GD2", reply_by="2026-13-45"),
        head=head,
    )
    by = town.actors["township"]
    run = sheets.stage(content, office=town.offices["township"], by=by)
    assert [(one.row, one.heading, one.code, one.value) for _row, one in order_lists.wrong_in(run)] == [
        (3, heading, "not_a_date", "2026-13-45")
    ]
    sheets.take(run, by=by)
    assert Origin.objects.get().reply_by == local("2026-11-27 17:30")


@pytest.mark.parametrize(
    ("address", "entrance", "words"),
    [
        ("桂花里3栋2单元", 2, ""),
        ("桂花里 3 号楼 2 单元一楼厨房", 2, "一楼厨房"),
        ("沂安市槐安区桂花里３栋２单元 301 室", 2, "301室"),
        ("桂花里3-2-301", 2, "301"),
        ("桂花里3#2门", 2, ""),
        ("桂花里3栋", None, "桂花里 3 栋"),
        ("沂安市槐安区桂花里3号楼", None, "桂花里 3 栋"),
        ("桂花里3栋9单元", None, "桂花里3栋9单元"),
        ("桂花里3-301", None, "桂花里 3 栋（桂花里3-301）"),
    ],
)
def test_an_address_of_the_register_is_its_door_and_what_it_says_beyond_stays(
    town, address: str, entrance: int | None, words: str
) -> None:
    take(town, sheets.workbook(sheets.order("GD1", area="", address=address)))
    case = Case.objects.get()
    assert (case.area, case.office) == (town.building.area, town.offices["community"])
    assert case.entrance == (town.building.entrances.get(number=entrance) if entrance else None)
    assert case.place_words == words


@pytest.mark.parametrize("address", ["桂花里13栋2单元", "桂花里3号2单元", "桂花里", "3栋2单元", "青石路口"])
def test_an_address_that_is_not_beyond_doubt_waits_for_the_dispatcher(town, address: str) -> None:
    take(town, sheets.workbook(sheets.order("GD1", area="", address=address)))
    case = Case.objects.get()
    assert (case.office, case.entrance, case.place_words) == (town.offices["township"], None, address)


def test_the_area_that_a_sheet_names_counts_more_than_an_address_elsewhere(town) -> None:
    other = town.areas["other_community"]
    take(town, sheets.workbook(sheets.order("GD1", area=other.name, address="桂花里3栋2单元")))
    case = Case.objects.get()
    assert (case.area, case.entrance, case.place_words) == (other, None, "桂花里3栋2单元")


def test_the_same_number_with_other_words_is_shown_and_overwrites_nothing(town) -> None:
    first, other, third = "路灯不亮。", "路灯还是不亮，已经三天。", "第三种说法。"
    take(town, sheets.workbook(sheets.order("GD1", first)))
    content = sheets.workbook(
        sheets.order("GD1", other), sheets.order("GD2", first), sheets.order("GD2", third)
    )
    by = town.actors["township"]
    run = sheets.stage(content, office=town.offices["township"], by=by)
    found = order_lists.look(run)
    assert (found.new, found.known, found.differ) == (1, 0, 2)
    assert [(one.order.row, one.ours, one.twice) for one in found.differing] == [
        (2, first, False),
        (4, first, True),
    ]
    run = sheets.take(run, by=by, add=[2])
    assert (run.made, run.changed) == (1, 1)
    assert sorted(Case.objects.values_list("source_number", "words")) == [("GD1", first), ("GD2", first)]
    told = Entry.objects.get(verb="case.supplement")
    assert told.subject_id == Case.objects.get(source_number="GD1").pk
    assert other not in str(told.data), "what somebody said stands sealed"
    again = order_lists.look(sheets.stage(content, office=town.offices["township"], by=by))
    assert (again.new, again.known, again.differ) == (0, 2, 1), (
        "what was added once is known; GD2 is still asked about"
    )


def test_only_what_the_mapping_names_is_kept_and_what_goes_back_is_sealed(town) -> None:
    row = [*sheets.order("GD1", channel="掌上 12345"), "不该留下的话"]
    take(town, sheets.workbook(row, head=[*sheets.HEAD, "内部备注"]))
    with connection.cursor() as cursor:
        dump = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            dump.append(str(cursor.fetchall()))
    assert "不该留下的话" not in "".join(dump)
    assert "掌上" not in "".join(dump), "kept for the answer, and sealed"
    answer = next(order_answers.answers(Origin.objects.all()))[1]
    assert answer.row == {"诉求渠道": "掌上 12345"}


@pytest.mark.parametrize("who", ["grid", "water", "other_community"])
def test_who_takes_no_orders_in_for_this_sub_district_is_refused(town, who: str) -> None:
    with pytest.raises(Refused):
        sheets.stage(
            sheets.workbook(sheets.order("GD1")), office=town.offices["township"], by=town.actors[who]
        )
    assert not ImportRun.objects.exists()


def test_a_sheet_is_taken_in_or_given_up_once(town) -> None:
    by = town.actors["township"]
    run = sheets.stage(sheets.workbook(sheets.order("GD1")), office=town.offices["township"], by=by)
    cases_before = Case.objects.count()
    from linli.cases.actions import importing

    importing.drop_orders(run, by=by, at=NOON)
    with pytest.raises(Refused):
        importing.start_taking(run, by=by, at=NOON)
    assert Case.objects.count() == cases_before
    assert not ImportChunk.objects.exists()


def test_a_source_matched_by_hand_is_remembered_with_its_form_of_answer(town) -> None:
    by = town.actors["township"]
    headings = ["流水", "说了什么", "别的"]
    mapping = Mapping("区长信箱", "区长信箱", "order", {"number": ("流水",), "words": ("说了什么",)})
    content = xlsx(headings, ["7", "楼道灯不亮", "x"])
    from linli.cases.actions import importing
    from linli.cases.orders import Table, read_rows

    table = Table(headings, [["7", "楼道灯不亮", "x"]], [2])
    columns = ["number", "words", ""]
    run = importing.stage_orders(
        list(read_rows(table, columns, mapping, zone=ZONE, at=NOON)),
        mapping=mapping,
        office=town.offices["township"],
        headings=headings,
        columns=columns,
        file_name="x.xlsx",
        content=content,
        by=by,
        at=NOON,
    )
    sheets.take(run, by=by)
    known = order_lists.sources(by.office_id)["区长信箱"]
    assert known.fields_of(headings) == columns
    assert known.reply[0] == ("流水", "number")
    assert "区长信箱" not in order_lists.sources(town.actors["other_community"].office_id)


# -- the walk: the town's order with its own limit of five working days ----------------------------------


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def do_the_work(town: make.Town, case: Case, matter: Category, words: str) -> Case:
    """The dispatcher gives it to a department, which does it; the sub-district's second person checks it."""
    cases.take(case, by=town.actors["township"], at=make.minutes(5))
    cases.dispatch(
        case,
        by=town.actors["township"],
        at=make.minutes(6),
        choice="department",
        category=matter,
        department=town.offices["housing"],
    )
    cases.take(case, by=town.actors["housing"], at=make.minutes(7))
    cases.accept(case, by=town.actors["housing"], at=make.minutes(8), words="今天去")
    cases.contact(case, by=town.actors["housing"], at=make.minutes(9), reached=True)
    cases.resolve(case, by=town.actors["housing"], at=make.minutes(60), outcome="done", words=words)
    case.refresh_from_db()
    checker = next(key for key, office in town.offices.items() if office.pk == case.office_id)
    cases.take(case, by=town.actors[f"{checker}_2"], at=make.minutes(70))
    cases.pass_check(case, by=town.actors[f"{checker}_2"], at=make.minutes(71), words="")
    case.refresh_from_db()
    return case


def test_an_order_with_five_working_days_of_its_own_walks_the_loop_and_the_earlier_date_is_the_promise(
    town,
) -> None:
    """Sent on Friday 20 November 2026 at 8:00; five working days end on Friday the 27th at closing time."""
    friday = "2026-11-20 08:00"
    run = take(
        town,
        sheets.workbook(
            sheets.order("GD1", area="", ordered=friday, reply_by=""),
            sheets.order("GD2", area="", ordered=friday, reply_by=""),
        ),
        signs=True,
    )
    assert run.made == 2
    general, simple = Case.objects.order_by("source_number")
    for case in (general, simple):
        assert case.cap_at == case.promise_at == case.origin.reply_by == local("2026-11-27 17:30")
        assert case.origin.sign_by == local("2026-11-20 15:00"), (
            "four working hours: 9 to 12 and one after lunch"
        )
        assert case.due_at == local("2026-11-24 17:30"), "to be dispatched within a working day of Monday"
    general = do_the_work(town, general, town.categories["noise"], "已劝导，晚上不再施工。")
    simple = do_the_work(town, simple, town.categories["pipe"], "换了接头。")
    assert general.promise_at == local("2026-11-27 17:30"), (
        "seven days would end on the 30th: the order is earlier"
    )
    assert simple.promise_at is not None
    assert simple.promise_at.astimezone(ZONE).date() == datetime(2026, 11, 26).date(), (
        "three days: we are earlier"
    )
    verbs = [
        one.removeprefix("case.")
        for one in Entry.objects.filter(subject_id=general.pk, subject_type="cases.case")
        .order_by("id")
        .values_list("verb", flat=True)
    ]
    assert verbs == [
        *(
            "take_in",
            "sign",
            "take",
            "dispatch",
            "take",
            "accept",
            "contact",
            "resolve",
            "take",
            "pass_check",
        ),
    ]
    rows = [(row.level, row.task, row.outcome) for row in general.handlings.order_by("id")]
    assert rows == [
        ("township", "dispatch", "take"),
        ("township", "dispatch", "dispatch:department"),
        ("department", "accept", "take"),
        ("department", "accept", "accept"),
        ("department", "do", "resolve"),
        ("township", "check", "take"),
        ("township", "check", "pass_check"),
        ("township", "rating", ""),
    ]
    do_rows = general.handlings.filter(task="do")
    assert [row.due_at for row in do_rows] == [local("2026-11-27 17:30")]


# -- the way back ----------------------------------------------------------------------------------------


def test_the_answer_goes_back_in_the_form_of_the_source_and_nothing_else_does(town) -> None:
    evil = "@SUM(A1)"
    rows = [
        sheets.order("GD1", area="", channel=evil, reply_by="2026-11-30 17:30"),
        sheets.order("GD2", area="", reply_by="2026-11-25 17:30"),
        sheets.order("GD3", area="", reply_by="2026-11-24 17:30"),
    ]
    take(town, sheets.workbook(*rows), signs=True)
    for number, words in (("GD1", "换了灯泡。"), ("GD2", "+已修好")):
        do_the_work(town, Case.objects.get(source_number=number), town.categories["noise"], words)
    by, at = town.actors["township"], make.minutes(120)
    ready = order_answers.to_reply(scope(town), "12345")
    assert replying.reply(list(ready), source="12345", by=by, at=at) == 2
    sent = order_answers.given(scope(town), "12345", at, HOTLINE)
    text = content(sent, "csv", HOTLINE.name).decode("utf-8-sig")
    head, *found = list(csv.reader(io.StringIO(text)))
    assert head == [heading for heading, _ in HOTLINE.reply]
    first = dict(zip(head, found[0], strict=True))
    assert [row[0] for row in found] == ["GD2", "GD1"], "what is due first stands on top; GD3 is not answered"
    assert first == {
        "工单编号": "GD2",
        "标题": "路灯不亮",
        "诉求渠道": "电话",
        "承办单位": "housing 办",
        "签收时间": "2026-11-23 12:00",
        "首次联系时间": "2026-11-23 12:09",
        "办结时间": "2026-11-23 13:00",
        "办理结果": "已解决",
        "办理情况": "'+已修好",
    }
    assert found[1][head.index("诉求渠道")] == f"'{evil}"
    in_xlsx = read(content(sent, "xlsx", HOTLINE.name), "a.xlsx")[0].rows
    assert in_xlsx == [head, *found]
    assert not order_answers.to_reply(scope(town), "12345").exists(), "what went back is not offered again"
    with pytest.raises(Refused):
        replying.reply([], source="12345", by=by, at=at)


def test_the_answer_stands_under_the_headings_of_the_sheet_that_came_in(town) -> None:
    head = [{"标题": "诉求标题", "工单编号": "工单号"}.get(one, one) for one in sheets.HEAD]
    take(town, sheets.workbook(sheets.order("GD1"), head=head))
    form = order_lists.sources(town.actors["township"].office_id)["12345"].reply
    assert [heading for heading, _ in form][:3] == ["工单号", "诉求标题", "诉求渠道"]
    office, by = town.offices["township"], town.actors["township"]
    sheets.stage(sheets.workbook(sheets.order("GD2")), office=office, by=by, at=make.minutes(1))
    assert order_lists.sources(town.actors["township"].office_id)["12345"].reply == HOTLINE.reply


def test_what_is_taken_up_again_is_owed_a_second_answer(town) -> None:
    take(town, sheets.workbook(sheets.order("GD1", area="")))
    case = do_the_work(town, Case.objects.get(), town.categories["noise"], "修好了。")
    by = town.actors["township"]
    replying.reply(
        list(order_answers.to_reply(scope(town), "12345")), source="12345", by=by, at=make.minutes(80)
    )
    cases.rate(case, by=make.asker(case), at=make.minutes(90), solved=False, satisfied=1, words="又坏了")
    assert not order_answers.to_reply(scope(town), "12345").exists()
    case.refresh_from_db()
    Case.objects.filter(pk=case.pk).update(
        status="closed",
        office=None,
        task="",
        level="",
        closed_at=make.minutes(200),
        resolved_at=make.minutes(190),
    )
    assert order_answers.to_reply(scope(town), "12345").count() == 1


def test_a_period_takes_what_was_answered_in_it_whether_it_went_back_or_not(town) -> None:
    take(town, sheets.workbook(sheets.order("GD1", area="")))
    do_the_work(town, Case.objects.get(), town.categories["noise"], "修好了。")
    day = NOON.replace(hour=0)
    found = order_answers.to_reply(scope(town), "12345", since=day, until=day + timedelta(days=1))
    replying.reply(list(found), source="12345", by=town.actors["township"], at=make.minutes(80))
    assert found.count() == 1
    assert not order_answers.to_reply(
        scope(town), "12345", since=day + timedelta(days=1), until=day + timedelta(days=2)
    )


def test_signing_twice_keeps_the_first_time(town) -> None:
    take(town, sheets.workbook(sheets.order("GD1")))
    origin = Origin.objects.get()
    for minute in (1, 2):
        replying.sign(origin, by=town.actors["township"], at=make.minutes(minute))
    origin.refresh_from_db()
    assert origin.signed_at == make.minutes(1)
    assert Entry.objects.filter(verb="case.sign").count() == 1
    with pytest.raises(Refused):
        replying.sign(origin, by=town.actors["grid"], at=NOON)


def queries(work) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        work()
    return len(caught)


def test_lists_and_answers_ask_as_often_for_fifteen_orders_as_for_five(town) -> None:
    def asked() -> tuple[int, int, int]:
        run = sheets.stage(
            sheets.workbook(*(sheets.order(f"X{n}") for n in range(5))),
            office=town.offices["township"],
            by=town.actors["township"],
        )
        return (
            queries(lambda: list(order_answers.answers(Origin.objects.all()))),
            queries(
                lambda: [
                    str(one.case.area) + str(one.case.office)
                    for one in order_lists.listed("open", scope(town))
                ]
            ),
            queries(lambda: order_lists.look(run)),
        )

    take(town, sheets.workbook(*(sheets.order(f"GD{n}") for n in range(5))))
    few = asked()
    take(town, sheets.workbook(*(sheets.order(f"GE{n}") for n in range(10))))
    assert asked() == few


def test_a_number_is_the_same_however_it_is_spelled_and_goes_back_with_its_own_letters(
    town: make.Town,
) -> None:
    run = take(town, sheets.workbook(sheets.order("n2"), sheets.order("ｎ２"), sheets.order("Gd-7")))
    assert run.made == 2
    assert set(Case.objects.values_list("source_number", flat=True)) == {"n2", "Gd-7"}
    again = take(town, sheets.workbook(sheets.order("N2"), sheets.order("GD-7", "别的话，不是那句。")))
    assert (again.made, again.known) == (0, 1)
    by, office = town.actors["township"], town.offices["township"]
    for number in ("N2", " Ｎ2", "gD-7"):
        with pytest.raises(Refused, match="order_known"):
            cases.take_in(source="12345", number=number, words="话", by=by, at=NOON, office=office)
