"""Taking somebody out of what is held. The row stays as a number without a person; what else knew them goes first.

`reactions/erasing.py` goes through the modules in order; here is what lies in this one.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.journal.actions import erase_words, record
from linli.office.actions import forget_words
from linli.people.actions.living import KIND
from linli.people.actions.needs import close_all
from linli.people.models import BreakGlass, Consent, Resident, SupportNeed


@transaction.atomic
def ask_erasure(resident: Resident, *, by: Actor, at: datetime) -> Resident:
    """Somebody wants to be deleted: from this moment they are in no list and no search. Refuses resident_gone."""
    resident = (
        Resident.objects.select_for_update(of=("self",)).select_related("household").get(pk=resident.pk)
    )
    by.require("contact.write", resident.household.area_path)
    if resident.erased_at is not None:
        raise refuse("resident_gone")
    resident.until = resident.until or localdate(at)
    resident.save(update_fields=["until"])
    forget_words(KIND, resident.pk, resident.name)
    close_all(resident, at=at)
    record("resident.erasure_asked", resident, by=by, at=at, area_path=resident.household.area_path)
    return resident


@transaction.atomic
def erase_resident(resident: Resident, *, by: Actor, at: datetime) -> Resident:
    """Empty the row, delete needs and consents, the words under which it is found, and the words of the journal.

    One entry says that it was done and how many rows went; a second call changes nothing.
    """
    resident = (
        Resident.objects.select_for_update(of=("self",)).select_related("household").get(pk=resident.pk)
    )
    path = resident.household.area_path
    by.require("contact.write", path)
    if resident.erased_at is not None:
        return resident
    needs = list(SupportNeed.objects.filter(resident=resident).values_list("pk", flat=True))
    consents = list(Consent.objects.filter(resident=resident).values_list("pk", flat=True))
    glasses = BreakGlass.objects.filter(household_id=resident.household_id)
    about = {Resident: [resident.pk], SupportNeed: needs, Consent: consents}
    for model, ids in about.items():
        erase_words(model._meta.label_lower, ids, at=at)
    erase_words(BreakGlass._meta.label_lower, list(glasses.values_list("pk", flat=True)), at=at)
    glasses.update(words=None)  # why somebody looked may name whom they looked for; the reason's code stays
    SupportNeed.objects.filter(pk__in=needs).delete()
    Consent.objects.filter(pk__in=consents).delete()
    forget_words(KIND, resident.pk)
    resident.name = resident.phone_index = resident.identity_index = ""
    resident.phone = resident.identity = resident.birth = None
    resident.is_head, resident.since = False, None
    resident.until, resident.erased_at = resident.until or localdate(at), at
    resident.save()
    record("resident.erased", resident, by=by, at=at, area_path=path, rows=len(needs) + len(consents))
    return resident


@transaction.atomic
def drop_needs(before: datetime, *, most: int) -> int:
    """Needs that ended before, then consents that ended before and carry none; returns how many rows."""
    needs = list(
        SupportNeed.objects.filter(ended_at__lt=before).order_by("pk").values_list("pk", flat=True)[:most]
    )
    SupportNeed.objects.filter(pk__in=needs).delete()
    over = Consent.objects.filter(withdrawn_at__lt=before, needs=None).order_by("pk")
    consents = list(over.values_list("pk", flat=True)[:most])
    Consent.objects.filter(pk__in=consents).delete()
    return len(needs) + len(consents)


@transaction.atomic
def drop_glasses(before: datetime, *, most: int) -> int:
    """Emergencies that were opened before."""
    old = list(BreakGlass.objects.filter(since__lt=before).order_by("pk").values_list("pk", flat=True)[:most])
    BreakGlass.objects.filter(pk__in=old).delete()
    return len(old)
