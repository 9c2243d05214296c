"""`link` at the command line: households and members from files, who calls whom as a file, a report to read."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from linli.solvers.command import tables
from linli.solvers.command.tables import Feature, Row
from linli.solvers.link import (
    Household,
    Linking,
    Member,
    Problem,
    Uncovered,
    Worth,
    deputies,
    explain,
    link,
    problem,
)

SHOWN = 20
EXEMPT = ("", "old", "ill", "away")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("households", metavar="HOUSEHOLDS", help="id, place, building, entrance, needs")
    parser.add_argument(
        "members", metavar="MEMBERS", help="id, place, building, entrance, strengths, least, most …"
    )
    for name, what in (("ties", "told of"), ("kept", "linked already"), ("excluded", "may not be")):
        parser.add_argument(f"--{name}", metavar="CSV", help=f"pairs household,member: {what}")
    parser.add_argument("--deputies", action="store_true", help="a deputy for each household too")
    parser.add_argument(
        "--reach", type=float, default=float("inf"), help="nobody farther than so many metres"
    )
    parser.add_argument(
        "--missing", type=float, default=0.0, help="metres for each household below a member's least"
    )
    parser.add_argument("--metres", action="store_true", help="coordinates are metres east and north")


def run(given: Namespace) -> str:
    """Write the links, and return the report."""
    homes, living = tables.both(
        given.households, given.members, "households and members", metres=given.metres
    )
    asked = problem(
        [_household(row) for row in homes.rows],
        [_member(row) for row in living.rows],
        ties=_pairs(given.ties), kept=_pairs(given.kept), excluded=_pairs(given.excluded),
        worth=Worth(reach=given.reach, missing=given.missing),
        geometry="metres" if homes.metres else "lonlat",
    )  # fmt: skip
    first = link(asked, seed=given.seed)
    second = deputies(first, seed=given.seed) if given.deputies else None
    if given.out:
        heads = ["household", "member", "metres", "why", *(["deputy", "deputy_metres"] if second else [])]
        table = (heads, _lines(first, second))
        tables.write(given.out, table=table, features=_features(first, second), metres=bool(homes.metres))
    return told(first, "links") + (told(second, "deputies") if second else "")


def _household(row: Row) -> Household:
    x, y = row.place() or (None, None)
    named = row.text("building") or None, row.text("entrance") or None
    return Household(row.key(), x, y, *named, row.several("needs"))


def _member(row: Row) -> Member:
    x, y = row.place() or (None, None)
    exempt = row.text("exempt")
    if exempt not in EXEMPT:
        row.fail(f"exempt is {exempt!r}, not old, ill or away")
    return Member(
        row.key(), x, y, row.text("building") or None, row.text("entrance") or None, row.several("strengths"),
        least=row.whole("least", 0), most=row.whole("most", 10), limit=row.maybe("limit"), age=row.maybe("age"),
        exempt=exempt, willing=row.yes("willing"),  # type: ignore[arg-type]
    )  # fmt: skip


def _pairs(name: str | None) -> list[tuple[str, str]]:
    if name is None:
        return []
    rows = tables.read([name]).rows
    for row in rows:
        if not (row.text("household") and row.text("member")):
            row.fail("a pair is household,member")
    return [(row.text("household"), row.text("member")) for row in rows]


def _lines(first: Linking, second: Linking | None) -> list[list[object]]:
    asked = first.problem
    reasons = explain(first)
    without = {one.household: one.code for one in first.uncovered}
    found: list[list[object]] = []
    for i, key in enumerate(asked.households.key):
        j = int(first.member[i])
        why = str(reasons[i]).partition(": ")[2] if reasons[i] else f"nobody: {without.get(key, '')}"
        line: list[object] = [key, asked.members.key[j] if j >= 0 else "", f"{first.metres[i]:.0f}", why]
        if second is not None:
            d = int(second.member[i])
            line += [asked.members.key[d] if d >= 0 else "", f"{second.metres[i]:.0f}"]
        found.append(line)
    return found


def _features(first: Linking, second: Linking | None) -> list[Feature]:
    """A line for each link, in the colour of its member; then members and households as points."""
    asked = first.problem
    h, m = asked.households, asked.members
    made = []
    for role, one in (("deputy", second), ("link", first)):
        for i, j in enumerate(one.member.tolist() if one else ()):
            if j >= 0:
                line = [[float(h.x[i]), float(h.y[i])], [float(m.x[j]), float(m.y[j])]]
                made.append(
                    tables.feature("LineString", line, household=h.key[i], member=m.key[j], role=role)
                )
    for i, key in enumerate(h.key):
        told = {"id": key, "member": m.key[int(first.member[i])] if first.member[i] >= 0 else None}
        made.append(tables.feature("Point", [float(h.x[i]), float(h.y[i])], **told))
    for j, key in enumerate(m.key):
        made.append(tables.feature("Point", [float(m.x[j]), float(m.y[j])], id=key, member=key, home=True))
    return made


def told(answer: Linking, what: str) -> str:
    asked: Problem = answer.problem
    linked = int((answer.member >= 0).sum())
    each = answer.walked / max(1, linked)
    lines = [
        f"{what}: {linked} of {len(asked.households)} households, {len(asked.members)} members,"
        f" {each:.1f} m of walking each",
        f"  {answer.certificate}",
    ]
    for one in answer.uncovered[:SHOWN]:
        lines.append(f"  {one.household} has nobody: {uncovered(one)}")
    if len(answer.uncovered) > SHOWN:
        lines.append(f"  and {len(answer.uncovered) - SHOWN} more without a member")
    for load in (*answer.excess, *answer.short)[:SHOWN]:
        side = "more than wished" if load.households > load.most else "fewer than wished"
        lines.append(
            f"  {load.member}: {load.households} households, {load.by} {side} ({load.least}–{load.most})"
        )
    return "\n".join(lines) + "\n"


def uncovered(one: Uncovered) -> str:
    if one.code == "excluded":
        return "excluded from every member within reach"
    if one.code == "out_of_reach":
        return f"the nearest member is {one.metres:.0f} m away"
    if one.code == "full":
        return (
            f"{one.households} households can only be linked by {', '.join(one.members[:5])},"
            f" who may take {one.room}: {one.short} are left"
        )
    return "somebody could only be found farther away than is allowed"
