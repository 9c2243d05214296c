"""The page of one verb: its form, or why it cannot be done; and what is said where the case is out of reach."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.cases.queries import handlings, open_approval, photos_of, timeline
from linli.common.refusals import Refusal
from linli.faces import words
from linli.faces.desk import alongside, forms, reading, shell, telling
from linli.faces.desk.phrases import picking
from linli.faces.desk.step_table import GRANTING, READ_FIRST, STEPS
from linli.faces.desk.steps import button

MOST_NOTES = 2
# what they asked for stands above; why somebody steps aside, and the cells that went back, stand nowhere
NO_NOTE = ("case.ask", "case.take_in", *(f"case.{verb}" for verb in telling.SEALED))
UNDRAFTED = ("recuse", "recuse_other")  # reasons about somebody, promised to be sealed, lie on no computer


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was written, to be copied, where the form itself cannot be shown again."""
    reasons = {**words.BACK_REASONS, **words.PAUSES, **words.REFUSAL_CLASSES}
    tables = {"reason": reasons, "outcome": words.OUTCOMES, "urgency": words.URGENCIES}
    tables["channel"] = words.WAYS_OUT
    labels = {
        "reason": _("Reason"),
        "outcome": _("How it ended"),
        "urgency": _("Urgency"),
        "channel": _("The right way"),
        "days": _("By how many days?"),
        "review_on": _("Looked at again"),
        "until": _("Until when?"),
        "meets_at": _("When?"),
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
    name: str,
    *,
    form: forms.StepForm | None = None,
    refusal: Refusal | None = None,
    since: int | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one verb: its form, or why it cannot be done; after a collision what happened meanwhile."""
    story = timeline(case) if form or since is not None or name in READ_FIRST else []
    noted = [line for line in story if line.words and line.verb not in NO_NOTE][-MOST_NOTES:]
    told = bool(noted or since is not None or name in READ_FIRST)
    teller = telling.teller(case, handlings(case), story, request.now) if story and told else None  # type: ignore[attr-defined]
    lines = [line for line in story if since is not None and line.entry_id > since]
    meanwhile = teller.tell(lines) if teller and lines else []
    step = STEPS[name]
    also = alongside.offered(request, case, name) if form else []
    approval = open_approval(case) if name in (*GRANTING, "decline") else None
    context = {
        "case": case,
        "verb": name,
        "title": button(name, case),
        "lead": step.lead,
        "icon": step.icon,
        "form": form,
        "drafts": not case.restricted and name not in UNDRAFTED,
        "meanwhile": meanwhile,
        "story": teller.tell(story[-6:]) if teller and name in READ_FIRST and not meanwhile else [],
        "notes": teller.tell(noted) if teller and name not in READ_FIRST and not meanwhile else [],
        "photos": telling.captioned(photos_of(case, story)) if name in READ_FIRST else [],
        "proposal": reading.proposal(approval, story) if approval else None,
        "no": _saying_no(request, case, form) if approval and form and name in GRANTING else None,
        "refusal": words.refusal_words(refusal.code, refusal.params) if refusal else None,
        "phrases": picking.offered(request, case, name) if form and picking.INTO in form.fields else [],
        "typed": typed(request) if request.method == "POST" and form is None else [],
        "where_now": reading.where_now(case, request.user.pk),
        "also": also,
        "left_out": alongside.left_out(request, also) if form else 0,
    }
    return shell.page(request, "desk/step.html", context, status=status)


def _saying_no(request: HttpRequest, case: Case, form: forms.StepForm) -> forms.StepForm:
    """The other answer to a proposal, on the same page."""
    no = STEPS["decline"].form(case, "decline", who=form.who, at=form.at, seen=form["seen"].value() or 0)
    no.auto_id = "no_%s"
    return no


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
