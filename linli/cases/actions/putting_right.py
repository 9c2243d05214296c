"""Orders of a sheet that names a wrong community, or none that is known: put right, and remembered for the next one."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from linli.cases.actions.handing import dispatch, put, take, transfer
from linli.cases.actions.moving import note, save
from linli.cases.models import Case
from linli.cases.order_lists import untouched
from linli.cases.order_places import kind_of, office_for
from linli.cases.queries import office_above
from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.common.refused_subjects import plain
from linli.office.actions.importing import remember_mapping
from linli.people.models import Office
from linli.territory.models import Area


@transaction.atomic
def put_right(case: Case, area: Area, *, words: str, by: Actor, at: datetime) -> Case:
    """The source says another place than before: the order goes to that community, by the verbs that send any request.

    Needs order.take at both places. Refuses begun_already, and what the verbs refuse.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("office__area").get(pk=case.pk)
    for path in (case.area_path, area.path):
        by.require("order.take", path)
    if not untouched(case, case.handlings.count()):
        raise refuse("begun_already")
    assert case.office is not None
    if case.task == "dispatch":
        return dispatch(take(case, by=by, at=at), by=by, at=at, choice="down", area=area, words=words)
    office = office_for(area, office_above(case.office))
    if office.pk != case.office_id:
        case = transfer(case, by=by, at=at, office=office, words=words)
    put(case, area)
    save(case)
    note(case, "supplement", by=by, at=at, words={"words": words})
    return case


@transaction.atomic
def remember_places(meant: dict[str, str], *, source: str, office: Office, at: datetime) -> None:
    """Which area each of these names means in the sheets of this source from now on (name → path).

    "" forgets what was said; a path outside the office's area says nothing.
    """
    paths = (
        Area.objects.under(office.area.path).filter(path__in=meant.values()).values_list("path", flat=True)
    )
    known = set(paths)
    for called, path in meant.items():
        name = hashlib.sha256(plain(called).encode()).hexdigest()
        if path in known or not path:
            pairs = [[called, path]] if path else []
            remember_mapping(kind_of(source), name, pairs, office_id=office.pk, at=at)
