"""Suggesting a matter while a resident writes: how often right, how fast.

    python bench/catalogue.py [LABELLED.csv] [--codes CODES.csv MESSAGES.csv] [--misses]

LABELLED.csv has id, title, text and the first level of a hotline's taxonomy (`level1`); without it, what lies in
../shared/data/requests is taken. A suggestion is right if its matter belongs to that first level: see OURS, which is
as near as two different taxonomies come. CODES.csv (id, codes parted by blanks, the best first) says which of our
matters somebody chose for rows of MESSAGES.csv: that measures the matter itself. Real messages stay outside of the
project; the sentences of tests/data/sentences.csv are our own. Promise: at most 2 ms of this thread for one suggestion.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from linli.cases.catalogue import Matter, find, load, suggest  # noqa: E402

SHARED = ROOT.parent / "shared/data/requests/labelled.csv"
OWN = ROOT / "tests/data/sentences.csv"
MOST_MS = 2.0
URBAN, TRAVEL, TRADE = "城乡建设", "交通运输", "商贸旅游"
WORK, SCHOOL, HEALTH, AIR = "劳动和社会保障", "教育文体", "卫生计生", "环境保护"

# first level of the taxonomy → our matters that lie in it; the taxonomy puts some of ours under two roofs
OURS = {
    URBAN: "pipe no-water water-quality sewer flooding power-cut wires gas-leak gas heating drain-cover street-lamp "
    "road stalls rubbish trees dogs building-site illegal-building roof lift stair-lamp falling-wall property "
    "unsafe-house renovation access public-housing title-deed resettlement housing-fund renting fire-exit e-bike "
    "hazard bus parking",
    TRAVEL: "road street-lamp traffic-sign parking bus taxi parcels",
    TRADE: "lift consumer prices culture-sport renting telecom scam",
    WORK: "wages labour work-injury pension jobs medical-insurance",
    SCHOOL: "school-place school training-class culture-sport",
    HEALTH: "hospital food medicine family-benefit",
    AIR: "noise fumes air dirty-water building-site rubbish",
}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def words(row: dict[str, str]) -> str:
    return f"{row['title']}。{row['text']}"


def levels(rows: list[dict[str, str]], matters: tuple[Matter, ...], misses: bool) -> None:
    known = {label: set(codes.split()) for label, codes in OURS.items()}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        label = row["level1"]
        codes = [one.matter.code for one in suggest(words(row), matters)]
        right = [code in known.get(label, ()) for code in codes]
        for name in (label, "all"):
            counts[name]["rows"] += 1
            counts[name]["first"] += bool(right and right[0])
            counts[name]["among three"] += any(right)
            counts[name]["silent"] += not codes
        if misses and not (right and right[0]):
            print(f"  {row['id']} {label} {row['title'][:30]} → {' '.join(codes) or '–'}")
    print(f"{'first level':<12}{'rows':>8}{'first':>10}{'among 3':>10}{'silent':>10}")
    for name, count in counts.items():
        n = count["rows"]
        share = [f"{count[key] / n:.0%}" for key in ("first", "among three", "silent")]
        print(f"{name:<12}{n:>8}" + "".join(f"{cell:>10}" for cell in share))


def chosen(codes: Path, messages: Path, matters: tuple[Matter, ...], misses: bool) -> None:
    by_id = {row["id"]: row for row in read(messages)}
    count: Counter[str] = Counter()
    for row in read(codes):
        wanted = row["codes"].split()
        given = [one.matter.code for one in suggest(words(by_id[row["id"]]), matters)]
        count["rows"] += 1
        count["first"] += given[:1] == wanted[:1] or (not given and wanted[0] == "other")
        count["first or as good"] += bool(set(given[:1]) & set(wanted)) or (not given and "other" in wanted)
        count["among three"] += bool(set(given) & set(wanted)) or (not given and "other" in wanted)
        if misses and not set(given[:1]) & set(wanted):
            print(f"  {row['id']} {wanted} {by_id[row['id']]['title'][:30]} → {' '.join(given) or '–'}")
    n = count.pop("rows")
    print(f"{n} messages with a chosen matter: " + ", ".join(f"{k} {v / n:.0%}" for k, v in count.items()))


def own(matters: tuple[Matter, ...], misses: bool) -> None:
    first = among = 0
    rows = read(OWN)
    for row in rows:
        given = [one.matter.code for one in suggest(row["words"], matters)]
        first += given[:1] == [row["matter"]]
        among += row["matter"] in given
        if misses and given[:1] != [row["matter"]]:
            print(f"  {row['matter']} {row['words']} → {' '.join(given) or '–'}")
    print(f"\n{len(rows)} sentences of ours: first {first}, among three {among}")


def speed(texts: list[str], matters: tuple[Matter, ...]) -> None:
    begun = time.thread_time()
    suggest("水", matters)
    find("s", matters)
    print(f"\nfirst use of a catalogue (it is laid out once): {(time.thread_time() - begun) * 1000:.0f} ms")
    typed = ("ld", "shuiguan", "水管", "louyu", "leak", "shui guan", "nudeng", "z")
    for name, ask, asked in (
        ("suggest", suggest, texts),
        ("suggest, a long text", suggest, [(text * 40)[:5000] for text in texts[:60]]),
        ("find", find, typed * 30),
    ):
        took = []
        for text in asked:
            begun = time.thread_time()
            ask(text, matters)  # type: ignore[operator]
            took.append((time.thread_time() - begun) * 1000)
        took.sort()
        median, high = statistics.median(took), took[int(len(took) * 0.99)]
        kept = (
            "" if name == "find" else f"   promise {MOST_MS} ms: {'kept' if median <= MOST_MS else 'BROKEN'}"
        )
        print(f"{name:<26}{median:>7.2f} ms median{high:>8.2f} ms 99 %{kept}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("labelled", type=Path, nargs="?", default=SHARED)
    parser.add_argument("--codes", type=Path, nargs=2, metavar=("CODES", "MESSAGES"))
    parser.add_argument("--misses", action="store_true", help="print what was not suggested first")
    given = parser.parse_args()
    matters = load()
    print(f"{len(matters)} matters, {sum(len(m.words) + len(m.words_en) for m in matters)} words")
    texts = ["水管漏水，楼下都湿了", "路灯坏了三天了，晚上看不见"]
    if given.labelled.exists():
        rows = read(given.labelled)
        levels(rows, matters, given.misses)
        texts = [words(row) for row in rows]
    else:
        print(f"{given.labelled} is not here: speed only")
    own(matters, given.misses)
    if given.codes:
        chosen(*given.codes, matters, given.misses)
    speed(texts, load())


if __name__ == "__main__":
    main()
