"""Taking one person out of everything: module after module, the row that names them last, so that it can be resumed."""

from __future__ import annotations

from datetime import datetime

from linli.cases.actions.forgetting import forget_reporter
from linli.common.actor import SYSTEM
from linli.common.sealed import unseal
from linli.office.actions.forgetting import drop_results_of_area, empty_log, forget_in_imports
from linli.office.models import Job
from linli.people.actions import erase_resident
from linli.people.models import Resident


def erase(job: Job, now: datetime) -> bool:
    """One step of the job "erase"; `params` name the resident. Asked for at the counter, done by the installation."""
    return erase_a_step(Resident.objects.select_related("household").get(pk=job.params["resident"]), now)


def erase_a_step(resident: Resident, now: datetime) -> bool:
    """Some requests, or some files, or the rest; True once nothing is left of them."""
    if resident.erased_at is None:
        if forget_reporter(resident.phone_index, by=SYSTEM, at=now):
            return False
        if drop_results_of_area(resident.household.area_path):
            return False
        numbers = [unseal(resident.phone, "phone"), unseal(resident.identity, "identity")]
        number = next((one for one in numbers if one), "")
        forget_in_imports(Resident._meta.label_lower, resident.pk, [resident.name, number])
        erase_resident(resident, by=SYSTEM, at=now)
    empty_log()
    return True
