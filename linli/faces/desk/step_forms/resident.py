"""With the resident: asking them for more, ringing or visiting them, showing them the way that is open."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.cases.actions.deciding import CHANNELS
from linli.faces import words
from linli.faces.desk.forms import Option, StepForm
from linli.faces.templatetags.linli import localized
from linli.office.queries import setting


class AskMoreForm(StepForm):
    def build(self) -> None:
        longest = words.span_words(setting("cases.pauses", self.case.area_path)["question"])
        said = {
            "told": Option(
                _("I rang them or was at their door"),
                _("They know what we need: the clock stands from now on, at the longest %(span)s.")
                % {"span": longest},
            ),
            "sent": Option(_("Put it on their page"), _("The clock runs on until they have seen it.")),
        }
        options = [(c, said[c]) for c in ("told", "sent") if c in self.choices]
        self.add_radio("choice", _("How do they hear of it?"), options, missing=_("Say how they hear of it."))
        self.add_words(
            _("What do you need to know?"),
            hint=_("Your question, as they read or heard it. One thing at a time."),
            needed="say_what_is_asked",
        )


class ContactForm(StepForm):
    def build(self) -> None:
        ways = [(way, Option(str(said))) for way, said in words.CONTACTS.items()]
        reached = [
            (
                "yes",
                Option(
                    pgettext("reached", "Yes"),
                    _("The first time counts: the resident was answered in time or not."),
                ),
            ),
            ("no", Option(pgettext("reached", "No"), _("That you tried is noted."))),
        ]
        self.add_radio(
            "reached", _("Did you reach them?"), reached, missing=_("Say whether you reached them.")
        )
        self.add_radio("way", _("How?"), ways, missing=_("Say how you tried."))
        self.fields["way"].initial = "phone"

    def arguments(self) -> dict[str, Any]:
        return {"reached": self.cleaned_data["reached"] == "yes", "way": self.cleaned_data["way"]}


class ReferForm(StepForm):
    def build(self) -> None:
        said = {  # what there is to know at each
            "hotline": _("12345, day and night. It finds the office in charge and passes it on."),
            "counter": _("Name the department below, with address and hours."),
            "property": _("What all owners share. Its number hangs at the gate; the community knows it too."),
            "court": _("12368, the courts' own line. Mediation before a claim costs nothing."),
            "petition": _("The petition office of the county. They answer in writing within 60 days."),
            "arbitration": _("At the labour arbitration of the county, free of charge, within a year."),
            "labour": _("12333. For wages not paid, also without a written contract."),
            "police": _("110 only where there is danger now; otherwise at the counter."),
            "bank": _("12378, for insurance as well."),
            "utility": _("The number stands on the bill and at the meter."),
            "other": _("Name it below, with address and hours."),
        }
        options = [(c, Option(str(words.WAYS_OUT[c]), said[c])) for c in CHANNELS]
        self.add_radio(
            "channel", _("Which way is open to them?"), options, missing=_("Choose one from the list.")
        )
        self.add_words(
            _("What the resident reads"),
            hint=_("Name the address and the hours. 12348 gives legal advice without charge."),
            needed="say_why",
        )
        category = self.case.category
        known = localized(category, "help") if category is not None and category.refer else ""
        kept = _("You may take this way whenever you like; nobody here may hold it against you.")
        self.fields["words"].initial = "\n".join(filter(None, (known, kept)))
