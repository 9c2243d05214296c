"""Words of calls back: why one rings, what to say, what never to say."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.models import CallBack

REASONS: dict[str, Any] = {
    "rating": gettext_lazy("has not said how it was"),
    "sample": gettext_lazy("done on the spot, drawn by chance"),
    "withdrawn": gettext_lazy("taken back soon after a contact, drawn by chance"),
    "reception": gettext_lazy("said at a reception day"),
    "unhappy": gettext_lazy("solved, but not content"),
}
QUESTIONS: dict[str, Any] = {
    "rating": (
        gettext_lazy("“Is it solved: yes, or not yet?”"),
        gettext_lazy("“How was it done: well, so-so, or not well?”"),
    ),
    "sample": (gettext_lazy("“It was written down as done there and then. Is that so?”"),),
    "withdrawn": (gettext_lazy("“You took it back. Was that your own wish, and is it settled for you?”"),),
    "reception": (gettext_lazy("“You were told that it is done. Is that so?”"),),
    "unhappy": (
        gettext_lazy("“You said it is solved, but you are not content. What should have been otherwise?”"),
    ),
}
# said at a reception, and nobody here does it
ENDED: dict[str, Any] = {
    "refused": (
        gettext_lazy("“You were told why nobody here does it, and what you can do. Do you accept that?”"),
    ),
    "referred": (gettext_lazy("“You were told who decides it, and the way there. Is the way clear?”"),),
    "withdrawn": QUESTIONS["withdrawn"],
}
NEVER: tuple[Any, ...] = (
    gettext_lazy("Ask in these words, in this order. Suggest no answer, explain nothing away."),
    gettext_lazy("Never ask for a good mark, for a favour, or to take anything back."),
    gettext_lazy(
        "Never ask why they complained, or who is behind it. No identity number, nothing about the home."
    ),
    gettext_lazy(
        "They would rather not say? Thank them and hang up: that is an answer, and nobody rings again."
    ),
    gettext_lazy("Is it somebody else on the line? Do not say what it is about."),
)


def questions(call: CallBack) -> tuple[Any, ...]:
    """What to ask, by why one rings and how it ended."""
    ended = ENDED.get(call.case.status) if call.reason == "reception" else None
    return ended or QUESTIONS[call.reason]


def opening(call: CallBack, name: str, office: str) -> str:
    """Who rings, and that nothing has to be answered."""
    on_the_spot = call.reason == "sample"  # nobody "told us": a worker wrote down what was done
    asked = (
        _("“Good day, this is %(name)s of %(office)s. It was written down as done for you: %(title)s.")
        if on_the_spot
        else _("“Good day, this is %(name)s of %(office)s. You told us: %(title)s.")
    ) % {"name": name, "office": office, "title": call.case.title}
    if call.reason == "unhappy":
        return asked + _(" I would like to hear how it went. You need not answer.”")
    return asked + _(" We had no part in it and would like to hear how it went. You need not answer.”")
