"""The verbs of the desk as data: button, page, key, form, and where on the case page each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.faces.desk import step_forms as f
from linli.faces.desk.forms import StepForm


@dataclass(frozen=True, slots=True)
class Step:
    """One verb as the desk offers it: button, page, what is said when it is done.

    `group` is the part of the fold it stands in; NEXT are those that usually come next. `verb` and `only` narrow a
    verb of the table to some of its choices, where the desk has a page for each (step aside oneself, or another).
    """

    form: type[StepForm]
    icon: str
    key: str  # on the keyboard; empty where it is seldom
    group: str
    button: Any
    lead: Any  # what it does, in a sentence under the title
    done: Any
    stays: Any = ""  # said instead of `done` where it stays in the same hand
    verb: str = ""  # of the table; empty: the name of the step
    only: tuple[str, ...] = ()  # choices of the verb that this page is for; empty: all


NEXT = "next"
GROUPS: dict[str, Any] = {
    "hand": _("Hand it on"),
    "resident": _("With the resident"),
    "wait": _("It has to wait, or cannot be done"),
    "above": _("Together with those above"),
}
GRANTING = ("refuse", "pause", "extend", "list")  # the same words as what is proposed
STEPS: dict[str, Step] = {
    "take": Step(
        *(f.TakeForm, "hand-helping", "t", NEXT, _("Take this on")),
        _("Your name stands on it, and only you can go on with it."),
        _("You took it"),
    ),
    "refuse": Step(
        *(f.RefuseForm, "circle-check", "y", NEXT, _("Yes, do not accept it")),
        _("The resident is told why, and can disagree once; then the level above looks at it."),
        _("It is not accepted; the resident is told"),
    ),
    "pause": Step(
        *(f.PauseForm, "pause", "y", NEXT, _("Yes, let the clock stand")),
        _("The clock stands from now on, at the longest as long as the rule for this reason says."),
        _("The clock stands"),
    ),
    "decline": Step(
        *(f.DeclineForm, "x", "n", NEXT, _("No, go on")),
        _("What was proposed does not happen. Whoever has it goes on, and the date stays."),
        _("You said no"),
    ),
    "take_over": Step(
        *(f.TakeOverForm, "arrow-up", "o", NEXT, _("Take it over")),
        _("You answer for it above; from now on you do it yourselves."),
        _("You took it over"),
    ),
    "verify": Step(
        *(f.VerifyForm, "clipboard-check", "v", NEXT, _("Verify it")),
        _("Say what it is and who goes on. The date promised to the resident comes from the matter."),
        _("You verified it"),
    ),
    "place": Step(
        *(f.PlaceForm, "corner-up-right", "p", NEXT, _("Say who does it")),
        _("The community does it, a grid, a firm for you by a link, or it goes up."),
        _("Handed on"),
        _("Settled: you do it"),
    ),
    "dispatch": Step(
        *(f.DispatchForm, "send", "p", NEXT, _("Dispatch it")),
        _("A department, we ourselves, the level above or the level below."),
        _("You dispatched it"),
        _("Settled: you do it"),
    ),
    "accept": Step(
        *(f.AcceptForm, "check", "a", NEXT, _("Accept it")),
        _("From now on your office does it, by the date that was promised."),
        _("Accepted"),
    ),
    "resolve": Step(
        *(f.ResolveForm, "circle-check", "d", NEXT, _("Report it done")),
        _("Somebody who did none of it checks next, then the resident is asked."),
        _("Reported as done"),
    ),
    "pass_check": Step(
        *(f.PassCheckForm, "circle-check", "y", NEXT, _("It is done as reported")),
        _("The resident is asked next: is it solved, and how was it done?"),
        _("Checked; the resident is asked for a rating"),
    ),
    "fail_check": Step(
        *(f.FailCheckForm, "corner-down-left", "n", NEXT, _("Something is missing")),
        _("It goes back to whoever did it."),
        _("It went back, to be finished"),
    ),
    "decide": Step(
        *(f.DecideForm, "flag", "e", NEXT, _("Decide")),
        _("Your decision binds the office you name."),
        _("Decided"),
    ),
    "resume": Step(
        *(f.ResumeForm, "play", "g", NEXT, _("Let it go on")),
        _("The clock runs again; the dates are counted anew without the time it stood."),
        _("The clock runs again"),
    ),
    "pass_up": Step(
        *(f.PassUpForm, "arrow-up", "u", NEXT, _("Pass it up")),
        _("What cannot be done here goes to the level above."),
        _("Passed up"),
    ),
    "send_back": Step(
        *(f.SendBackForm, "undo-2", "b", NEXT, _("Send it back")),
        _("To whoever handed it to you, with a reason."),
        _("Sent back"),
    ),
    "reopen": Step(
        *(f.ReopenForm, "rotate-ccw", "r", NEXT, _("Take it up again")),
        _("When it was not solved after all."),
        _("Taken up again"),
    ),
    "release": Step(
        *(f.ReleaseForm, "hand-helping", "l", "hand", _("Let it go")),
        _("A colleague of your office can take it. The clock goes on."),
        _("It is free again"),
    ),
    "transfer": Step(
        *(f.TransferForm, "corner-up-right", "x", "hand", _("Hand it to another office")),
        _("To an office of the same level that it belongs to."),
        _("Handed to another office"),
    ),
    "assign": Step(
        *(f.AssignForm, "user", "m", "hand", _("Name who does it")),
        _("Somebody of the office that has it."),
        _("You named who does it"),
    ),
    "hand_out": Step(
        *(f.HandOutForm, "wrench", "f", "hand", _("Give it to a firm")),
        _(
            "Property firm, utility or partner: they get a link, and write back when it is done. It stays with you."
        ),
        _("They have it now; send them the link on this page"),
    ),
    "recuse": Step(
        *(f.RecuseForm, "user-x", "", "hand", _("Step aside myself")),
        _("You know those it is about, or it is about you: somebody else does it, from here to the end."),
        _("You stepped aside"),
        only=("oneself",),
    ),
    "recuse_other": Step(
        *(f.RecuseOtherForm, "user-x", "", "hand", _("Let somebody step aside")),
        _("Somebody of this office has nothing to do with this request any more, from here to the end."),
        _("They stepped aside"),
        verb="recuse",
        only=("holder", "other"),
    ),
    "contact": Step(
        *(f.ContactForm, "phone", "c", "resident", _("I rang or visited them")),
        _("Note that you reached the resident, or tried to."),
        _("Noted"),
    ),
    "ask_more": Step(
        *(f.AskMoreForm, "message-circle", "q", "resident", _("Ask them for more")),
        _("When you cannot go on without an answer of theirs."),
        _("You asked them"),
    ),
    "propose_pause": Step(
        *(f.ProposePauseForm, "pause", "w", "wait", _("Ask for the clock to stand")),
        _("It waits for something nobody here can hurry. The office above says yes or no."),
        _("Proposed to the office above"),
        verb="propose",
        only=("pause",),
    ),
    "propose_extend": Step(
        *(f.ProposeExtendForm, "calendar-clock", "", "wait", _("Ask for more days")),
        _("It takes longer than was promised. Once; the resident reads why."),
        _("Proposed to the office above"),
        verb="propose",
        only=("extend",),
    ),
    "propose_list": Step(
        *(f.ProposeListForm, "book-open", "", "wait", _("Ask for it to be listed")),
        _("A long matter, like old pipes or a lift: it is looked at again by a day, and counted apart."),
        _("Proposed to the office above"),
        verb="propose",
        only=("list",),
    ),
    "propose_refuse": Step(
        *(f.ProposeRefuseForm, "x", "", "wait", _("Propose not to accept it")),
        _("The office above decides; the resident is told which way is the right one."),
        _("Proposed to the office above"),
        verb="propose",
        only=("refuse",),
    ),
    "unpropose": Step(
        *(f.UnproposeForm, "undo-2", "", NEXT, _("Take the proposal back")),
        _("As long as nobody above has answered. It goes on as it was."),
        _("The proposal is taken back"),
    ),
    "refer": Step(
        *(f.ReferForm, "map", "", "wait", _("Show them the right way")),
        _("Court, arbitration, inspection: it ends here, and nothing about the person is kept or counted."),
        _("The resident is told which way is open"),
    ),
    "extend": Step(
        *(f.ExtendForm, "calendar-clock", "", "above", _("Move the date")),
        _("Once; the resident reads why, and the first date stays on record."),
        _("The date is moved"),
    ),
    "list": Step(
        *(f.ListForm, "book-open", "", "above", _("List it for later")),
        _("It is looked at again by a day, and counted apart; the resident is told each time."),
        _("Listed; the resident is told until when"),
    ),
    "convene": Step(
        *(f.ConveneForm, "users", "", "above", _("Sit together about it")),
        _("Call those who are needed, or write down what was decided."),
        _("Noted"),
    ),
    "instruct": Step(
        *(f.InstructForm, "pencil", "", "above", _("Write an instruction")),
        _("A written word to whoever has it."),
        _("Your words stand on it"),
    ),
    "remind": Step(
        *(f.RemindForm, "bell-ring", "", "above", _("Ask for it to go on")),
        _("Whoever has it is told; how often is counted."),
        _("They are told"),
    ),
    "supervise": Step(
        *(f.SuperviseForm, "eye", "", "above", _("Answer for it beside them")),
        _("Your office is made answerable beside whoever has it."),
        _("Your office answers for it now"),
    ),
}
READ_FIRST = (
    "decide",
    "pass_check",
    "fail_check",
    "decline",
    *GRANTING,
)  # nobody judges what they have not read
LABELS = {  # what stands on the button instead, where the step is the same and the reason another
    ("take", "check"): _("I check it"),
    ("extend", "asked"): _("Yes, move the date"),
    ("list", "asked"): _("Yes, list it for later"),
    ("list", "listed"): _("Keep it on the list"),
}


def verb_of(name: str) -> str:
    """The verb of the table behind a step."""
    return STEPS[name].verb or name
