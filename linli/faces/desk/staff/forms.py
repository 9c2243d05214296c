"""What is asked when people are appointed, stand in for each other, are away, take turns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.common.paths import LENGTHS
from linli.faces.desk.account.forms import AwayForm, day_field
from linli.faces.desk.forms import Option, Pick, PickPlace, Tidy
from linli.faces.desk.sheets import Sheet
from linli.faces.desk.staff import words
from linli.faces.desk.templatetags.desk import ROLES
from linli.faces.templatetags.linli import localized
from linli.people.models import AREA_OFFICES, Office, Post, User
from linli.people.rules import ROLES_AT, may_reach
from linli.territory.models import Area

USUAL = "usual"  # what a role of this office usually looks into
NOBODY = _("nobody: the head above acts")
LOGIN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}\Z")


def text(label: Any, *, most: int, hint: Any = "", needed: Any = "", **attrs: Any) -> Tidy:
    field = Tidy(
        label=label,
        help_text=hint,
        max_length=most,
        required=bool(needed),
        widget=forms.TextInput(attrs=attrs),
    )
    field.error_messages["required"] = needed
    field.error_messages["max_length"] = _("That is %(show_value)d characters, %(limit_value)d fit.")
    field.widget.attrs.pop("maxlength", None)
    return field


def choose(label: Any, choices: Iterable[tuple[str, Any]], *, hint: Any = "", needed: Any = "") -> Any:
    """A select that begins empty."""
    field = forms.ChoiceField(
        label=label,
        help_text=hint,
        required=bool(needed),
        choices=[("", _("Choose one") if needed else _("none of these")), *choices],
    )
    field.error_messages["required"] = needed
    field.error_messages["invalid_choice"] = _("This one is no longer in the list. Choose another one.")
    return field


def role_at(post: Post) -> str:
    return _("%(name)s, %(role)s, %(office)s") % {
        "name": post.user.name,
        "role": ROLES[post.role],
        "office": localized(post.office, "name"),
    }


def usual_reach(office: Office, role: str) -> str:
    """What somebody in this role looks into, unless something else is said."""
    if office.kind not in AREA_OFFICES:
        return "handed"
    return "none" if may_reach(office, "subtree", role) else "subtree"


class AppointForm(Sheet):
    """Somebody who is entered already, or a new person; the role; what they may look into."""

    about = {
        "name_taken": "username",
        "held_already": "role",
        "reach_not_for_department": "reach",
        "reach_not_for_role": "reach",
        "area_outside_office": "area",
        "has_left": "person",
        "not_yourself": "person",
        "link_was_yours": "role",
    }

    def __init__(
        self,
        data: Any = None,
        *,
        office: Office,
        people: list[User],
        areas: list[Area],
        today: date,
        chosen: User | None = None,
        role: str = "",
        gives: Callable[[str, str], bool] = lambda role, reach: True,
        pieces: int = 0,
    ) -> None:
        """`gives` says which role with which reach the asking person may give; `pieces`: how many `areas` there are."""
        super().__init__(data)
        self.today = today
        if chosen is None:
            self.fields["name"] = text(pgettext_lazy("person", "Name"), most=40)
            self.fields["username"] = text(
                _("Login name"),
                most=40,
                hint=_("Small letters and digits, at least three."),
                autocapitalize="none",
                autocomplete="off",
            )
        if people and chosen is None:
            self.fields["person"] = Pick(
                people,
                say=lambda user: f"{user.name} · {user.username}",
                label=_("Or somebody who is here already"),
                help_text=_("Anybody else who serves: open their page and give them another post there."),
                required=False,
            )
        self.chosen = chosen
        kinds = [code.value for code in ROLES_AT[office.kind]]
        roles = [code for code in kinds if gives(code, usual_reach(office, code))]
        self.not_given = [code for code in kinds if code not in roles]
        self.fields["role"] = choose(
            _("As what?"), [(code, ROLES[code]) for code in roles], needed=_("Choose a role.")
        )
        self.initial["role"] = role if role in roles else ""
        self.fields["since"] = day_field(
            _("From which day on?"), _("Before that day they see and may do nothing.")
        )
        self.fields["since"].required = False  # emptied: from today on
        self.initial["since"] = today
        reaches = [  # only what differs from what is usual here
            (code, Option(*said))
            for code, said in words.REACHES.items()
            if code != "handed" or office.kind in AREA_OFFICES
        ]
        reaches.insert(0, (USUAL, Option(_("As usual for this role"), self._what_is_usual(office))))
        self.fields["reach"] = forms.ChoiceField(
            label=_("What may they look into?"), choices=reaches, widget=forms.RadioSelect
        )
        self.fields["reach"].error_messages["required"] = _("Choose one.")
        self.initial["reach"] = USUAL
        self.office = office
        if areas:
            self.fields["area"] = PickPlace(
                areas,
                say=lambda area: localized(area, "name"),
                path_of=lambda area: area.path,
                depth=LENGTHS[4],
                none=_("the whole area of the office"),
                label=_("Which piece of it?"),
                required=False,
                help_text=_(
                    "The %(shown)s largest of %(all)s pieces. For a smaller one appoint at its own office."
                )
                % {"shown": len(areas), "all": pieces}
                if pieces > len(areas)
                else "",
            )
        self.fields["phone"] = text(
            _("Telephone that residents may call"),
            most=20,
            hint=_("A work number; nobody needs to give a private one."),
            inputmode="tel",
        )

    @staticmethod
    def _what_is_usual(office: Office) -> Any:
        if office.kind not in AREA_OFFICES:
            return _("What is handed to this office.")
        return _("The area of the office; nothing, where the role has nothing to do with homes.")

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"] or self.today
        if not self.today <= since <= self.today + timedelta(days=366):
            raise ValidationError(_("Choose a day from today on, within a year."))
        return since

    def begins(self, now: datetime) -> datetime:
        """This moment, or the midnight with which a later day begins."""
        since: date = self.cleaned_data["since"]
        return (
            now if since == self.today else datetime.combine(since, time(), timezone.get_default_timezone())
        )

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"].lower()
        if username and not LOGIN_NAME.match(username):
            raise ValidationError(_("Small letters and digits, at least three, beginning with one of them."))
        return username

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("reach") == USUAL and values.get("role"):
            values["reach"] = usual_reach(self.office, values["role"])
        if self.chosen is not None or values.get("person"):
            return values
        for name, said in (("name", _("Write the name.")), ("username", _("Write a login name."))):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, said)
        return values


class DeputyForm(Sheet):
    about = {
        "deputy_yourself": "deputy",
        "deputy_without_post": "deputy",
        "deputy_elsewhere": "deputy",
        "deputy_sees_no_homes": "deputy",
    }

    def __init__(self, data: Any = None, *, posts: list[Post], now_is: int | None) -> None:
        super().__init__(data)
        self.fields["deputy"] = deputy_field(posts, NOBODY, str(now_is or ""))


def deputy_field(posts: list[Post], otherwise: Any, initial: str = "") -> Pick:
    """`otherwise`: who acts where nobody is chosen."""
    return Pick(
        posts, say=role_at, none=otherwise, label=_("Who stands in?"), required=False, initial=initial
    )


class AbsenceForm(AwayForm):
    """When somebody is away, and who does their work meanwhile: the standing deputy, or another one this once."""

    about = AwayForm.about | DeputyForm.about

    def __init__(self, data: Any = None, *, posts: list[Post], standing: Post | None, **more: Any) -> None:
        """`posts`: whom the asking person may name; none of them, and nothing is asked."""
        super().__init__(data, **more)
        self.fields["since"].label = _("Away from")
        others = [one for one in posts if standing is None or one.pk != standing.pk]
        if not others:
            return
        usual = _("as always: %(deputy)s") % {"deputy": role_at(standing)} if standing else NOBODY
        self.fields["deputy"] = deputy_field(others, usual)
        self.fields["deputy"].help_text = _(
            "Whoever you choose stands in for this absence only, and sees and does what they see and do."
        )


class RosterForm(Sheet):
    """People take turns, a day each."""

    first = day_field(_("First day"))
    days = forms.IntegerField(label=_("For how many days?"), min_value=1, max_value=62, initial=14)
    begins = forms.TimeField(
        label=_("From"), initial=time(18), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("To"),
        initial=time(8),
        help_text=_("A time that is earlier than the beginning is on the next day."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    about = {"nobody_on_the_roster": "people", "not_in_this_office": "people", "roster_too_long": "days"}

    def __init__(self, data: Any = None, *, people: list[User], today: date, phone: str = "") -> None:
        super().__init__(data, initial={"first": today, "phone": phone})
        self.things = {str(user.pk): user for user in people}
        choices = [(pk, user.name) for pk, user in self.things.items()]
        self.fields["people"] = forms.MultipleChoiceField(
            label=_("Who takes turns, in this order?"),
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            initial=list(self.things),
        )
        self.fields["people"].error_messages["required"] = _("Choose at least one person.")
        self.fields["phone"] = text(_("Number that is answered"), most=20, inputmode="tel")
        for name, said in (("days", _("A number from 1 to 62.")), ("begins", _("A time like 18:00."))):
            for code in ("required", "invalid", "min_value", "max_value"):
                self.fields[name].error_messages[code] = said
        self.fields["ends"].error_messages |= self.fields["begins"].error_messages
        self.today = today

    def clean_first(self) -> date:
        first: date = self.cleaned_data["first"]
        if not self.today - timedelta(days=1) <= first <= self.today + timedelta(days=366):
            raise ValidationError(_("Choose a day from today on, within a year."))
        return first

    def clean_people(self) -> list[User]:
        chosen = set(self.cleaned_data["people"])
        return [user for pk, user in self.things.items() if pk in chosen]


class OfficeForm(Sheet):
    """Where an office is reached."""

    def __init__(self, data: Any = None, *, office: Office) -> None:
        initial = {"phone": office.phone, "address": office.address, "hours": office.hours}
        super().__init__(data, initial=initial)
        self.fields["phone"] = text(_("Telephone"), most=20, inputmode="tel")
        self.fields["address"] = text(_("Address"), most=120)
        self.fields["hours"] = text(
            _("Open"), most=120, hint=_("As people say it: Monday to Friday 9 to 17.")
        )


class NewOfficeForm(Sheet):
    about = {"office_there_already": "area", "superior_elsewhere": "area", "superior_of_no_area": "kind"}

    def __init__(self, data: Any = None, *, areas: list[Area]) -> None:
        super().__init__(data, initial={})
        self.fields["kind"] = choose(
            _("What kind of office?"), words.OFFICE_KINDS.items(), needed=_("Choose a kind.")
        )
        self.fields["name"] = text(_("Name"), most=60, needed=_("Write a name."))
        area = Pick(areas, say=lambda one: localized(one, "name"), label=_("For which area?"))
        area.error_messages["required"] = _("Choose an area.")
        self.fields["area"] = area
        self.fields["phone"] = text(_("Telephone"), most=20, inputmode="tel")


class SuperiorForm(Sheet):
    about = dict.fromkeys(("superior_cycle", "superior_elsewhere", "superior_of_no_area"), "superior")

    def __init__(self, data: Any = None, *, offices: list[Office], now_is: int | None) -> None:
        super().__init__(data)
        field = Pick(
            offices,
            say=lambda one: localized(one, "name"),
            label=_("Which office is above?"),
            initial=str(now_is or ""),
            help_text=_("What cannot be done here goes there, and its head acts where nobody else is."),
        )
        field.error_messages["required"] = _("Choose one.")
        self.fields["superior"] = field


class SkillsForm(Sheet):
    kinds = forms.MultipleChoiceField(
        label=_("What can you do for others?"),
        required=False,
        choices=list(words.SKILLS.items()),
        widget=forms.CheckboxSelectMultiple,
    )


class MemberForm(Sheet):
    about = {"not_a_branch": "branch"}

    def __init__(self, data: Any = None, *, branches: list[Office], **initial: Any) -> None:
        super().__init__(data, initial=initial)
        branch = Pick(branches, say=lambda one: localized(one, "name"), label=_("Which branch?"))
        branch.error_messages["required"] = _("Choose a branch.")
        self.fields["branch"] = branch
        if initial.get("branch"):
            branch.initial = str(initial["branch"])
        self.fields["exemption"] = choose(
            _("Spared from linking?"),
            words.EXEMPTIONS.items(),
            hint=_("Nobody has to look after households who cannot. It shows only here."),
        )


class JustDoIt(Sheet):
    """Nothing is asked: the page says what follows, the button does it."""
