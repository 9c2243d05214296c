"""May this post be made? Reach follows the kind of office; no setting lifts that (design §4)."""

from __future__ import annotations

from linli.common.refusals import Refusal
from linli.people.models import AREA_OFFICES, Office, Reach


def may_reach(office: Office, reach: str) -> Refusal | None:
    """Departments and whoever else is no area's own office never see a subtree."""
    if reach == Reach.SUBTREE and office.kind not in AREA_OFFICES:
        return Refusal("reach_not_for_department", {"office": office.name})
    return None
