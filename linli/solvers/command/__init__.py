"""The solvers at the command line, without Django: `python -m linli.solvers divide|redivide|link|route|draw …`

Files in are GeoJSON or CSV, files out too; the report goes to the terminal or to `--report`. Bad input is one line on
stderr and exit 2; what cannot be in the band or covered is an answer, told in the report.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from typing import NoReturn

from linli.solvers.command import dividing, drawing, linking, routing, sentences, tables
from linli.solvers.divide import Refused as NotDivided
from linli.solvers.refused import Refused

COMMANDS = {
    "divide": (dividing, "divide a place into grids"),
    "redivide": (dividing, "the least change that restores the band; buildings say their grid"),
    "link": (linking, "link every household to one member"),
    "route": (routing, "order a week of visits"),
    "draw": (drawing, "draw an answer as SVG"),
}


class Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise tables.Unreadable(message)


def parser() -> ArgumentParser:
    top = Parser(prog="python -m linli.solvers", description="Divide, link and route: pure, with a seed.")
    chosen = top.add_subparsers(dest="command", required=True, metavar="|".join(COMMANDS))
    for name, (module, what) in COMMANDS.items():
        one = chosen.add_parser(name, help=what, description=what)
        module.arguments(one)
        one.add_argument("--out", metavar="FILE", help="where the answer goes: .geojson or .csv (draw: .svg)")
        if name == "draw":
            continue
        one.add_argument("--seed", type=int, required=True, help="the same seed gives the same answer")
        one.add_argument("--report", metavar="FILE", help="where the report goes; by default to the terminal")
        if name == "redivide":
            one.add_argument("--retired", default="", help="numbers that were used once, with commas")
    return top


def main(given: list[str] | None = None) -> int:
    """Do what the command line says; 0 where there is an answer, 2 where the input means nothing."""
    try:
        asked = parser().parse_args(given)
        module, _ = COMMANDS[asked.command]
        _say(asked, module.run(asked))
    except tables.Unreadable as error:
        return _wrong(str(error))
    except NotDivided as refusal:
        return _wrong("; ".join(map(dividing.of_fault, refusal.faults)))
    except Refused as refusal:
        return _wrong(sentences.of_refusal(refusal))
    except ModuleNotFoundError as error:
        return _wrong(f"{error.name} is not installed: pip install -r requirements/solvers.txt")
    return 0


def _say(asked: Namespace, report: str) -> None:
    if getattr(asked, "report", None):
        tables.put(asked.report, report)
    elif report:
        sys.stdout.write(report)


def _wrong(sentence: str) -> int:
    print(f"linli.solvers: {' '.join(sentence.split())}", file=sys.stderr)
    return 2
