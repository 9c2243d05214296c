"""Which long jobs there are: kind → one step of it (`office.registry.Step`)."""

from __future__ import annotations

from linli.office.registry import Step
from linli.people.actions import checking, exporting, importing, reversing
from linli.reactions import erasing, printing, recoding

JOBS: dict[str, Step] = {
    "export": exporting.export_step,
    "import.check": checking.check_step,
    "import.apply": importing.apply_step,
    "import.erase": reversing.erase_step,
    "erase": erasing.erase,
    "recode": recoding.step,
    "print.plates": printing.plates,
    "print.named": printing.named_volume,
}
