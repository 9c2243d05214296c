"""Those who serve: offices, posts by 1+1+3+N with gaps, members, absences, the week's roster; and who needs help."""

from __future__ import annotations

from random import Random

from linli.common.finding import tokens
from linli.demo import content
from linli.demo.generator import names
from linli.demo.generator.rows import (
    AbsenceRow,
    AreaRow,
    BuildingRow,
    MemberRow,
    NeedRow,
    OfficeRow,
    PostRow,
    RosterRow,
    VenueRow,
)

MEMBERS, MEMBERS_SMALL = 1250, 60
GAP = {"grid_head": 0.04, "grid_worker": 0.05, "part_time": 0.08}  # posts of the standard that nobody holds
IS_MEMBER = {"grid_head": 1.0, "grid_worker": 0.5, "part_time": 0.6}  # of those who serve in a grid
AWAY_NOW, AWAY_NEXT_WEEK = 0.015, 0.018  # of the posts
NEEDS = 0.03  # of the households
NEED_KINDS = ("alone_old", "severe_illness", "disability", "left_behind", "no_work"), (38, 20, 20, 10, 12)
WAYS = ("oral", "paper", "guardian"), (50, 42, 8)
EXEMPTIONS = ("", "aged", "ill", "away"), (88, 7, 3, 2)
SKILLS = (
    *("medical", "care", "repair", "legal", "mediation", "teaching", "haircut", "driving", "computer"),
    *("cooking", "first_aid", "farming", "sign", "dialect"),
)
DAY, ROUND = (8, 18), (8, 8)  # hours of a shift
Served = tuple[
    tuple[OfficeRow, ...],
    tuple[PostRow, ...],
    tuple[MemberRow, ...],
    tuple[AbsenceRow, ...],
    tuple[RosterRow, ...],
    tuple[NeedRow, ...],
]


def serve(
    random: Random,
    areas: list[AreaRow],
    buildings: list[BuildingRow],
    venues: list[VenueRow],
    *,
    small: bool,
) -> Served:
    staff = _Staff(random, areas, buildings, venues)
    staff.open_offices()
    staff.appoint()
    staff.enlist(MEMBERS_SMALL if small else MEMBERS)
    return (
        tuple(staff.offices.values()),
        tuple(staff.posts.values()),
        tuple(staff.members.values()),
        tuple(staff.absences()),
        tuple(staff.rosters()),
        tuple(staff.needs()),
    )


class _Staff:
    def __init__(
        self, random: Random, areas: list[AreaRow], buildings: list[BuildingRow], venues: list[VenueRow]
    ) -> None:
        self.random = random
        self.areas, self.buildings, self.venues = areas, buildings, venues
        self.offices: dict[str, OfficeRow] = {}
        self.posts: dict[str, PostRow] = {}
        self.members: dict[str, MemberRow] = {}
        self._names: dict[str, int] = {}
        self._lived_in: dict[str, list[tuple[int, int]]] = {}  # homes of a community, in an order of chance
        for n, building in enumerate(buildings):
            homes = self._lived_in.setdefault(building.community, [])
            homes += [(n, m) for m, home in enumerate(building.homes) if home.people]
        for homes in self._lived_in.values():
            random.shuffle(homes)

    # offices

    def open_offices(self) -> None:
        """From the top down: the district, the sub-district, communities, grids; then those who are handed things."""
        county, township = content.COUNTY[0], content.TOWNSHIP[0]
        self._open(
            "county", "county", "槐安区诉求中心", "District Request Centre", county, "", "0399-801 2000"
        )
        self._open(
            *("township", "township", "柳荫街道办事处", "Liuyin Sub-district Office"),
            *(township, "county", "0399-801 2345"),
        )
        communities = [area for area in self.areas if area.level == "community"]
        communities.sort(key=lambda area: area.path)
        for n, area in enumerate(communities, start=1):
            self._open(
                *(office_of(area.path), "community", area.name, area.name_en),
                *(area.path, "township", f"0399-801 23{n:02d}"),
            )
        for area in sorted((a for a in self.areas if a.level == "grid"), key=lambda a: a.path):
            above = self.offices[office_of(area.parent)]
            title, english = f"{above.name}{area.name}", f"{area.name_en}, {above.name_en}"
            self._open(office_of(area.path), "grid", title, english, area.path, above.key, above.phone)
        for key, name, english, phone in content.DEPARTMENTS:
            self._open(key, "department", name, english, county, "county", phone)
        for area in communities:
            name = area.name.removesuffix("社区").removesuffix("村")
            english = f"Party Branch, {area.name_en}"
            self._open(
                f"branch:{area.path}", "branch", f"{name}党支部", english, area.path, office_of(area.path), ""
            )
        in_town = [area for area in communities if area.kind == "urban"]
        for n, first in enumerate(names.PROPERTY[: len(in_town)]):
            area = in_town[n]
            self._open(
                *(f"property:{n}", "property", f"{first}物业公司", f"Property Company {n + 1}"),
                *(area.path, office_of(area.path), f"0399-805 1{n:03d}"),
            )
        self._open("police", "police", "柳荫派出所", "Liuyin Police Post", township, "", "0399-801 7110")
        self._open("gas", "utility", "沂安燃气公司", "Gas Company", township, "township", "0399-801 6201")
        self._open(
            "heating", "utility", "沂安热力公司", "Heating Company", township, "township", "0399-801 6202"
        )
        for n, (name, english) in enumerate(names.PARTNERS):
            self._open(f"partner:{n}", "partner", name, english, township, "township", f"0399-806 2{n:03d}")
        self._open("riders", "riders", "柳荫骑手驿站", "Riders of Liuyin", township, "township", "")
        self._open(
            *("volunteers", "volunteers", "柳荫志愿服务队", "Volunteers of Liuyin"), township, "township", ""
        )

    def _open(self, *row: str) -> None:
        self.offices[row[0]] = OfficeRow(*row)

    # posts

    def appoint(self) -> None:
        """The people of the stories first, so that they are the first whom the demo offers."""
        for username, name, office, role, reach in content.STAFF:
            self._names[username] = 1
            self._post(username, name, office, role, reach)
        for area in self.areas:
            if area.level == "grid":
                self._team(area)
            elif area.level == "community":
                self._committee(area)
        for n in range(6):
            self._new("township", "clerk" if n else "dispatcher", "subtree")
        for key, other in self.offices.items():
            if other.kind == "property":
                self._new(key, "property_manager", "handed")
            elif other.kind in ("police", "utility"):
                self._new(key, "clerk", "none" if other.kind == "police" else "handed")
            elif other.kind == "partner":
                self._new(key, "clerk", self.random.choice(("handed", "none")))
            elif other.kind in ("riders", "volunteers"):
                for _ in range(8):
                    self._new(key, "volunteer", "none")

    def _committee(self, area: AreaRow) -> None:
        office = office_of(area.path)
        held = {post.role for post in self.posts.values() if post.office == office}
        dispatcher = next(
            (p.key for p in self.posts.values() if p.office == office and p.role == "dispatcher"), ""
        )
        if "dispatcher" not in held:
            dispatcher = self._new(office, "dispatcher", "subtree")
        if "leader" not in held:
            self._new(office, "leader", "subtree", deputy=dispatcher)
        if area.path != content.COMMUNITY[0]:
            self._new(office, "clerk", "subtree")
        if area.kind == "rural":
            self._new(office, "first_secretary", "subtree")
        if self.random.random() < 0.6:
            self._new(office, "legal_officer", "none")

    def _team(self, area: AreaRow) -> None:
        """One head, one full-time worker, three part-time, and N who help; some posts are vacant."""
        office, random = office_of(area.path), self.random
        held = {post.role: post.key for post in self.posts.values() if post.office == office}
        old = area.path.startswith(content.COMMUNITY[0])  # somebody answers in every grid of 青石桥社区
        deputy = ""
        for _ in range(3):
            if old or random.random() >= GAP["part_time"]:
                deputy = self._new(office, "part_time", "subtree")
        number = area.path[-1]
        if ("grid_worker" not in held or office == "grid:2") and (
            old or random.random() >= GAP["grid_worker"]
        ):
            held["grid_worker"] = self._new(
                office, "grid_worker", "subtree", username=f"worker{number}" if old else "", deputy=deputy
            )
        if "grid_head" not in held and (old or random.random() >= GAP["grid_head"]):
            self._new(
                *(office, "grid_head", "subtree"),
                username=f"head{number}" if old else "",
                deputy=held.get("grid_worker", deputy),
            )
        for _ in range(random.randint(1, 3)):
            self._new(office, "helper", "handed")
        micro = [a.path for a in self.areas if a.parent == area.path]
        role = "group_head" if area.kind == "rural" else "building_head"
        for path in micro or [""] * random.randint(0 if area.kind == "special" else 1, 3):
            self._new(office, role, "subtree", area=path)

    def _new(
        self,
        office: str,
        role: str,
        reach: str,
        *,
        username: str = "",
        name: str = "",
        area: str = "",
        deputy: str = "",
    ) -> str:
        """Somebody new in this post; returns its key."""
        name = name or content.person_name(self.random)
        return self._post(username or self._username(name), name, office, role, reach, area, deputy)

    def _post(
        self, username: str, name: str, office: str, role: str, reach: str, area: str = "", deputy: str = ""
    ) -> str:
        key = f"{username}:{office}:{role}"
        self.posts[key] = PostRow(key, username, name, office, role, reach, area, deputy)
        return key

    def _username(self, name: str) -> str:
        """Pinyin, with a number from the second of that sound on."""
        sound = max((token for token in tokens(name) if token.isascii()), key=len)
        self._names[sound] = number = self._names.get(sound, 0) + 1
        return sound if number == 1 else f"{sound}{number}"

    # members

    def enlist(self, number: int) -> None:
        """Who serves in a grid is often a member; hosts of centre homes are; the others live in every community."""
        for post in list(self.posts.values()):
            if self.random.random() < IS_MEMBER.get(post.role, 0):
                community = self.offices[post.office].area[:12]
                home = self._home(community) if self.random.random() < 0.6 else None
                self._enlist(post.username, post.name, community, home)
        for venue in self.venues:
            if venue.kind == "centre_home" and venue.building is not None:
                homes = self.buildings[venue.building].homes
                lived_in = next((n for n, home in enumerate(homes) if home.people), None)
                if lived_in is not None:
                    self._neighbour((venue.building, lived_in), "centre_host")
        communities = [
            path for path in self._lived_in for _ in range(max(1, len(self._lived_in[path]) // 100))
        ]
        while len(self.members) < number:
            self._neighbour(self._home(self.random.choice(communities)), "member")

    def _neighbour(self, home: tuple[int, int], role: str) -> None:
        """A member without office: the head of a household, known by that very name."""
        building = self.buildings[home[0]]
        name = building.homes[home[1]].people[0].name
        username = self._username(name)
        self._post(username, name, f"branch:{building.community}", role, "none")
        self._enlist(username, name, building.community, home)

    def _home(self, community: str) -> tuple[int, int]:
        return self._lived_in[community].pop()

    def _enlist(self, username: str, name: str, community: str, home: tuple[int, int] | None) -> None:
        skills = tuple(sorted(self.random.sample(SKILLS, self.random.choice((0, 0, 1, 1, 2)))))
        exemption = self.random.choices(*EXEMPTIONS)[0]
        self.members[username] = MemberRow(username, name, f"branch:{community}", home, exemption, skills)

    # time

    def absences(self) -> list[AbsenceRow]:
        """Some are away today, some next week. Nobody of 青石桥社区 or above it: the stories need them."""
        there = (content.COMMUNITY[0], content.NEIGHBOUR[0])
        found: list[AbsenceRow] = []
        for post in self.posts.values():
            if post.role not in ("grid_head", "grid_worker", "part_time", "leader", "dispatcher"):
                continue
            area = self.offices[post.office].area
            if len(area) < 12 or area.startswith(there):
                continue
            chance = (
                (0.0, AWAY_NOW * 2)[len(found)] if len(found) < 2 else self.random.random()
            )  # one of each at least
            if chance < AWAY_NOW * 2:
                found.append(AbsenceRow(post.key, self.random.choice((-2, -1, 0)), self.random.randint(3, 8)))
            elif chance < (AWAY_NOW + AWAY_NEXT_WEEK) * 2:
                found.append(AbsenceRow(post.key, self.random.randint(6, 10), self.random.randint(1, 5)))
        return found

    def rosters(self) -> list[RosterRow]:
        """Somebody at each community by day, at the sub-district around the clock."""
        found = []
        for office in self.offices.values():
            if office.kind not in ("township", "community"):
                continue
            people = tuple(
                post.username
                for post in self.posts.values()
                if post.office == office.key
                and post.role in ("leader", "dispatcher", "clerk", "first_secretary")
            )
            found.append(
                RosterRow(office.key, people, *(ROUND if office.kind == "township" else DAY), office.phone)
            )
        return found

    # needs

    def needs(self) -> list[NeedRow]:
        """What about three of a hundred households asked help for, asked by somebody of their own grid."""
        random = self.random
        asks: dict[str, str] = {}
        for post in self.posts.values():
            if post.role in ("grid_head", "grid_worker", "dispatcher"):
                asks.setdefault(self.offices[post.office].area, post.username)
        found = []
        for n, building in enumerate(self.buildings):
            asked_by = asks.get(building.area[:15]) or asks[building.community]
            for m, home in enumerate(building.homes):
                if home.people and random.random() < NEEDS:
                    found.append(
                        NeedRow(
                            *(n, m, random.choices(*NEED_KINDS)[0], random.choices(*WAYS)[0], asked_by),
                            days_ago=random.randint(15, 110),
                            review_in=random.randint(5, 88),
                            words=random.choice(names.NEED_WORDS),
                        )
                    )
        return found


def office_of(path: str) -> str:
    """The key of an area's own office: those of the stories have names."""
    community, neighbour = content.COMMUNITY[0], content.NEIGHBOUR[0]
    if path.startswith(community):
        return f"grid:{int(path[12:])}" if len(path) > 12 else "community"
    if path == neighbour:
        return "neighbour"
    return "neighbour-grid" if path == f"{neighbour}001" else path
