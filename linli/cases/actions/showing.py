"""Photos beside words: those of whoever asks, and those of whoever did it (完成后的照片)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from linli.cases.models import Case
from linli.common.refusals import refuse
from linli.office.actions import keep_photos
from linli.office.queries import setting


def few(photos: Iterable[uuid.UUID], path: str) -> list[uuid.UUID]:
    """Each of them once; `path` of the area that says how many. Refuses too_many_photos."""
    found = list(dict.fromkeys(photos))
    if found and len(found) > (most := setting("cases.most_photos", path)):
        raise refuse("too_many_photos", most=most)
    return found


def show(case: Case, photos: Iterable[uuid.UUID]) -> dict[str, Any]:
    """Keep what an answer shows with its case; returns what its entry notes: the ids, as `queries.photos_of` reads
    them. Refuses too_many_photos, photo_gone."""
    found = (
        sorted(keep_photos(wanted), key=lambda one: one.pk) if (wanted := few(photos, case.area_path)) else []
    )
    case.photos.add(*found)
    return {"shows": [one.pk for one in found]} if found else {}
