"""The questions of the territory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.faces.desk.forms import Option, Pick, Tidy
from linli.faces.desk.sheets import Sheet
from linli.faces.desk.territory import finding
from linli.faces.templatetags.linli import localized
from linli.faces.words import building_name
from linli.territory.models import Area, AreaKind, Level

CHOOSE = gettext_lazy("Choose one.")


def words(label: Any, *, most: int, hint: Any = "", required: bool = False, **attrs: Any) -> Tidy:
    return Tidy(
        label=label,
        max_length=most,
        required=required,
        help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
        error_messages={
            "required": gettext_lazy("This is missing."),
            "max_length": gettext_lazy("That is %(show_value)d characters, %(limit_value)d fit."),
        },
    )


def name(hint: Any = "") -> Tidy:
    return words(gettext_lazy("Name"), most=60, hint=hint, required=True)


def name_en() -> Tidy:
    return words(gettext_lazy("English name"), most=80, hint=gettext_lazy("May stay empty."))


def radio(label: Any, options: Mapping[str, Any], *, hint: Any = "", initial: str | None = None) -> Any:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=[(key, o if isinstance(o, Option) else Option(o)) for key, o in options.items()],
        widget=forms.RadioSelect,
        initial=initial,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )


def pick(label: Any, areas: Iterable[Area], *, hint: Any = "", required: bool = True) -> Pick:
    def say(area: Area) -> str:
        above = f"{localized(area.parent, 'name')} " if area.parent is not None else ""
        return f"{above}{localized(area, 'name')} ({area.path})"

    return Pick(
        areas,
        say=say,
        label=label,
        help_text=hint,
        required=required,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )


class UpTo(MaxValueValidator):
    """A number from 1 to a limit; the limit that is told is that one, whichever end was passed."""

    def compare(self, a: Any, b: Any) -> bool:
        return not 1 <= a <= b


def number(label: Any, most: int, *, initial: int, hint: Any = "") -> forms.IntegerField:
    wrong = gettext_lazy("A number from 1 to %(limit_value)d.")
    return forms.IntegerField(
        label=label,
        initial=initial,
        help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("This is missing."),
            "invalid": gettext_lazy("Digits only."),
        },
        validators=[UpTo(most, wrong)],
    )


class AreaForm(Sheet):
    """Fields that an impact page carries along; `confirmed` is the fingerprint of the figures somebody saw."""

    confirmed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class DrawForm(Sheet):
    about = {
        "path_malformed": "code",
        "level_length": "code",
        "path_outside_parent": "code",
        "path_taken": "code",
        "code_not_digits": "code",
        "name_missing": "name",
        "refused_subject": "name",
        "special_needs_community": "kind",
    }
    name = name(gettext_lazy("As people call it, like Grid 1 or East Garden."))
    name_en = name_en()
    code = words(gettext_lazy("Number"), most=23, required=True, inputmode="numeric")

    def __init__(self, data: Any = None, *, parent: Area, suggested: str) -> None:
        super().__init__(data)
        self.fields["code"].initial = suggested
        self.fields["code"].help_text = _("The next free one is written there. It begins with %(path)s.") % {
            "path": parent.path
        }
        kinds = dict(finding.KINDS)
        if parent.level not in (Level.COMMUNITY, Level.GRID, Level.MICROGRID):
            del kinds[AreaKind.SPECIAL]
        self.fields["kind"] = radio(
            gettext_lazy("Kind"),
            kinds,
            initial=parent.kind,
            hint=gettext_lazy(
                "Special: a campus, hospital, park or office quarter that is looked after for itself."
            )
            if AreaKind.SPECIAL in kinds
            else "",
        )


class RenameForm(Sheet):
    about = {"name_missing": "name", "refused_subject": "name", "special_needs_community": "kind"}
    name = name()
    name_en = name_en()
    kind = radio(gettext_lazy("Kind"), finding.KINDS)


class CloseForm(AreaForm):
    about = {
        "successor_missing": "successor",
        "successor_level": "successor",
        "successor_closed": "successor",
        "successor_itself": "successor",
    }

    def __init__(self, data: Any = None, *, others: Iterable[Area]) -> None:
        super().__init__(data)
        self.fields["successor"] = pick(
            gettext_lazy("Which area takes over?"),
            others,
            hint=gettext_lazy("Its homes, plates and open requests go there. An empty area needs none."),
            required=False,
        )


class RecodeForm(AreaForm):
    about = dict.fromkeys(
        (
            *(
                "code_same",
                "code_other_level",
                "code_not_digits",
                "code_length",
                "code_province",
                "code_town",
            ),
            *("code_unknown", "path_taken", "no_area_above", "path_outside_parent", "outside_your_area"),
        ),
        "code",
    )
    code = words(
        gettext_lazy("New number"),
        most=23,
        required=True,
        hint=gettext_lazy("As many digits as now. The old number keeps leading here."),
        inputmode="numeric",
    )


class MoveForm(AreaForm):
    about = {
        "choose_buildings": "buildings",
        "grid_needed": "grid",
        "successor_closed": "grid",
        "building_there_already": "grid",
    }

    def __init__(self, data: Any = None, *, buildings: Iterable[Any], grids: Iterable[Area]) -> None:
        super().__init__(data)
        self.things = {str(b.pk): b for b in buildings}
        self.fields["buildings"] = forms.MultipleChoiceField(
            label=gettext_lazy("Which buildings?"),
            choices=[(pk, building_name(b)) for pk, b in self.things.items()],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": gettext_lazy("Tick at least one."),
                "invalid_choice": gettext_lazy("One of them is no longer in this grid. Choose again."),
            },
        )
        self.fields["grid"] = pick(gettext_lazy("To which grid?"), grids)

    def chosen(self) -> list[Any]:
        return [self.things[pk] for pk in self.cleaned_data["buildings"]]


class EstateForm(Sheet):
    about = {"name_missing": "name", "refused_subject": "name", "name_in_use": "name"}
    name = name(gettext_lazy("A compound, a hamlet or a row of houses with one name."))
    name_en = name_en()
    kind = radio(gettext_lazy("Kind"), finding.ESTATE_KINDS)


class BuildingForm(Sheet):
    about = {"building_taken": "name", "name_missing": "name", "refused_subject": "estate"}
    estate = words(
        gettext_lazy("Estate"), most=60, required=True, hint=gettext_lazy("One that is new is entered too.")
    )
    kind = radio(gettext_lazy("Kind of estate, if it is new"), finding.ESTATE_KINDS, initial="commercial")
    name = words(
        gettext_lazy("Building"), most=30, required=True, hint=gettext_lazy("Like Building 3 or No. 12.")
    )
    entrances = number(gettext_lazy("Entrances"), 30, initial=1)
    floors = number(gettext_lazy("Floors"), 60, initial=6)
    doors = number(
        gettext_lazy("Doors on a floor, at one entrance"),
        20,
        initial=2,
        hint=gettext_lazy("Rooms are numbered by floor and door: 101, 102, 201 …"),
    )

    def __init__(self, data: Any = None, *, estates: Iterable[str] = ()) -> None:
        super().__init__(data)
        self.known = sorted(estates)
        self.fields["estate"].widget.attrs["list"] = "estates"

    def rooms(self) -> dict[int, list[str]]:
        told = self.cleaned_data
        rooms = [f"{f}{d:02d}" for f in range(1, told["floors"] + 1) for d in range(1, told["doors"] + 1)]
        return {n: list(rooms) for n in range(1, told["entrances"] + 1)}


class VenueForm(Sheet):
    about = {
        "name_missing": "name",
        "refused_subject": "name",
        "name_in_use": "name",
        "grid_needed": "grid",
        "successor_closed": "grid",
    }
    name = name()
    name_en = name_en()
    address = words(gettext_lazy("Address"), most=120, hint=gettext_lazy("As one would tell a visitor."))
    phone = words(gettext_lazy("Public telephone"), most=20, inputmode="tel")
    hours = words(gettext_lazy("Opening hours"), most=120)

    def __init__(self, data: Any = None, *, grids: list[Area], **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["kind"] = forms.ChoiceField(
            label=gettext_lazy("Kind"),
            choices=[("", gettext_lazy("Choose one")), *finding.VENUE_KINDS.items()],
            error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
        )
        self.fields["grid"] = pick(gettext_lazy("Which grid?"), grids)
        if len(grids) == 1:
            self.fields["grid"].initial = str(grids[0].pk)
        self.order_fields(["name", "kind", "grid", "address", "phone", "hours", "name_en"])


class BoundaryForm(Sheet):
    """A file, or its text where a file was refused and is mended by hand."""

    about = {
        "geojson_missing": "file",
        "datum_unknown": "datum",
        "datum_differs": "datum",
    }
    file = forms.FileField(
        label=gettext_lazy("File (.geojson)"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy(
            "Each area says its number or its name in its properties,"
            " as in the file that you can download here."
        ),
    )
    text = forms.CharField(
        label=gettext_lazy("Or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"}),
    )
    datum = radio(
        gettext_lazy("In which coordinates was it drawn?"),
        {
            "wgs": Option(
                gettext_lazy("WGS-84 or CGCS2000"), gettext_lazy("surveys, satellite receivers, 天地图")
            ),
            "gcj": Option(gettext_lazy("GCJ-02"), gettext_lazy("高德, 腾讯 and most maps on telephones")),
            "unknown": Option(
                gettext_lazy("I do not know"), gettext_lazy("we compare it with the buildings")
            ),
        },
    )
    sure = forms.MultipleChoiceField(
        label=gettext_lazy("If we doubt it"),
        required=False,
        choices=[("yes", gettext_lazy("I am sure of the coordinates; take them as I say"))],
        widget=forms.CheckboxSelectMultiple,
    )


class SureForm(Sheet):
    """Nothing to fill in: a button that says what it does."""


class AdoptForm(Sheet):
    about = {"code_means_nothing": "code", "outside_your_area": "code"}

    def __init__(self, data: Any = None, *, rows: list[Any]) -> None:
        super().__init__(data)
        self.fields["code"] = forms.ChoiceField(
            label=gettext_lazy("Which division?"),
            choices=[
                ("", gettext_lazy("Choose one")),
                *((row.path, f"{row.name} ({row.code})") for row in rows),
            ],
            error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
        )
