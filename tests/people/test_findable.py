"""The words of an import are written last, in the order of their index: each once, whatever comes between."""

from __future__ import annotations

import pytest

from linli.common.actor import Actor
from linli.common.finding import tokens
from linli.office.models import ImportRun, Job, SearchWord
from linli.office.queries import find
from linli.people.actions import findable, importing, reversing
from linli.people.models import Resident
from linli.territory.models import Household
from tests import make
from tests.people.sheet_files import HEAD, door, stage, work, xlsx

NAMES = ("张三丰", "李四", "王翠翘", "欧阳锋", "赵六", "王五")
SHEET = xlsx(HEAD, *(door(str(101 + n), name) for n, name in enumerate(NAMES)))


@pytest.fixture
def clerk(town: make.Town) -> Actor:
    return town.serve(town.offices["township"], name="registrar", role="registrar")


@pytest.fixture
def written(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> tuple[ImportRun, Job]:
    """Blocks are written, words are not; they come in small portions."""
    run = stage(SHEET, by=clerk)
    work()
    job = importing.start(run, take_good=True, take_sheet=False, by=clerk, at=make.NOON)
    importing.apply_blocks(run, list(run.chunks.all()), by=clerk, at=make.NOON)
    for name, number in (("PEOPLE", 4), ("FIRST", 3), ("MOST", 3)):
        monkeypatch.setattr(findable, name, number)
    run.refresh_from_db()
    return run, job


def words(run: ImportRun) -> list[tuple[str, int, str]]:
    people = Resident.objects.filter(run=run).values("pk")
    found = SearchWord.objects.filter(kind="resident", subject_id__in=people)
    return sorted(found.values_list("token", "subject_id", "area_path"))


def wanted(run: ImportRun) -> list[tuple[str, int, str]]:
    people = Resident.objects.filter(run=run).values_list("pk", "name", "household__area_path")
    return sorted((token, pk, path) for pk, name, path in people for token in tokens(name))


def write(job: Job, run: ImportRun) -> None:
    while findable.index_some(job, run):
        pass


def torn(job: Job, run: ImportRun, after: int) -> None:
    """The worker dies when it has written so many portions."""
    portions = iter([3] * (after - 1))

    def die(*told: object, **more: object) -> int:
        if (number := next(portions, None)) is None:
            raise SystemExit
        return number

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(findable, "paced", die)
        with pytest.raises(SystemExit):
            write(job, run)


def test_everybody_is_found_once_the_sheet_is_shown_and_nobody_before(written) -> None:  # type: ignore[no-untyped-def]
    run, _ = written
    assert words(run) == []
    work()
    assert words(run) == wanted(run) != []
    everywhere = ("370998001",)
    assert find("resident", "ouyang", everywhere, most=5) == [Resident.objects.get(name="欧阳锋").pk]


@pytest.mark.parametrize("after", [1, 2, 5, 6, 7])
def test_cut_off_among_the_words_it_goes_on_and_writes_none_twice(written, clerk, after) -> None:  # type: ignore[no-untyped-def]
    run, job = written
    torn(job, run, after)
    assert 0 < len(words(run)) <= len(wanted(run))
    Job.objects.filter(pk=job.pk).update(state="failed")
    importing.resume(run, by=clerk, at=make.NOON)
    work()
    assert words(run) == wanted(run)


def test_homes_that_came_to_another_grid_meanwhile_are_found_there(written, town) -> None:  # type: ignore[no-untyped-def]
    run, job = written
    torn(job, run, 1)
    path = town.areas["next_grid"].path
    there = set(words(run))
    Household.objects.filter(run=run).update(area_path=path)
    work()
    later = set(words(run)) - there
    assert {where for _, _, where in later} == {path}
    assert {(token, pk) for token, pk, _ in there | later} == {(token, pk) for token, pk, _ in wanted(run)}


def test_another_worker_at_the_same_words_writes_none(written) -> None:  # type: ignore[no-untyped-def]
    run, job = written
    other = Job.objects.get(pk=job.pk)  # as it read it before
    assert findable.index_some(job, run)
    number = len(words(run))
    assert findable.index_some(other, run)
    assert len(words(run)) == number


def test_given_up_among_the_words_nothing_of_it_is_left(written, clerk) -> None:  # type: ignore[no-untyped-def]
    run, job = written
    torn(job, run, 2)
    before = words(run)
    assert before
    reversing.drop(run, by=clerk, at=make.NOON)
    assert findable.index_some(job, run)  # it stops, and writes no more
    assert words(run) == before
    Job.objects.filter(pk=job.pk).update(state="stopped")
    work()
    assert not Resident.objects.filter(run=run).exists()
    assert not SearchWord.objects.filter(kind="resident").exists()
