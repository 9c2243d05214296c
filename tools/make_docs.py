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
sys.path.insert(0, str(ROOT / "tools"))

import api_page  # noqa: E402
import catalogue_page  # noqa: E402

from linli.cases import workflow  # noqa: E402
from linli.cases.workflow import MOVES, Position  # noqa: E402

NAMES = """
ask/点单 take_in/交办 do_now/即办 take/接手 release/放手 assign/指定 verify/核单 place/下单 dispatch/派单 accept/接单
pass_up/上报 ask_more/待补充 read/已读 answer/补充 pause/中止计时 resume/恢复计时 propose/报批
unpropose/撤回报批 decline/不批
refuse/不予受理 extend/延期 list/挂账 refer/引导 appeal/申诉 send_back/退回 transfer/转办 recuse/回避 contact/联系
hand_out/委托 report/回报 convene/会商 instruct/批示 remind/催办 warn/预警 escalate/升级 supervise/督办
take_over/接办 put_forward/上会 strike_off/销号 resolve/办结 pass_check/核查通过 fail_check/返工 rate/评单
call_back/回访 close/结案 reopen/重办 decide/复核决定 withdraw/撤回诉求
"""
CHINESE = dict(pair.split("/") for pair in NAMES.split())
# what each drawing shows, and what none does; a verb stands in one of them (a test counts)
DRAWN = {
    "The main line": "ask take_in do_now verify place dispatch accept resolve pass_check rate close",
    "Back, up and again": "pass_up send_back fail_check reopen appeal decide",
    "While it waits, and other ends": "ask_more read answer pause resume list refuse refer",
}
STAYING = {
    "Whose hands": "take release assign transfer recuse",
    "Asking for a second person": "propose unpropose decline extend",
    "Keeping it going": "contact hand_out report convene instruct remind warn escalate supervise put_forward strike_off"
    " call_back",
    "From anywhere": "withdraw, while it is open; take_over, by whoever was made answerable",
}
DRAWN_LEVELS = {"grid", "community", "township", "department", ""}


def node(position: Position) -> str:
    """Levels are one in the drawings: what counts is whose task it is, and whether the clock stands."""
    if not position.status:
        return "[*]"
    if not position.task:
        return position.status
    if position.status == "listed":
        return "listed"
    return f"{position.task}_paused" if position.paused else position.task


def diagram(verbs: list[str]) -> str:
    """A Mermaid state diagram of these verbs."""
    edges: dict[tuple[str, str], list[str]] = defaultdict(list)
    for move in MOVES:
        if move.verb not in verbs or move.at.level not in DRAWN_LEVELS:
            continue
        for to in sorted(move.to):
            if to.level in DRAWN_LEVELS and node(move.at) != node(to):
                name = f"{move.verb} {move.choice}".strip()
                if name not in edges[node(move.at), node(to)]:
                    edges[node(move.at), node(to)].append(name)
    shown = {name for edge in edges for name in edge if name.endswith("_paused")}
    lines = ["```mermaid", "stateDiagram-v2", "    direction LR"]
    lines += [f"    {name} : {name.removesuffix('_paused')}, clock stands" for name in sorted(shown)]
    for (origin, target), names in edges.items():
        lines.append(f"    {origin} --> {target} : {', '.join(names)}")
    return "\n".join([*lines, "```"])


def _named(words: str) -> str:
    """Verbs of a sentence in code type, with their Chinese names."""
    stripped = [(word, word.strip(",")) for word in words.split()]
    said = [word.replace(v, f"`{v}` {CHINESE[v]}") if v in CHINESE else word for word, v in stripped]
    return (", " if "," not in words else " ").join(said)


def meaning(verb: str) -> str:
    """The first sentence of what the action says of itself."""
    from linli.cases import actions

    action = getattr(actions, {"list": "list_"}.get(verb, verb), None)
    said = (action.__doc__ or "").strip().partition("\n")[0] if action else ""
    return said.replace("|", "/")


def case_loop() -> str:
    begin()
    rows = []
    for line in workflow.TABLE.strip().splitlines()[1:]:
        verb, choice, who, at, to = (cell.strip() for cell in line.split("|"))
        rows.append(f"| `{verb}` | {choice} | {who.replace(' ', ', ')} | {at} | {to} |")
    drawings = "\n\n".join(f"### {title}\n\n{diagram(verbs.split())}" for title, verbs in DRAWN.items())
    said = [f"| `{verb}` {CHINESE[verb]} | {meaning(verb)} |" for verb in workflow.VERBS]
    staying = "\n".join(f"- *{title}:* {_named(words)}." for title, words in STAYING.items())
    undoable = ", ".join(f"`{verb}`" for verb in workflow.UNDOABLE)
    return f"""# The case loop

*Made by `tools/make_docs.py` from the table in `linli/cases/workflow.py` and what the actions say of themselves; a
test
compares. Do not edit by hand. Why it is as it is: [the loop explained](../explanation/case-loop.md).*

Three things are kept apart: the **status** (what the resident sees), the **level and task** (who has to do what) and
whether somebody **holds** it. A fourth says whether its **clock stands**. A case that is open, resolved or listed
always
has exactly one owner, and a moment at which the clock looks at it next.

## In pictures

Levels are left out here: `do` may be at the grid, the community, the sub-district or a department.

{drawings}

### What leaves it where it is

{staying}

## The verbs

| verb | what it means |
|---|---|
{chr(10).join(said)}
| `undo` 撤回操作 | {meaning("undo")} Of {undoable}. |

## Every move

`held` and `free` say whether somebody has taken it; neither means both; `paused` that its clock stands, `any` all of
these. `=` keeps the level (or level and task), `same` everything. Where `to` leaves several levels, the facts decide:
the
check goes to the grid of the door, or to the community where the grid did the work; a review goes to the office above
the
one that did it (`Office.superior`).

| verb | choice | who | at | to |
|---|---|---|---|---|
{chr(10).join(rows)}

**Who.** `asker`: whoever opened the request's own link. `member`: holds a post at the office that has it.
`holder`: took it, or was named. `superior`: works at the office above, or heads the office itself. `approver`: works
at
the office that a proposal went to, and did not propose it. `supervisor`: works at the office made answerable beside
the
holder. `partner`: opened the link of an errand. `staff`: holds any post. `importer`: an import. `clock`: the worker's
round. Whoever a case is about, and whoever stepped aside, is nothing to it; of a restricted case so is everybody but
the
few who keep it.

Beside the table, facts refuse; each refusal has a code and words. Whoever did the work does not check it
(`did_the_work`); whoever passed its check does not review it, while anybody else up to the top could
(`passed_the_check`); a case goes to another office once at a level (`transferred_before`); what the level above handed
down to an office twice stays there (`handed_down_twice`); what a review decided is neither
sent on nor back (`decision_binds`); a second review sits together first (`convene_first`); a closed case is reopened
for
so many days (`reopen_too_late`) and at most twice (`reopened_before`); a resident is asked back once in a step
(`asked_enough`); one reminds once a day (`reminded_today`); who had a hand in it does not ring (`had_a_hand_in_it`).
"""


def begin() -> None:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings_test")
    django.setup()


def settings() -> str:
    begin()
    from linli.office.queries import DEFAULTS, may_differ

    lines = []
    for name, value in DEFAULTS.items():
        shown = ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else value
        lines.append(f"| `{name}` | {shown} | {'yes' if may_differ(name) else ''} |")
    return f"""# Settings

*The second half is made by `tools/make_docs.py` from `linli/office/queries.py`; a test compares.*

## Of the machine: environment variables

| name | default | meaning |
|---|---|---|
| `LINLI_DATA_DIR` | `.data/linli` | database (SQLite), attachments, collected static files |
| `LINLI_KEY_FILE` | `.data/linli.keys` | the key ring, made on the first run; outside the data directory |
| `LINLI_DATABASE` | a file in the data directory | `postgres://…` or a file ([how](../how-to/use-postgresql.md)) |
| `LINLI_HOSTS` | `127.0.0.1,localhost,[::1]` | names under which it may be asked |
| `LINLI_ORIGINS` | – | trusted origins (`https://…`) behind a reverse proxy |
| `LINLI_HTTPS` | off | `1`: cookies only over HTTPS, HSTS, trust `X-Forwarded-Proto` |
| `LINLI_PROXIES` | 0 | reverse proxies in front: so many hops of `X-Forwarded-For` are believed (lock-out) |
| `LINLI_OPERATOR`, `LINLI_FILING_NUMBER` | – | 主办单位 and 备案号, on every page |
| `LINLI_DUTY_PHONE` | – | the number that is always answered, on every page |
| `LINLI_GATEWAY` | – | a class that sends [text messages](../how-to/plug-in-a-gateway.md); without one, people call |
| `LINLI_TIME_ZONE` | `Asia/Shanghai` | the days of deadlines are days there |
| `LINLI_CLAIM_SECONDS` | 60 | how long a dead worker's deliveries wait for another one |
| `LINLI_LOG_LEVEL` | `INFO` | |
| `LINLI_DEMO` | off | `1`: one-click log-ins; only with invented people |
| `LINLI_DEBUG` | off | Django's debug pages; never where residents are |

## Of the office: rules it can change

`python manage.py setting` lists them with their values, `python manage.py setting NAME VALUE` writes the next version
(VALUE is JSON). Every version is kept, with who and when; cases already promised keep their date.

*By area*: `--area CODE` writes it for one area and below it; the nearest area at or above counts, then what holds
everywhere, then the default ([how](../how-to/change-a-rule.md)). The others hold for the whole installation. Office
hours of an area are no rule of this list: they have a page of their own under *Calendar*.

| name | default | by area |
|---|---|---|
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
identity numbers, birth dates), `health` L3 (the words behind a need; minors). `order` is what other systems send,
`staff` who serves where, `keep` the installation.

{chr(10).join(lines)}

- L0–L3 count only through a post with reach `subtree` at the office of an area. Departments, partners, property,
  utilities, riders, police and volunteers never have that reach; they see what was handed to them, and no setting
lifts
  that. The querysets ask this table again, so a row in the database that says otherwise opens nothing.
- `keep matters` changes the catalogue of matters, which holds for everybody: of the dispatchers those of a
  sub-district and above have it, a community's only read.
- `see` of L2 and L3 asks for a purpose and leaves a reading that the person can see. `glass` opens for three hours,
  with a reason; the office above is told. `mask` shows 张* and the last four digits. `count` shows numbers of five
  and more.
- What a person may do is the sum of their posts, each in its own area, and of the posts they act for while somebody
  is away; it is summed once a request.
- Links to log in are the administrator's (`staff invite`). Whoever has `staff appoint` gives one too, in person, and
  only the first one of somebody who serves nowhere but at bureaus (departments, property, police, …): such an account
  opens no home. Whoever gave a link that opens an account gives it no post that sees homes or is named above: another
  head does. An administrator whom nobody can invite gets the link from the machine (`manage.py link`).
- Cases have their own table ([the case loop](case-loop.md)). Nobody sees a case that names them before the level
  above opens it.
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

`stays` names the setting `retention.*` (days; [settings](settings.md)), or: `erased` with the person, on their wish
or
`retention.moved` days after they moved away; `case` until the person is erased; `service` as long as somebody serves.
`python manage.py retention --dry-run` says what is over now.

{(chr(10) * 2).join(parts)}
"""


def messages() -> str:
    """Who hears of what, and the texts residents get."""
    from linli.notify.templates import LANGUAGES, messages_needed, render, texts

    begin()
    from linli.reactions.table import NOBODY, TABLE

    heard = []
    for verb, reactions in sorted(TABLE.items()):
        quiet = ("settle_earlier", "call_off_moot")  # what tidies up tells nobody anything
        told = [one for one in reactions if "_messages" in one.__module__ and one.__name__ not in quiet]
        if told:
            said = "<br>".join(" ".join((one.__doc__ or "").split()) for one in told)
            heard.append(f"| `{verb}` | {said} |")
    sample = {"number": "2611 0387", "day": "2026-11-30", "phone": "0399-801 2345"}
    link = "https://linli.example/f/0123456789abcdefghijklmnop/"
    written = []
    for name, template in texts().templates.items():
        for language in LANGUAGES:
            code = "court" if "channel" in template.variables else "out_of_duty"
            values = {
                variable: sample.get(kind, code)
                for variable, kind in template.variables.items()
                if kind != "link"
            }
            text = render(name, language, values, link=link)
            parts = messages_needed(text, language)
            written.append(f"| `{name}` {language} | {text} | {len(text)} | {parts} |")
    return f"""# Messages

*Made by `tools/make_docs.py` from `linli/reactions/table.py` and `linli/notify/templates.toml`. Do not edit by hand.*

## Inside: who hears of what

Nobody hears of what they did themselves, of a case that is about them, or from which they stepped aside. Of a case
that only a few see, these few hear that something happened, and nothing of what it is. What its doer may still take
back is told when they no longer can, and never if they did. Of {", ".join(f"`{verb}`" for verb in sorted(NOBODY))}
nobody has to hear.

| when | who hears |
|---|---|
{chr(10).join(heard)}

## At home: what residents hear

Kept as codes (`Outgoing`), without a name or number; never between the quiet hours (`notify.quiet`), unless it is red.
A [gateway](../how-to/plug-in-a-gateway.md) sends them; without one the desk lists whom to call and what to say:
whoever has no page of their own, and whoever was asked something. Characters and messages with a link of this length:

| text | as it is sent | characters | messages |
|---|---|---|---|
{chr(10).join(written)}
"""


def api() -> str:
    begin()
    return api_page.api()


PAGES = {
    "docs/reference/messages.md": messages,
    catalogue_page.PAGE: catalogue_page.catalogue,
    api_page.PAGE: api,
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
