"""One value of an import put into the register, or put back."""

from __future__ import annotations

from django.conf import settings

from linli.common.sealed import seal, unseal
from linli.office.models import ImportChange
from linli.people.actions.living import phone_index
from linli.people.models import Resident
from linli.territory.actions.register import amend_household
from linli.territory.models import Household


def amend(change: ImportChange, *, back: bool) -> bool:
    """Set the value unless somebody else has changed it meanwhile; whether it was set. In the caller's transaction."""
    before, after = unseal(change.before, "import"), unseal(change.after, "import")
    if back:
        before, after = after, before
    if change.subject_type == "people.resident":
        return _resident(change, before, after)
    if change.field == "head":
        return _head(change.subject_id, before, after, change.run_id if back else None)
    return amend_household(change.subject_id, change.field, before, after)


def _resident(change: ImportChange, before: str, after: str) -> bool:
    field = change.field
    resident = Resident.objects.select_for_update().filter(pk=change.subject_id, erased_at=None).first()
    if resident is None or unseal(getattr(resident, field), field) != before:
        return False
    setattr(resident, field, seal(after, field))
    fields = [field]
    if field == "phone":
        resident.phone_index = phone_index(after)
        fields.append("phone_index")
    if field == "identity":
        resident.identity_index = settings.KEY_RING.blind(after, "identity") if after else ""
        fields.append("identity_index")
    resident.save(update_fields=fields)
    return True


def _head(household: int, before: str, after: str, undone: int | None) -> bool:
    """Another member of the household is its head. People of the run `undone` are there, though nobody sees them."""
    if not Household.objects.filter(pk=household, until=None).exists():
        return False
    there = Resident.objects.living()
    if undone is not None:
        there |= Resident.objects.filter(run_id=undone, until=None, erased_at=None)
    lives = list(there.select_for_update().filter(household_id=household).order_by("id"))
    head = next((one for one in lives if one.is_head), None)
    other = next((one for one in lives if one.name == after), None)
    if (head.name if head else "") != before or (after and other is None):
        return False
    if head is not None:
        head.is_head = False
        head.save(update_fields=["is_head"])
    if other is not None:
        other.is_head = True
        other.save(update_fields=["is_head"])
    return True
