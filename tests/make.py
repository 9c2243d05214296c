"""Plain functions that make what a test needs, through the same actions as everybody. A fixed Monday noon."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from linli.cases import actions as cases
from linli.cases.models import Case, Category
from linli.common.actor import CLOCK, RESIDENT, SYSTEM, Actor
from linli.journal.queries import newest_entry
from linli.people import actions as people
from linli.people.models import Office, User
from linli.people.queries import actor_of
from linli.territory import actions as territory
from linli.territory.models import Area, Building, Entrance, Household, Plate, Venue
from tests.kept import remembered

ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)  # a Monday
LONG_AGO = NOON - timedelta(days=365)


def _built() -> Town:
    town = object.__new__(Town)
    town.build()
    return town


def minutes(n: float) -> datetime:
    """n minutes after noon."""
    return NOON + timedelta(minutes=n)


class Town:
    """A district with one sub-district, two communities, three grids and two departments, all staffed.

    `town.people["grid"]` is a name → Actor; two people everywhere, so that somebody else can check.
    """

    def __init__(self) -> None:
        vars(self).update(vars(remembered(_built)))

    def build(self) -> None:
        self.areas: dict[str, Area] = {}
        self.offices: dict[str, Office] = {}
        self.users: dict[str, User] = {}
        self.actors: dict[str, Actor] = {}
        for key, path, level, parent in (
            ("prefecture", "3709", "prefecture", None),
            ("county", "370998", "county", "prefecture"),
            ("township", "370998001", "township", "county"),
            ("community", "370998001001", "community", "township"),
            ("other_community", "370998001002", "community", "township"),
            ("grid", "370998001001001", "grid", "community"),
            ("next_grid", "370998001001002", "grid", "community"),
            ("other_grid", "370998001002001", "grid", "other_community"),
        ):
            self.areas[key] = territory.draw_area(
                path=path,
                level=level,
                name=f"{key} 区",
                name_en=key,
                parent=self.areas.get(parent or ""),
                by=SYSTEM,
                at=LONG_AGO,
            )
        for key, kind, area, superior in (
            ("prefecture", "prefecture", "prefecture", None),
            ("county", "county", "county", "prefecture"),
            ("township", "township", "township", "county"),
            ("community", "community", "community", "township"),
            ("other_community", "community", "other_community", "township"),
            ("grid", "grid", "grid", "community"),
            ("next_grid", "grid", "next_grid", "community"),
            ("other_grid", "grid", "other_grid", "other_community"),
            ("water", "department", "county", "county"),
            ("housing", "department", "county", "county"),
        ):
            self.offices[key] = people.open_office(
                kind=kind,
                name=f"{key} 办",
                area=self.areas[area],
                superior=self.offices.get(superior or ""),
                phone="0399-801 2345",
                by=SYSTEM,
                at=LONG_AGO,
            )
        for key, office in self.offices.items():
            for n, suffix in enumerate(("", "_2")):
                reach = "handed" if office.kind == "department" else "subtree"
                role = ("grid_worker" if office.kind == "grid" else "dispatcher") if n == 0 else "clerk"
                self.actors[key + suffix] = self.serve(office, name=key + suffix, role=role, reach=reach)
        building = territory.enter_building(
            self.areas["grid"],
            estate="桂花里",
            name="3 栋",
            estate_en="Osmanthus Lane",
            name_en="Building 3",
            doors={1: ["101", "102"], 2: ["101", "102"]},
            by=SYSTEM,
            at=LONG_AGO,
        )
        self.building: Building = building
        self.entrance: Entrance = building.entrances.get(number=2)
        self.plate: Plate = self.entrance.plates.get()
        self.categories = {
            "pipe": category("pipe", "水管漏水", "simple", answers="water", direct=True),
            "lamp": category("lamp", "楼道灯不亮", "simple"),
            "noise": category("noise", "噪声", "general", answers="housing"),
        }
        for role in ("water", "housing"):
            cases.name_answerer(role, self.areas["county"], self.offices[role], by=SYSTEM, at=LONG_AGO)

    def enter(self, name: str) -> User:
        """Somebody with an account and no post."""
        return people.enter_user(username=name, name=name, password=None, by=SYSTEM, at=LONG_AGO)

    def furnish(self, grid: Area) -> Household:
        """A household with one resident, and a shop, in a grid; returns the household."""
        home = Household.objects.filter(area_path=grid.path).first()
        if home is None:
            building = territory.enter_building(
                grid, estate=f"{grid.name}里", name="1 栋", doors={1: ["101"]}, by=SYSTEM, at=LONG_AGO
            )
            home = Household.objects.get(dwelling__entrance__building=building)
        people.enter_residents([(home, "张三丰", "13800000001")], by=SYSTEM, at=LONG_AGO)
        Venue.objects.create(
            area=grid, area_path=grid.path, kind="shop", name="小卖部", since=LONG_AGO.date()
        )
        return home

    def serve(self, office: Office, *, name: str, role: str = "clerk", reach: str = "subtree") -> Actor:
        """Enter somebody, appoint them, and return them as an actor."""
        user = people.enter_user(username=name, name=f"{name} 甲", password=None, by=SYSTEM, at=LONG_AGO)
        post = people.appoint(user, office, role=role, reach=reach, by=SYSTEM, at=LONG_AGO)
        self.users[name] = user
        return actor_of(user.pk, NOON, post_id=post.pk)


def category(code: str, name: str, case_class: str = "general", **more: object) -> Category:
    return cases.enter_category(code=code, name=name, case_class=case_class, by=SYSTEM, at=LONG_AGO, **more)


def case(town: Town, *, words: str = "一楼水管接头漏水，从今天早上开始。", **more: object) -> Case:
    """A request of a resident at the door of grid 1; `more` goes to `ask`."""
    more.setdefault("entrance", town.entrance)
    more.setdefault("by", RESIDENT)
    more.setdefault("at", NOON)
    return cases.ask(words=words, **more)


def asker(case: Case) -> Actor:
    """Whoever holds the link of this case."""
    return replace(RESIDENT, asker_of=case.pk)


def walk(town: Town, *steps: str, case_: Case | None = None, at: datetime = NOON) -> Case:
    """Take a case through named steps, a minute each: walk(town, "take grid", "verify up", "take community").

    "take WHO" makes WHO the holder; the other steps are done by the holder (or the asker, or the clock) with
    sensible arguments: "verify here|up|direct", "place here|up|down", "dispatch here|up|down|department",
    "accept", "pass_up", "send_back", "transfer KEY", "resolve", "pass_check", "fail_check",
    "rate solved|unhappy|unsolved", "close", "reopen", "decide confirm", "decide name KEY", "withdraw", "release",
    "ask_more told|sent", "read", "answer", "resume", "propose refuse|pause|extend|list", "grant", "decline",
    "unpropose", "refer",
    "appeal", "list", "recuse", "contact", "convene call|minutes", "instruct", "remind", "supervise", "escalate",
    "take_over", "undo".
    """
    now = case_ or case(town, at=at)
    for n, step in enumerate(steps, start=1):
        now = do(town, now, step, at=at + timedelta(minutes=n))
    return now


def do(town: Town, case: Case, step: str, *, at: datetime, fresh: bool = False) -> Case:
    """One step of `walk`; `fresh`: the case is as the last step gave it back."""
    verb, _, rest = step.partition(" ")
    if not fresh:
        case.refresh_from_db()
    holder = next((a for a in town.actors.values() if a.user_id == case.holder_id), None)
    match verb:
        case "take":
            return cases.take(case, by=town.actors[rest], at=at)
        case "assign":
            somebody_else = somebody(town, case.office_id, but=case.holder_id)
            user = User.objects.get(pk=somebody_else.user_id)
            return cases.assign(case, by=above(town, case), at=at, holder=user)
        case "verify":
            return cases.verify(
                case,
                by=holder,
                at=at,
                choice=rest,
                category=town.categories["pipe"],
                urgency="yellow",
                words="看过了",
            )
        case "place":
            grid = town.areas["grid"] if rest == "down" else None
            return cases.place(case, by=holder, at=at, choice=rest, words="请办", grid=grid)
        case "dispatch":
            more: dict[str, object] = {"category": town.categories["pipe"]}
            if rest == "department":
                more["department"] = town.offices["water"]
            if rest == "down":
                more["area"] = town.areas["community"]
            return cases.dispatch(case, by=holder, at=at, choice=rest, **more)
        case "accept":
            return cases.accept(case, by=holder, at=at, words="明天来")
        case "pass_up":
            return cases.pass_up(case, by=holder, at=at, words="这里办不了")
        case "send_back":
            return cases.send_back(case, by=holder, at=at, reason="not_ours", words="不归我们")
        case "transfer":
            return cases.transfer(case, by=holder, at=at, office=town.offices[rest], words="在那边")
        case "resolve":
            return cases.resolve(case, by=holder, at=at, outcome="done", words="换了接头，不漏了")
        case "pass_check":
            return cases.pass_check(case, by=holder, at=at, words="去看过")
        case "fail_check":
            return cases.fail_check(case, by=holder, at=at, words="还在滴水")
        case "rate":
            solved, satisfied = {
                "solved": (True, 3),
                "so_so": (True, 2),
                "unhappy": (True, 1),
                "unsolved": (False, 1),
            }[rest]
            return cases.rate(case, by=asker(case), at=at, solved=solved, satisfied=satisfied, words="")
        case "close":
            return cases.close(case, by=CLOCK, at=case.due_at)
        case "reopen":
            return cases.reopen(case, by=asker(case), at=at, words="又漏了")
        case "decide":
            choice, _, key = rest.partition(" ")
            office = town.offices[key] if key else None
            return cases.decide(case, by=holder, at=at, choice=choice, words="这样办", office=office)
        case "release":
            return cases.release(case, by=holder, at=at)
        case "ask_more":
            return cases.ask_more(case, by=holder, at=at, choice=rest or "sent", words="是哪一户？")
        case "read":
            return cases.read(case, by=asker(case), at=at)
        case "answer":
            return cases.answer(case, by=asker(case), at=at, words="201 户")
        case "resume":
            return cases.resume(case, by=holder, at=at)
        case "propose":
            more = {
                "refuse": {"reason": "out_of_duty", "channel": "hotline"},
                "pause": {"reason": "part"},
                "extend": {"days": 2},
            }.get(rest, {"review_on": at.date() + timedelta(days=30)})
            return cases.propose(case, by=holder, at=at, choice=rest, words="要等一等", **more)
        case "grant":
            verb = case.proposed
            action = cases.list_ if verb == "list" else getattr(cases, verb)
            return action(case, by=approver(town, case), at=at, words="同意")
        case "unpropose":
            return cases.unpropose(case, by=holder, at=at)
        case "decline":
            return cases.decline(case, by=approver(town, case), at=at, words="不同意")
        case "refer":
            return cases.refer(case, by=holder, at=at, channel="court", words="请到法院")
        case "appeal":
            return cases.appeal(case, by=asker(case), at=at, words="就该你们管")
        case "list":
            return cases.list_(
                case, by=holder, at=at, words="等管网改造", review_on=at.date() + timedelta(days=30)
            )
        case "recuse":
            return cases.recuse(case, by=holder, at=at, words="是我亲戚")
        case "contact":
            return cases.contact(case, by=holder, at=at, reached=True)
        case "convene":
            meets = at + timedelta(days=1) if rest == "call" else None
            by = above(town, case) if case.level == "grid" else holder
            return cases.convene(case, by=by, at=at, choice=rest, words="一起商量", meets_at=meets)
        case "instruct":
            return cases.instruct(case, by=above(town, case), at=at, words="抓紧办")
        case "remind":
            return cases.remind(case, by=asker(case), at=at)
        case "supervise":
            return cases.supervise(case, by=above(town, case), at=at, words="超时太久")
        case "escalate":
            return cases.escalate(case, by=CLOCK, at=at)
        case "take_over":
            row = case.supervisions.get(ended_at=None)
            return cases.take_over(case, by=somebody(town, row.office_id), at=at, words="我们来办")
        case "undo":
            return cases.undo(
                case, by=next(a for a in town.actors.values() if a.user_id == last_doer(case)), at=at
            )
        case "withdraw":
            return cases.withdraw(case, by=asker(case), at=at, words="自己修好了")
    raise ValueError(step)


def somebody(town: Town, office_id: int | None, *, but: int | None = None) -> Actor:
    """Somebody who works in an office."""
    return next(a for a in town.actors.values() if a.office_id == office_id and a.user_id != but)


def approver(town: Town, case: Case) -> Actor:
    pending = case.approvals.get(decided_at=None)
    return somebody(town, pending.office_id, but=pending.proposer_id)


def above(town: Town, case: Case) -> Actor:
    return somebody(town, case.office.superior_id)


def last_doer(case: Case) -> int | None:
    entry = newest_entry(case)
    return entry.user_id if entry else None
