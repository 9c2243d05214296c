"""A mapping file: whose sheets these are, which heading is what, in which form the answer goes back."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from linli.cases.orders.fields import FIELDS, with_limits
from linli.cases.orders.replies import REPLY_FIELDS
from linli.common.worktime import Span

FOLDER = Path(__file__).resolve().parent.parent / "mappings"
NEEDED = ("number", "words")
WAYS = ("order", "message")
ECHO = "="  # before a heading of their sheet: its cell goes back as it came
MINUTES = "%Y-%m-%d %H:%M"
_NAME = re.compile(r"[0-9A-Za-z_-]{1,40}")


class MappingError(Exception):
    """The mapping file cannot be used; the text says what to change."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns`: our name → headings that mean it, the first one found counts. `reply`: (heading, field or =heading).

    `way`: "order" comes from above with its own limits, "message" is a resident's word that another site collected.
    `sign_within`, `reply_within`: the source's limits where its sheet names no dates ("5 working_days").
    """

    source: str
    name: str
    way: str
    columns: dict[str, tuple[str, ...]]
    dates: tuple[str, ...] = ()
    reply: tuple[tuple[str, str], ...] = ()
    sign_within: str = ""
    reply_within: str = ""
    reply_dates: str = MINUTES

    @property
    def asks_contact(self) -> bool:
        """Does the source want to know when the resident was first reached?"""
        return any(field == "contacted_at" for _, field in self.reply)

    @property
    def echoed(self) -> tuple[str, ...]:
        """Headings of their sheet that the reply gives back: kept sealed, and nothing else that no field takes."""
        return tuple(field[1:] for _, field in self.reply if field.startswith(ECHO))

    def fields_of(self, headings: list[str]) -> list[str]:
        """The field of each heading, "" for none. An order's limits are known by any of their usual names too."""
        answer = [""] * len(headings)
        for field, names in self.columns.items():
            at = next((headings.index(name) for name in names if name in headings), None)
            if at is not None and not answer[at]:
                answer[at] = field
        return with_limits(headings, answer) if self.way == "order" else answer


def load(path: Path) -> Mapping:
    """Raises MappingError where the file is missing, no TOML, or lacks something."""
    try:
        return parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise MappingError(f"{path.name}: {error}") from error
    except MappingError as error:
        raise MappingError(f"{path.name}: {error}") from error


def shipped(*more: Path) -> dict[str, Mapping]:
    """The mappings that come with LinLi, by source, and those of more folders; the latter win."""
    found = [load(path) for folder in (FOLDER, *more) for path in sorted(folder.glob("*.toml"))]
    return {one.source: one for one in found}


def parse(text: str) -> Mapping:
    """Raises MappingError."""
    try:
        data = tomllib.loads(text)
        columns = {
            str(name): (told,) if isinstance(told, str) else tuple(map(str, told))
            for name, told in dict(data["columns"]).items()
        }
        mapping = Mapping(
            source=str(data["source"]),
            name=str(data.get("name", data["source"]))[:40],
            way=str(data.get("way", "order")),
            columns=columns,
            dates=tuple(map(str, data.get("dates", ()))),
            reply=tuple((str(heading), str(field)) for heading, field in data.get("reply", ())),
            sign_within=str(data.get("sign_within", "")),
            reply_within=str(data.get("reply_within", "")),
            reply_dates=str(data.get("reply_dates", MINUTES)),
        )
    except KeyError as error:
        raise MappingError(f"{error} is missing") from error
    except (TypeError, ValueError) as error:
        raise MappingError(str(error)) from error
    _check(mapping)
    return mapping


def _check(mapping: Mapping) -> None:
    if not _NAME.fullmatch(mapping.source):
        raise MappingError("source takes letters, digits, _ and -, 40 at most")
    if mapping.way not in WAYS:
        raise MappingError(f"way is one of {', '.join(WAYS)}")
    _none_unknown("columns", mapping.columns, FIELDS)
    _none_unknown("reply", [f for _, f in mapping.reply if not f.startswith(ECHO)], REPLY_FIELDS)
    needed = NEEDED if mapping.way == "order" else (*NEEDED, "ordered_at")
    if lacking := [name for name in needed if name not in mapping.columns]:
        raise MappingError(f"[columns] does not say where to find {', '.join(lacking)}")
    for span in (mapping.sign_within, mapping.reply_within):
        try:
            if span:
                Span.read(span)
        except (ValueError, KeyError) as error:
            raise MappingError(f"{span!r} is no limit; '5 working_days' is one") from error


def _none_unknown(where: str, told: Iterable[str], known: Iterable[str]) -> None:
    if strange := sorted(set(told) - set(known)):
        raise MappingError(f"{where} names {', '.join(strange)}; it can name {', '.join(known)}")
