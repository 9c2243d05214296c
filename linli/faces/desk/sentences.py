"""What each verb of a case is told as on the desk: one sentence each, with what more there is to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from linli.faces import words
from linli.faces.desk import reading
from linli.faces.templatetags.linli import localized
from linli.journal.queries import Line

if TYPE_CHECKING:
    from linli.faces.desk.telling import Teller

SATISFIED = {3: gettext_lazy("satisfied"), 2: gettext_lazy("so-so"), 1: gettext_lazy("not satisfied")}

Sentence = Callable[["Teller", Line], tuple[str, str]]


def _next(teller: Teller, line: Line) -> str:
    return teller.office_name(line.data.get("to", {}).get("office"))


def _plain(sentence: Any) -> Sentence:
    return lambda teller, line: (teller.say(line, str(sentence)), "")


def _by_choice(**sentences: Any) -> Sentence:
    def told(teller: Teller, line: Line) -> tuple[str, str]:
        sentence = sentences.get(line.data.get("choice", "")) or next(iter(sentences.values()))
        return teller.say(line, str(sentence)), ""

    return told


def other(teller: Teller, line: Line) -> tuple[str, str]:
    verb = line.verb.partition(".")[2]
    return f"{teller.who(line)}: {words.VERBS.get(verb, line.verb)}", ""


def _ask(teller: Teller, line: Line) -> tuple[str, str]:
    photos = int(line.data.get("photos") or 0)
    more = ngettext("%(n)s photo", "%(n)s photos", photos) % {"n": photos} if photos else ""
    if line.actor_kind == "resident":
        return _("The resident told us"), more
    if line.data.get("own"):
        return teller.say(line, _("%(who)s saw it and wrote it down")), more
    if line.actor_kind == "user":
        return teller.say(line, _("%(who)s wrote it down for the resident")), more
    return _("It came in from another system"), more


def _take(teller: Teller, line: Line) -> tuple[str, str]:
    task = line.data.get("to", {}).get("task", "")
    if task == "check":
        return teller.say(line, _("%(who)s took it, to check it")), ""
    return teller.say(line, _("%(who)s took it")), ""


def _ask_more(teller: Teller, line: Line) -> tuple[str, str]:
    if line.data.get("choice") == "told":
        until = teller.moment(line.data.get("until"))
        return teller.say(line, _("%(who)s asked the resident for more")), _(
            "the clock stands, at the longest until %(until)s"
        ) % {"until": until}
    return teller.say(line, _("%(who)s asked the resident for more")), _(
        "on their page; the clock runs until they see it"
    )


def _stands(sentence: Any) -> Sentence:
    def told(teller: Teller, line: Line) -> tuple[str, str]:
        reason = str(words.PAUSES.get(line.data.get("reason", ""), ""))
        until = _("at the longest until %(until)s") % {"until": teller.moment(line.data.get("until"))}
        return teller.say(line, str(sentence)), pgettext("clause", ", ").join(filter(None, (reason, until)))

    return told


def _propose(teller: Teller, line: Line) -> tuple[str, str]:
    what = words.PROPOSALS.get(line.data.get("choice", ""), "")
    told = {"who": teller.who(line), "what": what}
    return _("%(who)s proposed %(what)s") % told, reading.proposed(line.data)


def _unpropose(teller: Teller, line: Line) -> tuple[str, str]:
    what = str(words.PROPOSALS.get(line.data.get("proposal", ""), ""))
    return teller.say(line, _("%(who)s took the proposal back")), what


def _decline(teller: Teller, line: Line) -> tuple[str, str]:
    what = str(words.PROPOSALS.get(line.data.get("proposal", ""), ""))
    if line.data.get("silent"):
        return _("Nobody answered the proposal in time, and that is a no"), what
    return teller.say(line, _("%(who)s said no to the proposal")), what


def _refuse(teller: Teller, line: Line) -> tuple[str, str]:
    parts = [words.REFUSAL_CLASSES.get(line.data.get("reason", ""), "")]
    if channel := words.WAYS_OUT.get(line.data.get("channel", "")):
        parts.append(_("the right way: %(channel)s") % {"channel": channel})
    return teller.say(line, _("%(who)s decided not to accept it")), pgettext("clause", ", ").join(
        map(str, parts)
    )


def _refer(teller: Teller, line: Line) -> tuple[str, str]:
    channel = words.WAYS_OUT.get(line.data.get("channel", ""), "")
    return teller.say(line, _("%(who)s showed the resident the way that is open")), str(channel)


def _extend(teller: Teller, line: Line) -> tuple[str, str]:
    promise = teller.moment(line.data.get("promise"))
    return teller.say(line, _("%(who)s moved the date")), _("to %(moment)s") % {
        "moment": promise
    } if promise else ""


def _list(teller: Teller, line: Line) -> tuple[str, str]:
    again = line.data.get("choice") == "again"
    said = _("%(who)s keeps it on the list") if again else _("%(who)s listed it for later")
    day = line.data.get("review_on")
    more = _("looked at again on %(day)s") % {"day": words.day(date.fromisoformat(day))} if day else ""
    return teller.say(line, said), more


def _resume(teller: Teller, line: Line) -> tuple[str, str]:
    if line.actor_kind == "clock":
        return _("The clock stood as long as it may; it runs again"), ""
    return teller.say(line, _("%(who)s let it go on; the clock runs again")), ""


def _recuse(teller: Teller, line: Line) -> tuple[str, str]:
    if line.data.get("who") == line.user_id:
        return teller.say(line, _("%(who)s stepped aside")), ""
    return teller.say(line, _("%(who)s let %(name)s step aside")), ""


def _brought(teller: Teller, line: Line) -> tuple[str, str]:
    way = str(words.CONTACTS.get(line.data.get("way", ""), ""))
    reached = (
        _("%(who)s told the resident how it stands")
        if line.data.get("reached")
        else _("%(who)s wanted to tell the resident, and did not reach them")
    )
    return teller.say(line, reached), way


def _contact(teller: Teller, line: Line) -> tuple[str, str]:
    way = str(words.CONTACTS.get(line.data.get("way", ""), ""))
    reached = (
        _("%(who)s reached the resident")
        if line.data.get("reached")
        else _("%(who)s did not reach the resident")
    )
    return teller.say(line, reached), way


def _convene(teller: Teller, line: Line) -> tuple[str, str]:
    if line.data.get("choice") == "minutes":
        return teller.say(line, _("%(who)s wrote down what the meeting decided")), ""
    parts = [teller.moment(line.data.get("meets_at")), teller.names(line.data.get("offices", []))]
    return teller.say(line, _("%(who)s called a meeting")), pgettext("clause", ", ").join(filter(None, parts))


def _instruct(teller: Teller, line: Line) -> tuple[str, str]:
    said = _("%(who)s instructed %(name)s") if line.data.get("holder") else _("%(who)s wrote an instruction")
    until = line.data.get("until")
    return teller.say(line, said), _("by %(moment)s") % {"moment": teller.moment(until)} if until else ""


def _remind(teller: Teller, line: Line) -> tuple[str, str]:
    times = int(line.data.get("times") or 1)
    more = ngettext("%(n)s time so far", "%(n)s times so far", times) % {"n": times} if times > 1 else ""
    return teller.say(line, _("%(who)s asked for it to go on")), more


def _escalate(teller: Teller, line: Line) -> tuple[str, str]:
    return teller.say(line, _("The step is late: %(above)s answers for it as well")), (
        teller.say(line, "%(name)s") if line.data.get("holder") else ""
    )


def _call_back(teller: Teller, line: Line) -> tuple[str, str]:
    reached, choice = line.data.get("reached"), line.data.get("choice")
    if reached is None:
        return teller.say(line, _("%(who)s rang the resident")), ""
    if choice == "declined":
        return teller.say(line, _("%(who)s rang; the resident would rather not say")), ""
    if choice == "not_done":
        return teller.say(line, _("%(who)s rang; the resident says it is not so")), ""
    return teller.say(
        line, _("%(who)s rang and reached the resident") if reached else _("%(who)s rang; nobody answered")
    ), ""


def _hand_out(teller: Teller, line: Line) -> tuple[str, str]:
    told = {"who": teller.who(line), "firm": teller.office_name(line.data.get("firm"))}
    until = teller.moment(line.data.get("until"))
    more = _("the link works until %(until)s; this office stays answerable") % {"until": until}
    return _("%(who)s gave it to %(firm)s") % told, more


def _report(teller: Teller, line: Line) -> tuple[str, str]:
    firm = {"firm": teller.office_name(line.data.get("firm"))}
    if line.data.get("done"):
        return _("%(firm)s reports: done") % firm, _("look at it, then report it done")
    return _("%(firm)s reports: not done yet") % firm, ""


def _undo(teller: Teller, line: Line) -> tuple[str, str]:
    verb = words.VERBS.get(line.data.get("verb", ""), "")
    return teller.say(line, _("%(who)s took the last step back")), str(verb)


def _verify(teller: Teller, line: Line) -> tuple[str, str]:
    choice = line.data.get("choice")
    if choice == "here":
        text = teller.say(line, _("%(who)s verified it and does it"))
    else:
        text = teller.say(line, _("%(who)s verified it and gave it to %(office)s"))
    urgency = words.URGENCIES.get(line.data.get("urgency", ""), "")
    category = teller.case.category
    parts = [localized(category, "name")] if category and category.pk == line.data.get("category") else []
    return text, pgettext("clause", ", ").join([*parts, str(urgency)]) if urgency else ""


def _send_back(teller: Teller, line: Line) -> tuple[str, str]:
    reason = str(words.BACK_REASONS.get(line.data.get("reason", ""), ""))
    if line.data.get("choice") == "review":
        return teller.say(line, _("%(who)s sent it back a second time; %(office)s decides")), reason
    return teller.say(line, _("%(who)s sent it back to %(office)s")), reason


def _resolve(teller: Teller, line: Line) -> tuple[str, str]:
    outcome = str(words.OUTCOMES.get(line.data.get("outcome", ""), ""))
    told = {"who": teller.who(line), "outcome": outcome}
    return _("%(who)s reported: %(outcome)s") % told, _("%(office)s checks it next") % {
        "office": _next(teller, line)
    }


def _rate(teller: Teller, line: Line) -> tuple[str, str]:
    satisfied = SATISFIED.get(line.data.get("satisfied", 0), "")
    solved = _("The resident says: solved") if line.data.get("solved") else _("The resident says: not solved")
    text = _("%(solved)s, %(satisfied)s") % {"solved": solved, "satisfied": satisfied}
    if line.data.get("choice") in ("unhappy", "unsolved"):
        return text, _("%(office)s looks at it again") % {"office": _next(teller, line)}
    return text, ""


def _reopen(teller: Teller, line: Line) -> tuple[str, str]:
    return (
        teller.say(line, _("%(who)s says it is not solved")),
        _("%(office)s looks at it again") % {"office": _next(teller, line)},
    )


SENTENCES: dict[str, tuple[str, Sentence]] = {
    "ask": ("message-square-plus", _ask),
    "take": ("hand-helping", _take),
    "assign": ("user", _plain(gettext_lazy("%(who)s named %(name)s for it"))),
    "take_in": ("corner-down-left", _plain(gettext_lazy("It came in as an order from above"))),
    "sign": ("check", _plain(gettext_lazy("%(who)s signed for the order"))),
    "supplement": (
        "message-square-plus",
        _plain(gettext_lazy("The source sent other words under the same number")),
    ),
    "reply": ("send", _plain(gettext_lazy("%(who)s sent the answer back to where the order came from"))),
    "do_now": ("circle-check", _plain(gettext_lazy("%(who)s did it on the spot"))),
    "release": ("hand-helping", _plain(gettext_lazy("%(who)s let it go; a colleague can take it"))),
    "left_office": (
        "user-x",
        _plain(gettext_lazy("%(name)s has it no more; a colleague at %(office)s can take it")),
    ),
    "recuse": ("user-x", _recuse),
    "ask_more": ("message-circle", _ask_more),
    "read": ("eye", _stands(gettext_lazy("The resident saw the question; the clock stands"))),
    "answer": ("message-square-text", _plain(gettext_lazy("The resident answered"))),
    "contact": ("phone", _contact),
    "told": ("phone", _brought),
    "propose": ("hourglass", _propose),
    "unpropose": ("undo-2", _unpropose),
    "decline": ("x", _decline),
    "pause": ("pause", _stands(gettext_lazy("%(who)s let the clock stand"))),
    "resume": ("play", _resume),
    "extend": ("calendar-clock", _extend),
    "list": ("book-open", _list),
    "refuse": ("x", _refuse),
    "refer": ("map", _refer),
    "appeal": ("megaphone", _plain(gettext_lazy("The resident disagrees; %(office)s looks at it again"))),
    "convene": ("users", _convene),
    "instruct": ("pencil", _instruct),
    "remind": ("bell-ring", _remind),
    "warn": (
        "alarm-clock",
        _by_choice(
            told=gettext_lazy("The time of this step runs out; whoever has it was told"),
            again=gettext_lazy("Still late; %(above)s was reminded"),
        ),
    ),
    "entrust": (
        "user-check",
        _plain(gettext_lazy("Whoever reads it is away; others at the office see it now")),
    ),
    "escalate": ("arrow-up", _escalate),
    "supervise": ("eye", _plain(gettext_lazy("%(who)s: %(above)s answers for it as well"))),
    "take_over": ("arrow-up", _plain(gettext_lazy("%(who)s took it over; %(office)s does it now"))),
    "hand_out": ("wrench", _hand_out),
    "report": ("wrench", _report),
    "take_back": (
        "undo-2",
        _plain(gettext_lazy("%(who)s took it back from the firm; the link works no more")),
    ),
    "answer_item": ("message-circle", _plain(gettext_lazy("%(who)s told the resident how it stands"))),
    "put_forward": ("list-checks", _plain(gettext_lazy("%(who)s put it on the branch's list"))),
    "strike_off": ("list-checks", _plain(gettext_lazy("%(who)s struck it off the branch's list"))),
    "call_back": ("phone", _call_back),
    "print_receipt": (
        "printer",
        _by_choice(
            receipt=gettext_lazy("%(who)s printed the receipt with the resident's own link"),
            message=gettext_lazy("%(who)s passed the resident's own link on to them"),
        ),
    ),
    "print_slip": ("printer", _plain(gettext_lazy("%(who)s printed the paper slip for the rating"))),
    "undo": ("undo-2", _undo),
    "verify": ("clipboard-check", _verify),
    "place": (
        "corner-up-right",
        _by_choice(
            here=gettext_lazy("%(who)s keeps it at the community and does it"),
            up=gettext_lazy("%(who)s passed it up to %(office)s"),
            down=gettext_lazy("%(who)s gave it to %(office)s"),
        ),
    ),
    "dispatch": (
        "send",
        _by_choice(
            department=gettext_lazy("%(who)s dispatched it to %(office)s"),
            here=gettext_lazy("%(who)s keeps it at %(office)s and does it"),
            up=gettext_lazy("%(who)s passed it up to %(office)s"),
            down=gettext_lazy("%(who)s gave it to %(office)s"),
        ),
    ),
    "accept": ("check", _plain(gettext_lazy("%(who)s accepted it and does it"))),
    "pass_up": ("arrow-up", _plain(gettext_lazy("%(who)s passed it up to %(office)s"))),
    "send_back": ("undo-2", _send_back),
    "transfer": ("corner-up-right", _plain(gettext_lazy("%(who)s handed it to %(office)s"))),
    "resolve": ("circle-check", _resolve),
    "pass_check": ("circle-check", _plain(gettext_lazy("%(who)s checked it: it is done"))),
    "fail_check": (
        "corner-down-left",
        _plain(gettext_lazy("%(who)s checked it: something is missing; back to %(office)s")),
    ),
    "rate": ("smile", _rate),
    "close": ("lock", _plain(gettext_lazy("The days for a rating are over; it closed by itself"))),
    "reopen": ("rotate-ccw", _reopen),
    "decide": (
        "flag",
        _by_choice(
            name=gettext_lazy("%(who)s decided: %(office)s does it"),
            confirm=gettext_lazy("%(who)s decided: it stays as it was done"),
        ),
    ),
    "withdraw": ("x", _plain(gettext_lazy("The resident took it back"))),
    "follow_door": ("map-pin", _plain(gettext_lazy("The door came to another grid; %(office)s has it now"))),
}
