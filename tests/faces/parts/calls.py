"""Call backs: an office with no hand in it rings. Slips: printed and entered by who sees the case. The link to rate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from linli.cases import actions
from linli.cases.actions.ringing import open_calls
from linli.cases.calling import rating_token
from linli.cases.models import CallBack, Case, CaseOffice, RatingSlip
from linli.people.models import Post
from tests import make

NO_PAGES = {"desk:slip_print", "desk:call_missed", "desk:call_declined", "desk:call_said"}
# who serves at the sub-district and sees its cases: nobody there had a hand in the one of this part
RING = {"township", "registrar", "leader"}
DONE = ("take grid", "verify here", "resolve", "take community", "pass_check")


def addresses(site: Any) -> dict[str, list[str]]:
    begun = make.NOON - timedelta(days=4)
    case = make.case(site.town, asker=actions.Asker("周阿姨", "13800002046"), at=begun)
    make.walk(site.town, *DONE, case_=case, at=begun)
    open_calls(make.NOON)
    call = CallBack.objects.get(case=case).pk
    here = "/desk/calls"
    return {
        "portal:rating": [f"/r/{rating_token(case, 0)}/"],
        "portal:rating_again": [
            f"/r/{rating_token(case, 0)}/again/"
        ],  # only what is closed is taken up again
        "desk:calls": [f"{here}/"],
        "desk:call": [f"{here}/{call}/", f"{here}/999999/"],
        "desk:call_missed": [f"{here}/{call}/missed/"],
        "desk:call_declined": [f"{here}/{call}/declined/"],
        "desk:call_said": [f"{here}/{call}/said/"],
        "desk:slip": [f"{here}/slip/"],
        "desk:slip_print": [f"{here}/slip/{case.number}/print/"],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if name.startswith("portal:"):
        return {200} if name == "portal:rating" else {409}
    if role == "anonymous":
        return {302}
    match name:
        case "desk:slip_print" | "desk:call_missed" | "desk:call_declined":
            return {405}
        case "desk:call_said":
            return {302}  # to the call's own page
        case "desk:call":
            return {200} if role in RING and "999999" not in address else {404}
    return {200}


def looks() -> dict[str, list[tuple[str, str]]]:
    waits, closed = (
        RatingSlip.objects.filter(used_at__isnull=used, **more).select_related("case").order_by("-id")[0]
        for used, more in ((True, {"case__task": "rating"}), (False, {"case__status": "closed"}))
    )
    links = {slip.pk: f"/r/{rating_token(slip.case, slip.round)}/" for slip in (waits, closed)}
    found = {"desk:calls": [("gaojian", "/desk/calls/")], "desk:slip": [("linxiaoyan", "/desk/calls/slip/")]}
    call = CallBack.objects.filter(closed_at=None).order_by("id").first() or _listed()
    post = Post.objects.filter(office=call.office, until=None).select_related("user").order_by("id")[0]
    found["portal:rating"] = [("", links[waits.pk]), ("", links[closed.pk])]
    found["portal:rating_again"] = [("", f"{links[closed.pk]}again/")]
    found["desk:call"] = [(post.user.username, f"/desk/calls/{call.pk}/")]
    return found


def _listed() -> CallBack:
    """The demo rates and rings by itself; a browser that comes early finds one put there by hand."""
    case = Case.objects.filter(task="rating").order_by("id")[0]
    had = CaseOffice.objects.filter(case=case).values("office")
    above = Post.objects.filter(office__kind__in=("community", "township", "county"), until=None)
    office = above.exclude(office__in=had).order_by("-office__area__path")[0].office
    return CallBack.objects.create(
        case=case,
        reason="rating",
        office=office,
        opened_at=case.asked_at,
        due_at=case.due_at or case.asked_at,
    )
