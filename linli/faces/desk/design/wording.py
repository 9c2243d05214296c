"""What a solver says of a place and of a plan, in words: code → sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.faces.templatetags.linli import localized
from linli.territory.planning import Trouble
from linli.territory.queries.proposals import Unready

SHOWN = 5

FAULTS: dict[str, Any] = {
    "no_households": gettext_lazy("Nobody lives in these buildings"),
    "not_a_number": gettext_lazy(
        "These buildings have no point on the map, and no neighbour of their estate has one"
    ),
    "not_degrees": gettext_lazy("The points of these buildings are no longitude and latitude"),
    "negative_households": gettext_lazy("These buildings have fewer than no households"),
    "listed_twice": gettext_lazy("These buildings stand in the register twice"),
    "in_two_communities": gettext_lazy("These buildings lie in two communities at once"),
    "on_no_land": gettext_lazy(
        "These buildings lie outside the boundary of their community, or on no land at all"
    ),
    "outside_its_community": gettext_lazy("These buildings lie in another community than the register says"),
    "crowded_point": gettext_lazy(
        "More than forty buildings stand at one point: their own points are missing"
    ),
    "isolated": gettext_lazy(
        "%(households)s households live %(nearest_m)s m from all others: too few for a grid of their own"
    ),
    "empty_community": gettext_lazy("No household lives in this community"),
    "nobody_lives_here": gettext_lazy("No household lives in this community"),
    "no_points": gettext_lazy("No building of this community has a point on the map"),
    "guessed_point": gettext_lazy("These buildings have no point on the map"),
    "no_buildings": gettext_lazy("There is no building here yet"),
    "mixed_datum": gettext_lazy(
        "These buildings lie %(shift_m)s m off, just as GCJ-02 differs from WGS-84: they come from a map on a telephone"
    ),
    "block_too_large": gettext_lazy(
        "%(buildings)s buildings lie in one piece, %(most)s can be divided at once"
    ),
    "border_not_a_number": gettext_lazy("A border line has a place that is no number"),
    "band_upside_down": gettext_lazy("The band begins above its end"),
    "no_grids_asked": gettext_lazy("Ask for one grid at least"),
    "number_impossible": gettext_lazy("%(number)s grids cannot be laid here: %(least)s to %(most)s can"),
    "too_many_to_number": gettext_lazy("More than %(most)s grids cannot be numbered"),
    "nothing_divided_before": gettext_lazy("No building has a grid yet; divide it from nothing"),
}
ADVICE: dict[str, Any] = {
    "no_households": gettext_lazy("They go to the grid around them."),
    "not_a_number": gettext_lazy("Enter their points, or those of a neighbour."),
    "on_no_land": gettext_lazy("Correct the point or the boundary; or go on as the register says."),
    "outside_its_community": gettext_lazy(
        "Correct the point or the register; or go on as the register says."
    ),
    "crowded_point": gettext_lazy("Enter their points; or go on, and they stay close together."),
    "isolated": gettext_lazy("Go on, and they are a grid below the band, with this reason."),
    "empty_community": gettext_lazy(
        "It stays as it is. Enter its homes, or bring in a sheet of them, then work the plan out again."
    ),
    "no_points": gettext_lazy(
        "It stays as it is. Enter the points of its buildings, or bring in a sheet with them,"
        " then work the plan out again."
    ),
    "guessed_point": gettext_lazy(
        "They are planned where the others of their estate or of their grid stand."
        " Enter their points for a better plan."
    ),
    "mixed_datum": gettext_lazy(
        "Bring their points into WGS-84; or go on, and they stand in the wrong place."
    ),
    "block_too_large": gettext_lazy("Give border lines: roads, a river, a railway."),
}
REASONS: dict[str, Any] = {
    "block_too_small": gettext_lazy(
        "these %(amount)s households are cut off from all others, %(lower)s are needed"
    ),
    "block_has_no_number": gettext_lazy(
        "%(amount)s households lie here in one piece; they cannot be cut into %(lower)s to %(upper)s each"
    ),
    "too_large_alone": gettext_lazy(
        "one building or estate alone has %(amount)s households, more than %(upper)s"
    ),
    "no_sum_fits": gettext_lazy(
        "no choice of buildings in this piece of %(amount)s comes to %(lower)s to %(upper)s households"
    ),
    "no_group_fits": gettext_lazy(
        "no group that hangs together with %(name)s in it has %(lower)s to %(upper)s households"
    ),
    "no_partition": gettext_lazy(
        "all %(groups)s groups of %(lower)s to %(upper)s households were laid: no way covers these %(amount)s"
    ),
    "number_too_small": gettext_lazy(
        "%(number)s grids of %(upper)s cannot hold %(amount)s households; %(least)s are needed"
    ),
    "number_too_large": gettext_lazy(
        "%(number)s grids of %(lower)s need more than %(amount)s households; %(most)s are possible"
    ),
    "not_found": gettext_lazy("no better way was found; that there is none is not proved"),
}


def nothing(communities: bool, ready: bool) -> str:
    """Why no plan can be asked for here; "" where one can."""
    if not communities:
        return _("No community stands here yet. Draw one first.")
    return "" if ready else _("There is nothing to divide yet:")


def lacks(found: Unready) -> list[dict[str, Any]]:
    """What the register lacks, said before anything is asked: it is in the way of nothing else."""
    told = []
    for code, areas in (("empty_community", found.empty), ("no_points", found.no_points)):
        if areas:
            names = tuple(localized(one, "name") for one in areas)
            told.append(Trouble(code, names[:SHOWN], len(names), {}, True))
    if found.buildings:
        told.append(Trouble("guessed_point", tuple(found.names[:SHOWN]), len(found.buildings), {}, True))
    return troubles(asdict(one) for one in told)


def _filled(said: Any, facts: Mapping[str, Any]) -> str:
    try:
        return str(said) % facts
    except (KeyError, TypeError, ValueError):
        return str(said)


def trouble(one: Mapping[str, Any]) -> dict[str, Any]:
    """A fault for the page: what, where, what to do."""
    code, where, count = one["code"], list(one["where"]), one["count"]
    said = _filled(FAULTS.get(code, _("Something is wrong with these")), one["facts"])
    return {
        "said": said,
        "where": where,
        "more": max(0, count - len(where)),
        "advice": str(ADVICE.get(code, "")),
        "passes": one.get("passes", False),
    }


def troubles(found: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [trouble(one) for one in found]


def why(reason: Mapping[str, Any]) -> str:
    """Why a grid lies outside the band, and whether that is proved; "" where nobody knows."""
    if not reason:
        return ""
    said = _filled(REASONS.get(reason["code"], reason["code"]), reason["facts"])
    if reason["proved"]:
        return _("Proved: %(said)s") % {"said": said}
    return said[:1].upper() + said[1:]
