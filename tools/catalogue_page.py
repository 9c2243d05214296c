"""Write docs/reference/catalogue.md from the matters an installation begins with: python tools/catalogue_page.py"""

# ruff: noqa: E501 (a table is read in lines)
from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from linli.cases.catalogue import GROUPS, OFFICES, Matter, load  # noqa: E402
from linli.cases.catalogue.checking import BOUNDS, TODO  # noqa: E402
from linli.cases.catalogue.given import DUTIES, NUMBERS, UNITS, UNTIL  # noqa: E402
from linli.common.worktime import Unit  # noqa: E402

CLASSES = {
    "simple": "简单",
    "general": "一般",
    "major": "较大",
    "difficult": "疑难",
    "cross_county": "跨县市",
}
URGENCIES = {"blue": "一般", "yellow": "急", "red": "特急"}
PAGE = "docs/reference/catalogue.md"


def _row(matter: Matter) -> str:
    office = OFFICES[matter.answers][0]
    ways = [word for word, on in (("直派", matter.direct), ("引导", matter.refer)) if on]
    limits = [f"{UNTIL[x.until][0]} {x.amount} {UNITS[Unit(x.unit)][0]}" for x in matter.limits]
    assists = "、".join(OFFICES[one][0] for one in matter.assists)
    cells = (
        f"`{matter.code}`",
        f"{matter.name}<br>{matter.name_en}",
        office + (f"（{'、'.join(ways)}）" if ways else ""),
        CLASSES[matter.case_class],
        URGENCIES[matter.urgency],
        f"{DUTIES[matter.duty][0]}" + (f"：{assists}" if assists else ""),
        "；".join(limits) or "–",
        " ".join(matter.numbers) or "–",
    )
    return "| " + " | ".join(cells) + " |"


def catalogue() -> str:
    matters = load()
    parts = []
    for group, (chinese, english) in GROUPS.items():
        rows = [_row(matter) for matter in matters if matter.group == group]
        parts.append(
            "\n".join(
                [
                    f"### {chinese} · {english}",
                    "",
                    "| code | matter | who answers | class | urgency | duty list | usual limits | numbers |",
                    "|---|---|---|---|---|---|---|---|",
                    *rows,
                ]
            )
        )
    sources = sorted({limit.source for matter in matters for limit in matter.limits})
    offices = ", ".join(f"`{code}` {chinese}" for code, (chinese, _) in OFFICES.items())
    bounds = ", ".join(f"{least}–{most} {unit}" for unit, (least, most) in BOUNDS.items())
    return f"""# The catalogue of matters 准入事项

*Made by `tools/catalogue_page.py` from `linli/cases/catalogue/matters.toml`; a test compares. Do not edit by hand.*

{len(matters)} matters in the words of residents. They are where an installation begins, not what it must keep: an office
exports its catalogue as text, edits it and imports it again. No number here is a rule of the code.

## What a matter holds

| field | meaning |
|---|---|
| `code` | small letters, digits, hyphens, at most 20; never changes, requests hold it |
| `name`, `name_en` | as a resident says it |
| `group` | where it stands in the list |
| `answers` | who answers, by role: {offices} |
| `case_class` | which promise: `simple`, `general`, `major`, `difficult`, `cross_county` |
| `urgency` | before any question was answered: `blue`, `yellow`, `red` |
| `direct` | true: after verification straight to the department that answers |
| `refer` | true: not handled here; the resident is told where to go, and nothing is kept about them |
| `retired` | true: requests have it, but it is not offered any more |
| `duty`, `assists` | the duty list it stands in: `basic` 基本 (the sub-district does it), `assist` 配合 (the department leads, the sub-district assists), `upper` 上级 (the department alone); and who assists |
| `numbers` | shown before anything else: {", ".join(NUMBERS)}; the words stand for the numbers of the place |
| `words`, `words_en` | what people also call it: for `find` and `suggest`, never shown as a text |
| `help`, `help_en` | what to do at once (danger first), what happens then |
| `limits` | times that are usual beside the promise of the class: `until` contact, arrive, accept or finish, `amount`, `unit`, `source` |
| `questions` | one to three, never required: `kind` yes_no, choice or short; the answer `when` `raises` the urgency |

## Finding and suggesting

`find` is for who types: characters, pinyin cut short (`shuiguan`), initials (`ld`), English; where nothing fits, pinyin as it
is said where n and l, z and zh are one sound. `suggest` is for who writes: it looks for the words of the catalogue in the
text and says which ones spoke for a matter; nothing is learnt from residents, and it is silent rather than wrong. It only
suggests: the resident chooses, the worker confirms. `python bench/catalogue.py` measures both.

## What `check` refuses

Before a catalogue is taken, every fault is told with its line, its field and what to do. What LinLi never holds about
people is refused in every field, whatever it is called there. Limits may be {bounds}.

| fault | what to do |
|---|---|
{chr(10).join(f"| `{kind}` | {todo.replace('{allowed}', '…').replace('|', chr(92) + '|')} |" for kind, todo in TODO.items())}

## The matters

Limits that carry a source are examples of what is usual; an office writes its own and says where they come from:

{chr(10).join(f"- {source}" for source in sources)}

{(chr(10) * 2).join(parts)}
"""


if __name__ == "__main__":
    (ROOT / PAGE).write_text(catalogue(), encoding="utf-8")
    print(PAGE)
