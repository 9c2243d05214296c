"""Verbs of the territory: `areas`, `dividing` (codes, buildings), `boundaries`, `doors`, `estates` (and venues)."""

from linli.territory.actions.areas import adopt_codes, close_area, draw_area, rename_area
from linli.territory.actions.boundaries import set_boundaries
from linli.territory.actions.dividing import go_on_recoding, move_buildings, recode_area
from linli.territory.actions.doors import enter_building, hang_plate
from linli.territory.actions.estates import (
    change_estate,
    change_venue,
    close_venue,
    enter_estate,
    enter_venue,
)

__all__ = [
    "adopt_codes",
    "change_estate",
    "change_venue",
    "close_area",
    "close_venue",
    "draw_area",
    "enter_building",
    "enter_estate",
    "enter_venue",
    "go_on_recoding",
    "hang_plate",
    "move_buildings",
    "recode_area",
    "rename_area",
    "set_boundaries",
]
