"""May an area stand there? Levels, kinds and codes of the tree; who may draw it stands in `common.authority`."""

from __future__ import annotations

from datetime import datetime

from linli.common import paths
from linli.common.refusals import Refusal
from linli.territory.models import Area, AreaKind, Level

LENGTHS_OF: dict[str, tuple[int, ...]] = {
    Level.PROVINCE: (2,),
    Level.PREFECTURE: (4,),
    Level.COUNTY: (6,),
    Level.TOWNSHIP: (9,),
    Level.COMMUNITY: (12,),
    Level.GRID: (15,),
    Level.MICROGRID: (17, 19, 21, 23),
}
BELOW: dict[str, str] = {
    Level.PROVINCE: Level.PREFECTURE,
    Level.PREFECTURE: Level.COUNTY,
    Level.COUNTY: Level.TOWNSHIP,
    Level.TOWNSHIP: Level.COMMUNITY,
    Level.COMMUNITY: Level.GRID,
    Level.GRID: Level.MICROGRID,
    Level.MICROGRID: Level.MICROGRID,
}


def may_stand(*, path: str, level: str, kind: str, parent: Area | None, at: datetime) -> Refusal | None:
    """Why no area of this level, kind and path may stand under this parent.

    Codes: path_malformed, level_length (length, level), path_outside_parent, parent_closed (area), level_order,
    special_needs_community.
    """
    if len(path) not in paths.LENGTHS or not (path.isascii() and path.isdigit()):
        return Refusal("path_malformed", {"path": path[:24]})
    if len(path) not in LENGTHS_OF.get(level, ()):
        return Refusal("level_length", {"length": len(path), "level": level})
    if parent is not None:
        if not paths.covers(parent.path, path) or path == parent.path:
            return Refusal("path_outside_parent", {"path": path, "parent": parent.path})
        if parent.is_closed(at):
            return Refusal("parent_closed", {"area": parent.name})
    if kind == AreaKind.SPECIAL:
        if level not in (Level.GRID, Level.MICROGRID):
            return Refusal("special_needs_community", {})
        if level == Level.GRID and (parent is None or parent.level != Level.COMMUNITY):
            return Refusal("special_needs_community", {})
    return None


def may_succeed(area: Area, successor: Area, at: datetime) -> Refusal | None:
    """Why this area cannot take over from that one: successor_closed, successor_itself, successor_level.

    A micro-grid may be taken over by a grid.
    """
    if successor.pk == area.pk:
        return Refusal("successor_itself", {"area": area.name})
    if successor.is_closed(at):
        return Refusal("successor_closed", {"area": successor.name})
    if successor.level != area.level and (area.level, successor.level) != (Level.MICROGRID, Level.GRID):
        return Refusal("successor_level", {"area": successor.name})
    return None


def may_hold_doors(grid: Area, at: datetime) -> Refusal | None:
    """Buildings stand in a grid or below it, and only where that still stands."""
    if grid.is_closed(at):
        return Refusal("successor_closed", {"area": grid.name})
    if grid.level not in (Level.GRID, Level.MICROGRID):
        return Refusal("grid_needed", {"area": grid.name})
    return None
