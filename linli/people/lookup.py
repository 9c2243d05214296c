"""Looking at the register: who is found, what a household's page shows masked, what opens. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from linli.common.actor import Actor
from linli.common.authority import areas
from linli.common.inside import inside
from linli.common.refusals import Refusal
from linli.common.sealed import unseal
from linli.common.text import digits, mask_name, mask_phone
from linli.journal.models import Reading
from linli.journal.queries import UNREADABLE, readings_of
from linli.office.queries import find
from linli.people import register_rules as rules
from linli.people.models import BreakGlass, Consent, Resident, SupportNeed
from linli.territory.models import Household

MOST_FOUND = 20
MASKED = "**"  # nothing of a name
DOOR = ("dwelling__entrance__building__estate", "dwelling__entrance__building__area")


@dataclass(frozen=True, slots=True)
class Face:
    """A resident as lists show them: 张**, the last four digits; of a child no sign of either.

    `lost`: the key of the number is not there.
    """

    id: int
    name: str
    last4: str
    is_head: bool
    has_phone: bool
    has_identity: bool
    has_birth: bool
    lost: bool
    child: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody found by name: masked, and the door."""

    name: str
    household: Household


def is_child(one: Resident, on: date) -> bool:
    """Whether what is held says that they are below 14; what cannot be read says nothing."""
    birth, identity = (unseal(getattr(one, use), use, lost=UNREADABLE) for use in ("birth", "identity"))
    return rules.is_child(birth, identity, on)


def found_by_name(by: Actor, text: str, on: date) -> list[Found]:
    """At most twenty residents in those areas where this actor sees masked names; nothing for everybody else.

    A child is found only by whoever may see what is held about children.
    """
    where = areas(by.standings, "contact.mask")
    found: list[Found] = []
    skip = 0
    while where and len(found) < MOST_FOUND and skip < 10 * MOST_FOUND:
        ids = find("resident", text, where, most=MOST_FOUND, skip=skip)
        rows = Resident.objects.living().filter(pk__in=ids).filter(inside(where, "household__area_path"))
        rows = rows.filter(household__until=None).select_related(*(f"household__{one}" for one in DOOR))
        known = {
            one.pk: one
            for one in rows
            if not is_child(one, on) or by.refusal("health.see", one.household.area_path) is None
        }
        found += [Found(mask_name(known[id].name), known[id].household) for id in ids if id in known]
        skip += MOST_FOUND
        if len(ids) < MOST_FOUND:
            break
    return found[:MOST_FOUND]


def faces(household: Household, on: date) -> list[Face]:
    """Those who live in a household, the head first, masked."""
    rows = Resident.objects.living().filter(household=household).order_by("-is_head", "pk")
    return [face(one, on) for one in rows]


def face(one: Resident, on: date) -> Face:
    phone = unseal(one.phone, "phone", lost=UNREADABLE)
    lost, child = phone == UNREADABLE, is_child(one, on)
    return Face(
        id=one.pk,
        name=MASKED if child else mask_name(one.name),
        last4="" if lost else mask_phone("****" if child else digits(phone)[-4:]) if phone else "",
        child=child,
        is_head=one.is_head,
        has_phone=one.phone is not None,
        has_identity=one.identity is not None,
        has_birth=one.birth is not None,
        lost=lost,
    )


def value_of(resident: Resident, what: str) -> str:
    """One full value; UNREADABLE where its key is lost. Only after a reading of it was noted."""
    if what == "name":
        return resident.name
    return unseal(getattr(resident, what), what, lost=UNREADABLE)


def consents_of(resident_ids: list[int], at: datetime) -> list[Consent]:
    """Those in force, by person and purpose."""
    rows = Consent.objects.filter(resident__in=resident_ids, withdrawn_at=None, until__gt=at)
    return list(rows.select_related("resident", "asked_by").order_by("resident", "purpose"))


def needs_of(household: Household, at: datetime) -> list[SupportNeed]:
    """What help is asked for now. What rests on a consent that is over is not shown, closed already or not."""
    rows = SupportNeed.objects.filter(household=household, ended_at=None)
    rows = rows.filter(consent__withdrawn_at=None, consent__until__gt=at, resident__erased_at=None)
    return list(rows.select_related("resident", "consent").order_by("resident", "kind"))


def detail_of(need: SupportNeed) -> str:
    return unseal(need.detail, "need", lost=UNREADABLE)


def glass_now(user_id: int, household: Household, at: datetime) -> BreakGlass | None:
    """The emergency under which this person sees a household at this moment."""
    rows = BreakGlass.objects.filter(user_id=user_id, household=household, ended_at=None)
    return rows.filter(since__lte=at, until__gt=at).first()


def glasses(paths: tuple[str, ...], *, most: int = 200) -> list[BreakGlass]:
    """Emergencies in these areas, newest first."""
    inside_them = inside(paths, "household__area_path")
    rows = BreakGlass.objects.filter(inside_them).select_related(
        "user", *(f"household__{one}" for one in DOOR)
    )
    return list(rows.order_by("-since")[:most])


def may_read(
    by: Actor, household: Household, what: str, at: datetime, *, of: Resident | None = None
) -> Refusal | None:
    """Why this actor may not read this of a household now, or `of` one who lives there."""
    child = of is not None and is_child(of, localdate(at))
    why = by.refusal(rules.sight(what, child=child).verb, household.area_path)
    if why is None or by.user_id is None:
        return why
    if by.refusal("health.glass", household.area_path) is None and glass_now(by.user_id, household, at):
        return None
    return why


def who_looked(household: Household, resident: Resident | None = None) -> list[Reading]:
    """Every reading about a household and those who live or lived in it, or about one of them alone; newest first."""
    rows = SupportNeed.objects.filter(household=household)
    if resident is None:
        people = list(Resident.objects.filter(household=household).values_list("pk", flat=True))
    else:
        people, rows = [resident.pk], rows.filter(resident=resident)
    needs = list(rows.values_list("pk", flat=True))
    subjects: dict[str, list[int]] = {
        Household._meta.label_lower: [household.pk],
        Resident._meta.label_lower: people,
        SupportNeed._meta.label_lower: needs,
    }
    return readings_of(subjects)


def held_of(resident: Resident, at: datetime) -> dict[str, Any]:
    """Everything that is held about somebody, opened, for the sheet that they are handed."""
    needs = [n for n in needs_of(resident.household, at) if n.resident_id == resident.pk]
    return {
        "values": {
            what: value_of(resident, what)
            for what in ("name", "phone", "identity", "birth")
            if what == "name" or getattr(resident, what) is not None
        },
        "consents": consents_of([resident.pk], at),
        "needs": [(need, detail_of(need)) for need in needs],
    }
