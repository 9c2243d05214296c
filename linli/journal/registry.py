"""Which reactions listen to which verb. `reactions/table.py` fills it; the journal itself knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from linli.journal.models import Entry

Reaction = Callable[[Entry], None]

_by_verb: dict[str, tuple[str, ...]] = {}
_by_name: dict[str, Reaction] = {}


def name_of(reaction: Reaction) -> str:
    """Stable name kept in the database: case_messages.tell_new_office."""
    return f"{reaction.__module__.rsplit('.', 1)[-1]}.{reaction.__qualname__}"


def listen(table: Mapping[str, Iterable[Reaction]]) -> None:
    """Replace the table: verb → functions called with the entry, each in its own transaction."""
    _by_verb.clear()
    _by_name.clear()
    for verb, reactions in table.items():
        _by_verb[verb] = tuple(name_of(r) for r in reactions)
        _by_name.update({name_of(r): r for r in reactions})


def reactions_to(verb: str) -> tuple[str, ...]:
    return _by_verb.get(verb, ())


def reaction_named(name: str) -> Reaction | None:
    return _by_name.get(name)
