"""Faults of the input as one English sentence each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linli.solvers.refused import Refused

SHOWN = 5

# of divide: `linli.solvers.divide.Fault.code`
DIVIDING: dict[str, str] = {
    "band_upside_down": "the band {lower}–{upper} is upside down",
    "block_too_large": "{buildings} buildings lie in one block, {most} can be divided at once; draw a hard border",
    "border_not_a_number": "a border has a coordinate that is no number",
    "cannot_be_accepted": "this cannot be accepted",
    "code_not_12_digits": "a community's code is not 12 digits",
    "community_listed_twice": "a community is listed twice",
    "crowded_point": "more than forty buildings stand at one point",
    "empty_community": "a community has no household",
    "in_two_communities": "a building lies in two communities",
    "isolated": "{households} households live {nearest_m} m from all others: too few for a grid of their own",
    "listed_twice": "a building is listed twice",
    "mixed_datum": "buildings stand {shift_m} m off, just as GCJ-02 differs from WGS-84: bring all into WGS-84",
    "negative_households": "a building has fewer than no households",
    "no_buildings": "there is no building",
    "no_community": "a building lies in no community",
    "no_grids_asked": "{number} grids were asked for",
    "no_households": "a building has no household",
    "no_people_count": "a building has no number of people",
    "nobody_lives_here": "nobody lives here",
    "not_a_number": "a building's coordinates are no numbers",
    "not_degrees": "a building's coordinates are no longitude and latitude",
    "not_positive": "this must be above 0",
    "nothing_divided_before": "no building has a grid yet: ask for divide",
    "number_impossible": "{number} grids cannot be laid: there are {least} to {most} possible",
    "on_no_land": "a building stands on no land",
    "outside_its_community": "a building stands outside its community",
    "too_many_to_number": "more than {most} grids cannot be numbered",
    "unknown_community": "a building names a community that is not listed",
    "unknown_neighbour": "a neighbour is no building",
    "unknown_wish": "the number of grids is a number, usual or fewest",
}

# of link and route: `linli.solvers.refused.Refused.code`
OTHERS: dict[str, str] = {
    "band_upside_down": "least, most and limit of a member must rise",
    "capacity_below_need": "{households} households, but all members together take {room}: {by} places are missing",
    "distance_at_no_number": "a distance is no number",
    "distances_of_other_places": "distances of other places",
    "excluded_from_everybody": "a household is excluded from everybody",
    "excluded_of_unknown_household": "the list of exclusions names an unknown household",
    "excluded_of_unknown_member": "the list of exclusions names an unknown member",
    "household_at_no_number": "a household's coordinates are no numbers",
    "household_off_the_earth": "a household's coordinates are no longitude and latitude",
    "household_twice": "a household is listed twice",
    "household_without_place": "a household has no place",
    "kept_of_unknown_household": "the list of existing links names an unknown household",
    "kept_of_unknown_member": "the list of existing links names an unknown member",
    "kept_twice": "a household has two existing links",
    "member_at_no_number": "a member's coordinates are no numbers",
    "member_off_the_earth": "a member's coordinates are no longitude and latitude",
    "member_twice": "a member is listed twice",
    "member_without_home": "a member has no home",
    "mixed_datums": "places stand off just as GCJ-02 differs from WGS-84: bring all into WGS-84",
    "shift_upside_down": "a shift ends before it begins",
    "stop_at_no_number": "a stop's coordinates are no numbers",
    "stop_of_unknown_walker": "a stop asks for an unknown walker",
    "stop_twice": "a stop is listed twice",
    "tie_of_unknown_household": "the list of ties names an unknown household",
    "tie_of_unknown_member": "the list of ties names an unknown member",
    "too_many_kinds": "{kinds} kinds of need, at most {at_most}",
    "too_wide": "the places lie more than {kilometres} km apart",
    "two_shifts_in_one_day": "a walker has two shifts in one day",
    "urgency_out_of_range": "urgency is 0 to 100",
    "visit_of_no_length": "a visit lasts 0 to 1,440 minutes",
    "walker_at_no_number": "a walker's coordinates are no numbers",
    "walker_twice": "a walker is listed twice",
    "window_upside_down": "a window ends before it begins",
    "worth_out_of_range": "a worth is below 0 or above 100,000 m",
}


def sentence(
    code: str, facts: Mapping[str, float | int | str], where: Sequence[str], count: int, words: dict[str, str]
) -> str:
    said = words.get(code, code.replace("_", " ")).format(**facts)
    if not where:
        return said
    more = f" and {count - SHOWN} more" if count > SHOWN else ""
    return f"{said}: {', '.join(where[:SHOWN])}{more}"


def of_refusal(refusal: Refused) -> str:
    return sentence(refusal.code, refusal.numbers, refusal.where, refusal.count, OTHERS)
