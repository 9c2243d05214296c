"""How a solver says no: a stable code, the numbers, and the places."""

from __future__ import annotations


class Refused(ValueError):
    """The problem as given cannot be worked on.

    `code` is stable and meant for programs; `where` names the rows at fault (never all of a million: `count`
    says how many there are); `numbers` holds what the sentence needs.
    """

    SHOWN = 20

    def __init__(self, code: str, *, where: tuple[str, ...] = (), **numbers: float | str) -> None:
        self.code = code
        self.count = len(where)
        self.where = where[: self.SHOWN]
        self.numbers = numbers
        told = "".join(f" {name}={value}" for name, value in numbers.items())
        rows = f" at {', '.join(self.where)}" if where else ""
        more = f" and {self.count - self.SHOWN} more" if self.count > self.SHOWN else ""
        super().__init__(f"{code}{told}{rows}{more}")
