"""The catalogue of matters (准入事项): what residents ask for, who answers, how soon, what to ask. Pure Python.

`matters.toml` is what an installation begins with, in the words of residents. An office exports its own (`dump`), edits
it and brings it back (`load`, `check`). `find` serves who types a few letters, `suggest` who writes a whole message.
"""

from linli.cases.catalogue.checking import Problem, check
from linli.cases.catalogue.comparing import Change, changes
from linli.cases.catalogue.finding import find
from linli.cases.catalogue.given import FALLBACK, GROUPS, LOCAL, OFFICES, Limit, Matter, Question
from linli.cases.catalogue.suggesting import Suggestion, suggest
from linli.cases.catalogue.text import SHIPPED, Unreadable, dump, load

__all__ = [
    "FALLBACK",
    "GROUPS",
    "LOCAL",
    "OFFICES",
    "SHIPPED",
    "Change",
    "Limit",
    "Matter",
    "Problem",
    "Question",
    "Suggestion",
    "Unreadable",
    "changes",
    "check",
    "dump",
    "find",
    "load",
    "suggest",
]
