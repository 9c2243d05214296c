"""Which role may do what with what is held about homes: the one table from which rules and tests come.

A cell lists verbs. `door` is L0 (places without names, venues), `contact` L1 (names, telephones), `need` L2 (what a
household asked help for, identity numbers, birth dates), `health` L3 (the words behind a need; minors). `order` is what
other systems send, `staff` who serves where, `keep` the installation itself, `keep.matters` its catalogue of matters.

- Cells of L0–L3 count only through a post that reaches its area (`subtree`) at an office of an area: departments,
  partners, property, utilities, riders, police and volunteers see what was handed to them, whatever stands here.
- `see` of L2 and L3 asks for a purpose and leaves a reading; `glass` opens for three hours, with a reason, and the
  superior is told; `mask` shows 张* and the last four digits; `count` shows numbers of five and more.
- `order`, `staff` and `keep` count in the area of the post's office, whatever its reach: whoever runs LinLi sees no homes.
"""

from __future__ import annotations

from dataclasses import dataclass

from linli.common.paths import covers
from linli.common.refusals import Refusal

TABLE = """
role             | door                                 | contact                  | need            | health    | order | staff                     | keep
grid_head        | see write print                      | mask reveal write        | count see write | see write |       | see roster                |
grid_worker      | see write print                      | mask reveal write        | count see write | see write |       | see                       |
part_time        | see                                  | mask reveal              | count           | glass     |       | see                       |
helper           | see                                  | mask                     |                 |           |       | see                       |
building_head    | see                                  | mask                     |                 |           |       | see                       |
group_head       | see                                  | mask                     |                 |           |       | see                       |
centre_host      |                                      |                          |                 |           |       |                           |
member           |                                      |                          |                 |           |       |                           |
first_secretary  | see                                  | mask                     | count           | glass     |       | see                       |
legal_officer    |                                      |                          |                 |           |       |                           |
property_manager |                                      |                          |                 |           |       |                           |
volunteer        |                                      |                          |                 |           |       |                           |
dispatcher       | see                                  | mask                     | count           | glass     | take  | see                       | matters
leader           | see write divide print               | mask reveal write        | count see       | glass     | take  | see roster appoint        | reply tokens
clerk            | see                                  | mask                     | count           | glass     | take  | see                       |
registrar        | see write divide import export print | mask reveal write export | count see write | glass     |       | see roster                | reply
administrator    |                                      |                          |                 |           |       | see roster appoint invite | rules matters jobs seal
"""

# What nobody does for somebody who is away: it waits, or goes to the office above.
NOT_WHILE_ACTING = frozenset(
    {"staff.appoint", "staff.invite", "door.export", "contact.export", "keep.tokens"}
)
# One catalogue holds for everybody, and rules of its own a sub-district has: its desk keeps them, no community's.
FROM_TOWNSHIP = frozenset({("dispatcher", "keep.matters"), ("administrator", "keep.rules")})
LEVELS = {"door": "L0", "contact": "L1", "need": "L2", "health": "L3"}
AREA_KINDS = ("grid", "community", "township", "county", "prefecture")


def _read(table: str) -> dict[str, frozenset[str]]:
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return {
        role: frozenset(
            f"{column}.{verb}" for column, cell in zip(head[1:], cells, strict=True) for verb in cell.split()
        )
        for role, *cells in rows
    }


MAY = _read(TABLE)
VERBS = frozenset().union(*MAY.values())


def needs_second_factor(role: str) -> bool:
    """Whoever may see needs, carry lists out, or decide who may, logs in with a one-time code too."""
    return bool(MAY[role] & {"need.see", "health.see", "staff.appoint", "staff.invite"}) or any(
        verb.endswith(".export") for verb in MAY[role]
    )


def sees_homes(role: str) -> bool:
    """Does the table let this role do anything with what is held about homes?"""
    return any(verb.partition(".")[0] in LEVELS for verb in MAY[role])


@dataclass(frozen=True, slots=True)
class Standing:
    """One post as this table asks for it: role, kind of office, reach, the path it answers for, held or acted for."""

    role: str
    office_kind: str
    reach: str
    area_path: str
    acting: bool = False

    def may(self, verb: str) -> bool:
        if verb not in MAY[self.role] or self.office_kind not in AREA_KINDS:
            return False
        if self.acting and verb in NOT_WHILE_ACTING:
            return False
        if (self.role, verb) in FROM_TOWNSHIP and self.office_kind in ("grid", "community"):
            return False
        return self.reach == "subtree" or verb.partition(".")[0] not in LEVELS


def refusal(standings: tuple[Standing, ...], verb: str, path: str | None = None) -> Refusal | None:
    """Why nobody in these posts may do `verb` at `path` (None: anywhere at all), or None where somebody may."""
    assert verb in VERBS, verb
    if not standings:
        return Refusal("no_post_now")
    able = [one for one in standings if one.may(verb)]
    if not able:
        return Refusal("not_your_role")
    if path is not None and not any(covers(one.area_path, path) for one in able):
        return Refusal("outside_your_area")
    return None


def areas(standings: tuple[Standing, ...], verb: str) -> tuple[str, ...]:
    """Where `verb` may be done."""
    return tuple(sorted({one.area_path for one in standings if one.may(verb)}))
