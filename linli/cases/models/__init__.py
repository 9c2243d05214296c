"""What the case loop keeps. Statuses and moves are in `workflow.py`; nothing here decides."""

from linli.cases.models.answering import CallBack, CallReason, CallTry, Rating, RatingSlip, Through
from linli.cases.models.around import Errand, Origin, ProblemItem, Reception, ReceptionKind
from linli.cases.models.case import (
    HANDED_STAYS,
    Case,
    CaseOffice,
    CaseQuerySet,
    Channel,
    Handling,
    Keeper,
    Named,
    Recusal,
    Reporter,
)
from linli.cases.models.catalogue import Answerer, CaseClass, CatalogueVersion, Category, Urgency
from linli.cases.models.habits import Phrase, SavedList
from linli.cases.models.trust import SafetyCall, Trustee, TrustKind
from linli.cases.models.waiting import Approval, Cause, Pause, PauseReason, Question, Supervision

__all__ = [
    "HANDED_STAYS",
    "Answerer",
    "Approval",
    "CallBack",
    "CallReason",
    "CallTry",
    "Case",
    "CaseClass",
    "CaseOffice",
    "CaseQuerySet",
    "CatalogueVersion",
    "Category",
    "Cause",
    "Channel",
    "Errand",
    "Handling",
    "Keeper",
    "Named",
    "Origin",
    "Pause",
    "PauseReason",
    "Phrase",
    "ProblemItem",
    "Question",
    "Rating",
    "RatingSlip",
    "Reception",
    "ReceptionKind",
    "Recusal",
    "Reporter",
    "SafetyCall",
    "SavedList",
    "Supervision",
    "Through",
    "TrustKind",
    "Trustee",
    "Urgency",
]
