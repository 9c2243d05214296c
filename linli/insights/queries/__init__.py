"""Reading figures: `sums` of a place by month, area, office, matter; `days` they took; what is `standing` now; the
requests `found` behind a figure. `asked`: of which place, of which months."""

from linli.insights.queries.asked import Months, Where, back, month_of
from linli.insights.queries.days import (
    Days,
    days_by_area,
    days_by_key,
    days_by_month,
    days_of,
    numbers_by_key,
    together,
)
from linli.insights.queries.found import (
    ROWS,
    Found,
    behind,
    counted_at,
    late_by_matter,
    number_of,
    pointing,
    rows,
)
from linli.insights.queries.standing import ROWS_NOW, Now, Standing, rows_now
from linli.insights.queries.sums import BRIEF, Beside, by_area, by_key, by_month, places_below, total

__all__ = [
    "BRIEF",
    "ROWS",
    "ROWS_NOW",
    "Beside",
    "Days",
    "Found",
    "Months",
    "Now",
    "Standing",
    "Where",
    "back",
    "behind",
    "by_area",
    "by_key",
    "by_month",
    "counted_at",
    "days_by_area",
    "days_by_key",
    "days_by_month",
    "days_of",
    "late_by_matter",
    "month_of",
    "number_of",
    "numbers_by_key",
    "places_below",
    "pointing",
    "rows",
    "rows_now",
    "together",
    "total",
]
