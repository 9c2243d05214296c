"""What an import would change, before it does: for the page that shows it, and for the entry that records it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from linli.cases.catalogue.given import Matter


@dataclass(frozen=True, slots=True)
class Change:
    """`kind` is new, gone, retired, offered (again) or changed; `fields` are those that differ."""

    code: str
    kind: str
    fields: tuple[str, ...] = ()


def changes(before: Iterable[Matter], after: Iterable[Matter]) -> tuple[Change, ...]:
    """In the order of `after`, then what is gone. The order of the matters themselves is not a change."""
    old = {matter.code: matter for matter in before}
    found = []
    for matter in after:
        was = old.pop(matter.code, None)
        if was is None:
            found.append(Change(matter.code, "new"))
        elif was != matter:
            names = tuple(
                f.name
                for f in fields(Matter)
                if f.compare and getattr(was, f.name) != getattr(matter, f.name)
            )
            kind = "changed" if was.retired == matter.retired else "retired" if matter.retired else "offered"
            found.append(Change(matter.code, kind, names))
    return (*found, *(Change(code, "gone") for code in old))
