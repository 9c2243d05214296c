"""What is printed of a place and those who serve it: plates, the grid's board, contact cards. Reads only.

Everything comes from the posts held at this moment; whoever stands in for somebody is named so. Telephone numbers are
those of posts and offices: nobody's private number is needed, and none is taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from linli.common.paths import subtree
from linli.common.refusals import refuse
from linli.office.printing import Board, Card, Plate, Served, missing, words
from linli.people.models import Office, OfficeKind, Post, Role
from linli.people.queries import acting, offices_over
from linli.territory import models as territory
from linli.territory.models import Area, Building, Estate
from linli.territory.plates import Where, in_use

ORDER = (
    Role.GRID_HEAD,
    Role.LEADER,
    Role.GRID_WORKER,
    Role.PART_TIME,
    Role.BUILDING_HEAD,
    Role.GROUP_HEAD,
    Role.HELPER,
    Role.FIRST_SECRETARY,
    Role.LEGAL_OFFICER,
)
ON_BOARDS = frozenset(ORDER)
MOST_ON_A_BOARD = 22
ANSWERING = (OfficeKind.TOWNSHIP, OfficeKind.COUNTY, OfficeKind.COMMUNITY, OfficeKind.GRID)


@dataclass(frozen=True, slots=True)
class Answering:
    """Whom every paper of a place names: the number that is answered, and who runs it all."""

    phone: str
    operator: str


def answering(path: str) -> Answering:
    """The installation's number and operator; where they are not set, those of the sub-district. Refuses no_number."""
    over = offices_over(path)
    offices = [over[kind] for kind in ANSWERING if kind in over]
    phone = settings.DUTY_PHONE or next((one.phone for one in offices if one.phone), "")
    if not phone:
        raise refuse("no_number")
    return Answering(phone, settings.OPERATOR or (offices[0].name if offices else ""))


def door_words(entrance: territory.Entrance) -> str:
    building = entrance.building
    return f"{building.estate.name} {building.name} {entrance.number} 单元"


def plates(where: Where) -> list[Plate]:
    """Plates in use, door by door. Nothing of who lives there is asked."""
    found = []
    for one in in_use(where):
        grid = one.entrance.building.area
        place = f"{grid.parent.name} · {grid.name}" if grid.parent else grid.name
        found.append(Plate(f"{settings.BASE_URL}/d/{one.token}/", door_words(one.entrance), place))
    return found


def undrawn(plates: Iterable[Plate]) -> list[str]:
    """Door names with a character that no typeface here can draw."""
    return missing(one.door for one in plates)


def front_door(path: str) -> str:
    """What the code of a board opens: the door of a plate that hangs there, else the first page of the portal."""
    first = in_use(Where(path)).first()
    return f"{settings.BASE_URL}/d/{first.token}/" if first else f"{settings.BASE_URL}/"


def _posts(path: str, at: datetime) -> list[Post]:
    """Posts that a board shows, of the offices in this area, heads first."""
    held = Post.objects.held(at).filter(
        office__area__path__range=subtree(path), office__kind__in=ANSWERING, role__in=ON_BOARDS
    )
    rows = held.select_related("user", "office__area", "area", "deputy__user").order_by(
        "office__area__path", "id"
    )
    return sorted(rows, key=lambda post: (post.office.area.path, ORDER.index(Role(post.role))))


@dataclass(frozen=True, slots=True)
class Serving:
    """Somebody at work now: at which post, who does it (`here`), with which number, for which buildings of an own patch
    by estate, else for which `ground`: an area or an office; None is the whole grid that was asked about."""

    post: Post
    here: Post
    phone: str
    buildings: dict[Estate, list[Building]]
    ground: Area | Office | None

    @property
    def stands_in(self) -> bool:
        return self.here.user_id != self.post.user_id


def serving(path: str, at: datetime) -> list[Serving]:
    """Who looks after which entrances now (双向公示); somebody away is replaced by whoever stands in."""
    found = []
    for post in _posts(path, at):
        here = acting(post, at)
        if here is None:
            continue
        phone = here.phone or post.phone or here.office.phone or post.office.phone
        found.append(Serving(post, here, phone, *_covers(post, path)))
    return found


def _covers(post: Post, path: str) -> tuple[dict[Estate, list[Building]], Area | Office | None]:
    """On a paper of the grid itself that is "the whole grid"; on one of its community the grid has its name."""
    if post.area is None or post.area_id == post.office.area_id:
        if post.office.kind != OfficeKind.GRID:
            return {}, post.office
        return {}, None if post.office.area.path == path else post.office.area
    found: dict[Estate, list[Building]] = {}
    inside = Building.objects.shown().filter(area_path__range=subtree(post.area.path))
    for building in inside.select_related("estate").order_by("estate_id", "id"):
        found.setdefault(building.estate, []).append(building)
    return found, post.area


def served(path: str, at: datetime) -> list[Served]:
    """The same in the words of the paper."""
    found = []
    for one in serving(path, at):
        patch = [f"{estate.name} {'、'.join(b.name for b in some)}" for estate, some in one.buildings.items()]
        covers = "；".join(patch) or (one.ground.name if one.ground else words.ALL)
        stands_in = words.ACTING.format(name=one.post.user.name) if one.stands_in else ""
        found.append(Served(one.here.user.name, one.post.get_role_display(), one.phone, covers, stands_in))
    return found


def board(grid: Area, at: datetime) -> Board:
    """The information board of a grid or community. Refuses no_number."""
    over = offices_over(grid.path)
    all_ = served(grid.path, at)
    answers = answering(grid.path)
    above = next((over[k] for k in (OfficeKind.TOWNSHIP, OfficeKind.COUNTY) if k in over), None)
    left = len(all_) - MOST_ON_A_BOARD
    return Board(
        name=grid.name,
        code=f"编码 {grid.official_code or grid.path}",
        community=" · ".join(one.name for one in _above(grid)),
        staff=all_[:MOST_ON_A_BOARD],
        more=f"还有 {left} 人，问网格员就知道。" if left > 0 else "",
        hours=_hours(over),
        asks=words.ASKS,
        complaints=[
            line.format(above=f"{above.name} {above.phone}".strip() if above else "上一级")
            for line in words.COMPLAINTS
        ],
        phone=answers.phone,
        url=front_door(grid.path),
        operator=answers.operator,
        made=f"{timezone.localtime(at):%Y-%m-%d} 制",
    )


def _above(area: Area) -> list[Area]:
    chain, step = [], area.parent
    while step is not None and step.level in ("community", "township"):
        chain.append(step)
        step = step.parent
    return chain[::-1]


def _hours(over: dict[str, Office]) -> list[str]:
    """Where to come and when: what the community, else the sub-district, says of itself."""
    for kind in (OfficeKind.COMMUNITY, OfficeKind.TOWNSHIP):
        if kind in over and (over[kind].hours or over[kind].address):
            one = over[kind]
            return [line for line in (one.name, one.address, one.hours) if line]
    return ["先打电话，随时可以约"]


def cards(area: Area, at: datetime) -> list[Card]:
    """A contact card for everybody who serves in this area now; acting ones are named so."""
    url = front_door(area.path)
    found = []
    for post in _posts(area.path, at):
        here = acting(post, at)
        if here is None:
            continue
        role = post.get_role_display()
        if here.user_id != post.user_id:
            role = f"{role}（{words.ACTING.format(name=post.user.name)}）"
        phone = (
            here.phone or post.phone or here.office.phone or post.office.phone or answering(area.path).phone
        )
        found.append(Card(here.user.name, role, phone, post.office.name, post.office.hours, url))
    return found
