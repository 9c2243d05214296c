"""May this consent be asked, this need be written down, this be read? Closed lists, and what follows from each."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from linli.common.refusals import Refusal
from linli.people.models import Consent, NeedKind, Purpose


class Kind(NamedTuple):
    """What goes with a kind of need: the colour that follows from it, and the consent that it rests on."""

    colour: str
    purpose: Purpose


# 四色分类: the colour is never chosen. Yellow is a mediation that a party asked for, and no need of a household.
KINDS: dict[str, Kind] = {
    NeedKind.ALONE_OLD: Kind("red", Purpose.SUPPORT),
    NeedKind.LEFT_BEHIND: Kind("red", Purpose.SUPPORT),
    NeedKind.SEVERE_ILLNESS: Kind("orange", Purpose.HEALTH),
    NeedKind.DISABILITY: Kind("orange", Purpose.HEALTH),
    NeedKind.NO_WORK: Kind("blue", Purpose.SUPPORT),
}

# Who may ask for it: the verb of the authority table
CONSENT_VERBS: dict[str, str] = {
    Purpose.CONTACT: "contact.write",
    Purpose.SAFE_SIGN: "contact.write",
    Purpose.SUPPORT: "need.write",
    Purpose.HEALTH: "need.write",
}

NOTICE = "2026-1"  # version of the notice that is read aloud; its words stand on the page that asks
OF_AGE = 14  # below, a guardian consents (PIPL art. 31)


class Sight(NamedTuple):
    """What may be opened: the verb that it takes, and its level."""

    verb: str
    level: str


SIGHTS: dict[str, Sight] = {
    "name": Sight("contact.reveal", "L1"),
    "phone": Sight("contact.reveal", "L1"),
    "identity": Sight("need.see", "L2"),
    "birth": Sight("need.see", "L2"),
    "needs": Sight("need.see", "L2"),
    "detail": Sight("health.see", "L3"),
    "held": Sight("need.see", "L3"),
}
OWN = ("name", "phone", "identity", "birth")  # values of one person, not of their household
IDENTITY_LENGTH = 18
# What for (用途): a closed list, and there is no "other"
PURPOSES = ("visit", "request", "service", "check", "safety", "counter")


def age(birth: str, on: date) -> int | None:
    """Whole years on a day, from an ISO date; None where nothing is known."""
    try:
        born = date.fromisoformat(birth)
    except ValueError:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def born(birth: str, identity: str) -> str:
    """The ISO date of birth that is held: its own, else the one in an identity number; "" where nothing is known."""
    if birth:
        return birth
    told = identity[6:14]
    return f"{told[:4]}-{told[4:6]}-{told[6:]}" if len(identity) == IDENTITY_LENGTH and told.isdigit() else ""


def is_child(birth: str, identity: str, on: date) -> bool:
    """Below 14: everything held about them is sensitive (PIPL art. 28), so it opens as L3 does."""
    years = age(born(birth, identity), on)
    return years is not None and years < OF_AGE


def sight(what: str, *, child: bool) -> Sight:
    """What it takes to open this of somebody."""
    return Sight("health.see", "L3") if child and what in OWN else SIGHTS[what]


def may_consent(way: str, birth: str, on: date) -> Refusal | None:
    years = age(birth, on)
    if years is not None and years < OF_AGE and way != "guardian":
        return Refusal("guardian_needed")
    return None


def stands(consent: Consent | None, at: datetime) -> bool:
    """Is somebody's yes in force at this moment?"""
    return consent is not None and consent.withdrawn_at is None and consent.until > at
