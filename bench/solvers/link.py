"""Linking, ours and the peers, on the same arcs: run a piece, or all of them, and get the tables.

    python bench/solvers/link.py district peers slow-peers peer-seeds county county-peer again cold

Each line runs in a process of its own, so its peak of memory is its own. Times are medians of CPU seconds
(the solvers use one thread, and the machine may be shared); what the compiler takes is not in them (see
`cold`). The peers (ortools) are needed by this file alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
sys.path[:0] = [str(HERE.parent)]

from link_lines import COUNTY, DISTRICT, KINDS  # noqa: E402


def in_process(name: str, *given: Any, limit: int = 1800) -> dict[str, Any]:
    """One line of a table, in a process of its own."""
    call = [sys.executable, str(HERE.with_name("link_lines.py")), name, json.dumps(given)]
    try:
        run = subprocess.run(call, capture_output=True, text=True, timeout=limit, check=True)
    except subprocess.TimeoutExpired:
        return {"failed": f"no result in {limit} s"}
    except subprocess.CalledProcessError as error:
        return {"failed": error.stderr.strip().splitlines()[-1][:60] if error.stderr else "ended by a signal"}
    result: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return result


def table(head: list[str], rows: Iterable[list[str]]) -> None:
    """Print rows as they come: a bench that is stopped has said what it knows."""
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head), flush=True)
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)
    print(flush=True)


def wholes(size: tuple[int, int], runs: int, lines: list[tuple[str, int]]) -> Iterator[list[str]]:
    for kind, seed in lines:
        r = in_process("whole", kind, size, runs, seed)
        if "failed" in r:
            yield [f"{kind}, {seed}", r["failed"]]
            continue
        yield [
            f"{kind}, {seed}", f"{r['arcs']:,}", f"{r['candidates']:.2f}", f"{r['solve']:.2f}",
            f"{r['certificate']:.2f}", f"{r['all']:.2f}", str(r["rounds"]), f"{r['walked']:.1f}",
            str(r["uncovered"]), str(r["excess"]), str(r["short"]), f"{r['gap']:.3%}", f"{r['of_walk']:.3%}",
            str(r["mb"]),
        ]  # fmt: skip


def peers(
    size: tuple[int, int], runs: int, lines: list[tuple[str, list[tuple[str, int]]]], seed: int = 7
) -> Iterator[list[str]]:
    """Ours, then each peer; the exact ones say what is best."""
    for kind, solvers in lines:
        mine = in_process("ours", kind, size, runs, seed)
        best = 0.0
        for name, times in solvers:
            r = in_process(name, kind, size, times, seed)
            if "failed" in r:
                yield [kind, name, str(times), r["failed"]]
                continue
            if not best:
                best = r["cost"]
                yield [
                    kind, f"ours, step {mine['step'] / 10} m", str(runs), f"{mine['solve']:.3f}", "1",
                    f"{(mine['cost'] - best) / best:.4%}", f"{mine['gap']:.3%}", str(mine["mb"]),
                ]  # fmt: skip
            left = f", {r['uncovered']} uncovered" if r.get("uncovered") else ""
            yield [
                kind, name, str(times), f"{r['solve']:.2f}", f"{r['solve'] / mine['solve']:.0f}",
                f"{(r['cost'] - best) / best:.4%}{left}", "", str(r["mb"]),
            ]  # fmt: skip


def cold() -> None:
    """What the first call costs, by where compiled code may be kept."""
    code = (
        "import time; a = time.perf_counter()\n"
        "from linli.solvers.link import Household, Member, link, problem\n"
        "b = time.perf_counter()\n"
        "link(problem([Household('h', 0, 0)], [Member('m', 1, 0)]), seed=7)\nc = time.perf_counter()\n"
        "from linli.solvers import compiled; print(b - a, c - b, compiled.cache_directory())"
    )
    rows = []

    def run(name: str, root: Path, before: Sequence[str] = (), **environment: str) -> None:
        call = subprocess.run(
            [*before, sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
        )  # fmt: skip
        imported, solved, where = call.stdout.split()
        rows.append([name, f"{float(imported):.2f}", f"{float(solved):.2f}", where.replace(str(root), "…")])

    with tempfile.TemporaryDirectory() as place:
        run("nothing compiled yet", ROOT, LINLI_COMPILED=place)
        run("the next process", ROOT, LINLI_COMPILED=place)
    drop = shutil.which("setpriv")  # root may write everywhere: it has to give that up first
    if drop or os.getuid():
        without = (
            [drop or "", "--inh-caps=-dac_override", "--bounding-set=-dac_override"]
            if not os.getuid()
            else []
        )
        with tempfile.TemporaryDirectory() as place:
            copy = Path(place) / "read-only"
            shutil.copytree(
                ROOT / "linli" / "solvers", copy / "linli" / "solvers", ignore=lambda *_: ["__pycache__"]
            )
            (copy / "linli" / "__init__.py").touch()
            for path in [copy, *copy.rglob("*")]:
                path.chmod(0o555 if path.is_dir() else 0o444)
            spare = Path(place) / "tmp"
            spare.mkdir()
            home = {"HOME": "/proc/none", "XDG_CACHE_HOME": "/proc/none", "TMPDIR": str(spare)}
            run("read-only code, no home", copy, without, **home)
            run("the next process there", copy, without, **home)
    table(["", "import s", "first link s", "kept in"], rows)


WHOLE = [
    "instance, seed", "arcs", "candidates s", "solve s", "certificate s", "all s", "rounds", "walk m each",
    "uncovered", "above most", "below least", "certified gap", "of walk alone", "peak MB",
]  # fmt: skip
PEERS = ["instance", "solver", "runs", "solve s", "times ours", "above the best", "certified over all",
         "peak MB"]  # fmt: skip


def pieces(name: str) -> None:
    if name == "district":
        print("65,000 households, 10,793 members; all of it, medians of 5\n")
        table(WHOLE, wholes(DISTRICT, 5, [(kind, 7) for kind in KINDS]))
        print("other seeds\n")
        some = [(kind, seed) for kind in ("even, at most 10", "uneven, 10 to 15") for seed in (8, 9)]
        table(WHOLE, wholes(DISTRICT, 3, some))
    elif name == "peers":
        print("65,000 × 10,793: the arcs our candidates ended with, given to everybody; solve alone\n")
        table(PEERS, peers(DISTRICT, 5, [(kind, [("ortools", 5), ("greedy", 1)]) for kind in KINDS]))
    elif name == "slow-peers":
        print("the slow ones, on one instance\n")
        table(PEERS, peers(DISTRICT, 5, [("even, at most 10", [("highs", 1), ("matching", 1)])]))
    elif name == "peer-seeds":
        for seed in (8, 9):
            print(f"the same peers, seed {seed}\n")
            fast, slow = [("ortools", 5)], [("ortools", 5), ("highs", 1), ("matching", 1)]
            lines = [("even, at most 10", slow), ("tight, at most 7", fast), ("uneven, 10 to 15", fast)]
            table(PEERS, peers(DISTRICT, 5, lines, seed))
    elif name == "county":
        print("1,000,000 households, 170,000 members; medians of 3\n")
        table(WHOLE, wholes(COUNTY, 3, [("even, at most 10", 7), ("uneven, 10 to 15", 7)]))
    elif name == "county-peer":
        print("1,000,000 × 170,000: the same arcs, the peer once\n")
        kinds = ("even, at most 10", "uneven, 10 to 15")
        table(PEERS, peers(COUNTY, 3, [(kind, [("ortools", 1)]) for kind in kinds]))
    elif name == "again":
        r = in_process("again", DISTRICT, 5)
        big = in_process("again", COUNTY, 3)
        head = [
            "size",
            "first s",
            "deputies s",
            "ratio",
            "certified",
            "deputies certified",
            "walk m",
            "deputies' walk m",
        ]
        table(head, [
            [size, f"{row['first']:.2f}", f"{row['deputies']:.2f}", f"{row['deputies'] / row['first']:.2f}",
             f"{row['gap']:.3%}", f"{row['deputy_gap']:.3%}", f"{row['walked']:.1f}",
             f"{row['deputy_walked']:.1f}"]
            for size, row in (("65,000 × 10,793, uneven", r), ("1,000,000 × 170,000, even", big))
        ])  # fmt: skip
        print(f"explain: {r['explain']:.2f} s for all 65,000:\n")
        print("\n".join(f"    {line}" for line in r["reason"]))
        print("\nrelink: 3 % of the members no longer link, 2 % of the households are new")
        print(f"(7 prices in {r['relink']:.1f} s)\n")
        table(["price of a move, m", "forced", "moved", "counted without moving, m", "certified"],
              [[f"{p:.0f}", f"{f:,}", f"{v:,}", f"{c:,.0f}", f"{g:.3%}"]
               for p, f, v, c, g in r["curve"]])  # fmt: skip
    elif name == "cold":
        cold()


if __name__ == "__main__":
    for piece in sys.argv[1:]:
        pieces(piece)
