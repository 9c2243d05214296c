"""The pages of the desk: the day, a case, a verb, the inbox, failures. A view translates and decides nothing."""

from __future__ import annotations

import re
import time
import uuid as uuids
from typing import Any

from django.conf import settings
from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.cases import queries as cases
from linli.cases.alike import alike
from linli.cases.models import Case
from linli.common.refusals import Refusal, Refused, Stale
from linli.common.text import mask_name, mask_phone
from linli.faces import errors
from linli.faces.desk import (
    alongside,
    bulk,
    forms,
    inbox,
    lists,
    mapping,
    on_the_spot,
    photos,
    reading,
    shell,
    step_page,
    steps,
    telling,
)
from linli.faces.desk.catalogue.words import role
from linli.faces.desk.doors import locked_out
from linli.faces.desk.narrowing import filters
from linli.faces.desk.notices import reading as notices
from linli.faces.desk.phrases import picking
from linli.faces.desk.saved import views as saved_lists
from linli.faces.desk.steps import STEPS
from linli.faces.pictures import photo_file
from linli.faces.sent import key_of
from linli.journal import queries as journal
from linli.journal.actions import try_again
from linli.office.actions import once
from linli.office.models import Attachment

__all__ = [
    "STEPS",
    "case",
    "day",
    "failures",
    "locked_out",
    "map_",
    "messages",
    "near",
    "photo",
    "step",
    "undo",
]
NUMBER = re.compile(r"[0-9]{1,2}")  # of a line on a page
FIELD_REFUSALS = set(forms.StepForm.about)


def _list(request: HttpRequest) -> dict[str, Any]:
    """The list that the address names: which queue, narrowed by what, which page of it."""
    sizes = lists.sizes(request)
    name = lists.name_of(request, sizes)
    chosen = filters(request, name)
    page = lists.paged(request, lists.Queue(request, name, chosen, sizes))
    tab, empty, order = lists.WORDS[name]
    return {
        "here": "day",
        "sizes": sizes,
        "name": name,
        "tab": tab,
        "empty": empty,
        "order": order,
        "filters": chosen,
        "narrowed": any(one.value for one in chosen),
        "page": page,
        "number": page.number,
        "rows": [lists.Row.of(case, request) for case in page],
        "query": lists.address(request),
    }


def _pinned(request: HttpRequest) -> dict[str, Any]:
    """Of that list what the map beside it needs; the tabs, the choices and how many there are stand in the list."""
    sizes = lists.sizes(request)
    name = lists.name_of(request, sizes)
    number, cases = lists.Queue(request, name, filters(request, name, asked=True), sizes).pinned()
    rows = [lists.Row.of(case, request) for case in cases]
    return {"tab": lists.WORDS[name][0], "number": number, "rows": rows, "query": lists.address(request)}


@login_required
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    found = _list(request)
    pick = bulk.offered(found["name"], len(found["rows"]))
    saved = list(saved_lists.mine(request))
    this_list = lists.kept_as(found["name"], found["filters"])
    more = {
        "tabs": lists.tabs(found["name"], found["sizes"]),
        "may_do_now": on_the_spot.may(request),
        "may_write": bool(request.scope.areas),  # type: ignore[attr-defined]
        "pick": pick,
        "pick_words": bulk.STEPS[pick].button if pick else "",
        "key": uuids.uuid4(),
        "may_map": bool(found["rows"]),
        "bars": {row.bar for row in found["rows"]} - {""},
        "saved": saved,
        "this_list": this_list,
        "may_keep": found["narrowed"] and all(one.query != this_list for one in saved),
    }
    return shell.page(request, "desk/day.html", found | more)


@login_required
@require_safe
def map_(request: HttpRequest) -> HttpResponse:
    """The same page of the same list on a map: a page of its own, and what the list shows beside it (`part`)."""
    part = "part" in request.GET
    found = _pinned(request) if part else _list(request)
    asked = request.GET.get("only", "")[:200].split("-")
    only = frozenset(int(number) for number in asked if NUMBER.fullmatch(number))
    picture = mapping.picture(found["rows"], request.scope, request.now, only)  # type: ignore[attr-defined]
    unplaced = len(found["rows"]) - picture.shown if picture and not only else 0
    number = found["number"]
    closer = f"{reverse('desk:map')}?{found['query']}" + (f"&page={number}" if number > 1 else "")
    more = {"picture": picture, "unplaced": unplaced, "part": part, "only": only, "closer": closer}
    if part:
        return shell.bare(request, "desk/map.html", found | more)
    return shell.page(request, "desk/map.html", found | more)


@login_required
@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    found = steps.find(request, number)
    if found is None:
        raise Http404
    handlings = cases.handlings(found)
    lines = cases.timeline(found)
    around = reading.around(found)
    who = steps.relations(request, found, around, handlings)
    context = {
        "case": found,
        "slips": reading.slips(found, handlings),
        "log": telling.teller(found, handlings, lines, request.now).tell(lines),  # type: ignore[attr-defined]
        "offer": steps.offered(request, found, who, lines, handlings),
        "undoable": steps.undoable(request, found, lines),
        "stand": reading.stand(found, lines),
        "waits": reading.waits(found, lines),
        "handed_out": any(line.verb == "case.hand_out" for line in lines),
        "proposal": reading.proposal(around.approval, lines) if around.approval else None,
        "supervision": around.supervision,
        "key": uuids.uuid4(),
        "undo_key": uuids.uuid4(),
        "seen": lines[-1].entry_id if lines else 0,
        "where_now": reading.where_now(found, request.user.pk),
        "asker": _asker(request, found, who),
        "answers": role(found.category.answers) if found.category else "",
        "assists": [role(one) for one in found.category.assists] if found.category else [],
        "photos": telling.captioned(cases.photos_of(found, lines)),
        "overdue": found.is_overdue(request.now),  # type: ignore[attr-defined]
        "waits_for": reading.WAITS_FOR.get(found.task, ""),
        "untold": notices.untold(found, request.now),  # type: ignore[attr-defined]
    }
    return shell.page(request, "desk/case.html", context)


@login_required
@require_safe
def near(request: HttpRequest, number: str) -> HttpResponse:
    """Requests nearby that may be the same: a page of its own, and what stands beside the request (`part`)."""
    found = steps.find(request, number)
    if found is None:
        raise Http404
    context = {
        "here": "day",
        "case": found,
        "part": "part" in request.GET,
        "alike": alike(found, request.scope, request.now),  # type: ignore[attr-defined]
    }
    show = shell.bare if context["part"] else shell.page
    return show(request, "desk/near.html", context)


def _asker(request: HttpRequest, found: Case, who: frozenset[str]) -> dict[str, Any]:
    """Who asked: open for whoever has it in hand now, masked for everybody else."""
    contact = cases.contact(found)
    if contact is None:
        return {}
    if found.holder_id in shell.users(request) and "holder" in who:
        return {"name": contact.name, "phone": contact.phone, "open": True}
    return {"name": mask_name(contact.name), "phone": mask_phone(contact.phone[-4:]), "open": False}


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    if not request.user.is_authenticated:
        return step_page.logged_out(request) if request.method == "POST" else redirect_to_login(request.path)
    found = steps.find(request, number)
    if found is None and request.method == "POST":
        return step_page.out_of_sight(request)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _ask(request, found, verb)
    return _put_in(request, found, verb) if "put_in" in request.POST else _do(request, found, verb)


def _take_photos(request: HttpRequest, found: Case) -> None:
    """Most steps bring none, and then nobody asks how many they may be."""
    if request.FILES:
        photos.take_in(request, photos.most_at(found.area_path))


def _put_in(request: HttpRequest, found: Case, verb: str) -> HttpResponse:
    """The form again with a canned answer in it; nothing is done, and nothing that was typed is judged yet."""
    who = steps.relations(request, found)
    if refusal := steps.why_not(request, found, verb, who):
        return step_page.page(request, found, verb, refusal=refusal, status=403)
    try:
        _take_photos(request, found)
    except (Refused, OperationalError) as error:
        return _again(request, found.number, verb, error)
    form = steps.form_of(request, found, verb, who, seen=0)
    form.initial = picking.put_in(form, request.POST, picking.offered(request, found, verb))
    return step_page.page(request, found, verb, form=form)


def _ask(request: HttpRequest, found: Case, verb: str) -> HttpResponse:
    who = steps.relations(request, found)
    if refusal := steps.why_not(request, found, verb, who):
        return step_page.page(request, found, verb, refusal=refusal, status=403)
    form = steps.form_of(request, found, verb, who, seen=journal.last_entry_id(found))
    return step_page.page(request, found, verb, form=form)


def _do(request: HttpRequest, found: Case, verb: str) -> HttpResponse:
    key = key_of(request)
    body = steps.body_of(request, found.number, verb)
    try:
        _take_photos(request, found)
        seen = steps.seen_of(request)
        once(request.actor, key, body, lambda: steps.do(request, found, verb, seen=seen), at=request.now)  # type: ignore[attr-defined]
    except (Refused, steps.Incomplete, OperationalError) as error:
        return _again(request, found.number, verb, error)
    after = steps.find(request, found.number)
    firm = steps.given_to(request, verb, after)
    steps.say_done(request, verb, found.number, after, firm)
    alongside.do(request, found, verb, key)
    if firm is not None:
        return redirect("desk:errand", number=found.number)  # their link has still to be sent
    return redirect("desk:case", number=found.number) if after else redirect("desk:day")


def _again(request: HttpRequest, number: str, verb: str, error: Exception) -> HttpResponse:
    """Nothing was done: the page says why, with everything that was typed, and what is still possible."""
    found = steps.find(request, number)  # as it is now, not as the failed action left it in memory
    if found is None:
        return step_page.out_of_sight(request)
    data, who = request.POST.copy(), steps.relations(request, found)
    if isinstance(error, OperationalError):
        form = steps.form_of(request, found, verb, who, seen=0, data=data)
        code, status = errors.trouble(error) or ("busy", 503)
        return step_page.page(request, found, verb, form=form, refusal=Refusal(code), status=status)
    since = error.since if isinstance(error, Stale) else None
    if since is not None:
        data["seen"] = str(journal.last_entry_id(found))
    if refusal := steps.why_not(request, found, verb, who):
        status = 409 if since is not None else 403
        return step_page.page(request, found, verb, refusal=refusal, since=since, status=status)
    form = steps.form_of(request, found, verb, who, seen=0, data=data)
    if isinstance(error, steps.Incomplete):
        return step_page.page(request, found, verb, form=form, status=422)
    assert isinstance(error, Refused)
    refusal = error.refusal
    if refusal.code in FIELD_REFUSALS:
        form.full_clean()
        form.refuse(refusal.code, refusal.params)
        return step_page.page(request, found, verb, form=form, status=422)
    status = errors.STATUS.get(refusal.code, 403)
    return step_page.page(request, found, verb, form=form, refusal=refusal, since=since, status=status)


@login_required
@require_POST
def undo(request: HttpRequest, number: str) -> HttpResponse:
    """Take one's last step back, a moment after it."""
    found, seen = steps.find(request, number), steps.seen_of(request)
    if found is None:
        raise Http404
    key = key_of(request)
    body = {"case": number, "verb": "undo", "seen": seen}
    once(request.actor, key, body, lambda: steps.undo(request, found, seen), at=request.now)  # type: ignore[attr-defined]
    notes.success(request, _("Taken back. It is where it was before."))
    return redirect("desk:case", number=number)


@login_required
@require_safe
def photo(request: HttpRequest, number: str, uuid: str) -> FileResponse:
    """A photo of a case, for those who see the case."""
    seen = Case.objects.visible_to(request.scope).filter(number=number)  # type: ignore[attr-defined]
    return photo_file(Attachment.objects.filter(uuid=uuid, cases__in=seen).first())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        inbox.read(request)
        return redirect("desk:messages")
    page = request.GET.get("page", "1")
    found = inbox.inbox(request, int(page) if lists.PAGE.fullmatch(page) else 1)
    to_tell = notices.to_tell(request)
    context = {"here": "messages", "inbox": found, "unread": found.unread, "to_tell": to_tell}
    return shell.page(request, "desk/messages.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def failures(request: HttpRequest) -> HttpResponse:
    """What LinLi owes and could not do yet; for heads of a sub-district and above."""
    if not shell.sees_failures(request):
        raise PermissionDenied
    if request.method == "POST":
        number = try_again(request.now)  # type: ignore[attr-defined]
        said = ngettext("%(n)s is tried again now.", "%(n)s are tried again now.", number) % {"n": number}
        notes.success(request, said if number else _("Nothing had failed any more."))
        return redirect("desk:failures")
    context = {
        "here": "failures",
        "failing": journal.failing(),
        "owed": journal.owed(),
        "silent": _silent_minutes(),
    }
    return shell.page(request, "desk/failures.html", context)


def _silent_minutes() -> int | None:
    """Minutes since the worker last gave a sign; None where it never did."""
    try:
        return int(max(0, time.time() - settings.HEARTBEAT.stat().st_mtime) // 60)
    except OSError:
        return None
