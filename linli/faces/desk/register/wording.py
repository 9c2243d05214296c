"""Words for the codes of the register: what for, what somebody agreed to, kinds of need, reasons, what was opened."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.faces.desk.forms import Option

READ_FOR: dict[str, Any] = {
    "visit": _("I am going to see them, or call them"),
    "request": _("For a request of theirs"),
    "service": _("To bring a service they asked for"),
    "check": _("To put right what is held"),
    "safety": _("Their safety: gas, fire, storm, a fall"),
    "counter": _("They stand here and ask"),
}
CONSENTS: dict[str, Option] = {
    "contact": Option(_("Being called and visited"), _("Somebody of the grid may call, and come by.")),
    "support": Option(
        _("Help at home"), _("Alone, children left behind, nobody with work: what help is wanted.")
    ),
    "health": Option(_("Care for health"), _("Severe illness or disability: what the help has to mind.")),
    "safe_sign": Option(
        _("A sign that all is well"), _("They give a sign; when it stays away, somebody asks.")
    ),
}
WAYS: dict[str, Option] = {
    "oral": Option(_("Said to me"), _("Holds for 14 days, longer only if they say it once more.")),
    "paper": Option(_("Signed on paper"), _("Holds for a year.")),
    "guardian": Option(
        _("By a parent or guardian"), _("For children under 14, and those who have a guardian.")
    ),
}
NEEDS: dict[str, Any] = {
    "alone_old": _("Old and alone"),
    "left_behind": _("Left behind"),
    "severe_illness": _("Severe illness"),
    "disability": _("Severe disability"),
    "no_work": _("Nobody has work"),
}
COLOURS: dict[str, tuple[Any, str]] = {  # word, icon; never the colour alone
    "red": (pgettext_lazy("colour of a need", "red"), "user"),
    "orange": (pgettext_lazy("colour of a need", "orange"), "hand-helping"),
    "blue": (pgettext_lazy("colour of a need", "blue"), "wrench"),
}
GLASS: dict[str, Any] = {
    "life": _("Somebody's life or safety is in danger"),
    "disaster": _("People are moved out of danger: flood, fire, storm"),
    "missing": _("Somebody is missing"),
    "absent": _("Nobody who looks after them can be reached"),
}
OPENED: dict[str, Any] = {
    "name": _("the whole name"),
    "phone": _("the telephone number"),
    "identity": _("the identity number"),
    "birth": _("the date of birth"),
    "needs": _("what help they asked for"),
    "detail": _("the words behind a need"),
    "held": _("everything that is held"),
}


def purpose(code: str) -> Any:
    """What for: of the closed list, or the reason of an emergency."""
    return READ_FOR.get(code) or GLASS.get(code, code)
