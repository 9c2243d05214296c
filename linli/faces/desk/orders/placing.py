"""What a sheet calls no community of ours: somebody says once which one is meant, for all its rows and later ones."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from linli.cases.order_lists import Looked
from linli.cases.order_places import Places
from linli.common.refused_subjects import plain
from linli.territory.models import Area

MOST = 30  # names that are asked about on one page


@dataclass(frozen=True, slots=True)
class Asked:
    """One name of the sheet: in how many rows, which area it means so far, which it may mean, the likely ones first."""

    called: str
    number: int
    area: Area | None
    areas: list[Area]


def asked(found: Looked, places: Places) -> list[Asked]:
    communities = [one for key, one in places.named.items() if key == one.path and one.level == "community"]
    answer = []
    for called, (order, number) in list(found.unnamed.items())[:MOST]:
        like = places.like(order)
        more = sorted((one for one in communities if one not in like), key=lambda one: one.path)
        answer.append(Asked(called, number, places.chosen.get(plain(called)), [*like, *more]))
    return answer


def chosen(request: HttpRequest) -> dict[str, str]:
    """By the name in the sheet the path of the area that was chosen, "" for none."""
    pairs = zip(request.POST.getlist("called"), request.POST.getlist("meant"), strict=False)
    return {called[:60]: meant for called, meant in pairs}
