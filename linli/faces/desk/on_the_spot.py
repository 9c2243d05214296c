"""Done on the spot (即办): what was asked at the door and done there and then, in one form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.cases import actions, catalogue
from linli.cases.actions import Asker
from linli.cases.matters import matters
from linli.cases.models import Category
from linli.cases.queries import categories
from linli.common.actor import Actor
from linli.common.inside import inside
from linli.common.paths import covers
from linli.faces import scope, words
from linli.faces.desk import photos, sheets, shell, spots
from linli.faces.desk.forms import LONGEST_WORDS, Option, Tidy, told
from linli.faces.templatetags.linli import localized
from linli.people.queries import HeldPost
from linli.territory.models import Area, Entrance

MOST_DOORS = 400  # in the list that opens while one types; more would slow a telephone
MOST_MEANT = 6


def posts(request: HttpRequest) -> list[HeldPost]:
    """Posts from which one can have done something on the spot: those that look after an area."""
    return [post for post in request.posts if post.reach == "subtree"]  # type: ignore[attr-defined]


def may(request: HttpRequest) -> bool:
    return bool(posts(request))


class DoNowForm(sheets.Sheet):
    """Matter and place are typed; where several are meant, the page asks which one."""

    about = {
        "say_what_was_done": "words",
        "name_place": "where",
        "department_does_it": "matter",
        "grid_without_office": "where",
    }

    def __init__(self, request: HttpRequest, data: Any = None) -> None:
        super().__init__(data)
        self.request = request
        self.rows = {c.pk: c for c in categories() if c.duty != "upper"}
        said = {code: told(*words.refusal_words(code, {})) for code in self.about}
        self.fields["matter"] = Tidy(
            label=_("What was it?"),
            help_text=_("A few letters are enough: 楼道灯, ldd, lamp."),
            max_length=60,
            widget=forms.TextInput(attrs={"list": "matters", "autocomplete": "off", "autofocus": True}),
            error_messages={"required": _("Say what it was.")},
        )
        self.fields["meant"] = forms.ChoiceField(required=False, widget=forms.RadioSelect, choices=[])
        self.fields["where"] = Tidy(
            label=_("Where?"),
            help_text=_("The door, or in words: by the gate, behind Building 3."),
            max_length=200,
            widget=forms.TextInput(attrs={"list": "places", "autocomplete": "off"}),
            error_messages={"required": said["name_place"]},
        )
        self.fields["words"] = Tidy(
            label=_("What was done?"),
            max_length=LONGEST_WORDS,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": said["say_what_was_done"]},
        )
        self.fields["phone"] = Tidy(
            label=_("Their telephone number"),
            required=False,
            max_length=20,
            help_text=_("May stay empty. One in twenty is rung by the office above: was it done?"),
            widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        )
        photos.add(self, _("Photos of how it is now"), shell.area(request))
        meant = self.data.get("matter", "") if self.is_bound else ""
        self._offer(meant)

    # -- which matter ---------------------------------------------------------------------------------------

    def _offer(self, text: str) -> None:
        """Which matters the letters may mean, as choices; none where there is no doubt."""
        found = self._found(text)
        self.choices = {} if len(found) == 1 else {str(c.pk): c for c in found}
        field = self.fields["meant"]
        field.label = _("Which one do you mean?")
        field.choices = [(pk, Option(localized(c, "name"))) for pk, c in self.choices.items()]  # type: ignore[attr-defined]
        if not self.choices:
            del self.fields["meant"]

    def _found(self, text: str) -> list[Category]:
        same = [c for c in self.rows.values() if text and text in (c.name, c.name_en, c.code)]
        if same or not text:
            return same[:1]
        by_code = {c.code: c for c in self.rows.values()}
        found = catalogue.find(text, matters(), MOST_MEANT)
        return [by_code[one.code] for one in found if one.code in by_code]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = cleaned.get("matter", "")
        found = self._found(text)
        chosen = self.choices.get(str(cleaned.get("meant") or ""))
        if text and not found:
            self.add_error("matter", _("Nothing in the catalogue is called so. Try another word."))
        elif len(found) > 1 and chosen is None and "meant" not in self.errors:
            self.add_error("meant", _("Several fit. Choose the one you mean."))
        cleaned["category"] = chosen or (found[0] if found else None)
        if cleaned.get("where"):
            self._place(cleaned)
        return cleaned

    # -- where ----------------------------------------------------------------------------------------------

    @cached_property
    def areas(self) -> list[Area]:
        """Grids of one's own posts."""
        mine = Area.objects.filter(inside([post.area_path for post in posts(self.request)], "path"))
        return list(mine.standing(self.request.now).filter(level="grid").order_by("path")[:MOST_DOORS])  # type: ignore[attr-defined]

    @cached_property
    def doors(self) -> list[Entrance]:
        """Entrances of one's own area; none where they are too many to be a help."""
        paths = [post.area_path for post in posts(self.request)]
        rows = Entrance.objects.shown().filter(inside(paths, "building__area_path"))
        found = rows.select_related("building__estate", "building__area").order_by(
            "building__area_path", "id"
        )
        doors = list(found[: MOST_DOORS + 1])
        return doors if len(doors) <= MOST_DOORS else []

    @cached_property
    def places(self) -> dict[str, Entrance | Area]:
        """What can be typed: every door, and every grid, by name."""
        grids: dict[str, Entrance | Area] = {localized(area, "name"): area for area in self.areas}
        return {words.door_name(door): door for door in self.doors} | grids

    def _place(self, cleaned: dict[str, Any]) -> None:
        typed = "".join(cleaned["where"].split())
        near = [place for name, place in self.places.items() if typed in "".join(name.split())]
        exact = [place for name, place in self.places.items() if typed == "".join(name.split())]
        found = exact[0] if exact else near[0] if len(near) == 1 else None
        if isinstance(found, Entrance):
            cleaned |= {"entrance": found, "area": found.building.area, "place_words": ""}
        elif found is not None:
            cleaned |= {"area": found, "place_words": ""}
        elif len(meant := spots.find(self.request, cleaned["where"])) == 1:
            cleaned |= {"entrance": meant[0].entrance, "area": meant[0].area}
            cleaned["place_words"] = "" if meant[0].entrance else meant[0].label
        elif len(self.areas) == 1:
            cleaned |= {"area": self.areas[0], "place_words": cleaned["where"]}
        else:
            self.add_error("where", _("Choose a door or a grid from the list; several fit, or none."))

    # -- what the action is called with -----------------------------------------------------------------------

    def arguments(self, values: dict[str, Any]) -> dict[str, Any]:
        asker = Asker(phone=values["phone"]) if values["phone"] else None
        names = ("words", "category", "area", "entrance", "place_words", "photos")
        return {"asker": asker, **{name: values[name] for name in names if name in values}}


def nearest(request: HttpRequest, area: Area) -> Actor:
    """This person in their post nearest to the place."""
    near = [post for post in posts(request) if covers(post.area_path, area.path)]
    office = max(near, key=lambda post: len(post.area_path)).office_id if near else None
    return scope.in_office(request, office)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def do_now(request: HttpRequest) -> HttpResponse:
    """One form, one entry, closed; a worker at the place needs twenty seconds for it."""
    if not may(request):
        raise PermissionDenied
    form = DoNowForm(request, request.POST if request.method == "POST" else None)

    def work(values: dict[str, Any]) -> dict[str, Any]:
        given = form.arguments(values)
        case = actions.do_now(by=nearest(request, given["area"]), at=request.now, **given)  # type: ignore[attr-defined]
        return {"number": case.number}

    def then(answer: dict[str, Any]) -> HttpResponse:
        messages.success(request, _("Noted as done on the spot: %(number)s.") % answer)
        return redirect("desk:day")

    page = {
        "here": "day",
        "title": _("Done on the spot"),
        "lead": _(
            "What was asked at the door and done there and then. It is closed with this; nothing else to do."
        ),
        "button": _("Done, note it"),
        "icon": "circle-check",
        "back": reverse("desk:day"),
        "crumbs": [(_("My day"), reverse("desk:day"))],
    }
    return sheets.handle(request, form, page, work, then, template="desk/do_now.html")
