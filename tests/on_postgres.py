"""What of the suite runs on PostgreSQL in every run of bin/test:  pytest -p tests.on_postgres

Where the two databases differ most: what happens at one moment, plans of the hot statements, plain SQL, texts. Of a
function asked with many values, the first and the last. All else is told at the end; `bin/test --postgres` leaves out
only what makes a SQLite file of its own.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest

ALL = bool(os.environ.get("LINLI_TEST_WHOLE"))
DIFFER = (
    *("concurrent", "test_laid_out.py", "test_plans.py", "test_rows.py"),
    # texts: their order, what is alike, what is none at all
    *("test_checks.py", "test_findable.py", "test_finding.py", "test_no_text.py"),
    # sums, places and rows in plain SQL; what the database itself forbids
    *("test_alike.py", "test_recomputed.py", "test_counting.py", "journal"),
)
# … and tests/ops, whose installations are files too
OWN_SQLITE = (
    "test_killed_worker.py",
    "test_importing_torn.py",
)  # processes beside a file, killed or searched


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out: dict[str, list[pytest.Item]] = defaultdict(list)
    kept: list[pytest.Item] = []
    same: dict[tuple[Path, str], list[pytest.Item]] = defaultdict(list)
    for item in items:
        if reason := why_not(item):
            left_out[reason].append(item)
        else:
            same[item.path, getattr(item, "originalname", item.name)].append(item)
    for one in same.values():
        some = one if ALL or len(one) < 3 else [one[0], one[-1]]
        kept += some
        left_out["the same with other values"] += [item for item in one if item not in some]
    numbers = Counter({reason: len(some) for reason, some in left_out.items() if some})
    config.stash[_SAID] = ", ".join(f"{number:,} {reason}" for reason, number in numbers.most_common())
    config.hook.pytest_deselected(items=[item for some in left_out.values() for item in some])
    items[:] = kept


def why_not(item: pytest.Item) -> str:
    """Why a test has no place here; "" where it has."""
    if item.path.name in OWN_SQLITE or item.path.parent.name == "ops":
        return "with a SQLite file of their own"
    names = set(getattr(item, "fixturenames", ()))
    asks = names & {"db", "transactional_db", "installation"} or item.get_closest_marker("django_db")
    if ALL:
        return ""
    if not asks:
        return "that ask no database"
    return "" if {item.path.name, item.path.parent.name} & {*DIFFER} else "that ask it through the ORM alone"


_SAID = pytest.StashKey[str]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    said = config.stash.get(_SAID, "") or _Workers.said
    if said:
        terminalreporter.write_line(f"SKIPPED on PostgreSQL: {said}")


class _Workers:
    """With xdist the collecting is done by processes; each tells the one that reports."""

    said = ""


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["left_out"] = session.config.stash.get(_SAID, "")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object, error: object) -> None:
    _Workers.said = getattr(node, "workeroutput", {}).get("left_out", "") or _Workers.said
