"""Two plans of one community: which buildings stand in another grid."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from linli.faces.desk.design import finding
from linli.territory.models import Area, Proposal
from linli.territory.queries.proposals import targets


@dataclass(frozen=True, slots=True)
class Apart:
    """One building, and the number of its grid in each of the two plans ("" where a plan does not hold it)."""

    pk: int
    name: str
    first: str
    second: str


def apart(first: Proposal, second: Proposal, community: Area) -> list[Apart]:
    """Grids are matched with those most like them, whatever their numbers: of those that share most buildings first."""
    ones, others = (targets(one.grids.filter(community=community)) for one in (first, second))
    shared = Counter((ones[pk].number, others[pk].number) for pk in ones if pk in others)
    matched: dict[str, str] = {}
    for (one, other), _ in sorted(shared.items(), key=lambda each: (-each[1], each[0])):
        if one not in matched and other not in matched.values():
            matched[one] = other
    found = []
    names = finding.names_of({*ones, *others})
    for pk, name in names.items():
        here, there = (plan[pk].number if pk in plan else "" for plan in (ones, others))
        if matched.get(here) != there:
            found.append(Apart(pk, name, _short(here), _short(there)))
    return found


def _short(number: str) -> str:
    return str(int(number)) if number else ""
