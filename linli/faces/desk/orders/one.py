"""One order from above, typed in: what came by telephone, on paper or in a letter instead of in a sheet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.cases import actions, order_lists, order_places
from linli.cases.actions import Asker
from linli.cases.actions.importing import limits
from linli.cases.models import Case
from linli.cases.orders import Mapping, dates
from linli.cases.orders.reading import LONGEST
from linli.common.refusals import Refusal
from linli.common.refused_subjects import plain
from linli.common.text import digits
from linli.faces import words
from linli.faces.desk import sheets
from linli.faces.desk.forms import Pick, Tidy, told
from linli.faces.desk.orders.sheets import offices_of
from linli.faces.templatetags.linli import localized
from linli.people.models import Office
from linli.territory.models import Area

LONGEST_SOURCE = 30
USUAL = "12345"
MOMENTS = ("ordered_at", "sign_by", "reply_by")
A_DAY = timedelta(days=1)


class Moment(Tidy):
    """A moment as it stands on the paper or the screen it is copied from: with slashes, points, 年月日."""

    def __init__(self, label: str, *, ends: bool, hint: str = "") -> None:
        super().__init__(label=label, help_text=hint, required=False, max_length=40)
        self.ends = ends
        self.widget.attrs |= {"autocomplete": "off", "placeholder": "2026-11-23 17:30"}

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        found = dates.read(text, (), timezone.get_default_timezone(), ends=self.ends) if text else None
        if text and found is None:
            raise forms.ValidationError(
                _("We cannot read this as a date. Write it like 2026-11-23 or 2026-11-23 17:30.")
            )
        return found


class OrderForm(sheets.Sheet):
    """The fields of one order; `known` is the request that has its number already."""

    about = {
        "empty_words": "words",
        "text_too_long": "words",
        "order_without_number": "number",
        "order_known": "number",
    }
    known: Case | None = None

    def __init__(self, request: HttpRequest, offices: list[Office], data: Any = None) -> None:
        super().__init__(data)
        self.request, self.offices = request, offices
        self.now: datetime = request.now  # type: ignore[attr-defined]
        found = order_lists.sources(request.actor.office_id)  # type: ignore[attr-defined]
        self.sources: dict[str, Mapping] = {key: one for key, one in found.items() if one.way == "order"}
        if len(offices) > 1:
            self.fields["office"] = Pick(
                offices, say=lambda one: localized(one, "name"), label=_("For which sub-district?")
            )
        self.fields["source"] = self._line(
            _("Where does it come from?"),
            LONGEST_SOURCE,
            hint=_("12345, the district's letter box, a superior's note: as you call it."),
            missing=_("Say where it comes from."),
            list="sources",
        )
        self.fields["source"].initial = self.sources[USUAL].name if USUAL in self.sources else ""
        self.fields["number"] = self._line(
            _("Its number there"),
            LONGEST["number"],
            missing=told(*words.refusal_words("order_without_number", {})),
        )
        self.fields["words"] = Tidy(
            label=_("What does it say?"),
            help_text=_("Word for word, as it came. Nobody changes it later."),
            max_length=LONGEST["words"],
            widget=forms.Textarea(attrs={"rows": 5}),
            error_messages={"required": told(*words.refusal_words("empty_words", {}))},
        )
        self.fields["title"] = self._line(
            _("Headline"), 200, hint=_("May stay empty: then it is the beginning of the text.")
        )
        self.fields["place"] = self._line(
            _("Which community or grid?"),
            LONGEST["area"],
            hint=_("It goes to that community at once. Empty: it waits at the sub-district's desk."),
            list="places",
        )
        self.fields["place_words"] = self._line(_("Where exactly?"), 200)
        self.fields["name"] = self._line(_("Who asked?"), LONGEST["name"])
        self.fields["phone"] = self._line(_("Their telephone number"), 20, inputmode="tel")
        self.fields["ordered_at"] = Moment(
            _("When was it sent to us?"), ends=False, hint=_("Empty: now. A copied date is fine.")
        )
        self.fields["sign_by"] = Moment(_("To be signed for by"), ends=True, hint=self._limit("sign_within"))
        self.fields["reply_by"] = Moment(_("To be answered by"), ends=True, hint=self._limit("reply_within"))

    def _line(self, label: str, most: int, *, hint: str = "", missing: str = "", **attrs: Any) -> Tidy:
        field = Tidy(
            label=label,
            help_text=hint,
            required=bool(missing),
            max_length=most,
            widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
            error_messages={"required": missing} if missing else {},
        )
        field.widget.attrs.pop("maxlength", None)  # words beyond the limit are told, never cut off
        return field

    def _limit(self, name: str) -> str:
        usual = self.sources.get(USUAL)
        span = getattr(usual, name) if usual else ""
        if not span:
            return _("May stay empty.")
        return _("Empty: for 12345 %(span)s, for others none.") % {"span": words.span_words(span)}

    # -- what is offered while typing -------------------------------------------------------------------------

    def names(self) -> list[str]:
        return [one.name for one in self.sources.values()]

    def offered(self) -> list[str]:
        """Names of communities and grids that mean one place."""
        names = [
            area.name
            for one in self.offices
            for key, area in order_places.places(one.area.path, self.now).items()
            if key == plain(area.name)
        ]
        return list(dict.fromkeys(names))

    # -- what was typed ---------------------------------------------------------------------------------------

    def clean_phone(self) -> str:
        phone = digits(self.cleaned_data["phone"])
        if self.cleaned_data["phone"] and not (phone.isdigit() and 7 <= len(phone) <= 12):
            raise forms.ValidationError(
                _("That does not look like a telephone number: 7 to 12 digits, or leave it empty.")
            )
        return phone

    def clean_ordered_at(self) -> datetime | None:
        ordered: datetime | None = self.cleaned_data["ordered_at"]
        if ordered is not None and ordered > self.now + A_DAY:
            raise forms.ValidationError(_("This day is still to come."))
        return ordered

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        ordered = cleaned.get("ordered_at") or self.now
        for name in ("sign_by", "reply_by"):
            limit = cleaned.get(name)
            if limit is not None and limit < ordered:
                self.add_error(name, _("This lies before the order was sent."))
        place = self._place(cleaned)
        if cleaned.get("place") and place is None:
            self.add_error(
                "place", _("No community or grid is called so. Choose one from the list, or leave it empty.")
            )
        cleaned["area"] = place
        return cleaned

    def _office(self, values: dict[str, Any]) -> Office:
        return values.get("office") or self.offices[0]

    def _place(self, cleaned: dict[str, Any]) -> Area | None:
        known = order_places.places(self._office(cleaned).area.path, self.now)
        return order_places.place_of(cleaned.get("place", ""), known)

    def _source(self, typed: str) -> Mapping:
        """The system that is called so; any other is kept under the name that was typed."""
        asked = plain(typed)
        fits = [one for one in self.sources.values() if asked in (plain(one.source), plain(one.name))]
        return fits[0] if fits else Mapping(typed, typed, "order", {})

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        office, mapping = self._office(values), self._source(values["source"])
        ordered_at = values["ordered_at"] or self.now
        sign_by, reply_by = limits(mapping, office, ordered_at)
        asker = Asker(values["name"], values["phone"]) if values["name"] or values["phone"] else None
        names = ("number", "words", "title", "area", "place_words")
        return {name: values[name] for name in names} | {
            "source": mapping.source,
            "mapping": mapping.source,
            "office": office,
            "asker": asker,
            "ordered_at": ordered_at,
            "sign_by": values["sign_by"] or sign_by,
            "reply_by": values["reply_by"] or reply_by,
        }

    def refuse(self, refusal: Refusal) -> int:
        if refusal.code == "order_known":  # the link is for those who see it; the words say its number to all
            seen = Case.objects.visible_to(self.request.scope)  # type: ignore[attr-defined]
            self.known = seen.filter(number=refusal.params["number"]).first()
        return super().refuse(refusal)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest) -> HttpResponse:
    offices = offices_of(request)
    form = OrderForm(request, offices, request.POST if request.method == "POST" else None)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        return {"number": actions.take_in(**form.arguments(values), by=by, at=at).number}

    def then(answer: dict[str, Any]) -> HttpResponse:
        messages.success(request, _("Taken in. Sign for it in the list of orders."))
        return redirect("desk:case", number=answer["number"])

    page = {
        "here": "orders",
        "title": _("Write down one order"),
        "lead": _("For what came by telephone, on paper or as a letter. A sheet is brought in whole."),
        "button": _("Take it in"),
        "icon": "check",
        "back": reverse("desk:orders"),
        "crumbs": [(_("Orders"), reverse("desk:orders"))],
    }
    return sheets.handle(request, form, page, work, then, template="desk/orders/one.html")
