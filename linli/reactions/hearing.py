"""Whatever is said about a case goes through here: who may hear of it, in which words, and when.

Nobody hears of a case that is about them, or from which they stepped aside. Of a case that only a few see, these few
hear that something happened, each alone, and nothing of what it is; no office's inbox has a line of it. Whoever did it
knows already. What may still be taken back waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from linli.cases.models import Case, Handling, Keeper, Recusal
from linli.cases.workflow import UNDOABLE
from linli.journal.models import Entry
from linli.notify.actions import count_up, tell
from linli.notify.models import KEPT, Weight
from linli.people.models import User
from linli.people.queries import members

DO, KNOW, NOW = Weight.DO, Weight.KNOW, Weight.NOW


@dataclass(frozen=True)
class Heard:
    """One entry of a case, on its way to those who hear of it."""

    entry: Entry
    case: Case

    @classmethod
    def of(cls, entry: Entry) -> Heard:
        return cls(entry, Case.objects.get(pk=entry.subject_id))

    @cached_property
    def out(self) -> frozenset[int]:
        """Those with whom this case is not spoken of, and whoever did it."""
        named = self.case.named.filter(opened_at=None).values_list("user_id", flat=True)
        aside = Recusal.objects.filter(case=self.case).values_list("user_id", flat=True)
        return frozenset({*named, *aside, self.entry.user_id or 0})

    @cached_property
    def keepers(self) -> frozenset[int]:
        found = Keeper.objects.filter(case=self.case, user__is_active=True).values_list("user_id", flat=True)
        return frozenset(found) - self.out

    @cached_property
    def row(self) -> Handling | None:
        """Who had it right after this entry, whatever happened since."""
        rows = Handling.objects.filter(case=self.case, taken_at__lte=self.entry.at)
        last = rows.order_by("-id").first()
        return None if last is None or (last.left_at and last.left_at <= self.entry.at) else last

    @property
    def before(self) -> Handling | None:
        """The row that this entry ended."""
        return Handling.objects.filter(case=self.case, left_at=self.entry.at).order_by("-id").first()

    def _weight(self, weight: int) -> int:
        return NOW if weight == DO and self.case.urgency == "red" else weight

    def to_office(self, office_id: int | None, template: str = "", *, weight: int = DO) -> None:
        """A line in an office's inbox; of a restricted case one for each of its keepers there."""
        if office_id is None:
            return
        if self.case.restricted:
            there = {post.user_id for post in members(office_id, self.entry.at)} & self.keepers
            for one in there or self.keepers:
                self._kept(one, weight)
            return
        tell(
            self.entry,
            template or self.entry.verb,
            office_id=office_id,
            weight=self._weight(weight),
            undoable=self._undoable,
        )

    def to_person(self, user_id: int | None, template: str = "", *, weight: int = DO) -> bool:
        """A line for one person; False where they do not hear of it."""
        if user_id is None or user_id in self.out:
            return False
        if self.case.restricted:
            return user_id in self.keepers and self._kept(user_id, weight)
        if not User.objects.filter(pk=user_id, is_active=True).exists():
            return False
        tell(
            self.entry,
            template or self.entry.verb,
            user_id=user_id,
            weight=self._weight(weight),
            undoable=self._undoable,
        )
        return True

    def to_whoever_has_it(self, template: str = "", *, weight: int = DO) -> None:
        """The holder; the office where nobody has taken it. Not whoever did it themselves."""
        if self.row is None:
            return
        if self.row.holder_id is None:
            self.to_office(self.row.office_id, template, weight=weight)
        else:
            self.to_person(self.row.holder_id, template, weight=weight)

    def count_up(self, times: int) -> None:
        """One line that counts, for whoever has it."""
        if self.row is None:
            return
        if self.case.restricted:
            self.to_whoever_has_it()
            return
        weight = self._weight(DO)
        if self.row.holder_id is None:
            count_up(self.entry, self.entry.verb, times=times, office_id=self.row.office_id, weight=weight)
        elif self.row.holder_id not in self.out:
            count_up(self.entry, self.entry.verb, times=times, user_id=self.row.holder_id, weight=weight)

    def _kept(self, user_id: int, weight: int) -> bool:
        """One unread line per case, that counts: what a few see fills no inbox either."""
        count_up(self.entry, KEPT, times=1, user_id=user_id, weight=weight)
        return True

    @property
    def _undoable(self) -> bool:
        return self.entry.verb.removeprefix("case.") in UNDOABLE
