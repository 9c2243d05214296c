"""What one person may do with one case now, and how a verb is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.cases import actions, rules, workflow
from linli.cases.actions.undoing import may_undo
from linli.cases.meeting import running_errand
from linli.cases.models import Case, Handling, Recusal
from linli.cases.queries import open_approval, open_supervision
from linli.common.actor import Actor
from linli.common.laid_out import select
from linli.common.refusals import Refusal, Stale
from linli.common.scope import Scope
from linli.faces import scope, words
from linli.faces.desk import forms, photos, reading, shell
from linli.faces.desk.step_table import GRANTING, GROUPS, LABELS, NEXT, STEPS, verb_of
from linli.faces.templatetags.linli import localized
from linli.journal.queries import Line, last_entry_id
from linli.people.models import Office

__all__ = ["STEPS"]
EVERYBODY = frozenset(workflow.WHO)
MOST_NEXT = 4  # buttons in sight; the rest is folded
MOST_BLOCKED = 3
# what can be held against these is only what happened before: where the story holds none of it, nothing is asked
NOT_AGAIN = ("transfer", "ask_more", "remind", "take", "reopen", "pass_up", "send_back")
BEFORE_DOING = ("verify", "place", "dispatch", "accept")
A_WEEK = timedelta(days=7)
RELATED = (
    "area",
    "entrance__building__estate",
    "category",
    "office__area",
    "office__superior",
    "holder",
)
A_MOMENT = timedelta(minutes=10)
HIDDEN = ("csrfmiddlewaretoken", "key", "seen", photos.NAME)  # a form sent twice loads its photos up twice


class Incomplete(Exception):
    """The form lacks something; nothing is done, not even the command is noted."""


def find(request: HttpRequest, number: str) -> Case | None:
    """The case of this number if this person sees it."""
    sight: Scope = request.scope.moved(None)  # type: ignore[attr-defined]
    return next(select(_seen, sight, request.user.pk or 0, now=request.now, number=number), None)  # type: ignore[attr-defined]


def _seen(sight: Scope, user_id: int, now: datetime, number: str) -> QuerySet[Case]:
    """… with all that its page names; `aside`: this person stepped aside from it."""
    cases = Case.objects.visible_to(sight.moved(now)).select_related(*RELATED, "follower", "reporter")
    aside = Recusal.objects.filter(case=OuterRef("pk"), user_id=user_id)
    return cases.filter(number=number).annotate(aside=Exists(aside))


def actor(request: HttpRequest, case: Case, name: str = "") -> Actor:
    """This person in the post from which they do it: at the office asked to decide, the one that has it, or above."""
    offices = [case.office_id, case.office.superior_id if case.office else None]
    if name in (*GRANTING, "decline") and (approval := open_approval(case)):
        offices.insert(0, approval.office_id)
    if name == "take_over" and (supervision := open_supervision(case)):
        offices.insert(0, supervision.office_id)
    mine = shell.offices(request)
    return scope.in_office(request, next((pk for pk in offices if pk in mine), None))


def relations(
    request: HttpRequest,
    case: Case,
    around: reading.Around | None = None,
    rows: list[Handling] | None = None,
) -> frozenset[str]:
    """What this person is to the case; `around` it and who had it (`rows`) where these are known already."""
    beside = around or reading.Around()
    return rules.relations(
        request.actor,  # type: ignore[attr-defined]
        case,
        request.posts,  # type: ignore[attr-defined]
        approval=beside.approval,
        supervision=beside.supervision,
        aside=getattr(case, "aside", None),  # `find` asked for it
        handlings=rows,
    )


def why_not(
    request: HttpRequest, case: Case, name: str, who: frozenset[str], *, never_yet: bool = False
) -> Refusal | None:
    """The refusal of a step to somebody with these relations, or None.

    `never_yet`: nothing of it happened before, so the table alone decides where only that could be held against it.
    """
    step, verb = STEPS[name], verb_of(name)
    if never_yet and verb in NOT_AGAIN and not case.binding:
        refusal = workflow.refusal(verb, case.position, who)
    else:
        refusal = rules.may(verb, request.actor, case, request.now, posts=request.posts, who=who)  # type: ignore[attr-defined]
    if refusal is not None:
        return refusal
    if step.only and not set(step.only) & set(workflow.choices(verb, case.position, who)):
        return Refusal("only_holder" if name == "recuse" else "not_at_this_step", {})
    if name == "supervise" and case.supervised:
        return Refusal("supervised_already")
    unasked = {"extend": {"superior", "supervisor"}, "list": {"supervisor", "holder"}}.get(name, set())
    if name in GRANTING and case.proposed != name and not unasked & who:
        return Refusal("nothing_proposed")
    return None


@dataclass(slots=True)
class Offer:
    """What the case page offers: a few buttons in sight, the others folded by topic, and what is near but not now."""

    first: list[dict[str, Any]] = field(default_factory=list)
    more: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    later: str = ""  # what people look for here, and when it is possible
    reach_by: datetime | None = (
        None  # an order whose resident nobody has reached: the source judges it by that
    )


def offered(
    request: HttpRequest, case: Case, who: frozenset[str], lines: list[Line], rows: list[Handling]
) -> Offer:
    """Buttons for what this person may do now, the usual ones first; and why something near is not possible."""
    offer, before = Offer(), {verb_of_line(line) for line in lines} - {"take"}
    if case.task == "review" or any(row.task == "do" and row.holder_id == request.user.pk for row in rows):
        before.add("take")  # whoever did it does not check it; whoever passed that check does not review it
    if any(row.outcome in rules.DOWN for row in rows):
        before |= {"pass_up", "send_back"}  # what was handed down twice stays
    if case.reopened or (case.closed_at is not None and request.now - case.closed_at > A_WEEK):  # type: ignore[attr-defined]
        before.add("reopen")  # it was before, or the days for that may be over
    folded: dict[str, list[dict[str, Any]]] = {group: [] for group in GROUPS}
    # an answer that is waited for comes first; asking the resident stands in sight where room is left
    for name in sorted(STEPS, key=lambda name: (name != case.proposed, name == "ask_more")):
        if not _stands_here(name, case):
            continue
        step = STEPS[name]
        refusal = why_not(request, case, name, who, never_yet=verb_of(name) not in before)
        if refusal is not None:
            if _is_next(name, case) and not refusal.code.startswith(("only_", "nothing_")):
                told = words.refusal_words(refusal.code, refusal.params)[0]
                offer.blocked.append(f"{button(name, case)}{_(': ')}{told}")
            continue
        one = {"verb": name, "icon": step.icon, "key": step.key, "label": button(name, case)}
        one |= {"note": step.lead} if step.group == "wait" or name == "place" else {}
        if _is_next(name, case) and len(offer.first) < MOST_NEXT:
            offer.first.append(one)
        else:
            folded[step.group if step.group in folded else "hand"].append(one)
    offer.blocked = offer.blocked[:MOST_BLOCKED]
    if case.channel == "order" and case.contacted_at is None and case.status in ("open", "resolved"):
        offer.reach_by = min(rows, key=lambda row: row.pk).due_at if rows else case.due_at
    if not offer.first:  # whoever only looks on from above sees at once what they can do
        offer.first = [
            one for group in folded.values() for one in group if one["verb"] in ("assign", "remind")
        ]
        folded = {group: [one for one in ones if one not in offer.first] for group, ones in folded.items()}
    else:
        offer.first[0]["primary"] = offer.first[0]["verb"] != "reopen"
    if "holder" in who and case.status == "open" and case.task in BEFORE_DOING:
        offer.later = _("Letting the clock stand, more days, listing: possible once it is being done.")
    offer.more = [(str(GROUPS[group]), ones) for group, ones in folded.items() if ones]
    return offer


def _stands_here(name: str, case: Case) -> bool:
    """Does anybody do that at this step?"""
    ways = workflow.choices(verb_of(name), case.position, EVERYBODY)
    only = STEPS[name].only
    if name == "pass_up" and case.level == "prefecture":
        return False
    return bool(set(ways) & set(only) if only else ways)


def _is_next(name: str, case: Case) -> bool:
    """Is this what usually comes next? A contact is, until whoever is urgent or came by an order was reached."""
    if name == "contact":
        return (case.urgency != "blue" or case.channel == "order") and case.contacted_at is None
    return (
        STEPS[name].group == NEXT
        or name == "ask_more"
        or case.proposed == name
        or (name == "list" and case.status == "listed")
    )


def button(name: str, case: Case) -> str:
    why = case.task if name == "take" else "asked" if case.proposed == name else case.status
    return str(LABELS.get((name, why), STEPS[name].button))


def undoable(request: HttpRequest, case: Case, lines: list[Line]) -> bool:
    """Is the last thing that happened a slip of this person's own finger, a moment ago?"""
    if not lines or request.now - lines[-1].at > A_MOMENT:  # type: ignore[attr-defined]
        return False  # no office keeps messages back that long
    return may_undo(case, request.actor, request.now, lines[-1]) is None  # type: ignore[attr-defined, arg-type]


def verb_of_line(line: Line) -> str:
    return line.verb.removeprefix("case.")


def form_of(
    request: HttpRequest, case: Case, name: str, who: frozenset[str], *, seen: int, data: Any = None
) -> forms.StepForm:
    return STEPS[name].form(case, verb_of(name), who=who, at=request.now, seen=seen, data=data)  # type: ignore[attr-defined]


def body_of(request: HttpRequest, number: str, verb: str) -> dict[str, Any]:
    """What makes two sendings of a form the same command."""
    sent = {name: request.POST.getlist(name) for name in request.POST if name not in HIDDEN}
    return {"case": number, "verb": verb, "sent": sent}


def seen_of(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 19 else 0


def do(request: HttpRequest, case: Case, name: str, *, seen: int) -> dict[str, Any]:
    """Check and do one verb; runs inside `once`, so whatever is raised leaves nothing behind."""
    if (newest := last_entry_id(case)) > seen:
        raise Stale(seen, newest)  # before the form: its choices belonged to an older case
    who = relations(request, case)
    rules.require(why_not(request, case, name, who))
    form = form_of(request, case, name, who, seen=seen, data=request.POST)
    if not form.is_valid():
        raise Incomplete
    action = getattr(actions, {"list": "list_"}.get(verb_of(name), verb_of(name)))
    action(case, by=actor(request, case, name), at=request.now, seen=seen, **form.arguments())  # type: ignore[attr-defined]
    return {"verb": name, "number": case.number}


def undo(request: HttpRequest, case: Case, seen: int) -> dict[str, Any]:
    """Put it back where it was before one's last step."""
    actions.undo(case, by=actor(request, case), at=request.now, seen=seen)  # type: ignore[attr-defined]
    return {"undone": case.number}


def given_to(request: HttpRequest, name: str, case: Case | None) -> Office | None:
    """The firm that does it now, if this very step gave it to one."""
    if case is None or (name != "hand_out" and request.POST.get("choice") != "partner"):
        return None
    errand = running_errand(case, request.now)  # type: ignore[attr-defined]
    return errand.office if errand else None


def say_done(
    request: HttpRequest, name: str, number: str, case: Case | None, firm: Office | None = None
) -> None:
    """One line for the next page: what was done, and who has it now. Its tag tells the browser which draft is over."""
    if firm is not None:
        said = _("Given to %(firm)s. Now send them the link.") % {"firm": localized(firm, "name")}
        messages.success(request, said, extra_tags=f"{number}.{name}")
        return
    after = reading.where_now(case, request.user.pk) if case is not None else ""
    stays = STEPS[name].stays if case is not None and case.holder_id == request.user.pk else ""
    done = str(stays or STEPS[name].done)
    said = forms.told(done, after) if after else done
    messages.success(request, said, extra_tags=f"{number}.{name}")
