"""Write the pages of docs/reference that come from the code: the case loop with its diagram, the settings.

python tools/make_docs.py           write them
python tools/make_docs.py --check   say which ones are not as the code says, exit 1
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from linli.cases import workflow  # noqa: E402
from linli.cases.workflow import MOVES, Position  # noqa: E402

SLIPS = {
    "ask": "点单",
    "verify": "核单",
    "place": "下单",
    "dispatch": "派单",
    "accept": "接单",
    "rate": "评单",
}
SIDE = {"take", "assign", "transfer", "withdraw", "send_back", "reopen", "fail_check", "decide"}


def node(position: Position) -> str:
    return "_".join(filter(None, (position.status, position.level, position.task))) or "start"


def label(position: Position) -> str:
    return f"{position.level}/{position.task}" if position.task else (position.status or "–")


def diagram(levels: set[str], *, side: bool) -> str:
    """A Mermaid state diagram of the moves among these levels; held and free are one state here."""
    edges: dict[tuple[str, str], set[str]] = defaultdict(set)
    shown: dict[str, str] = {}
    for move in MOVES:
        if (move.verb in SIDE) != side or move.verb in {"take", "assign"}:
            continue
        for to in sorted(move.to):
            if all(p.level in levels or not p.level for p in (move.at, to)) and node(move.at) != node(to):
                name = f"{move.verb} {move.choice}".strip()
                edges[node(move.at), node(to)].add(name)
                shown[node(move.at)], shown[node(to)] = label(move.at), label(to)
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {name} : {text}" for name, text in shown.items() if name not in {"start"}]
    for (origin, target), verbs in edges.items():
        begin = "[*]" if origin == "start" else origin
        lines.append(f"    {begin} --> {target} : {', '.join(sorted(verbs))}")
    return "\n".join([*lines, "```"])


def case_loop() -> str:
    rows = []
    for line in workflow.TABLE.strip().splitlines()[1:]:
        verb, choice, who, at, to = (cell.strip() for cell in line.split("|"))
        slip = f" {SLIPS[verb]}" if verb in SLIPS else ""
        rows.append(f"| `{verb}`{slip} | {choice} | {who.replace(' ', ', ')} | {at} | {to} |")
    return f"""# The case loop

*Made by `tools/make_docs.py` from the table in `linli/cases/workflow.py`; a test compares. Do not edit by hand.*

Three things are kept apart: the **status** (what the resident sees), the **level and task** (who has to do what) and
whether somebody **holds** it. `take` makes a member of the office its holder; nearly every other verb is the holder's.

## The main line

{diagram({"grid", "community", "township", "department"}, side=False)}

## Side roads: back, again, withdrawn

{diagram({"grid", "community", "township", "department"}, side=True)}

County and prefecture have the same tasks as the sub-district (`dispatch`, `do`, `check`, `review`).

## Every move

`held` and `free` say whether somebody has taken it; neither means both. `=` keeps the level (or level and task).
Where `to` leaves several levels, the facts decide: the check goes to the grid of the door, or to the community where
the grid did the work; a review goes to the office above the one that did it (`Office.superior`).

| verb | choice | who | at | to |
|---|---|---|---|---|
{chr(10).join(rows)}

**Who.** `asker`: whoever opened the request's own link. `member`: holds a post at the office that has it.
`holder`: took it, or was named. `superior`: works at the office above, or heads the office itself. `staff`: holds any
post. `importer`: an import. `clock`: the worker's round.

Beside the table, facts refuse: whoever did the work does not check it (`did_the_work`); a case goes to another office
once at a level (`transferred_before`); what a review decided is neither sent on nor back (`decision_binds`); a closed
case is reopened for {30} days (`reopen_too_late`) and at most twice (`reopened_before`).
"""


def settings() -> str:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings_test")
    django.setup()
    from linli.office.queries import DEFAULTS

    lines = []
    for name, value in DEFAULTS.items():
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        lines.append(f"| `{name}` | {shown} |")
    return f"""# Settings

*The second half is made by `tools/make_docs.py` from `linli/office/queries.py`; a test compares.*

## Of the machine: environment variables

| name | default | meaning |
|---|---|---|
| `LINLI_DATA_DIR` | `.data/linli` | database (SQLite), attachments, collected static files |
| `LINLI_KEY_FILE` | `.data/linli.keys` | the key ring, made on the first run; outside the data directory |
| `LINLI_DATABASE` | a file in the data directory | `postgres://user:password@host/name`, or the path of a SQLite file |
| `LINLI_HOSTS` | `127.0.0.1,localhost,[::1]` | names under which it may be asked |
| `LINLI_ORIGINS` | – | trusted origins (`https://…`) behind a reverse proxy |
| `LINLI_HTTPS` | off | `1`: cookies only over HTTPS, HSTS, trust `X-Forwarded-Proto` |
| `LINLI_PROXIES` | 0 | reverse proxies in front: so many hops of `X-Forwarded-For` are believed (lock-out) |
| `LINLI_OPERATOR`, `LINLI_FILING_NUMBER` | – | 主办单位 and 备案号, on every page |
| `LINLI_DUTY_PHONE` | – | the number that is always answered, on every page |
| `LINLI_TIME_ZONE` | `Asia/Shanghai` | the days of deadlines are days there |
| `LINLI_CLAIM_SECONDS` | 60 | how long a dead worker's deliveries wait for another one |
| `LINLI_LOG_LEVEL` | `INFO` | |
| `LINLI_DEMO` | off | `1`: one-click log-ins; only with invented people |
| `LINLI_DEBUG` | off | Django's debug pages; never where residents are |

## Of the office: rules it can change

`python manage.py setting` lists them with their values, `python manage.py setting NAME VALUE` writes the next version
(VALUE is JSON). Every version is kept, with who and when; cases already promised keep their date.

| name | default |
|---|---|
{chr(10).join(lines)}
"""


def authority() -> str:
    from linli.common.authority import TABLE, needs_second_factor

    head, *rows = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
    lines = ["| " + " | ".join([*head, "one-time code"]) + " |", "|---" * (len(head) + 1) + "|"]
    for row in rows:
        lines.append(
            "| " + " | ".join([f"`{row[0]}`", *row[1:], "yes" if needs_second_factor(row[0]) else ""]) + " |"
        )
    return f"""# Who may do what with what is held about homes

*Made by `tools/make_docs.py` from the table in `linli/common/authority.py`; a test compares. Do not edit by hand.*

`door` is level L0 (places, venues), `contact` L1 (names, telephones), `need` L2 (what a household asked help for,
identity numbers, birth dates), `health` L3 (the words behind a need; minors). `staff` is who serves where, `keep` the
installation.

{chr(10).join(lines)}

- L0–L3 count only through a post with reach `subtree` at the office of an area. Departments, partners, property,
  utilities, riders, police and volunteers never have that reach; they see what was handed to them, and no setting lifts
  that. The querysets ask this table again, so a row in the database that says otherwise opens nothing.
- `see` of L2 and L3 asks for a purpose and leaves a reading that the person can see. `glass` opens for three hours,
  with a reason; the office above is told. `mask` shows 张* and the last four digits. `count` shows numbers of five
  and more.
- What a person may do is the sum of their posts, each in its own area, and of the posts they act for while somebody is
  away; it is summed once a request.
- Cases have their own table ([the case loop](case-loop.md)). Nobody sees a case that names them before the level above
  opens it.
"""


def personal_data() -> str:
    from linli.common.personal import held

    meaning = {
        "L0": "door",
        "L1": "contact",
        "L2": "need",
        "L3": "health, minors, what was said",
        "S": "about somebody who serves",
    }
    parts = []
    for level, words in meaning.items():
        rows = [one for one in held() if one.level == level]
        lines = [f"| `{one.model}.{one.field}` | {one.purpose} | `{one.retention}` |" for one in rows]
        parts.append(
            "\n".join([f"## {level}: {words}", "", "| field | what for | stays |", "|---|---|---|", *lines])
        )
    return f"""# What is held about people

*Made by `tools/make_docs.py` from the table in `linli/common/personal.py`; a test compares, and fails on a field that
stands in no table. Do not edit by hand.*

`stays` names the setting `retention.*` (days; [settings](settings.md)), or: `erased` with the person, on their wish or
`retention.moved` days after they moved away; `case` until the person is erased; `service` as long as somebody serves.
`python manage.py retention --dry-run` says what is over now.

{(chr(10) * 2).join(parts)}
"""


PAGES = {
    "docs/reference/personal-data.md": personal_data,
    "docs/reference/authority.md": authority,
    "docs/reference/case-loop.md": case_loop,
    "docs/reference/settings.md": settings,
}


def stale() -> list[str]:
    """Pages that are not what the code says."""
    return [name for name, make in PAGES.items() if not _is(ROOT / name, make())]


def _is(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    if "--check" in sys.argv:
        old = stale()
        print(
            "\n".join(f"{name} is not what the code says: python tools/make_docs.py" for name in old)
            or "current"
        )
        sys.exit(bool(old))
    for name, make in PAGES.items():
        (ROOT / name).write_text(make(), encoding="utf-8")
        print(name)
