"""Verbs of the territory: `areas`, `doors`."""

from linli.territory.actions.areas import close_area, draw_area
from linli.territory.actions.doors import enter_building, hang_plate

__all__ = ["close_area", "draw_area", "enter_building", "hang_plate"]
