"""Which long jobs there are: kind → one step of it (`office.registry.Step`)."""

from __future__ import annotations

from linli.cases.actions.importing import take_step
from linli.office.registry import Step
from linli.people.actions import checking, exporting, importing, reversing
from linli.reactions import designing, erasing, printing, recoding, recounting

JOBS: dict[str, Step] = {
    "export": exporting.export_step,
    "import.check": checking.check_step,
    "import.apply": importing.apply_step,
    "import.erase": reversing.erase_step,
    "erase": erasing.erase,
    "orders.take_in": take_step,
    "divide": designing.step,
    "recode": recoding.step,
    "recount": recounting.step,
    "print.plates": printing.plates,
    "print.named": printing.named_volume,
}
