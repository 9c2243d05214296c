"""The rules of an office: all of them on one page, one with what it would change, and back to what it was."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.faces import errors
from linli.faces.desk import shell
from linli.faces.desk.catalogue import seen
from linli.faces.desk.settings.forms import Looked, RuleSheet
from linli.faces.desk.settings.preview import differences, effects
from linli.faces.desk.settings.rules import APPLIES, GROUPS, RULES, Rule, lines
from linli.faces.desk.sheets import handle
from linli.faces.sent import key_of
from linli.office.actions import once, put_back, set_setting
from linli.office.actions.deciding import KEEP
from linli.office.queries import Change, changes, setting, settings_named

HERE: dict[str, Any] = {"here": "settings"}
either = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Every rule with its value, and whether it is that of LinLi or this office's own."""
    seen.read(request)
    now, made = settings_named(*RULES), changes(*RULES)
    groups = [
        (key, label, [_row(rule, now[rule.name], made[rule.name]) for rule in rules])
        for key, label, rules in GROUPS
    ]
    own = sum(row["own"] for _key, _label, rows in groups for row in rows)
    context = {"groups": groups, "own": own, "keeps": seen.keeps(request, verb=KEEP)}
    return shell.page(request, "desk/settings/start.html", HERE | context)


def _row(rule: Rule, value: Any, made: list[Change]) -> dict[str, Any]:
    return {
        "rule": rule,
        "lines": lines(rule, value),
        "last": made[0] if made else None,
        "own": value != rule.default,
    }


@login_required
@either
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One rule: what stands, who changed it; a new value shows what it would do before it counts."""
    found, keeps = rule_called(name), seen.keeps(request, verb=KEEP)
    seen.read(request)
    if request.method == "POST":
        request.actor.require(KEEP)  # type: ignore[attr-defined]
    now, made = setting(name), changes(name)[name]
    sheet = RuleSheet(request.POST or None, rule=found, now=now, seen=made[0].version if made else 0)
    page = {
        **HERE,
        "title": found.label,
        "rule": found,
        "applies": APPLIES[found.applies],
        "lines": lines(found, now),
        "history": [_told(found, one) for one in made],
        "keeps": keeps,
        "back_key": uuid.uuid4(),
        "seen": made[0].version if made else 0,
    }
    if may_show(sheet, request):
        value = sheet.value()
        path = (seen.tops(request) or ("",))[0]
        page |= {
            "differences": differences(found, now, value),
            "effects": effects(found, now, value, path, request.now) if value != now else [],  # type: ignore[attr-defined]
        }

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        more = {"reason": values["reason"], "seen": values["seen"]}
        return {"version": set_setting(name, sheet.value(), by=by, at=at, **more).version}

    return show_or_do(
        request, sheet, page, work, "desk/settings/rule.html", reverse("desk:setting", args=[name])
    )


def may_show(sheet: Looked, request: HttpRequest) -> bool:
    """Is something typed that can be shown as it would be?"""
    return request.method == "POST" and sheet.is_valid()


def show_or_do(
    request: HttpRequest, sheet: Looked, page: dict[str, Any], work: Any, template: str, after: str
) -> HttpResponse:
    """What was not looked at yet is shown with what it would do, and nothing is done."""
    if may_show(sheet, request) and not sheet.was_looked_at():
        sheet.look()
        return shell.page(request, template, {**page, "form": sheet, "looking": True})

    def then(answer: dict[str, Any]) -> HttpResponse:
        notes.success(request, _("It counts from now on. What stood before is one click away."))
        return redirect(after)

    return handle(request, sheet, page, work, then, template=template)


def _told(found: Rule, one: Change) -> dict[str, Any]:
    was = found.default if one.was is None else one.was
    return {"change": one, "differences": differences(found, was, one.value)}


def rule_called(name: str) -> Rule:
    if name not in RULES:
        raise Http404
    return RULES[name]


@login_required
@require_POST
def back(request: HttpRequest, name: str) -> HttpResponse:
    """What stood before the newest version, with one click."""
    rule_called(name)
    return go_back(request, name, reverse("desk:setting", args=[name]))


def go_back(request: HttpRequest, name: str, after: str) -> HttpResponse:
    """Put a rule or a text back, once; `seen` is the version that the page showed."""
    by, at = request.actor, request.now  # type: ignore[attr-defined]
    by.require(KEEP)
    key, version = key_of(request), request.POST.get("seen", "")
    if not (version.isascii() and version.isdigit() and len(version) < 9):
        return errors.bad_request(request)

    def work() -> dict[str, Any]:
        return {"version": put_back(name, seen=int(version), by=by, at=at).version}

    once(by, key, {"back": name, "seen": version}, work, at=at)
    notes.success(request, _("Back to what it was. That too is one click away."))
    return redirect(after)
