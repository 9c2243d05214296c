"""Taking one person out of everything: module after module, the row that names them last, so that it can be resumed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from linli.cases.actions.forgetting import forget_reporter
from linli.common.actor import CLOCK, SYSTEM
from linli.common.sealed import unseal
from linli.journal.models import Entry
from linli.office.actions import ask_job
from linli.office.actions.forgetting import drop_results_of_area, empty_log, forget_in_imports
from linli.office.models import Job
from linli.people.actions import erase_resident
from linli.people.actions.exporting import drop_loose_parts, drop_parts_of_area
from linli.people.models import Resident

DOOR = "household__dwelling__entrance__building__estate"
AGAIN = timedelta(hours=1)  # after one that failed


def erase(job: Job, now: datetime) -> bool:
    """One step of the job "erase"; `params` name the resident. Asked for at the counter, done by the installation."""
    return erase_a_step(Resident.objects.select_related(DOOR).get(pk=job.params["resident"]), now)


def erase_a_step(resident: Resident, now: datetime) -> bool:
    """Some requests, or some files, or the rest; True once nothing is left of them."""
    if resident.erased_at is None:
        if forget_reporter(resident.phone_index, by=SYSTEM, at=now):
            return False
        drop_loose_parts(now)
        drop_parts_of_area(resident.household.area_path)
        if drop_results_of_area(resident.household.area_path):
            return False
        _forget_in_sheets(resident, now)
        erase_resident(resident, by=SYSTEM, at=now)
    empty_log()
    return True


def _forget_in_sheets(resident: Resident, now: datetime) -> None:
    """Their name stands in their own row, and as the head in the row of their household."""
    dwelling = resident.household.dwelling
    building = dwelling.entrance.building
    forget_in_imports(
        {
            resident._meta.label_lower: (resident.pk, None),
            resident.household._meta.label_lower: (resident.household_id, "head"),
        },
        name=resident.name,
        numbers=[unseal(resident.phone, "phone"), unseal(resident.identity, "identity")],
        room=dwelling.room,
        places=[building.estate.name, building.name],
        at=now,
    )


def ask_again(now: datetime) -> int:
    """Whoever asked to be erased is erased, whatever became of the job. A round of the clock."""
    asked = Entry.objects.filter(verb="resident.erasure_asked").values("subject_id")
    waiting = Resident.objects.filter(pk__in=asked, erased_at=None).select_related("household")
    live = Q(state__in=("waiting", "queued", "running")) | Q(asked_at__gt=now - AGAIN)
    jobs = Job.objects.filter(live, kind="erase")
    at_work = {params.get("resident") for params in jobs.values_list("params", flat=True)}
    some = [one for one in waiting if one.pk not in at_work]
    for resident in some:
        path = resident.household.area_path
        ask_job("erase", {"resident": resident.pk}, by=CLOCK, at=now, area_path=path)
    return len(some)
