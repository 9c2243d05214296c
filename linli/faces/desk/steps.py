"""The verbs of the desk: which have a page, which form asks for them, and how one is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases import actions, rules, workflow
from linli.cases.models import Case
from linli.cases.queries import handlings, timeline
from linli.common.actor import Actor
from linli.common.refusals import Refusal, Stale
from linli.faces import scope, words
from linli.faces.desk import forms, reading, shell, step_forms
from linli.journal.queries import last_entry_id
from linli.people.queries import members


@dataclass(frozen=True, slots=True)
class Step:
    """One verb as the desk offers it: button, page, what is said when it is done."""

    form: type[forms.StepForm]
    icon: str
    key: str  # on the keyboard
    button: Any
    lead: Any  # what it does, in a sentence under the title
    done: Any


STEPS: dict[str, Step] = {
    "take": Step(
        step_forms.TakeForm,
        "hand-helping",
        "t",
        gettext_lazy("I take it"),
        gettext_lazy("Your name stands on it, and only you can go on with it."),
        gettext_lazy("You took it"),
    ),
    "verify": Step(
        step_forms.VerifyForm,
        "clipboard-check",
        "v",
        gettext_lazy("Verify it"),
        gettext_lazy(
            "Say what it is and who goes on. The date promised to the resident comes from the matter."
        ),
        gettext_lazy("You verified it"),
    ),
    "place": Step(
        step_forms.PlaceForm,
        "corner-up-right",
        "p",
        gettext_lazy("Say who does it"),
        gettext_lazy("The community does it, a grid does it, or it goes up."),
        gettext_lazy("Handed on"),
    ),
    "dispatch": Step(
        step_forms.DispatchForm,
        "send",
        "p",
        gettext_lazy("Dispatch it"),
        gettext_lazy("A department, we ourselves, the level above or the level below."),
        gettext_lazy("You dispatched it"),
    ),
    "accept": Step(
        step_forms.AcceptForm,
        "check",
        "a",
        gettext_lazy("Accept it"),
        gettext_lazy("From now on your office does it, by the date that was promised."),
        gettext_lazy("Accepted"),
    ),
    "resolve": Step(
        step_forms.ResolveForm,
        "circle-check",
        "d",
        gettext_lazy("Report it done"),
        gettext_lazy("Somebody who did none of it checks next, then the resident is asked."),
        gettext_lazy("Reported as done"),
    ),
    "pass_check": Step(
        step_forms.PassCheckForm,
        "circle-check",
        "y",
        gettext_lazy("It is done as reported"),
        gettext_lazy("The resident is asked next: is it solved, and how was it done?"),
        gettext_lazy("Checked; the resident is asked for a rating"),
    ),
    "fail_check": Step(
        step_forms.FailCheckForm,
        "corner-down-left",
        "n",
        gettext_lazy("Something is missing"),
        gettext_lazy("It goes back to whoever did it."),
        gettext_lazy("It went back, to be finished"),
    ),
    "decide": Step(
        step_forms.DecideForm,
        "flag",
        "e",
        gettext_lazy("Decide"),
        gettext_lazy("Your decision binds the office you name."),
        gettext_lazy("Decided"),
    ),
    "pass_up": Step(
        step_forms.PassUpForm,
        "arrow-up",
        "u",
        gettext_lazy("Pass it up"),
        gettext_lazy("What cannot be done here goes to the level above."),
        gettext_lazy("Passed up"),
    ),
    "send_back": Step(
        step_forms.SendBackForm,
        "undo-2",
        "b",
        gettext_lazy("Send it back"),
        gettext_lazy("To whoever handed it to you, with a reason."),
        gettext_lazy("Sent back"),
    ),
    "transfer": Step(
        step_forms.TransferForm,
        "corner-up-right",
        "x",
        gettext_lazy("Hand it to another office"),
        gettext_lazy("To an office of the same level that it belongs to."),
        gettext_lazy("Handed to another office"),
    ),
    "assign": Step(
        step_forms.AssignForm,
        "user",
        "m",
        gettext_lazy("Name who does it"),
        gettext_lazy("Somebody of the office that has it."),
        gettext_lazy("You named who does it"),
    ),
    "reopen": Step(
        step_forms.ReopenForm,
        "rotate-ccw",
        "r",
        gettext_lazy("Take it up again"),
        gettext_lazy("When it was not solved after all."),
        gettext_lazy("Taken up again"),
    ),
}
READ_FIRST = ("decide", "pass_check", "fail_check")  # nobody judges what they have not read
CHECKING = gettext_lazy("I check it")
RELATED = (
    "area",
    "entrance__building__estate",
    "category__department",
    "office__area",
    "office__superior",
    "holder",
)
HIDDEN = ("csrfmiddlewaretoken", "key", "seen")


class Incomplete(Exception):
    """The form lacks something; nothing is done, not even the command is noted."""


def find(request: HttpRequest, number: str) -> Case | None:
    """The case of this number if this person sees it."""
    cases = Case.objects.visible_to(request.scope).select_related(*RELATED, "follower", "reporter")  # type: ignore[attr-defined]
    return cases.filter(number=number).first()


def actor(request: HttpRequest, case: Case) -> Actor:
    return scope.in_office(request, case.office_id)


def relations(request: HttpRequest, case: Case) -> frozenset[str]:
    return rules.relations(actor(request, case), case, request.posts)  # type: ignore[attr-defined]


def why_not(request: HttpRequest, case: Case, verb: str) -> Refusal | None:
    who = actor(request, case)
    return rules.may(verb, who, case, request.now, posts=request.posts)  # type: ignore[attr-defined]


def offered(request: HttpRequest, case: Case) -> tuple[list[dict[str, Any]], list[str]]:
    """Buttons for what this person may do now, the first one primary; and why something near is not possible."""
    found: list[dict[str, Any]] = []
    blocked: list[str] = []
    for verb, step in STEPS.items():
        if not workflow.choices(verb, case.position, frozenset(workflow.WHO)):
            continue  # nobody does that at this step
        refusal = why_not(request, case, verb)
        if refusal is None and verb == "assign" and not _anybody(case, request):
            continue
        if refusal is None:
            found.append({"verb": verb, "icon": step.icon, "key": step.key, "label": _button(verb, case)})
        elif not refusal.code.startswith("only_"):
            blocked.append(
                f"{_button(verb, case)}{_(': ')}{words.refusal_words(refusal.code, refusal.params)[0]}"
            )
    for button in found[:1]:
        button["primary"] = button["verb"] not in ("transfer", "assign", "reopen")
    return found, blocked


def _anybody(case: Case, request: HttpRequest) -> bool:
    """Is there anybody to name beside whoever has it?"""
    assert case.office_id is not None
    return any(p.user_id != case.holder_id for p in members(case.office_id, request.now))  # type: ignore[attr-defined]


def _button(verb: str, case: Case) -> str:
    return str(CHECKING if verb == "take" and case.task == "check" else STEPS[verb].button)


def form_of(request: HttpRequest, case: Case, verb: str, *, seen: int, data: Any = None) -> forms.StepForm:
    who = relations(request, case)
    return STEPS[verb].form(case, verb, who=who, at=request.now, seen=seen, data=data)  # type: ignore[attr-defined]


def body_of(request: HttpRequest, number: str, verb: str) -> dict[str, Any]:
    """What makes two sendings of a form the same command."""
    sent = {name: request.POST.getlist(name) for name in request.POST if name not in HIDDEN}
    return {"case": number, "verb": verb, "sent": sent}


def key_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def seen_of(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 19 else 0


def do(request: HttpRequest, case: Case, verb: str) -> dict[str, Any]:
    """Check and do one verb; runs inside `once`, so whatever is raised leaves nothing behind."""
    seen = seen_of(request)
    if (newest := last_entry_id(case)) > seen:
        raise Stale(seen, newest)  # before the form: its choices belonged to an older case
    rules.require(why_not(request, case, verb))
    form = form_of(request, case, verb, seen=seen, data=request.POST)
    if not form.is_valid():
        raise Incomplete
    action = getattr(actions, verb)
    action(case, by=actor(request, case), at=request.now, seen=seen, **form.arguments())  # type: ignore[attr-defined]
    return {"verb": verb, "number": case.number}


def say_done(request: HttpRequest, verb: str, case: Case | None) -> None:
    """One line for the next page: what was done, and who has it now."""
    after = reading.where_now(case, request.user.pk) if case is not None else ""
    messages.success(request, forms.told(str(STEPS[verb].done), after) if after else str(STEPS[verb].done))


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was written, to be copied, where the form itself cannot be shown again."""
    tables = {"reason": words.BACK_REASONS, "outcome": words.OUTCOMES, "urgency": words.URGENCIES}
    labels = {
        "reason": _("Reason"),
        "outcome": _("How it ended"),
        "urgency": _("Urgency"),
        "words": _("Your words"),
    }
    found = []
    for name, label in labels.items():
        value = request.POST.get(name, "").strip()
        if value:
            found.append((label, str(tables.get(name, {}).get(value, value))))
    return found


def page(
    request: HttpRequest,
    case: Case,
    verb: str,
    *,
    form: forms.StepForm | None = None,
    refusal: Refusal | None = None,
    since: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one verb: its form, or why it cannot be done; after a collision what happened meanwhile."""
    story = timeline(case) if since is not None or verb in READ_FIRST else []
    teller = reading.Teller(case, handlings(case)) if story else None
    lines = [line for line in story if since is not None and line.entry_id > since]
    meanwhile = teller.tell(lines) if teller and lines else []
    step = STEPS[verb]
    context = {
        "case": case,
        "verb": verb,
        "title": _button(verb, case),
        "lead": step.lead,
        "icon": step.icon,
        "form": form,
        "meanwhile": meanwhile,
        "story": teller.tell(story[-6:]) if teller and verb in READ_FIRST and not meanwhile else [],
        "photos": case.photos.all() if verb in READ_FIRST else [],
        "refusal": words.refusal_words(refusal.code, refusal.params) if refusal else None,
        "typed": typed(request) if request.method == "POST" and form is None else [],
        "where_now": reading.where_now(case, request.user.pk),
    }
    return shell.page(request, "desk/step.html", context, status=status)


def logged_out(request: HttpRequest) -> HttpResponse:
    """Sent after the session was over: what was typed is given back, and the way in is shown."""
    title, advice = words.refusal_words("logged_out", {})
    context = {"title": title, "advice": advice, "typed": typed(request), "log_in": request.path}
    return shell.bare(request, "desk/logged_out.html", context, status=401)


def out_of_sight(request: HttpRequest) -> HttpResponse:
    """Sent for a case this person does not see (any more): in words, and what was typed is given back."""
    gone = not request.posts  # type: ignore[attr-defined]
    title, advice = words.refusal_words("no_post_now" if gone else "not_found", {})
    context = {"title": title, "advice": advice, "typed": typed(request)}
    return shell.page(request, "desk/sight.html", context, status=403 if gone else 404)
