"""The map of areas: a name stands inside its own area, or a number does; no two names lie over each other."""

from __future__ import annotations

import shapely
from hypothesis import given
from hypothesis import strategies as st

from linli.faces.desk.territory.drawing import LARGE, SMALL, draw
from linli.territory.models import Area

widths = st.lists(st.floats(0.0005, 0.01), min_size=1, max_size=30)


@given(widths, st.sampled_from(["槐树巷社区", "村", "East Garden"]))
def test_no_two_names_lie_over_each_other_and_each_number_stands_once(sizes: list[float], name: str) -> None:
    rows, west = [], 113.0
    for size in sizes:
        rows.append((Area(name=name), shapely.box(west, 35.0, west + size, 35.01)))
        west += size
    drawing = draw(rows)
    assert drawing is not None
    named = sorted((p for p in drawing.patches if not p.number), key=lambda p: p.x)
    wide = [sum((SMALL if p.small else LARGE) * (1 if ord(c) > 255 else 0.5) for c in p.label) for p in named]
    for n in range(1, len(named)):
        assert named[n].x - named[n - 1].x >= (wide[n] + wide[n - 1]) / 2 - 2
    numbers = [p.number for p in drawing.patches if p.number]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [p.label for p in drawing.patches if p.number] == [str(n) for n in numbers]
