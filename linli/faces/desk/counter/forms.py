"""What is asked of somebody at the counter, in the order in which people say it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases.actions import Asker
from linli.cases.models import Channel
from linli.cases.queries import categories
from linli.common.text import digits
from linli.faces import words
from linli.faces.desk import photos, sheets, shell, spots
from linli.faces.desk.forms import Option, Pick, Tidy, told
from linli.faces.templatetags.linli import localized
from linli.office.queries import setting
from linli.people.models import Office

LONGEST_PLACE, LONGEST_NAME = 100, 40
OWN = "own"  # nobody said it: whoever writes it saw it themselves
WAYS: dict[str, Any] = {
    Channel.COUNTER: gettext_lazy("They stand here"),
    Channel.TELEPHONE: gettext_lazy("They ring up"),
    Channel.WORKER: gettext_lazy("I met them on my round"),
    OWN: gettext_lazy("I saw it myself"),
}
URGENCIES = {"now": "red", "yes": "yellow", "no": "blue"}
UNPLACED = "desk"  # of `spot`: the sub-district's desk finds the place


def said(code: str) -> str:
    return told(*words.refusal_words(code, {}))


class CounterForm(sheets.Sheet):
    """Their words, where, is anybody in danger; how to reach them only if they want that."""

    about = {
        "empty_words": "words",
        "text_too_long": "words",
        "grid_without_office": "where",
        "place_needed": "where",
        "place_not_found": "where",
        "place_several": "where",
    }

    def __init__(self, request: HttpRequest, desk: Office | None, way: str, data: Any = None) -> None:
        """`desk`: the sub-district's office that may find the place later; None where one looks after less."""
        super().__init__(data)
        self.request, self.desk = request, desk
        self.way = self.data.get("way", "") if self.is_bound else ""
        self.spot: spots.Spot | None = None
        self.fields["way"] = self._choice(
            _("How did you hear of it?"),
            [(key, Option(label)) for key, label in WAYS.items()],
            "",
            initial=way,
        )
        self.fields["words"] = Tidy(
            label=self._either(_("What do they say?"), _("What do you see?")),
            help_text=self._either(
                _("In their own words. Nobody changes them later."),
                _("As it is, without names. Nobody changes it later."),
            ),
            max_length=setting("cases.longest_text", shell.area(request)),
            widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
            error_messages={"required": said("empty_words")},
        )
        self.fields["words"].widget.attrs.pop("maxlength", None)  # words beyond the limit are told, never cut
        self.fields["category"] = Pick(
            categories(),
            say=lambda one: localized(one, "name"),
            label=_("What kind of matter is it?"),
            help_text=_("May stay open: whoever verifies it says so."),
            required=False,
        )
        self.fields["where"] = self._line(_("Where is it?"), LONGEST_PLACE, hint=self._where_hint())
        self.fields["spot"] = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)
        self.fields["place_words"] = self._line(
            _("Where exactly?"),
            LONGEST_PLACE,
            hint=_("Third floor, behind the bicycle shed. May stay empty."),
        )
        first = self._either(
            _("Fire 119, injured 120: they ring there first."), _("Fire 119, injured 120: ring there first.")
        )
        self.fields["urgent"] = self._choice(
            self._either(_("Ask them: is anyone in danger?"), _("Is anyone in danger?")),
            [
                ("now", Option(_("Yes, right now"), first)),
                ("yes", Option(_("No, but it cannot wait"), _("It goes to the front in office hours."))),
                ("no", Option(_("No, it can wait a little"))),
            ],
            _("Ask whether anyone is in danger, and choose their answer."),
        )
        self.fields["name"] = self._line(_("What are they called?"), LONGEST_NAME)
        self.fields["phone"] = self._line(
            _("Their telephone number"),
            20,
            hint=_(
                "For one thing: to tell them how it goes. Only whoever has it in hand sees it. May stay empty."
            ),
            inputmode="tel",
        )
        self.fields["yes"] = forms.BooleanField(
            required=False, label=_("They agreed to be rung or written to about this request")
        )
        photos.add(self, self._either(_("Photos they show you"), _("Photos")), shell.area(request))
        self.offered: list[spots.Spot] = []

    def _either(self, theirs: str, own: str) -> str:
        """What is asked, by who saw it. Until something is sent both are there, and the page shows one."""
        if self.is_bound:
            return own if self.way == OWN else theirs
        return format_html('<span class="for-them">{}</span><span class="for-own">{}</span>', theirs, own)

    # -- pieces -----------------------------------------------------------------------------------------------

    @staticmethod
    def _line(label: str, most: int, *, hint: str = "", **attrs: Any) -> Tidy:
        widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
        return Tidy(label=label, help_text=hint, required=False, max_length=most, widget=widget)

    @staticmethod
    def _choice(
        label: str, options: list[tuple[str, Option]], missing: str, initial: str | None = None
    ) -> forms.ChoiceField:
        field = forms.ChoiceField(label=label, choices=options, widget=forms.RadioSelect, initial=initial)
        field.error_messages["required"] = missing or _("Choose one.")
        field.error_messages["invalid_choice"] = field.error_messages["required"]
        return field

    def _where_hint(self) -> str:
        if len(self.grids) == 1:
            return _("桂花里 3 栋, ghl 3-2, or the code on the plate. Empty: somewhere in your grid.")
        return _("桂花里 3 栋, ghl 3-2, the code on the plate, or a grid.")

    @cached_property
    def grids(self) -> list[Any]:
        return spots.grids(self.request)

    # -- what was typed ---------------------------------------------------------------------------------------

    def clean_phone(self) -> str:
        phone = digits(self.cleaned_data["phone"])
        if phone and not (phone.isascii() and phone.isdigit() and 7 <= len(phone) <= 12):
            raise forms.ValidationError(
                _("That does not look like a telephone number: 7 to 12 digits, or leave it empty.")
            )
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.way == OWN:  # nobody is behind it: what was typed before that was chosen falls away
            cleaned |= {"name": "", "phone": ""}
            self.errors.pop("phone", None)
        if (cleaned.get("name") or cleaned.get("phone")) and not cleaned.get("yes"):
            self.add_error("yes", _("Ask whether they agree, and tick this; or leave name and number empty."))
        if "where" not in self.errors:
            self._find_place(cleaned)
        return cleaned

    def _find_place(self, cleaned: dict[str, Any]) -> None:
        typed, value = cleaned.get("where", ""), cleaned.get("spot", "")
        if value == UNPLACED and self.desk is not None:
            return
        self.spot = spots.chosen(self.request, value)
        if self.spot is not None:
            return
        found = spots.find(self.request, typed) if typed else []
        if len(found) == 1:
            self.spot = found[0]
        elif found:
            self.offered = found
            self.add_error("where", said("place_several"))
        elif len(self.grids) == 1:
            self.spot = spots.Spot(self.grids[0])  # whoever goes there knows where it is
        elif self.desk is not None and typed:
            self.add_error("where", said("place_not_found"))
        else:
            self.add_error("where", said("place_not_found" if typed else "place_needed"))

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        """What the action is called with, beside who and when."""
        spot = self.spot
        entrance = spot.entrance if spot else None
        told_there = [self._typed_place(values, spot), values["place_words"]]
        asker = Asker(values["name"], values["phone"]) if values["name"] or values["phone"] else None
        return {
            "words": values["words"],
            "channel": Channel.WORKER if values["way"] == OWN else values["way"],
            "own": values["way"] == OWN,
            "category": values["category"],
            "entrance": entrance,
            "area": spot.area if spot and entrance is None else None,
            "unplaced_at": None if spot else self.desk,
            "place_words": " ".join(part for part in told_there if part),
            "urgency": URGENCIES[values["urgent"]],
            "asker": asker,
            "photos": values["photos"],
        }

    def _typed_place(self, values: dict[str, Any], spot: spots.Spot | None) -> str:
        """Words for the place where no door says it: the building chosen, or what was typed and fits nothing."""
        if spot is not None and spot.entrance is not None:
            return ""
        if spot is not None and spot.building is not None:
            return spot.label
        typed = str(values["where"])
        return "" if spots.PLATE.search(typed) or (spot and typed == spot.label) else typed
