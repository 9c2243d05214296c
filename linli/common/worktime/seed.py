"""Holidays and make-up workdays, by the State Council's notices. Written by tools/worktime_seed.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from linli.common.worktime.given import Calendar, Kind

TABLE: Final = """
first      | last       | kind    | notice | name
2024-01-01 | 2024-01-01 | holiday | 国办发明电〔2023〕7号 | 元旦
2024-02-04 | 2024-02-04 | make_up | 国办发明电〔2023〕7号 | 春节
2024-02-10 | 2024-02-17 | holiday | 国办发明电〔2023〕7号 | 春节
2024-02-18 | 2024-02-18 | make_up | 国办发明电〔2023〕7号 | 春节
2024-04-04 | 2024-04-06 | holiday | 国办发明电〔2023〕7号 | 清明
2024-04-07 | 2024-04-07 | make_up | 国办发明电〔2023〕7号 | 清明
2024-04-28 | 2024-04-28 | make_up | 国办发明电〔2023〕7号 | 劳动节
2024-05-01 | 2024-05-05 | holiday | 国办发明电〔2023〕7号 | 劳动节
2024-05-11 | 2024-05-11 | make_up | 国办发明电〔2023〕7号 | 劳动节
2024-06-10 | 2024-06-10 | holiday | 国办发明电〔2023〕7号 | 端午
2024-09-14 | 2024-09-14 | make_up | 国办发明电〔2023〕7号 | 中秋
2024-09-15 | 2024-09-17 | holiday | 国办发明电〔2023〕7号 | 中秋
2024-09-29 | 2024-09-29 | make_up | 国办发明电〔2023〕7号 | 国庆节
2024-10-01 | 2024-10-07 | holiday | 国办发明电〔2023〕7号 | 国庆节
2024-10-12 | 2024-10-12 | make_up | 国办发明电〔2023〕7号 | 国庆节
2025-01-01 | 2025-01-01 | holiday | 国办发明电〔2024〕12号 | 元旦
2025-01-26 | 2025-01-26 | make_up | 国办发明电〔2024〕12号 | 春节
2025-01-28 | 2025-02-04 | holiday | 国办发明电〔2024〕12号 | 春节
2025-02-08 | 2025-02-08 | make_up | 国办发明电〔2024〕12号 | 春节
2025-04-04 | 2025-04-06 | holiday | 国办发明电〔2024〕12号 | 清明
2025-04-27 | 2025-04-27 | make_up | 国办发明电〔2024〕12号 | 劳动节
2025-05-01 | 2025-05-05 | holiday | 国办发明电〔2024〕12号 | 劳动节
2025-05-31 | 2025-06-02 | holiday | 国办发明电〔2024〕12号 | 端午
2025-09-28 | 2025-09-28 | make_up | 国办发明电〔2024〕12号 | 国庆节
2025-10-01 | 2025-10-05 | holiday | 国办发明电〔2024〕12号 | 国庆节
2025-10-06 | 2025-10-06 | holiday | 国办发明电〔2024〕12号 | 中秋
2025-10-07 | 2025-10-08 | holiday | 国办发明电〔2024〕12号 | 国庆节
2025-10-11 | 2025-10-11 | make_up | 国办发明电〔2024〕12号 | 国庆节
2026-01-01 | 2026-01-03 | holiday | 国办发明电〔2025〕7号 | 元旦
2026-01-04 | 2026-01-04 | make_up | 国办发明电〔2025〕7号 | 元旦
2026-02-14 | 2026-02-14 | make_up | 国办发明电〔2025〕7号 | 春节
2026-02-15 | 2026-02-23 | holiday | 国办发明电〔2025〕7号 | 春节
2026-02-28 | 2026-02-28 | make_up | 国办发明电〔2025〕7号 | 春节
2026-04-04 | 2026-04-06 | holiday | 国办发明电〔2025〕7号 | 清明
2026-05-01 | 2026-05-05 | holiday | 国办发明电〔2025〕7号 | 劳动节
2026-05-09 | 2026-05-09 | make_up | 国办发明电〔2025〕7号 | 劳动节
2026-06-19 | 2026-06-21 | holiday | 国办发明电〔2025〕7号 | 端午
2026-09-20 | 2026-09-20 | make_up | 国办发明电〔2025〕7号 | 国庆节
2026-09-25 | 2026-09-27 | holiday | 国办发明电〔2025〕7号 | 中秋
2026-10-01 | 2026-10-07 | holiday | 国办发明电〔2025〕7号 | 国庆节
2026-10-10 | 2026-10-10 | make_up | 国办发明电〔2025〕7号 | 国庆节
"""


@dataclass(frozen=True, slots=True)
class SeedDay:
    day: date
    kind: Kind
    notice: str
    name: str


def _read(table: str) -> Iterator[SeedDay]:
    for line in table.strip().splitlines()[1:]:
        first, last, kind, notice, name = (cell.strip() for cell in line.split("|"))
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            yield SeedDay(day, Kind(kind), notice, name)
            day += timedelta(days=1)


DAYS: Final = tuple(_read(TABLE))
# Rest by law in every year: 全国年节及纪念日放假办法, article 2, as revised in 2024. The others are lunar.
STATUTORY: Final = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
YEARS: Final = frozenset({2024, 2025, 2026})
CALENDAR: Final = Calendar({seed.day: seed.kind for seed in DAYS}, YEARS, STATUTORY)
