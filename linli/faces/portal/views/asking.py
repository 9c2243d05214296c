"""Steps with one question each: what happened, which matter (views/matter), where, how urgent, check and send.

Each step is stored before the next one is shown, so a phone that rings, a lift that opens or a network that is
cut loses nothing. Sending carries the draft's own key: however often it arrives, it is one request.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.cases import actions as cases
from linli.cases.models import Case
from linli.cases.queries import follow_token
from linli.common.actor import RESIDENT
from linli.common.refusals import Refusal, Refused
from linli.faces.portal import about as naming
from linli.faces.portal import danger, drafts
from linli.faces.portal import matter as sorting
from linli.faces.portal.drafts import Draft
from linli.faces.portal.forms import DetailsForm, PortalForm, WhereForm, WordsForm, number_to_look_at
from linli.faces.portal.http import Problem, Request, busy, photo_file, problem, show
from linli.faces.portal.views.door import around, at_the_door
from linli.faces.templatetags.linli import localized
from linli.office import actions as office
from linli.office.models import Attachment
from linli.office.queries import setting, settings_named
from linli.territory.queries import Door

log = logging.getLogger("linli.request")
page_or_form = require_http_methods(["GET", "HEAD", "POST"])
URGENCIES = {"now": "red", "yes": "yellow", "no": "blue"}


def _step(
    request: Request,
    name: str,
    door: Door,
    draft: Draft,
    *,
    form: PortalForm | None = None,
    problems: list[Problem] | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """Show one step; `typed` is what stands in its fields: what was just posted, else the draft."""
    problems = (problems or []) + (form.problems if form is not None and form.is_bound else [])
    if draft.about:
        more |= past_them(door, draft, request)
    matter = sorting.chosen(draft) if name in ("details", "check") else None
    if matter is not None:
        more |= {"matter": matter, "asked": sorting.asked(matter, draft.answers)}
    urgency = sorting.urgency(draft, URGENCIES.get(draft.urgent, "blue"))
    if name in ("what", "details") or (name == "check" and urgency != "blue"):
        more["utilities"] = sorting.numbers_for(matter, door.grid.path)
        more["numbers_first"] = True
    if not draft.about and (name == "details" or (name == "check" and urgency == "red")):
        more["watch"] = danger.watch(door.grid.path, request.now)
    context = {
        **around(door),
        "draft": draft,
        "typed": form.data if form is not None and form.is_bound else draft,
        "problems": problems,
        "problem_of": {p.field: p for p in reversed(problems) if p.field},
        **sorting.step(name, draft),
        "photos": _photos(draft) if name in ("what", "check") else [],
        "place_words": place_words(door, draft),
        "then": "check" if "check" in (request.GET.get("then"), request.POST.get("then")) else "",
        **more,
    }
    return show(request, name, context, status=status if status != 200 or not problems else 422)


def past_them(door: Door, draft: Draft, request: Request) -> dict[str, Any]:
    """About somebody who serves here: who looks into it, and their number instead of that of the grid."""
    way = naming.way(door, draft.about, request.now)
    called = naming.office_to_call(way.looks, door.grid.path)
    return {"way": way, "phone": called.phone if called else ""}


def _on(request: Request, name: str, door: Door) -> HttpResponse:
    """The next step; somebody who came from the last page to change one answer goes back there."""
    return redirect(
        "portal:check" if request.POST.get("then") == "check" else f"portal:{name}", token=door.token
    )


def _kept(request: Request, name: str, door: Door, draft: Draft, form: PortalForm, then: str) -> HttpResponse:
    """Store the answers of a step and go on, or show it again with everything typed."""
    try:
        drafts.keep(request, door.token, draft)
    except OperationalError:
        return _step(request, name, door, draft, form=form, problems=[busy()], status=503)
    return _on(request, then, door) if form.is_valid() else _step(request, name, door, draft, form=form)


@page_or_form
@at_the_door
def about(request: Request, door: Door) -> HttpResponse:
    """Whom it is about; it goes past them. Choosing nobody ("do=none") makes it a request as any other again."""
    draft = drafts.opened(request, door.token)
    board = naming.board(door, request.now)
    if request.method != "POST":
        return _about_page(request, door, draft, board, draft.about)
    codes = [code for code in request.POST.getlist("whom")[:50] if code in board.codes]
    if request.POST.get("do") == "none":
        codes = []
    elif not codes:
        return _about_page(request, door, draft, board, codes, problem(Refusal("choose_whom"), "whom"), 422)
    elif naming.way(door, codes, request.now).looks is None:
        return _about_page(request, door, draft, board, codes, problem(Refusal("nobody_above")), 409)
    draft.about = codes
    try:
        drafts.keep(request, door.token, draft)
    except OperationalError:
        return _about_page(request, door, draft, board, codes, busy(), 503)
    return _on(request, "what", door)


def _about_page(
    request: Request,
    door: Door,
    draft: Draft,
    board: naming.Board,
    codes: list[str],
    wrong: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    """Whom one can choose, and who looks into it; with nothing chosen, who does for "I'd rather write it"."""
    way = naming.way(door, codes, request.now)
    called = naming.office_to_call(way.looks, door.grid.path)
    context = {
        **around(door),
        "draft": draft,
        "choices": naming.choices(board),
        "codes": codes,
        "way": way,
        "phone": called.phone if called else "",
        "problems": [wrong] if wrong else [],
        "problem_of": {wrong.field: wrong} if wrong and wrong.field else {},
        "then": "check" if "check" in (request.GET.get("then"), request.POST.get("then")) else "",
    }
    return show(request, "about_whom", context, status=status)


@page_or_form
@at_the_door
def what(request: Request, door: Door) -> HttpResponse:
    draft = drafts.opened(request, door.token)
    limits = settings_named("cases.longest_text", "cases.most_photos", path=door.grid.path)
    again = partial(_step, request, "what", door, draft, most_photos=limits["cases.most_photos"])
    if request.method != "POST":
        return again()
    form = WordsForm(request.POST, longest=limits["cases.longest_text"])
    draft.words = request.POST.get("words", "")
    _picked(request, draft)
    try:
        problems = _add_photos(request, draft, limits["cases.most_photos"])
        drafts.keep(request, door.token, draft)
    except OperationalError:
        return again(problems=[busy()], status=503)
    if problems:
        return again(problems=problems)
    if request.POST.get("do") == "about":
        return redirect(_with_then(request, reverse("portal:about_whom", args=[door.token])))
    if request.POST.get("do") == "photos" or request.POST.get("away"):
        return redirect(_with_then(request, reverse("portal:what", args=[door.token])) + "#photos")
    return _on(request, "matter", door) if form.is_valid() else again(form=form)


def _picked(request: Request, draft: Draft) -> None:
    """A matter chosen while writing; another one has other questions."""
    code = request.POST.get("matter", "")[:20]
    if code and code != draft.matter:
        draft.matter, draft.answers = code, []


def _with_then(request: Request, url: str) -> str:
    return f"{url}?then=check" if request.POST.get("then") == "check" else url


def _add_photos(request: Request, draft: Draft, most: int) -> list[Problem]:
    """Take in what came along, take away what was taken away; a bad photo costs only itself."""
    away = request.POST.get("away")
    draft.photos = [p for p in draft.photos if p != away]
    problems: list[Problem] = []
    known = {a.sha256 for a in _photos(draft)}
    for file in request.FILES.getlist("photos"):
        if len(draft.photos) >= most:
            problems.append(problem(Refusal("too_many_photos", {"most": most}), "photos"))
            break
        try:
            photo = _store(file, request)
        except Refused as refused:
            problems.append(problem(refused.refusal, "photos"))
            continue
        except OSError as error:  # the disk is full, or not ours to write
            log.error("photo not stored", exc_info=error)
            problems.append(problem(Refusal("photo_not_stored"), "photos"))
            break
        if photo.sha256 not in known:  # a page sent again by "refresh" brings its photos again
            known.add(photo.sha256)
            draft.photos.append(str(photo.uuid))
    return problems


def _store(file: UploadedFile, request: Request) -> Attachment:
    return office.store_photo(file, name=file.name or "", size=file.size or 0, at=request.now)


def _photos(draft: Draft) -> list[Attachment]:
    """The draft's photos that are still kept, in their order; an old draft may have lost some."""
    if not draft.photos:
        return []
    found = {str(a.uuid): a for a in Attachment.objects.filter(uuid__in=draft.photos)}
    return [found[u] for u in draft.photos if u in found]


@page_or_form
@at_the_door
def where(request: Request, door: Door) -> HttpResponse:
    draft = drafts.opened(request, door.token)
    if not draft.words.strip():
        return redirect("portal:what", token=door.token)
    if request.method != "POST":
        return _step(request, "where", door, draft)
    form = WhereForm(request.POST)
    draft.where, draft.place = request.POST.get("where", "")[:20], request.POST.get("place", "")
    return _kept(request, "where", door, draft, form, "details")


@page_or_form
@at_the_door
def details(request: Request, door: Door) -> HttpResponse:
    draft = drafts.opened(request, door.token)
    if request.method != "POST":
        return _step(request, "details", door, draft)
    form = DetailsForm(request.POST, about=bool(draft.about))
    draft.urgent = "" if draft.about else request.POST.get("urgent", "")[:20]
    draft.name, draft.phone = request.POST.get("name", ""), request.POST.get("phone", "")
    number = form.cleaned_data["phone"] if form.is_valid() else ""
    if request.POST.get("sure") != number and (odd := number_to_look_at(number)):
        with suppress(OperationalError):  # everything typed stands in the form that is shown
            drafts.keep(request, door.token, draft)
        return _step(request, "details", door, draft, form=form, problems=[odd], sure=number)
    return _kept(request, "details", door, draft, form, "check")


@page_or_form
@at_the_door
def check(request: Request, door: Door) -> HttpResponse:
    draft = drafts.opened(request, door.token)
    if request.method == "POST" and (before := drafts.said_with(request, request.POST.get("key", ""))):
        return _received(before.follow)
    if unanswered := _unanswered(draft):
        return redirect(f"portal:{unanswered}", token=door.token)
    if request.method != "POST" or request.POST.get("key") != draft.key:
        return _step(request, "check", door, draft)
    try:
        case = _send(request, door, draft)
    except (Refused, OperationalError) as error:
        return _not_sent(request, door, draft, error)
    follow = follow_token(case)
    drafts.sent(request, door.token, draft, follow=follow, number=case.spoken_number, title=case.title)
    return _received(follow, now=draft.urgent == "now" and not draft.about)


def _unanswered(draft: Draft) -> str:
    """The first step that still needs an answer; a draft may be days old and the limits may have changed."""
    steps: tuple[tuple[str, Callable[[], PortalForm]], ...] = (
        ("where", lambda: WhereForm({"where": draft.where, "place": draft.place})),
        (
            "details",
            lambda: _details(draft),
        ),
    )
    if not draft.words.strip():
        return "what"
    return next((name for name, form in steps if not form().is_valid()), "")


def _details(draft: Draft) -> DetailsForm:
    said = {"urgent": draft.urgent, "name": draft.name, "phone": draft.phone}
    return DetailsForm(said, about=bool(draft.about))


def _send(request: Request, door: Door, draft: Draft) -> Case:
    """One request, however often the form arrives. The answer that is kept holds the case's id, nothing else."""
    answers = _details(draft)
    answers.is_valid()

    made: list[Case] = []
    way = naming.way(door, draft.about, request.now) if draft.about else None

    def ask() -> dict[str, Any]:
        case = cases.ask(
            words=sorting.words(draft, setting("cases.longest_text", door.grid.path)),
            category=sorting.category(draft),
            by=RESIDENT,
            at=request.now,
            entrance=None if draft.where == "estate" else door.entrance,
            area=door.grid,
            place_words=place_words(door, draft),
            urgency=sorting.urgency(draft, "blue" if draft.about else URGENCIES.get(draft.urgent, "blue")),
            about=way.about if way else None,
            past=way.past if way else (),
            asker=cases.Asker(answers.cleaned_data["name"], answers.cleaned_data["phone"]),
            photos=[uuid.UUID(p) for p in draft.photos],
        )
        made.append(case)
        return {"case": case.pk}

    answer = office.once(RESIDENT, uuid.UUID(draft.key), draft.body(door.token), ask, at=request.now)
    return next((case for case in made if case.pk == answer["case"]), None) or Case.objects.get(
        pk=answer["case"]
    )


def place_words(door: Door, draft: Draft) -> str:
    """Where it is, beside the door that was scanned, in the language of who wrote it."""
    place = draft.place.strip()
    if draft.where == "building":
        return (
            f"{_('Elsewhere in this building')}{_(': ')}{place}" if place else _("Elsewhere in this building")
        )
    if draft.where == "estate":
        estate = localized(door.entrance.building.estate, "name")
        return f"{estate}{_(': ')}{place}" if place else estate
    return place


def _not_sent(request: Request, door: Door, draft: Draft, error: Exception) -> HttpResponse:
    """Say why, and leave the form so that sending it again can work."""
    if isinstance(error, Refused):
        found, status = problem(error.refusal), 409
        if error.refusal.code == "photo_gone":
            draft.photos = [str(a.uuid) for a in _photos(draft)]
        if error.refusal.code == "same_key_other_body":
            draft.key = str(uuid.uuid4())
        drafts.keep(request, door.token, draft)
    else:
        found, status = busy(), 503
    return _step(request, "check", door, draft, problems=[found], status=status)


def _received(follow: str, *, now: bool = False) -> HttpResponse:
    """To the page that says "got it"; `now`: they said that somebody is in danger."""
    return redirect(reverse("portal:follow", args=[follow]) + ("?sent=now" if now else "?sent=1"))


@require_safe
@at_the_door
def photo(request: Request, door: Door, uuid: uuid.UUID) -> HttpResponseBase:
    """A photo of this phone's own draft; anybody else gets nothing."""
    mine = str(uuid) in drafts.opened(request, door.token).photos
    return photo_file(Attachment.objects.filter(uuid=uuid).first() if mine else None)
