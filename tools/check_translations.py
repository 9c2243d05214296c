#!/usr/bin/env python3
"""Check that every text of the source has its Chinese translation in a linli/**/locale/zh_Hans .po file.

    tools/check_translations.py            print what is missing, stale, empty, fuzzy or ill-formed
    tools/check_translations.py --update   rewrite the files: new texts come in empty, texts that are gone go

A new text goes into the `locale` folder nearest above all the files that use it; one that has a place keeps
it. Django's makemessages (which needs gettext's xgettext) collects the texts in a copy, so checking changes
nothing. The files are sorted and name sources without line numbers: a diff shows words only.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import polib

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "linli"
LANGUAGE = "zh_Hans"
PO = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
SUFFIXES = {".py", ".html", ".txt", ".svg", ".xml"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
HEADER = {
    "Project-Id-Version": "LinLi",
    "Language": LANGUAGE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}

Key = tuple[str | None, str, str]
Texts = dict[Key, polib.POEntry]


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def homes() -> list[PurePosixPath]:
    """Folders under linli/ that keep translations, the upper ones first."""
    found = {path.parent.relative_to(SOURCE) for path in SOURCE.rglob("locale") if path.is_dir()}
    return sorted((PurePosixPath(path) for path in found), key=lambda p: (len(p.parts), p)) or [
        PurePosixPath()
    ]


def home_for(entry: polib.POEntry, known: list[PurePosixPath]) -> PurePosixPath:
    files = [PurePosixPath(path) for path, _ in entry.occurrences]
    above_all = [home for home in known if all(file.is_relative_to(home) for file in files)]
    return above_all[-1] if above_all else known[0]


def po_of(home: PurePosixPath) -> Path:
    return SOURCE / home / PO


def kept_in(home: PurePosixPath) -> Texts:
    po = po_of(home)
    return {key_of(e): e for e in polib.pofile(str(po)) if not e.obsolete} if po.exists() else {}


def collect() -> Texts:
    """The texts of the source, untranslated."""
    if shutil.which("xgettext") is None:
        sys.exit("xgettext is missing: apt-get install -y gettext")
    with tempfile.TemporaryDirectory(prefix="linli-texts-") as folder:
        copy = Path(folder) / "linli"
        for file in sorted(SOURCE.rglob("*")):
            relative = file.relative_to(SOURCE)
            if file.suffix in SUFFIXES and not {"locale", "static", "migrations"} & set(relative.parts):
                (copy / relative).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy / relative)
        (copy / "locale").mkdir()
        # without settings: only the copy counts, not the locale folder of an installation
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        extensions = ",".join(sorted(suffix.lstrip(".") for suffix in SUFFIXES))
        command = [
            *(sys.executable, "-m", "django", "makemessages", "--locale", LANGUAGE),
            *("--add-location", "file", "--extension", extensions),
        ]
        ran = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
        if ran.returncode:
            sys.exit(f"makemessages failed:\n{ran.stdout}{ran.stderr}")
        made = copy / PO
        return {key_of(e): e for e in polib.pofile(str(made)) if not e.obsolete} if made.exists() else {}


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def fault_of(entry: polib.POEntry) -> str:
    """What is wrong with one translation; "" if nothing is."""
    if entry.fuzzy:
        return "fuzzy"
    texts = translations(entry)
    if not texts or not all(text.strip() for text in texts):
        return "untranslated"
    # the plural is the measure: an English singular may say "one" where Chinese says the number
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    if any(set(PLACEHOLDER.findall(text)) != wanted for text in texts):
        return "other placeholders than the source"
    edges = (entry.msgid.startswith("\n"), entry.msgid.endswith("\n"))
    if any((text.startswith("\n"), text.endswith("\n")) != edges for text in texts):
        return "a line break at the beginning or end differs"
    return ""


def faults(source: Texts) -> Iterator[tuple[str, polib.POEntry]]:
    seen: Texts = {}
    for home in homes():
        for key, entry in kept_in(home).items():
            if key not in source:
                yield "stale", entry
            elif fault := fault_of(entry):
                yield fault, entry
            elif key in seen and translations(seen[key]) != translations(entry):
                yield "translated twice, in two ways", entry
            seen[key] = entry
    for key, entry in source.items():
        if key not in seen:
            yield "missing", entry


def check(source: Texts) -> int:
    count = 0
    for fault, entry in faults(source):
        where = entry.occurrences[0][0] if entry.occurrences else "?"
        context = f"[{entry.msgctxt}] " if entry.msgctxt else ""
        print(f"{fault}: {context}{entry.msgid!r}  ({where})")
        count += 1
    if count:
        print(f"\n{count} texts need a hand. First: tools/check_translations.py --update")
        return 1
    print(f"-> {len(source)} texts")
    return 0


def update(source: Texts) -> int:
    """Rewrite the files: what was translated stays where it is, fuzzy marks stay for a person to settle."""
    known = homes()
    kept = {home: kept_in(home) for home in known}
    settled = {key for texts in kept.values() for key in texts}
    for home in known:
        mine = [key for key in source if key in kept[home]]
        mine += [key for key in source if key not in settled and home_for(source[key], known) == home]
        fresh = polib.POFile(wrapwidth=100)
        fresh.metadata = dict(HEADER)
        empty = 0
        for key in sorted(mine, key=lambda key: (key[1], key[0] or "")):
            entry = renewed(source[key], kept[home].get(key))
            empty += not all(translations(entry))
            fresh.append(entry)
        po = po_of(home)
        if mine or po.exists():
            po.parent.mkdir(parents=True, exist_ok=True)
            fresh.save(str(po))
            gone = len(set(kept[home]) - set(source))
            new = len(set(mine) - set(kept[home]))
            print(f"{po.relative_to(ROOT)}: {len(mine)} texts, {new} new, {gone} gone, {empty} to translate")
    return 0


def renewed(text: polib.POEntry, known: polib.POEntry | None) -> polib.POEntry:
    """The text as the source has it now, with the translation it had."""
    entry = polib.POEntry(
        msgid=text.msgid,
        msgid_plural=text.msgid_plural,
        msgctxt=text.msgctxt,
        comment=text.comment,
        occurrences=sorted({(path, "") for path, _ in text.occurrences}),
        flags=sorted({*text.flags, *(known.flags if known else ())}),
        tcomment=known.tcomment if known else "",
    )
    if text.msgid_plural:  # Chinese has one form
        entry.msgstr_plural = {0: known.msgstr_plural.get(0, "") if known else ""}
    else:
        entry.msgstr = known.msgstr if known else ""
    return entry


def main() -> int:
    parser = argparse.ArgumentParser(description="Check the Chinese translation.")
    parser.add_argument(
        "--update", action="store_true", help="rewrite the .po files, keeping what is translated"
    )
    options = parser.parse_args()
    source = collect()
    return update(source) if options.update else check(source)


if __name__ == "__main__":
    sys.exit(main())
