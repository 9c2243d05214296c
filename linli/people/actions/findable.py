"""The words by which the people of an import are found: written after its last block, in the order of their index.

A word falls anywhere in that index, which is the largest of all. Written with each block, nearly every one would touch
a page of its own, in every block again; of thousands of people together, sorted, they share their pages.
"""

from __future__ import annotations

import time

from django.db import transaction

from linli.common.bulk import BREATH, paced
from linli.common.finding import tokens
from linli.office.actions.finding import index_at
from linli.office.actions.importing import lock_run
from linli.office.actions.jobs import lock_job, note
from linli.office.models import ImportRun, ImportState, Job
from linli.people.models import Resident
from linli.territory.models import Household

PEOPLE = 25_000  # whose words are sorted together: some megabytes, and about a second of work
FIRST, MOST = 2_000, 20_000  # words of one transaction, whatever the pace

Word = tuple[str, int, int]  # token, resident, household


def index_some(job: Job, run: ImportRun) -> bool:
    """Write the words of the next people of a run; False where nobody is left.

    How far it came stands in the job, written with the words: people up to `found`, and so many `words` of the next.
    """
    found, done = _mark(job)
    words, last = _words(run, found)
    if last is None:
        return False
    at_once = FIRST
    while found < last:
        some = words[done : done + at_once]
        with transaction.atomic():
            began = time.monotonic()
            if lock_run(run).state != ImportState.APPLYING or _mark(lock_job(job)) != (found, done):
                return True  # dropped, or another worker is at it
            index_at(Household, "resident", some)
            done += len(some)
            if done == len(words):
                found, done = last, 0
            note(job, found=found, words=done)
        at_once = paced(len(some), time.monotonic() - began, most=min(2 * at_once, MOST))
        time.sleep(BREATH)
    return True


def _mark(job: Job) -> tuple[int, int]:
    return job.params.get("found", 0), job.params.get("words", 0)


def _words(run: ImportRun, after: int) -> tuple[list[Word], int | None]:
    """(the sorted words of the next people, the last of them). The same for as long as their run is not shown."""
    people = Resident.objects.filter(run=run, pk__gt=after).order_by("pk")
    rows = list(people.values_list("pk", "name", "household_id")[:PEOPLE])
    known = {name: tokens(name) for name in {name for _, name, _ in rows}}
    words = sorted((token, pk, home) for pk, name, home in rows for token in known[name])
    return words, rows[-1][0] if rows else None
