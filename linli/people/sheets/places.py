"""Which grid a sheet means: by name, number or code, inside the community it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from linli.common.refused_subjects import plain
from linli.people.sheets.values import Wrong, han_number
from linli.territory.register import Grid


@dataclass(frozen=True, slots=True)
class GridName:
    """A grid with the names a sheet may call it by."""

    grid: Grid
    name: str
    community: str
    code: str


def _key(name: str) -> str:
    """第一网格, 1网格, 网格01, 一号网格 → 1; another name stays, without blanks and the word 网格."""
    looked = plain(name)
    bare = re.sub(r"^第|号|网格|格$", "", looked)
    if bare.isascii() and bare.isdigit():
        return str(int(bare)) if len(bare) < 9 else bare
    if bare and re.fullmatch(r"[一二三四五六七八九十]+", bare):
        return str(han_number(bare))
    return bare or looked


def _community_key(name: str) -> str:
    return re.sub(r"(社区|居委会|村委会|村民委员会|居民委员会|村)$", "", plain(name))


class Places:
    """The grids an import may write to."""

    def __init__(self, names: Iterable[GridName]) -> None:
        self.names = list(names)
        self.by_key: dict[str, list[GridName]] = {}
        for one in self.names:
            for key in {_key(one.name), _key(one.community + one.name), one.code, one.grid.path}:
                self.by_key.setdefault(key, []).append(one)
        self.communities: dict[str, list[GridName]] = {}
        for one in self.names:
            self.communities.setdefault(_community_key(one.community), []).append(one)
        self._known: dict[tuple[str, str], Grid | str] = {}

    def find(self, grid: str, community: str) -> Grid | None:
        """The grid meant; None where the sheet says nothing of it and there are several.

        Wrong: grid_unknown, grid_of_several, community_unknown.
        """
        answer = self._known.get((grid, community))
        if answer is None:
            answer = self._known[grid, community] = self._find(grid, community)
        if isinstance(answer, str):
            if not answer:
                return None
            raise Wrong(answer)
        return answer

    def _find(self, grid: str, community: str) -> Grid | str:
        inside = self.names
        if community:
            inside = self.communities.get(_community_key(community), [])
            if not inside:
                return "community_unknown"
        if not grid:
            return inside[0].grid if len(inside) == 1 else ""
        found = {one.grid for one in self.by_key.get(_key(grid), []) if one in inside}
        if not found:
            return "grid_unknown"
        return found.pop() if len(found) == 1 else "grid_of_several"
