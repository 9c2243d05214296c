"""The whole of it: areas on the ground, then homes, venues, and those who serve."""

from __future__ import annotations

from random import Random

from linli.demo import content
from linli.demo.generator import names
from linli.demo.generator.ground import Rect, cut, ring
from linli.demo.generator.homes import Homes
from linli.demo.generator.names import Community
from linli.demo.generator.rows import AreaRow, SubDistrict
from linli.demo.generator.serving import serve
from linli.demo.generator.venues import venues

SEED = 7
ROOMS = [f"{floor}{door:02d}" for floor in range(1, 7) for door in (1, 2)]
TOWN, FIELD, SPECIAL = (
    40.0,
    240.0,
    90.0,
)  # squares of the raster (0.16 ha) for a grid of 400 homes, of a village, special
BREADTH = 1.3  # of the sub-district, for one of height
NUMERALS = ("", *"一二三四五六七八九十")
OLD = Community(content.COMMUNITY[0][9:], content.COMMUNITY[1], content.COMMUNITY[2], len(content.ESTATES))
OLD_KINDS = {"老城北巷": "self_built", "纺织新村": "unmanaged", "机床厂家属院": "institution"}


def generate(*, seed: int = SEED, small: bool = False) -> SubDistrict:
    """The sub-district; `small` is 青石桥社区 whole and a little of everything around it, for tests."""
    town = _Town(Random(seed), small)
    town.lay_out()
    homes = town.homes
    places = venues(town.random, town.areas, town.rects, homes.buildings)
    offices, posts, members, absences, rosters, needs = serve(
        town.random, town.areas, homes.buildings, places, small=small
    )
    return SubDistrict(
        areas=tuple(town.areas),
        estates=tuple(homes.estates),
        buildings=tuple(homes.buildings),
        venues=tuple(places),
        offices=offices,
        posts=posts,
        members=members,
        absences=absences,
        rosters=rosters,
        needs=needs,
    )


class _Town:
    def __init__(self, random: Random, small: bool) -> None:
        self.random, self.small = random, small
        self.homes = Homes(random)
        self.areas: list[AreaRow] = []
        self.rects: dict[str, Rect] = {}
        next_door = Community(
            content.NEIGHBOUR[0][9:], content.NEIGHBOUR[1], content.NEIGHBOUR[2], 1 if small else 4
        )
        self.north = [*names.NORTH, next_door]
        self.south = [OLD, *names.SOUTH]
        self.fields = names.VILLAGES_NORTH, names.VILLAGES_SOUTH
        if small:
            self.north = [names.NORTH[2]._replace(grids=1), next_door]
            self.south = [OLD]
            self.fields = (
                [names.VILLAGES_NORTH[0]._replace(grids=1)],
                [names.VILLAGES_SOUTH[0]._replace(grids=1)],
            )
        every = [*self.north, *self.south, *self.fields[0], *self.fields[1]]
        self.targets = {community.code: self._targets(community) for community in every}

    def _targets(self, community: Community) -> list[int]:
        """Households that each grid shall have: in town mostly 300–500, some outside, so that a page has work."""
        random = self.random
        if community is OLD:
            return [buildings * len(ROOMS) * 3 for _, _, buildings in content.ESTATES]
        if self.small:
            return [60] * community.grids
        if _is_village(community):
            return [round(random.triangular(160, 380, 245)) for _ in range(community.grids)]
        sorts = random.choices(("usual", "few", "many"), (86, 6, 8), k=community.grids)
        bands = {"usual": (300, 465, 370), "few": (190, 270, 240), "many": (520, 660, 550)}
        return [round(random.triangular(*bands[sort])) for sort in sorts]

    def _weights(self, community: Community) -> list[float]:
        """Ground for each grid, the special one last."""
        if _is_village(community):
            return [FIELD] * community.grids
        own = [TOWN * households / 400 for households in self.targets[community.code]]
        return own + [SPECIAL] * bool(community.special)

    def lay_out(self) -> None:
        """Villages in the west, the town in the east, the river from west to east through the middle."""

        def ground(communities: list[Community]) -> float:
            return sum(sum(self._weights(community)) for community in communities)

        fields, town = ground([*self.fields[0], *self.fields[1]]), ground([*self.north, *self.south])
        height = round(((fields + town) / BREADTH) ** 0.5)
        width = round((fields + town) / height)
        west = round(width * fields / (fields + town))
        river = round(height * ground(self.south) / town)
        code, *title = content.COUNTY
        self._draw(code, "", "county", "urban", title, Rect(0, 0, width, height))
        code, *title = content.TOWNSHIP
        self._draw(code, content.COUNTY[0], "township", "urban", title, Rect(0, 0, width, height))
        for quarter, communities in (
            (Rect(west, 0, width, river), self.south),
            (Rect(west, river, width, height), self.north),
            (Rect(0, 0, west, river), self.fields[1]),
            (Rect(0, river, west, height), self.fields[0]),
        ):
            parts = cut(quarter, [ground([community]) for community in communities])
            for community, rect in zip(communities, parts, strict=True):
                self._community(community, rect)

    def _draw(
        self,
        path: str,
        parent: str,
        level: str,
        kind: str,
        title: list[str],
        rect: Rect,
        settlement: str = "",
    ) -> None:
        self.areas.append(AreaRow(path, parent, level, kind, title[0], title[1], settlement, ring(rect)))
        self.rects[path] = rect

    def _community(self, community: Community, rect: Rect) -> None:
        path, village = content.TOWNSHIP[0] + community.code, _is_village(community)
        kind, suffix = ("rural", " Village") if village else ("urban", " Community")
        english = community.name_en.removesuffix(suffix) + suffix
        settlement = "220" if village else "111"
        self._draw(path, content.TOWNSHIP[0], "community", kind, [community.name, english], rect, settlement)
        parts = cut(rect, self._weights(community))
        micro = _shares(names.MICRO[1], community.grids) if community.code == names.MICRO[0] else []
        for n in range(community.grids):
            grid, ground = f"{path}{n + 1:03d}", parts[n]
            self._draw(
                grid, path, "grid", kind, [f"第{NUMERALS[n + 1]}网格", f"Grid {n + 1}"], ground, settlement
            )
            households = self.targets[community.code][n]
            if community is OLD:
                estate, name_en, buildings = content.ESTATES[n]
                sort = OLD_KINDS.get(estate, "commercial")
                self.homes.known_estate(grid, ground, estate, name_en, sort, buildings, ROOMS)
            elif path == content.NEIGHBOUR[0] and n == 0:
                self.homes.known_estate(grid, ground, "桥北里", "North Bridge Lane", "commercial", 2, ROOMS)
            elif village:
                self.homes.village_grid(grid, ground, households)
            else:
                pieces = self._micro(grid, ground, micro[n]) if micro else [(grid, ground)]
                self.homes.town_grid(pieces, ground, households)
        if community.special:
            name, name_en, _, homes = community.special
            grid = f"{path}{community.grids + 1:03d}"
            self._draw(
                grid, path, "grid", "special", [name, f"{name_en} (special grid)"], parts[-1], settlement
            )
            self.homes.staff_homes(grid, parts[-1], name.removesuffix("专属网格"), homes)

    def _micro(self, grid: str, rect: Rect, number: int) -> list[tuple[str, Rect]]:
        """Micro-grids tile their grid; buildings belong to them, so a head of one sees only theirs."""
        pieces = [(f"{grid}{n:02d}", part) for n, part in enumerate(cut(rect, [1.0] * number), start=1)]
        for n, (path, part) in enumerate(pieces, start=1):
            self._draw(path, grid, "microgrid", "urban", [f"第{NUMERALS[n]}微网格", f"Micro-grid {n}"], part)
        return pieces


def _is_village(community: Community) -> bool:
    return community.code >= "200"


def _shares(number: int, parts: int) -> list[int]:
    """43 over 7 → 6 6 6 6 6 6 7."""
    return [number * (n + 1) // parts - number * n // parts for n in range(parts)] if parts > 1 else [2]
