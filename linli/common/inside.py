"""Rows that lie inside areas, as a condition of a query."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from linli.common.paths import subtree


def inside(paths: Iterable[str], field: str = "area_path") -> Q:
    """Rows whose `field` (a path of an area) lies in one of these subtrees; none where there is no path."""
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{field}__range": subtree(path)})
    return found
