"""Words for codes, shared by the faces: refusals, verbs, statuses, dates. Codes stay stable, words may change."""

from linli.faces.words.refusals import REFUSALS, refusal_words
from linli.faces.words.saying import (
    BACK_REASONS,
    CHANNELS,
    CLASSES,
    CLOSINGS,
    LEVELS,
    OUTCOMES,
    STATUSES,
    TASKS,
    URGENCIES,
    VERBS,
    door_name,
    left,
    moment,
    until,
)

__all__ = [
    "BACK_REASONS",
    "CHANNELS",
    "CLASSES",
    "CLOSINGS",
    "LEVELS",
    "OUTCOMES",
    "REFUSALS",
    "STATUSES",
    "TASKS",
    "URGENCIES",
    "VERBS",
    "door_name",
    "left",
    "moment",
    "refusal_words",
    "until",
]
