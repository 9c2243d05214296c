"""The rules of an office: all of them on one page, one with what it would change, and back to what it was; for
everywhere, or for an area that has its own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.common.paths import parent_of
from linli.faces import errors
from linli.faces.desk import shell
from linli.faces.desk.catalogue import seen
from linli.faces.desk.settings.forms import Looked, RuleSheet
from linli.faces.desk.settings.preview import differences, effects
from linli.faces.desk.settings.rules import APPLIES, GROUPS, RULES, Rule, lines
from linli.faces.desk.settings.where import Where, choices, chosen
from linli.faces.desk.sheets import handle
from linli.faces.sent import key_of
from linli.office.actions import give_up, once, put_back, set_setting
from linli.office.actions.deciding import KEEP, require_keeper
from linli.office.models import Setting
from linli.office.queries import Change, changes, may_differ

HERE: dict[str, Any] = {"here": "settings"}
either = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Every rule with its value, and whether it is that of LinLi, of above or this office's own."""
    seen.read(request)
    wheres = choices(request)
    where = chosen(request, wheres)
    made = changes(*RULES, path=where.path)
    groups = [
        (key, label, [_row(rule, where, made[rule.name]) for rule in rules]) for key, label, rules in GROUPS
    ]
    own = sum(row["own"] for _key, _label, rows in groups for row in rows)
    context = {"groups": groups, "own": own, "where": where, "wheres": wheres}
    return shell.page(request, "desk/settings/start.html", HERE | context)


def _row(rule: Rule, where: Where, made: list[Change]) -> dict[str, Any]:
    value = where.rules.setting(rule.name, where.path)
    return {
        "rule": rule,
        "lines": lines(rule, value),
        "last": made[0] if made else None,
        "own": where.has_own(rule.name) if where.area else value != rule.default,
        "source": where.source(rule.name),
        "apart": len(where.rules.apart(rule.name, where.path)),
    }


@login_required
@either
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One rule: what stands, who changed it; a new value shows what it would do before it counts."""
    found = rule_called(name)
    seen.read(request)
    where = chosen(request, choices(request))
    keeps = where.may_change(name)
    if request.method == "POST":
        require_keeper(name, where.path, by=request.actor, at=request.now)  # type: ignore[attr-defined]
    own = where.path if may_differ(name) else ""  # whose decisions are told
    now, made = where.rules.setting(name, where.path), changes(name, path=own)[name]
    sheet = RuleSheet(request.POST or None, rule=found, now=now, seen=made[0].version if made else 0)
    page = {
        **HERE,
        "title": found.label,
        "rule": found,
        "applies": APPLIES[found.applies],
        "lines": lines(found, now),
        "history": [_told(found, one, own) for one in made],
        "where": where,
        "source": where.source(name),
        "above": lines(found, _above(name, where)) if where.has_own(name) else [],
        "differs": may_differ(name),
        "keeps": keeps,
        "back_key": uuid.uuid4(),
        "up_key": uuid.uuid4(),
        "seen": made[0].version if made else 0,
    }
    if may_show(sheet, request):
        value = sheet.value()
        at, path = request.now, where.path  # type: ignore[attr-defined]
        page["differences"] = differences(found, now, value)
        if value != now:
            page["effects"] = effects(found, now, value, path, at, here=path or shell.area(request))

    def work(values: dict[str, Any]) -> dict[str, Any]:
        by, at = request.actor, request.now  # type: ignore[attr-defined]
        more = {"reason": values["reason"], "seen": values["seen"]}
        return {"version": set_setting(name, sheet.value(), path=where.path, by=by, at=at, **more).version}

    return show_or_do(request, sheet, page, work, "desk/settings/rule.html", at_rule(name, where))


def at_rule(name: str, where: Where) -> str:
    return reverse("desk:setting", args=[name]) + where.query


def _above(name: str, where: Where) -> Any:
    """What holds in an area once it gives its own up."""
    return where.rules.setting(name, parent_of(where.path))


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


def _told(found: Rule, one: Change, own: str) -> dict[str, Any]:
    """What a version changed; the first one of an area, or the first after it gave its own up, is told whole."""
    if one.value is None:
        return {"change": one, "given_up": True}
    if one.was is None and own:
        return {"change": one, "whole": lines(found, one.value)}
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
    return by_click(request, name, put_back, at_rule)


@login_required
@require_POST
def up(request: HttpRequest, name: str) -> HttpResponse:
    """An area gives its own up, with one click."""
    rule_called(name)
    return by_click(request, name, give_up, at_rule)


def by_click(
    request: HttpRequest, name: str, verb: Callable[..., Setting], after: Callable[[str, Where], str]
) -> HttpResponse:
    """Put a rule or a text back, or give it up, once; `seen` is the version that the page showed."""
    by, at = request.actor, request.now  # type: ignore[attr-defined]
    by.require(KEEP)
    where = chosen(request, choices(request))
    key, version = key_of(request), request.POST.get("seen", "")
    if not (version.isascii() and version.isdigit() and len(version) < 9):
        return errors.bad_request(request)

    def work() -> dict[str, Any]:
        return {"version": verb(name, path=where.path, seen=int(version), by=by, at=at).version}

    once(by, key, {verb.__name__: name, "area": where.code, "seen": version}, work, at=at)
    notes.success(request, _("Back to what it was. That too is one click away."))
    return redirect(after(name, where))
