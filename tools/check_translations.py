#!/usr/bin/env python3
"""Check that every text of the source is translated in linli/locale/<language>/LC_MESSAGES/django.po.

    tools/check_translations.py            print what is missing, stale, empty, fuzzy or ill-formed
    tools/check_translations.py --update   rewrite the .po: new texts come in empty, texts that are gone go

The texts are collected by Django's makemessages (which needs gettext's xgettext) in a copy, so checking
changes nothing. The rewritten file is sorted and names files without line numbers: a diff shows words only.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
PO = ROOT / "linli" / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
SOURCES = {".py", ".html", ".txt", ".svg", ".xml"}
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


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def collect() -> dict[Key, polib.POEntry]:
    """The texts of the source, untranslated."""
    if shutil.which("xgettext") is None:
        sys.exit("xgettext is missing: apt-get install -y gettext")
    with tempfile.TemporaryDirectory(prefix="linli-texts-") as folder:
        copy = Path(folder) / "linli"
        for file in sorted((ROOT / "linli").rglob("*")):
            relative = file.relative_to(ROOT / "linli")
            if file.suffix in SOURCES and not {"locale", "static", "migrations"} & set(relative.parts):
                (copy / relative).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy / relative)
        (copy / "locale").mkdir()
        # without settings: only the copy counts, not the locale folder of an installation
        environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        extensions = ",".join(sorted(suffix.lstrip(".") for suffix in SOURCES))
        command = [
            sys.executable, "-m", "django", "makemessages", "--locale", LANGUAGE, "--add-location", "file",
            "--extension", extensions, "--verbosity", "1",
        ]  # fmt: skip
        ran = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True)
        made = copy / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
        if ran.returncode:
            sys.exit(f"makemessages failed:\n{ran.stdout}{ran.stderr}")
        if not made.exists():
            return {}
        return {key_of(entry): entry for entry in polib.pofile(str(made)) if not entry.obsolete}


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def faults(entry: polib.POEntry) -> str:
    """What is wrong with one translation; "" if nothing is."""
    if entry.fuzzy:
        return "fuzzy"
    texts = translations(entry)
    if not texts or not all(text.strip() for text in texts):
        return "untranslated"
    # the plural is the measure: an English singular may say "one" where Chinese says the number
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    for text in texts:
        if set(PLACEHOLDER.findall(text)) != wanted:
            return "other placeholders than the source"
    edges = (entry.msgid.startswith("\n"), entry.msgid.endswith("\n"))
    if any((text.startswith("\n"), text.endswith("\n")) != edges for text in texts):
        return "begins or ends with a line break where the source does not, or the other way round"
    return ""


def show(fault: str, entry: polib.POEntry) -> None:
    where = entry.occurrences[0][0] if entry.occurrences else PO.name
    context = f"[{entry.msgctxt}] " if entry.msgctxt else ""
    print(f"{fault}: {context}{entry.msgid!r}  ({where})")


def check(source: dict[Key, polib.POEntry]) -> int:
    if not PO.exists():
        print(f"{PO.relative_to(ROOT)} does not exist; tools/check_translations.py --update begins it")
        return 1
    kept = {key_of(entry): entry for entry in polib.pofile(str(PO)) if not entry.obsolete}
    count = 0
    for key, entry in source.items():
        if key not in kept:
            show("missing", entry)
            count += 1
    for key, entry in kept.items():
        fault = "stale" if key not in source else faults(entry)
        if fault:
            show(fault, entry)
            count += 1
    if count:
        print(f"\n{count} texts need a hand. First: tools/check_translations.py --update")
        return 1
    print(f"-> {len(source)} texts")
    return 0


def update(source: dict[Key, polib.POEntry]) -> int:
    """Rewrite the .po: what was translated stays, fuzzy marks stay for a person to settle."""
    kept = {key_of(entry): entry for entry in polib.pofile(str(PO))} if PO.exists() else {}
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = dict(HEADER)
    empty = 0
    for key in sorted(source, key=lambda key: (key[1], key[0] or "")):
        entry = source[key]
        entry.occurrences = sorted({(path, "") for path, _ in entry.occurrences})
        entry.previous_msgid = entry.previous_msgctxt = entry.previous_msgid_plural = None
        if known := kept.get(key):
            entry.msgstr, entry.msgstr_plural = known.msgstr, dict(known.msgstr_plural)
            entry.tcomment = known.tcomment
            entry.flags = sorted({*entry.flags, *known.flags})
        if entry.msgid_plural:  # Chinese has one form
            entry.msgstr_plural = {0: entry.msgstr_plural.get(0, "")}
        empty += not all(translations(entry))
        fresh.append(entry)
    PO.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(PO))
    gone = len(set(kept) - set(source))
    new = len(set(source) - set(kept))
    print(f"{PO.relative_to(ROOT)}: {len(source)} texts, {new} new, {gone} gone, {empty} to translate")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Check the Chinese translation.")
    parser.add_argument("--update", action="store_true", help="rewrite the .po, keeping its translations")
    options = parser.parse_args()
    source = collect()
    return update(source) if options.update else check(source)


if __name__ == "__main__":
    sys.exit(main())
