"""What is asked of a plan: the band, how many, what keeps together, where no grid may cross."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.common import geo
from linli.faces.desk.forms import Option
from linli.faces.desk.sheets import Sheet
from linli.faces.desk.territory.forms import AreaForm, number, radio
from linli.territory.queries.proposals import Band, Line, Wish

MOST = 5_000
MORE = ("whole", "special", "lines", "datum", "renumber", "seed")  # asked for by few, folded
MOST_POINTS = 50_000


def tick(label: Any, *, hint: Any = "", initial: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        help_text=hint,
        required=False,
        choices=[("yes", gettext_lazy("Yes"))],
        widget=forms.CheckboxSelectMultiple,
        initial=["yes"] if initial else None,
    )


class AskForm(Sheet):
    """`bands`: town and village of the office's own rule; `kinds`: which of the two there are here."""

    about = {"community_needed": "least"}
    method = radio(
        gettext_lazy("How should it be found?"),
        {
            "anew": Option(
                gettext_lazy("From nothing"), gettext_lazy("the shortest ways, whatever the grids are today")
            ),
            "least": Option(
                gettext_lazy("Change as little as possible"),
                gettext_lazy("today's grids stay; only what must move to be within the band moves"),
            ),
        },
        initial="anew",
    )
    least = number(gettext_lazy("Households of a grid, at least"), MOST, initial=300)
    most = number(gettext_lazy("At most"), MOST, initial=500)
    village_least = number(gettext_lazy("In villages, at least"), MOST, initial=200)
    village_most = number(gettext_lazy("In villages, at most"), MOST, initial=400)
    how_many = radio(
        gettext_lazy("How many grids?"),
        {
            "usual": Option(
                gettext_lazy("About the middle of the band"), gettext_lazy("room to grow and to shrink")
            ),
            "fewest": Option(gettext_lazy("As few as possible")),
            "so_many": Option(gettext_lazy("So many:")),
        },
        initial="usual",
    )
    so_many = number(
        gettext_lazy("Number of grids"), 999, initial=1, hint=gettext_lazy("Only for “So many”.")
    )
    whole = tick(
        gettext_lazy("Keep estates together"), hint=gettext_lazy("As long as one fits into the band.")
    )
    special = tick(
        gettext_lazy("No grid across a special grid"),
        hint=gettext_lazy("A campus, a hospital, a park."),
        initial=True,
    )
    lines = forms.CharField(
        label=gettext_lazy("Lines that no grid may cross"),
        required=False,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Roads, a river, a railway as GeoJSON lines. May stay empty; communities are never crossed."
        ),
    )
    datum = radio(
        gettext_lazy("The lines are drawn in"),
        {
            "wgs": Option("WGS-84"),
            "gcj": Option("GCJ-02", gettext_lazy("高德, 腾讯 and most maps on telephones")),
        },
        initial="wgs",
    )
    renumber = tick(
        gettext_lazy("Number all grids anew"),
        hint=gettext_lazy(
            "From west to east, row by row from the north. Otherwise a grid keeps its number where most of it stays."
        ),
    )
    seed = number(
        gettext_lazy("Attempt"),
        9_999,
        initial=1,
        hint=gettext_lazy("Another number finds another plan; the same number finds the same one again."),
    )
    accept = tick(
        gettext_lazy("Go on all the same"),
        hint=gettext_lazy("What can be passed over is told with the plan."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        bands: tuple[Band, Band],
        kinds: set[str],
        one: bool,
        doubts: bool,
        special: bool,
    ) -> None:
        super().__init__(data)
        (self.fields["least"].initial, self.fields["most"].initial), village = bands
        self.fields["village_least"].initial, self.fields["village_most"].initial = village
        self.fields["so_many"].required, self.fields["so_many"].initial = False, None
        gone = (
            ["least", "most"]
            if kinds == {"rural"}
            else ["village_least", "village_most"]
            if "rural" not in kinds
            else []
        )
        if not one:
            gone.append("so_many")
            self.fields["how_many"].choices = self.fields["how_many"].choices[:2]  # type: ignore[attr-defined]
        if not doubts:
            gone.append("accept")
        if not special:
            gone.append("special")
        for name in gone:
            del self.fields[name]
        self.bands = bands

    def first(self) -> list[Any]:
        """What everybody answers."""
        return [field for field in self.visible_fields() if field.name not in (*MORE, "accept")]

    def more(self) -> list[Any]:
        return [self[name] for name in MORE if name in self.fields]

    def open(self) -> bool:
        """Whether one of the further wishes has something to say."""
        return any(name in self.errors for name in MORE) or bool(self.is_bound and self.data.get("lines"))

    def settle(self) -> None:
        """Nothing is in doubt: there is nothing to go on in spite of."""
        self.fields.pop("accept", None)

    def clean_lines(self) -> list[Line]:
        return (
            [list(line) for line in read_lines(self.cleaned_data["lines"])]
            if self.cleaned_data["lines"]
            else []
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        for low, high in (("least", "most"), ("village_least", "village_most")):
            if low in told and high in told and told[low] > told[high]:
                self.add_error(high, _("The band begins above its end."))
        if told.get("how_many") == "so_many" and not told.get("so_many"):
            self.add_error("so_many", _("This is missing."))
        return told

    def wish(self) -> Wish:
        told = self.cleaned_data
        town, village = self.bands
        lines = told.get("lines") or []
        if told.get("datum") == "gcj":
            lines = [[geo.to_wgs(*point) for point in line] for line in lines]
        return Wish(
            band=(told.get("least", town[0]), told.get("most", town[1])),
            village=(told.get("village_least", village[0]), told.get("village_most", village[1])),
            number=told["so_many"] if told["how_many"] == "so_many" else told["how_many"],
            least_change=told["method"] == "least",
            whole=bool(told.get("whole")),
            around_special=bool(told.get("special")),
            lines=tuple(lines),
            renumber=bool(told.get("renumber")),
            accept=bool(told.get("accept")),
            seed=told["seed"],
        )


def typed(wish: Wish) -> dict[str, Any]:
    """A wish as somebody would type it into the form."""
    given = {
        "method": "least" if wish.least_change else "anew",
        "least": wish.band[0],
        "most": wish.band[1],
        "village_least": wish.village[0],
        "village_most": wish.village[1],
        "how_many": wish.number if isinstance(wish.number, str) else "so_many",
        "so_many": wish.number if isinstance(wish.number, int) else "",
        "lines": json.dumps({"type": "MultiLineString", "coordinates": wish.lines}) if wish.lines else "",
        "datum": "wgs",
        "seed": wish.seed,
    }
    ticks = {
        "whole": wish.whole,
        "special": wish.around_special,
        "renumber": wish.renumber,
        "accept": wish.accept,
    }
    return given | {name: ["yes"] for name, so in ticks.items() if so}


def read_lines(text: str) -> Iterable[Line]:
    """The lines of a GeoJSON; polygons count as their outlines. Says what is wrong as an error of the form."""
    try:
        data = json.loads(text)
        features = data["features"] if data["type"] == "FeatureCollection" else [data]
        geometries = [one["geometry"] if one.get("type") == "Feature" else one for one in features]
        found = [
            line for geometry in geometries for line in _lines(geometry["type"], geometry["coordinates"])
        ]
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, AttributeError):
        raise forms.ValidationError(
            _("This is no GeoJSON of lines. Save roads or rivers as GeoJSON, and paste its text.")
        ) from None
    points = [point for line in found for point in line]
    if not found or len(points) > MOST_POINTS:
        raise forms.ValidationError(_("There is no line in it, or far too many."))
    if not all(math.isfinite(x) and math.isfinite(y) and abs(x) <= 180 and abs(y) <= 85 for x, y in points):
        raise forms.ValidationError(_("A place in it is no longitude and latitude."))
    return found


def _lines(kind: str, given: Any) -> list[Line]:
    if kind == "LineString":
        return [[(float(x), float(y)) for x, y, *_ in given]]
    if kind in ("MultiLineString", "Polygon"):
        return [line for one in given for line in _lines("LineString", one)]
    if kind == "MultiPolygon":
        return [line for one in given for line in _lines("Polygon", one)]
    raise ValueError(kind)


class MoveForm(Sheet):
    """Buildings of a plan, and the number of the grid they should go to."""

    about = {"choose_buildings": "building", "grid_would_be_empty": "building"}

    def __init__(
        self,
        data: Any = None,
        *,
        buildings: list[tuple[str, str]],
        numbers: list[tuple[str, str]],
        version: str,
        **more: Any,
    ) -> None:
        super().__init__(data, **more)
        self.fields["version"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=version)
        wrong = {
            "required": gettext_lazy("Choose one."),
            "invalid_choice": gettext_lazy("It is not in this plan any more. Choose again."),
        }
        self.fields["building"] = forms.ChoiceField(
            label=gettext_lazy("Which building?"),
            choices=[("", gettext_lazy("Choose one")), *buildings],
            error_messages=wrong,
        )
        self.fields["grid"] = forms.ChoiceField(
            label=gettext_lazy("To which grid?"),
            choices=[("", gettext_lazy("Choose one")), *numbers],
            error_messages=wrong,
        )


class AdoptForm(AreaForm):
    """Nothing but the figures that somebody saw."""

    def status(self, code: str, at: str | None) -> int:
        return 409 if code == "impact_changed" else super().status(code, at)
