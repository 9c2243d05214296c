"""What residents have to hear: owed once, sent by a gateway or told by a person, never at night, gone in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.cases.actions import Asker, bringing
from linli.cases.models import Case
from linli.common.actor import SYSTEM
from linli.common.refusals import Refused
from linli.journal.models import Entry, Reading
from linli.notify import gateways
from linli.notify.actions import drop_outgoing, set_words
from linli.notify.models import Outgoing
from linli.notify.queries import owed, owed_of
from linli.reactions.resident_messages import MOOT, OWES, send_texts
from linli.reactions.retention import KINDS
from tests import make
from tests.make import NOON, minutes, walk
from tests.reactions.test_case_messages import react

ZHANG = Asker("张三丰", "13800000001")


class Carrier:
    """A gateway that remembers; it fails as often as it is told."""

    def __init__(self, *, fails: int = 0) -> None:
        self.sent: list[tuple[str, str]] = []
        self.fails = fails

    def send(self, to: str, text: str) -> str:
        if self.fails:
            self.fails -= 1
            raise OSError(f"no answer for {to}")
        self.sent.append((to, text))
        return f"ref-{len(self.sent)}"


@pytest.fixture
def carrier():
    gateways.install(found := Carrier())
    yield found
    gateways.install(None)


def asked(town, **more) -> Case:
    return make.case(town, **({"channel": "telephone", "asker": ZHANG} | more))


def templates(*states: str) -> list[str]:
    rows = Outgoing.objects.filter(state__in=states or ("waiting",)).order_by("id")
    return list(rows.values_list("template", flat=True))


def code(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.refusal.code


# -- what is owed ----------------------------------------------------------------------------------------------


def test_somebody_hears_the_promise_the_question_the_new_date_and_that_it_is_done(town) -> None:
    case = walk(town, "take grid", "verify here", case_=asked(town))
    react()
    assert templates() == ["verify"]
    walk(town, "ask_more sent", case_=case, at=minutes(10))
    react()
    assert templates() == ["verify", "ask_more"]
    walk(town, "answer", "propose extend", "grant", case_=case, at=minutes(20))
    react()
    assert templates() == ["extend"]
    walk(town, "resolve", "take community", "pass_check", case_=case, at=minutes(40))
    react()
    assert templates() == ["resolve"]
    walk(town, "rate solved", case_=case, at=minutes(60))
    react()
    assert templates() == []


@pytest.mark.parametrize(
    ("steps", "template"),
    [
        (("take grid", "propose refuse", "grant"), "refuse"),
        (("take grid", "refer"), "refer"),
        (("take grid", "verify here", "propose list", "grant"), "list"),
        (("take grid", "verify here", "resolve", "take community", "pass_check", "close"), "close"),
    ],
)
def test_somebody_hears_how_it_ended(town, steps: tuple[str, ...], template: str) -> None:
    walk(town, *steps, case_=asked(town))
    react()
    assert templates() == [template]


def test_whose_matter_is_named_by_the_community_or_the_desk_hears_the_date_from_there(town) -> None:
    case = asked(town, entrance=None, unplaced_at=town.offices["township"], channel="telephone")
    case = walk(town, "take township", "dispatch department", case_=case)
    react()
    assert templates() == ["verify"]
    row = Outgoing.objects.get()
    assert row.params["promise"] == f"{case.promise_at.astimezone(make.ZONE):%F}"
    walk(town, "take water", "send_back", "take township", "dispatch department", case_=case, at=minutes(9))
    react()
    assert templates() == ["verify"]  # the same date is no news


def test_nothing_personal_is_kept_with_what_is_owed(town) -> None:
    case = walk(town, "take grid", "verify here", "ask_more sent", case_=asked(town, words="我家水管漏水"))
    react()
    for row in Outgoing.objects.all():
        assert set(row.params) <= {"number", "promise", "phone"}
        assert not {"张三丰", "13800000001", case.words} & set(row.params.values())


def test_who_left_neither_name_nor_number_is_owed_nothing(town) -> None:
    walk(town, "take grid", "verify here", case_=make.case(town, channel="worker"))
    react()
    assert not Outgoing.objects.exists()


def test_what_was_told_at_the_door_is_not_told_again(town) -> None:
    walk(town, "take grid", "verify here", "ask_more told", case_=asked(town))
    react()
    assert "ask_more" not in templates("waiting", "cancelled")


def test_a_reaction_that_comes_late_owes_nothing_that_is_needless_by_now(town) -> None:
    walk(town, "take grid", "verify here", "withdraw", case_=asked(town))
    from linli.reactions.resident_messages import owe_resident

    owe_resident(Entry.objects.get(verb="case.verify"))
    assert not Outgoing.objects.exists()


def test_every_verb_that_owes_or_ends_something_is_in_the_table() -> None:
    from linli.reactions.table import TABLE

    owes = {verb for verb, all_ in TABLE.items() if "owe_resident" in {r.__name__ for r in all_}}
    moot = {verb for verb, all_ in TABLE.items() if "call_off_moot" in {r.__name__ for r in all_}}
    assert owes == set(OWES)
    assert moot == set(MOOT)


# -- when ------------------------------------------------------------------------------------------------------


def test_it_waits_for_the_morning_and_for_the_undo(town) -> None:
    night = NOON.replace(hour=22, minute=58)
    walk(town, "take grid", "verify here", case_=asked(town, at=night), at=night)
    react()
    [row] = Outgoing.objects.all()
    assert row.not_before == NOON.replace(hour=8) + timedelta(days=1)
    assert not owed(night + timedelta(hours=9)).exists()
    assert owed(night + timedelta(hours=9, minutes=2)).exists()


def test_by_day_it_waits_only_for_the_undo(town) -> None:
    walk(town, "take grid", "verify here", case_=asked(town))
    react()
    [row] = Outgoing.objects.all()
    assert row.not_before == minutes(2) + timedelta(seconds=70)


def test_red_does_not_wait_for_the_morning(town) -> None:
    night = NOON.replace(hour=22, minute=58)
    case = walk(town, "take grid", "verify here", case_=asked(town, at=night), at=night)
    Case.objects.update(urgency="red")
    walk(town, "ask_more sent", case_=case, at=night + timedelta(minutes=10))
    react()
    assert Outgoing.objects.get(template="ask_more").not_before == night + timedelta(minutes=11)


# -- without a gateway -----------------------------------------------------------------------------------------


def test_without_a_gateway_those_without_a_page_of_their_own_are_called(town) -> None:
    for channel in ("telephone", "plate"):
        walk(town, "take grid", "verify here", case_=asked(town, channel=channel))
    react()
    assert templates() == ["verify", "verify"]
    called = Case.objects.get(pk__in=owed(minutes(60)).values("subject_id"))
    assert called.channel == "telephone"


def test_a_question_is_asked_by_telephone_even_where_there_is_a_page(town) -> None:
    case = walk(town, "take grid", "verify here", "ask_more sent", case_=asked(town, channel="plate"))
    react()
    assert [row.template for row in owed_of(case.pk, minutes(60))] == ["ask_more"]
    walk(town, "read", case_=case, at=minutes(61))
    react()
    assert owed_of(case.pk, minutes(70)) == []


def test_whoever_told_them_settles_it_and_reached_them(town) -> None:
    case = walk(town, "take grid", "verify here", case_=asked(town))
    react()
    bringing.bring(case, by=town.actors["grid"], at=minutes(30), reached=False)
    assert Outgoing.objects.get().tries == 1
    bringing.bring(case, by=town.actors["grid"], at=minutes(40), reached=True, way="visit")
    [row] = Outgoing.objects.all()
    assert (row.state, row.user, row.done_at) == ("called", town.users["grid"], minutes(40))
    case.refresh_from_db()
    assert case.contacted_at == minutes(40)
    assert [e.data["reached"] for e in Entry.objects.filter(verb="case.told").order_by("id")] == [False, True]
    with pytest.raises(Refused) as error:
        bringing.bring(case, by=town.actors["grid"], at=minutes(41), reached=True)
    assert code(error) == "nothing_to_tell"


def test_what_was_written_after_the_caller_looked_is_still_owed(town) -> None:
    case = walk(town, "take grid", "verify here", case_=asked(town))
    react()
    seen = owed_of(case.pk, minutes(9))[0].entry_id
    walk(town, "ask_more sent", case_=case, at=minutes(10))
    react()
    bringing.bring(case, by=town.actors["grid"], at=minutes(12), reached=True, upto=seen)
    assert templates() == ["ask_more"]


@pytest.mark.parametrize("name", ["community", "water", "next_grid"])
def test_nobody_else_tells_them_or_sees_their_number(town, name: str) -> None:
    case = walk(town, "take grid", "verify here", case_=asked(town))
    react()
    for act in (
        lambda: bringing.bring(case, by=town.actors[name], at=minutes(30), reached=True),
        lambda: bringing.open_number(case, by=town.actors[name], at=minutes(30)),
    ):
        with pytest.raises(Refused) as error:
            act()
        assert code(error) == "not_yours_to_tell"
    assert not Reading.objects.exists()


def test_a_colleague_of_the_followers_office_may(town) -> None:
    case = walk(town, "take grid", "verify up", case_=asked(town))
    react()
    bringing.bring(case, by=town.actors["grid_2"], at=minutes(30), reached=True)
    assert templates() == []


def test_speaking_with_them_about_it_counts_as_telling(town) -> None:
    case = walk(town, "take grid", "verify here", case_=asked(town))
    react()
    walk(town, "contact", case_=case, at=minutes(30))
    react()
    assert templates("called") == ["verify"]


# -- with one --------------------------------------------------------------------------------------------------


def test_a_gateway_sends_what_is_due_once_in_the_words_of_this_office(town, carrier: Carrier) -> None:
    set_words("verify", {"zh": "您好，{number}最迟{promise}答复。电话{phone}"}, by=SYSTEM, at=NOON)
    walk(town, "take grid", "verify here", case_=asked(town, channel="plate"))
    react()
    assert send_texts(minutes(3)) == 0, "it may still be taken back"
    assert send_texts(minutes(4)) == 1
    assert send_texts(minutes(5)) == 0
    [(to, text)] = carrier.sent
    assert to == "13800000001"
    assert text.replace(" ", "").startswith("您好，26110001")
    [row] = Outgoing.objects.all()
    assert (row.state, row.ref) == ("sent", "ref-1")


def test_the_link_is_made_when_it_is_sent_and_kept_nowhere(town, carrier: Carrier) -> None:
    from linli.cases.queries import follow_token

    case = walk(town, "take grid", "verify here", "ask_more sent", case_=asked(town, channel="plate"))
    react()
    send_texts(minutes(30))
    assert follow_token(case) in carrier.sent[-1][1]
    assert follow_token(case) not in str(list(Outgoing.objects.values()))


def test_what_fails_is_tried_three_times_and_then_somebody_calls(town) -> None:
    gateways.install(Carrier(fails=9))
    try:
        case = walk(town, "take grid", "verify here", case_=asked(town, channel="plate"))
        react()
        for n in range(8):
            send_texts(minutes(5) + timedelta(minutes=40) * n)
        [row] = Outgoing.objects.all()
        assert (row.state, row.tries) == ("failed", 3)
        assert [one.pk for one in owed_of(case.pk, minutes(600))] == [row.pk]
    finally:
        gateways.install(None)


def test_a_gateway_installed_later_does_not_send_what_is_old(town) -> None:
    walk(town, "take grid", "verify here", case_=asked(town))
    walk(town, "take grid", "verify here", case_=asked(town, channel="plate"))
    react()
    gateways.install(carrier := Carrier())
    try:
        send_texts(NOON + timedelta(days=3))
        assert carrier.sent == []
        assert (templates("failed"), templates("cancelled")) == (["verify"], ["verify"])
    finally:
        gateways.install(None)


def test_whoever_was_erased_meanwhile_gets_nothing(town, carrier: Carrier) -> None:
    case = walk(town, "take grid", "verify here", case_=asked(town))
    react()
    case.reporter.delete()
    assert send_texts(minutes(30)) == 0
    assert templates("cancelled") == ["verify"]


# -- in time ---------------------------------------------------------------------------------------------------


def test_what_was_told_goes_after_its_days(town) -> None:
    walk(town, "take grid", "verify here", "withdraw", case_=asked(town))
    walk(town, "take grid", "verify here", case_=asked(town))
    react()
    bringing.bring(Case.objects.latest("pk"), by=town.actors["grid"], at=minutes(30), reached=True)
    walk(town, "take grid", "verify here", case_=asked(town))
    react()
    kind = KINDS["outgoing"]
    assert kind.over(kind.before(NOON + timedelta(days=180))).count() == 0
    before = kind.before(NOON + timedelta(days=181))
    assert drop_outgoing(before, most=10) == kind.over(before).count() + 1
    assert Outgoing.objects.get().state == "waiting"
