"""Estates, buildings, dwellings and the people in them, grid by grid."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from random import Random

from linli.demo import content
from linli.demo.generator import names
from linli.demo.generator.ground import Rect, cut, place, rows_of
from linli.demo.generator.rows import BuildingRow, EstateRow, Home, Person

SIZES = (
    18,
    48,
    78,
    93,
    100,
)  # of a hundred households so many have one, at most two, three, four, five people
NAMED = (55, 87, 97, 100)  # of them known by name
EMPTY = 0.03  # dwellings where nobody lives
HEAD_HAS_PHONE, OTHER_HAS_PHONE = 0.97, 0.6
KINDS = ("commercial", "institution", "unmanaged", "self_built"), (55, 15, 20, 10)
# kind of estate → shapes of its buildings: (floors, dwellings on a floor at one entrance, entrances from, to)
SHAPES = {
    "commercial": [(6, 2, 2, 4), (11, 2, 2, 3), (18, 2, 1, 2), (26, 4, 1, 1)],
    "institution": [(5, 2, 2, 4), (6, 2, 2, 3)],
    "unmanaged": [(4, 2, 2, 4), (5, 3, 1, 3)],
    "self_built": [(2, 4, 1, 3), (3, 2, 1, 2)],
}
HOUSES_APART = 0.5  # in steps of the raster: 20 m from one farmhouse to the next


class Homes:
    """Collects what stands on the ground; every estate of a community has a name of its own."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.estates: list[EstateRow] = []
        self.buildings: list[BuildingRow] = []
        self._taken: set[tuple[str, str]] = set()

    def known_estate(
        self, grid: str, rect: Rect, name: str, english: str, kind: str, buildings: int, rooms: list[str]
    ) -> None:
        """One of 青石桥社区 or its neighbour: so many buildings of three entrances, nobody has moved out."""
        community = grid[:12]
        self.estates.append(EstateRow(community, name, english, kind))
        for n, (x, y) in enumerate(rows_of(rect, buildings), start=1):
            doors = [(entrance, room) for entrance in (1, 2, 3) for room in rooms]
            homes = tuple(self._home(entrance, room, lived_in=True) for entrance, room in doors)
            self.buildings.append(
                BuildingRow(grid, community, name, f"{n} 栋", f"Building {n}", place(x, y), homes)
            )

    def town_grid(self, areas: list[tuple[str, Rect]], rect: Rect, households: int) -> None:
        """One or two estates until so many households have a home. `areas`: the grid, or its micro-grids."""
        grid = areas[0][0][:15]
        kinds = self.random.choices(*KINDS, k=1 if households < 320 or self.random.random() < 0.5 else 2)
        plans: list[tuple[EstateRow, int, list[Home]]] = []
        for kind in kinds:
            estate, number, lived_in = self._estate(grid[:12], kind), 0, 0
            while lived_in < households / len(kinds):
                homes = self._block(kind, households / len(kinds) - lived_in)
                number += 1
                lived_in += sum(1 for home in homes if home.people)
                plans.append((estate, number, homes))
        self._stand(areas, rect, plans)

    def staff_homes(self, grid: str, rect: Rect, name: str, households: int) -> None:
        """The living quarters of an institution; a grid of its own may have none."""
        if not households:
            return
        estate = EstateRow(grid[:12], f"{name}职工宿舍", "Staff Quarters", "institution")
        self.estates.append(estate)
        blocks = [
            (estate, n, [self._home(1, f"{floor}{door:02d}") for floor in range(1, 7) for door in (1, 2)])
            for n in range(1, households // 12 + 1)
        ]
        self._stand([(grid, rect)], rect, blocks)

    def village_grid(self, grid: str, rect: Rect, households: int) -> None:
        """One to three hamlets of farmhouses in rows, fields around them; some yards hold two households."""
        hamlets = self.random.choice((1, 2, 2, 3)) if households > 40 else 1
        for part in cut(rect, [1.0] * hamlets):
            estate = self._named(grid[:12], names.HAMLETS, [("", "")], "hamlet")
            houses = [(self._home(1, "101"),) for _ in range(round(households / hamlets))]
            for n, (x, y) in enumerate(rows_of(part, len(houses), spacing=HOUSES_APART), start=1):
                self.buildings.append(
                    BuildingRow(
                        *(grid, grid[:12], estate.name, f"{n} 号", f"No. {n}", place(x, y), houses[n - 1])
                    )
                )

    def _stand(
        self, areas: list[tuple[str, Rect]], rect: Rect, plans: list[tuple[EstateRow, int, list[Home]]]
    ) -> None:
        for (estate, n, homes), (x, y) in zip(plans, rows_of(rect, len(plans)), strict=True):
            area = next(path for path, ground in areas if ground.holds(x, y))
            self.buildings.append(
                BuildingRow(
                    *(
                        area,
                        estate.community,
                        estate.name,
                        f"{n} 栋",
                        f"Building {n}",
                        place(x, y),
                        tuple(homes),
                    )
                )
            )

    def _block(self, kind: str, wanted: float) -> list[Home]:
        """The dwellings of one building: a shape of its kind, no larger than what is still wanted asks for."""
        fitting = [s for s in SHAPES[kind] if s[0] * s[1] * s[2] <= wanted * 1.3] or SHAPES[kind][:1]
        floors, doors, fewest, most = self.random.choice(fitting)
        return [
            self._home(entrance, f"{floor}{door:02d}")
            for entrance in range(1, self.random.randint(fewest, most) + 1)
            for floor in range(1, floors + 1)
            for door in range(1, doors + 1)
        ]

    def _home(self, entrance: int, room: str, *, lived_in: bool = False) -> Home:
        random = self.random
        if not lived_in and random.random() < EMPTY:
            return Home(entrance, room, 0, ())
        named = 1 + bisect(NAMED, random.random() * 100)
        people = tuple(
            Person(
                content.person_name(random),
                content.phone_number(random)
                if random.random() < (OTHER_HAS_PHONE if n else HEAD_HAS_PHONE)
                else "",
                n == 0,
            )
            for n in range(named)
        )
        return Home(entrance, room, max(named, 1 + bisect(SIZES, random.random() * 100)), people)

    def _estate(self, community: str, kind: str) -> EstateRow:
        return self._named(community, names.ESTATE_FIRST, names.ESTATE_LAST[kind], kind)

    def _named(
        self,
        community: str,
        first: Iterable[tuple[str, str]],
        last: Iterable[tuple[str, str]],
        kind: str,
    ) -> EstateRow:
        """A name that this community does not have yet."""
        free = [
            (a + b, f"{english} {more}".strip())
            for a, english in first
            for b, more in last
            if (community, a + b) not in self._taken
        ]
        name, english = self.random.choice(free)
        self._taken.add((community, name))
        self.estates.append(EstateRow(community, name, english, kind))
        return self.estates[-1]
