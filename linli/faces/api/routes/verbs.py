"""The verbs of a request: one address each, with its own body. The same rules and actions as on the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_noop as _
from ninja import Path, Router

from linli.cases import actions, rules
from linli.cases.models import Case
from linli.cases.queries import office_above, offices_beside, timeline
from linli.common.laid_out import select
from linli.common.paths import covers
from linli.common.refusals import refuse
from linli.common.scope import Scope
from linli.faces.api import schemas, shown
from linli.faces.api.calls import CallKey, do_once
from linli.faces.api.keys import Caller, Key, caller, seen
from linli.faces.api.routes.naming import matter
from linli.faces.api.told import Meanwhile, Wrong
from linli.journal.queries import last_entry_id
from linli.people.queries import departments_of
from linli.territory.models import Area

router = Router(tags=["verbs"])
Number = Annotated[str, Path(pattern=r"^[0-9A-Za-z-]{1,16}$", description=_("the number of a request"))]
Arguments = Callable[[Case, Any, Caller], dict[str, Any]]
BELOW = {"community": "grid", "township": "community", "county": "township", "prefecture": "county"}


def case_of(me: Caller, number: str) -> Case:
    """The request of this number, if this key sees it."""
    found = next(select(_case, *me.sight, now=me.now, number=number), None)
    if found is None:
        raise Http404
    return found


def _case(
    scope: Scope, within: tuple[str, ...], issuer: int | None, now: datetime, number: str
) -> QuerySet[Case]:
    related = (*shown.RELATED, "office__area", "office__superior")
    return seen(scope, within, issuer, now).select_related(*related).filter(number=number)


def receipt(case: Case) -> dict[str, Any]:
    """What is kept of a call and given back: where the request stands after it; codes and numbers only."""
    return {"number": case.number, "entry": last_entry_id(case), **shown.position(case)}


# -- what the bodies name ------------------------------------------------------------------------------------------


def _words(case: Case, body: Any, me: Caller) -> dict[str, Any]:
    return {"words": body.words}


def _reason(case: Case, body: schemas.SendBack, me: Caller) -> dict[str, Any]:
    if not body.words:
        raise refuse("say_why")
    return {"reason": body.reason, "words": body.words}


def _verify(case: Case, body: schemas.Verify, me: Caller) -> dict[str, Any]:
    return {
        "choice": body.choice,
        "category": matter(body.matter),
        "urgency": body.urgency,
        "words": body.words,
    }


def _place(case: Case, body: schemas.Place, me: Caller) -> dict[str, Any]:
    return {**_hand(case, body), "grid": _area(case, body, me)}


def _dispatch(case: Case, body: schemas.Dispatch, me: Caller) -> dict[str, Any]:
    assert case.office is not None
    department = None
    if body.choice == "department":
        department = next((one for one in departments_of(case.office) if one.pk == body.department), None)
        if department is None:
            raise Wrong("department", "unknown" if body.department else "missing")
    return {**_hand(case, body), "department": department, "area": _area(case, body, me)}


def _hand(case: Case, body: schemas.Place | schemas.Dispatch) -> dict[str, Any]:
    if body.choice == "up":
        _above(case)
    category = matter(body.matter) if body.matter else None
    return {"choice": body.choice, "category": category, "words": body.words}


def _above(case: Case) -> None:
    assert case.office is not None
    if office_above(case.office).pk == case.office_id:
        raise Wrong("choice", "not_here")


def _area(case: Case, body: schemas.Place | schemas.Dispatch, me: Caller) -> Area | None:
    """The area it is moved to, one level below; None where it lies in there already, so that grid and door are kept."""
    if body.choice != "down" or body.area is None:
        return None
    assert case.office is not None
    path, level = case.office.area.path, BELOW.get(case.level, "")
    found = Area.objects.under(path).standing(me.now).filter(level=level, path=body.area).first()
    if found is None:
        raise Wrong("area", "unknown")
    return None if covers(found.path, case.area_path) else found


def _pass_up(case: Case, body: schemas.PassUp, me: Caller) -> dict[str, Any]:
    _above(case)
    return {"words": body.words}


def _resolve(case: Case, body: schemas.Resolve, me: Caller) -> dict[str, Any]:
    return {"outcome": body.outcome, "words": body.words, "photos": body.photos}


def _transfer(case: Case, body: schemas.Transfer, me: Caller) -> dict[str, Any]:
    office = next((one for one in offices_beside(case) if one.pk == body.office), None)
    if office is None:
        raise Wrong("office", "unknown")
    return {"office": office, "words": body.words}


@dataclass(frozen=True, slots=True)
class Step:
    """A verb as it is asked for here: its body, how the body becomes the arguments of the action, a line about it."""

    body: type[Any]
    arguments: Arguments
    summary: str


STEPS = {
    "take": Step(schemas.Taken, lambda case, body, me: {}, _("Take it in hand")),
    "release": Step(schemas.Release, _words, _("Let it go")),
    "verify": Step(schemas.Verify, _verify, _("Verify it")),
    "place": Step(schemas.Place, _place, _("Say at the community who does it")),
    "dispatch": Step(schemas.Dispatch, _dispatch, _("Dispatch it")),
    "accept": Step(schemas.Accept, _words, _("Accept it")),
    "resolve": Step(schemas.Resolve, _resolve, _("Report it done")),
    "pass_check": Step(schemas.Checked, _words, _("It is done as reported")),
    "fail_check": Step(schemas.FailCheck, _words, _("Something is missing")),
    "send_back": Step(schemas.SendBack, _reason, _("Send it back")),
    "pass_up": Step(schemas.PassUp, _pass_up, _("Pass it up")),
    "transfer": Step(schemas.Transfer, _transfer, _("Hand it to another office")),
}


def do(request: HttpRequest, number: str, verb: str, body: Any, key: str) -> schemas.Receipt:
    """One verb, once: what the caller saw is the newest, the rules allow it, the action does it."""
    me, step = caller(request), STEPS[verb]

    def work() -> dict[str, Any]:
        case = case_of(me, number)
        newest = last_entry_id(case)
        if body.seen > newest:
            raise Wrong("seen", "ahead")
        if body.seen < newest:
            new = [line for line in timeline(case) if line.entry_id > body.seen]
            told = [shown.line(line).model_dump(mode="json") for line in new]
            raise Meanwhile(body.seen, newest, told)
        rules.require(rules.may(verb, me.actor, case, me.now, posts=[me.post]))
        arguments = step.arguments(case, body, me)
        return receipt(getattr(actions, verb)(case, by=me.actor, at=me.now, seen=body.seen, **arguments))

    return schemas.Receipt(**do_once(request, key, body.model_dump(mode="json"), work))


def _address(verb: str, step: Step) -> None:
    def view(request, number, body, key):
        return do(request, number, verb, body, key)

    view.__name__ = verb
    view.__annotations__ = {"request": HttpRequest, "number": Number, "body": step.body, "key": CallKey}
    router.post(
        f"/cases/{{number}}/{verb}",
        auth=Key("cases:write"),
        response=schemas.Receipt,
        operation_id=verb,
        summary=step.summary,
    )(view)


for _verb, _step in STEPS.items():
    _address(_verb, _step)
