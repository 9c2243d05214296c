"""From hand to hand: take, let go, name, verify, place, dispatch, accept, pass up, send back, hand on, step aside."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from linli.cases import workflow
from linli.cases.actions.handing import BACK_REASONS
from linli.cases.meeting import firms_for
from linli.cases.models import Case, Category
from linli.cases.queries import checker_over, office_above, offices_beside
from linli.common.paths import covers
from linli.faces import words
from linli.faces.desk.forms import Option, StepForm, goes_straight, told
from linli.faces.desk.step_forms.errand import HandOutForm, add_firm
from linli.faces.templatetags.linli import localized
from linli.people.models import Office
from linli.people.queries import departments_of, members, offices_over
from linli.territory.models import Area

MOST_NAMED = 6  # matters in one hint


class TakeForm(StepForm):
    pass


class ReleaseForm(StepForm):
    def build(self) -> None:
        self.add_words(
            _("What should the next one know?"),
            hint=_("May stay empty. The date stays the same; a colleague can take it."),
        )


class AssignForm(StepForm):
    def build(self) -> None:
        assert self.case.office_id is not None
        posts = members(self.case.office_id, self.at)
        people = {p.user_id: p.user for p in posts if p.user_id != self.case.holder_id}
        self.add_pick(
            "holder",
            _("Who does it?"),
            people.values(),
            say=lambda user: user.name,
            needed="not_in_this_office",
            hint=_("They get a message. The date stays the same.")
            if people
            else _("Nobody else serves at this office now. Appoint somebody, or hand it to another office."),
        )
        self.fields["holder"].error_messages["required"] = _("Choose somebody from the list.")


class Ways(forms.RadioSelect):
    """Who goes on; the way straight to a department knows for which matters it is there."""

    def __init__(self, direct: Iterable[Category], **more: Any) -> None:
        super().__init__(**more)
        self.straight = " ".join(str(one.pk) for one in direct)

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **more)
        if value == "direct":
            option["attrs"]["data-straight"] = self.straight
        return option


class VerifyForm(StepForm):
    def build(self) -> None:
        self.add_category(straight="direct" in self.choices)
        self.add_radio(
            "urgency",
            _("How urgent is it?"),
            [(u, Option(str(words.URGENCIES[u]), urgency=u)) for u in reversed(workflow.URGENCIES)],
            missing=_("Say how urgent it is."),
        )
        self.fields["urgency"].initial = self.case.urgency
        over = offices_over(self.case.area_path)
        community = localized(over["community"], "name") if "community" in over else _("the community")
        direct = [c for c in self.category_rows if goes_straight(c, self.answers.get(c.answers))]
        said = {
            "here": Option(
                _("We do it here"), _("It stays with you. Report it done; somebody else checks it.")
            ),
            "up": Option(
                _("Give it to %(office)s") % {"office": community},
                _("They decide who does it. You stay the one who brings the resident the answer."),
            ),
            "direct": Option(
                _("Straight to the department"),
                _("Only for matters that say so in the list above, with an arrow: %(matters)s.")
                % {"matters": _few(direct)},
            ),
        }
        options = [(c, said[c]) for c in self.choices if c != "direct" or direct]
        self.add_radio("choice", _("Who goes on?"), options, missing=_("Say who goes on."))
        self.fields["choice"].widget = Ways(direct, choices=options)
        self.add_words(
            _("What did you find?"),
            hint=_("May stay empty. Whoever has it next reads it."),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        category = cleaned.get("category")
        if cleaned.get("choice") == "direct" and category is not None:
            office = self.answers.get(category.answers)
            if not goes_straight(category, office):
                self.add_error("choice", told(*words.refusal_words("no_direct_path", {})))
        return cleaned


def _few(matters: list[Category]) -> str:
    """Names of some matters, in a sentence."""
    names = pgettext("list", ", ").join(localized(one, "name") for one in matters[:MOST_NAMED])
    return _("%(names)s and others") % {"names": names} if len(matters) > MOST_NAMED else names


class HandForm(StepForm):
    """What placing and dispatching share."""

    def add_area(self, label: str, hint: str, level: str) -> None:
        """Places one level down; the one where it lies is chosen already."""
        assert self.case.office is not None
        path = self.case.office.area.path
        standing = Area.objects.under(path).standing(self.at).filter(level=level).order_by("path")
        areas = list(standing.exclude(path=path))
        mine = next((a.pk for a in areas if covers(a.path, self.case.area_path)), None)
        self.add_pick("area", label, areas, needed="name_area", hint=hint, initial=mine, only_for="down")

    def chosen_area(self) -> Area | None:
        """The area to move it to; None where it lies in there already, so that its grid and door are kept."""
        area: Area | None = self.cleaned_data.get("area") if self.chosen() == "down" else None
        return None if area is None or covers(area.path, self.case.area_path) else area

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name, field in self.fields.items():
            only_for = getattr(field, "only_for", "")
            if only_for and cleaned.get("choice") == only_for and not cleaned.get(name):
                self.add_error(name, field.error_messages["required"])
        needed = cleaned.get("choice") not in ("down", None)
        if (
            needed
            and "category" in self.fields
            and "category" not in self.errors
            and not cleaned.get("category")
        ):
            self.add_error("category", self.fields["category"].error_messages["required"])
        return cleaned

    def done_here(self) -> str:
        """What follows where this office does it: who looks at it afterwards."""
        office = localized(checker_over(self.case), "name")
        return _("It stays with you. Report it done; %(office)s checks it.") % {"office": office}

    def office_over_this(self) -> str:
        assert self.case.office is not None
        above = office_above(self.case.office)
        return localized(above, "name") if above.pk != self.case.office_id else ""

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"choice": data["choice"], "words": data["words"], "category": data["category"]}


class PlaceForm(HandForm):
    about = HandOutForm.about

    def build(self) -> None:
        self.add_category()
        self.fields["category"].required = False  # whoever gives it to a grid leaves the matter to the grid
        above = self.office_over_this()
        said = {
            "here": Option(
                _("The community does it"),
                self.done_here(),
            ),
            "up": Option(
                _("Pass it up to %(office)s") % {"office": above},
                _("They dispatch it to the department that answers for it."),
            ),
            "down": Option(_("Give it to a grid"), _("The grid goes there and verifies it.")),
            "partner": Option(
                _("A firm does it for us"),
                _("They get a link without an account. You stay answerable, and report it done."),
            ),
        }
        can = {"up": bool(above), "partner": bool(firms_for(self.case.area_path))}
        options = [(c, said[c]) for c in self.choices if c in said and can.get(c, True)]
        self.add_radio("choice", _("Who does it?"), options, missing=_("Say who does it."))
        self.add_area(_("Which grid?"), "", "grid")
        if can["partner"]:
            add_firm(self, only_for="partner")
        self.add_words(
            _("What should they know?"),
            hint=_("May stay empty; only a firm needs it: what to do. Whoever has it next reads it."),
        )

    def arguments(self) -> dict[str, Any]:
        data = {**super().arguments(), "grid": self.chosen_area()}
        if self.chosen() == "partner":
            data |= {"office": self.cleaned_data["office"], "days": self.cleaned_data["days"]}
        return data


class DispatchForm(HandForm):
    def build(self) -> None:
        assert self.case.office is not None
        self.add_category()
        self.fields["category"].required = False
        above = self.office_over_this()
        below = {"township": "community", "county": "township"}.get(self.case.level, "county")
        departments = departments_of(self.case.office)
        said = {
            "department": Option(
                _("A department does it"), _("They accept it and do it, or send it back with a reason.")
            ),
            "here": Option(
                _("We do it ourselves"),
                self.done_here(),
            ),
            "up": Option(
                _("Pass it up to %(office)s") % {"office": above}, _("They dispatch it from there.")
            ),
            "down": Option(_("Give it to the level below"), _("They decide there who does it.")),
        }
        can = {"department": bool(departments), "up": bool(above)}
        options = [(c, said[c]) for c in self.choices if can.get(c, True)]
        self.add_radio("choice", _("Who does it?"), options, missing=_("Say who does it."))
        usual = None
        if self.case.category and (office := self.answers.get(self.case.category.answers)):
            usual = office.pk
        self.add_pick(
            "department",
            _("Which department?"),
            departments,
            needed="name_department",
            initial=usual,
            only_for="department",
            hint=_("The one that answers for this matter is chosen already.") if usual else "",
        )
        self.add_area(_("Which place?"), _("Where it lies decides who has it next."), below)
        self.add_words(_("What should they know?"), hint=_("May stay empty. Whoever has it next reads it."))

    def arguments(self) -> dict[str, Any]:
        department = self.cleaned_data["department"] if self.chosen() == "department" else None
        return {**super().arguments(), "department": department, "area": self.chosen_area()}


class AcceptForm(StepForm):
    def build(self) -> None:
        self.add_words(
            _("When do you come, and what is done?"),
            hint=_("May stay empty. Write it if the resident should be at home or call somebody."),
        )


class PassUpForm(StepForm):
    def build(self) -> None:
        self.add_words(
            _("Why can it not be done here?"),
            hint=_("The level above reads it. The date promised to the resident stays."),
            needed="say_why",
        )


class SendBackForm(StepForm):
    def build(self) -> None:
        options = [(r, Option(str(words.BACK_REASONS[r]))) for r in BACK_REASONS]
        self.add_radio("reason", _("Why does it go back?"), options, missing=_("Choose a reason."))
        again = _("It was sent back once already: this time the level above decides, and that binds.")
        once = _("Whoever handed it to you reads it. A second time, the level above decides.")
        self.add_words(_("In one sentence"), hint=again if self.case.sent_back else once, needed="say_why")


class TransferForm(StepForm):
    def build(self) -> None:
        near = offices_near(self.case)
        self.add_pick(
            "office",
            _("Which office?"),
            [office for _place, some in near for office in some],
            needed="other_level",
            hint=_("The nearest ones stand first. Once at each level.") + self._to_a_department(),
        )
        groups = [(place, [(str(one.pk), localized(one, "name")) for one in some]) for place, some in near]
        pick: Any = self.fields["office"]
        pick.choices = [pick.choices[0], *groups] if len(near) > 1 else pick.choices
        self.add_words(_("Why is it theirs?"), hint=_("The clock goes on."), needed="say_why")

    def _to_a_department(self) -> str:
        """Whoever looks here for a department reads where it is."""
        if self.case.level == "department":
            return ""
        if self.case.task == "verify":
            return " " + _(
                "For a department: verify it and choose “Straight to the department”, or give it up."
            )
        return " " + _("For a department: pass it up; the sub-district dispatches it.")


def offices_near(case: Case) -> list[tuple[str, list[Office]]]:
    """Offices it can be handed to, by the area above them: the own one first."""
    beside = offices_beside(case)
    assert case.office is not None
    size = {"grid": 12, "community": 9}.get(case.level)
    if size is None:
        return [("", beside)]
    own = case.office.area.path[:size]
    names = {
        a.path: localized(a, "name")
        for a in Area.objects.filter(path__in={o.area.path[:size] for o in beside})
    }
    paths = sorted({o.area.path[:size] for o in beside}, key=lambda path: (path != own, path))
    return [(names.get(path, ""), [o for o in beside if o.area.path[:size] == path]) for path in paths]


class RecuseForm(StepForm):
    def build(self) -> None:
        self.add_words(
            _("Why do you step aside?"),
            hint=_("Kept sealed. A colleague takes it; you cannot check it or ring about it either."),
            needed="say_why",
        )


class RecuseOtherForm(StepForm):
    """Somebody above says who has nothing to do with it any more."""

    about = StepForm.about | {"stays_out": "user"}

    def build(self) -> None:
        assert self.case.office_id is not None
        people = {p.user_id: p.user for p in members(self.case.office_id, self.at)}
        self.add_pick(
            "user",
            _("Who steps aside?"),
            people.values(),
            say=lambda user: user.name,
            needed="not_in_this_office",
            initial=self.case.holder_id,
        )
        self.fields["user"].error_messages["required"] = _("Choose somebody from the list.")
        self.add_words(_("Why?"), hint=_("Kept sealed."), needed="say_why")
