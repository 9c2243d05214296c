"""What a change of the territory would touch (影响), counted before anybody confirms it, and again when it is done."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from linli.territory.models import Area, Building
from linli.territory.registry import Doors, all_carriers


@dataclass(frozen=True, slots=True)
class Impact:
    """Counts by code, none of them 0. `fingerprint` changes with every count and with what is asked for."""

    counts: tuple[tuple[str, int], ...]
    fingerprint: str

    @property
    def total(self) -> int:
        return sum(n for _, n in self.counts)

    def __getitem__(self, code: str) -> int:
        return dict(self.counts).get(code, 0)

    @classmethod
    def of(cls, counts: Iterable[dict[str, int]], *asked: Any) -> Impact:
        sums: Counter[str] = Counter()
        for some in counts:
            sums.update(some)
        kept = tuple(sorted((code, n) for code, n in sums.items() if n))
        text = json.dumps([kept, asked], default=str)
        return cls(kept, hashlib.sha256(text.encode()).hexdigest()[:32])


def impact_of_recode(area: Area, new_path: str) -> Impact:
    """Everything under an area's present path."""
    return Impact.of((c.count(area.path) for c in all_carriers()), "recode", area.pk, area.path, new_path)


def impact_of_close(area: Area, successor: Area | None) -> Impact:
    """Everything under an area that would have to go elsewhere."""
    after = successor.pk if successor else None
    return Impact.of((c.count(area.path) for c in all_carriers()), "close", area.pk, after)


def impact_of_move(buildings: Iterable[Building], grid: Area) -> Impact:
    """What hangs at these buildings' doors. Somebody who moves one of them meanwhile changes the fingerprint."""
    lie = sorted((b.pk, b.area_id) for b in buildings)
    doors = Doors(tuple(pk for pk, _ in lie), grid)
    return Impact.of((c.count_at(doors) for c in all_carriers()), "move", lie, grid.pk)
