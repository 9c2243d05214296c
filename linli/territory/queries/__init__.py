"""Reading: `doors` (plates), `tree` (areas, codes), `impact` (what a change touches), `boundaries`, `pins`."""

from linli.territory.queries.doors import Door, chain, door, grids_of
from linli.territory.queries.impact import Impact, impact_of_close, impact_of_move, impact_of_recode
from linli.territory.queries.tree import (
    Branch,
    community_of,
    next_code,
    resolve_code,
    standing_at,
    tree,
    whole,
)

__all__ = [
    "Branch",
    "Door",
    "Impact",
    "chain",
    "community_of",
    "door",
    "grids_of",
    "impact_of_close",
    "impact_of_move",
    "impact_of_recode",
    "next_code",
    "resolve_code",
    "standing_at",
    "tree",
    "whole",
]
