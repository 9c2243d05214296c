"""Reading the catalogue: the list, one matter, its versions, and all of it as text."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.cases import catalogue
from linli.cases.catalogue import GROUPS, LOCAL, Change, Matter, Unreadable, changes, dump, load
from linli.cases.matters import gaps, in_use, matters
from linli.cases.models import CatalogueVersion
from linli.cases.queries import answerers
from linli.faces import words as faces_words
from linli.faces.desk import shell
from linli.faces.desk.catalogue import seen, words
from linli.faces.templatetags.linli import localized
from linli.office.queries import setting

HERE: dict[str, Any] = {"here": "catalogue"}
MOST_FOUND = 40


@login_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """All matters by group; `q` finds some of them, by characters, pinyin, initials or English."""
    seen.read(request)
    every = matters()
    asked = request.GET.get("q", "").strip()
    shown = catalogue.find(asked, every, MOST_FOUND) if asked else tuple(m for m in every if not m.retired)
    promise = setting("cases.promise", shell.area(request))
    groups = [("", [_row(m, promise) for m in shown])] if asked else _grouped(shown, promise)
    context = {
        "groups": groups,
        "asked": asked,
        "number": len(shown),
        "retired": [] if asked else [_row(m, promise) for m in every if m.retired],
        "keeps": seen.keeps(request),
        "lacking": [words.role(role) for role in gaps(seen.tops(request))],
        "empty": not every,
    }
    return shell.page(request, "desk/catalogue/start.html", HERE | context)


def _row(matter: Matter, promise: dict[str, str]) -> dict[str, Any]:
    limit = promise.get(matter.case_class)
    return {
        "matter": matter,
        "answers": words.role(matter.answers),
        "promise": faces_words.span_words(limit) if limit and not matter.refer else "",
        "urgency": matter.urgency,
    }


def _grouped(shown: tuple[Matter, ...], promise: dict[str, str]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in shown:
        found[one.group].append(_row(one, promise))
    known = [code for code in GROUPS if code in found]
    return [(words.group(code), found[code]) for code in (*known, *(c for c in found if c not in GROUPS))]


@login_required
@require_safe
def matter(request: HttpRequest, code: str) -> HttpResponse:
    """One matter: how it goes on, what the resident is told and asked."""
    seen.read(request)
    one = seen.matter(code)
    place = seen.place(request, seen.places(request))
    office = answerers(place.path).get(one.answers) if place else None
    context = {
        "matter": one,
        "row": _row(one, setting("cases.promise", place.path if place else "")),
        "group": words.group(one.group),
        "duty": words.duty(one.duty),
        "way": words.WAYS["refer" if one.refer else "direct" if one.direct else "usual"],
        "assists": [words.role(role) for role in one.assists],
        "numbers": [words.number(number) for number in one.numbers],
        "limits": [(words.limit(limit), limit.source) for limit in one.limits],
        "questions": [(q, words.choices(q), words.when(q)) for q in one.questions],
        "place": place,
        "office": office,
        "local": one.answers in LOCAL,
        "number": in_use().get(code, 0),
        "keeps": seen.keeps(request),
    }
    return shell.page(request, "desk/catalogue/matter.html", HERE | context)


@login_required
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    seen.read(request)
    rows = list(CatalogueVersion.objects.select_related("user").defer("text").order_by("-number")[:200])
    return shell.page(request, "desk/catalogue/versions.html", HERE | {"versions": rows})


@login_required
@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version: what it changed, and what going back to it would change now."""
    seen.read(request)
    one = get_object_or_404(CatalogueVersion.objects.select_related("user"), number=number)
    before = CatalogueVersion.objects.filter(number__lt=number).order_by("-number").first()
    here, stood = _read(one), _read(before) if before else ()
    context = {
        "version": one,
        "before": before,
        "changes": told(changes(stood, here), stood, here),
        "back": told(changes(matters(), here), matters(), here),
        "matters": len(here),
        "keeps": seen.keeps(request),
    }
    return shell.page(request, "desk/catalogue/version.html", HERE | context)


def _read(version: CatalogueVersion) -> tuple[Matter, ...]:
    try:
        return load(version.text)
    except Unreadable:  # written by a version of LinLi that knew other fields
        return ()


def told(
    found: tuple[Change, ...], before: tuple[Matter, ...], after: tuple[Matter, ...]
) -> list[dict[str, Any]]:
    """Changes in words: each matter by its name, each field as it was and as it is."""
    old, new = ({m.code: m for m in some} for some in (before, after))
    lines = []
    for change in found:
        is_now = new.get(change.code) or old[change.code]
        label, icon = words.CHANGES[change.kind]
        fields = [
            {
                "label": words.FIELDS[name],
                "was": words.show(old[change.code], name),
                "now": words.show(new[change.code], name),
            }
            for name in change.fields
        ]
        lines.append(
            {
                "code": change.code,
                "name": localized(is_now, "name"),
                "kind": label,
                "icon": icon,
                "fields": fields,
                "stands": change.kind != "gone",
            }
        )
    return lines


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The catalogue as it stands, or an older `version`, as a file that can be edited and brought back."""
    seen.read(request)
    asked = request.GET.get("version", "")
    text = dump(matters())
    name = timezone.localdate(request.now).strftime("%Y%m%d")  # type: ignore[attr-defined]
    if asked:
        known = asked.isascii() and asked.isdigit() and len(asked) < 10
        one = get_object_or_404(CatalogueVersion, number=int(asked) if known else -1)
        text, name = one.text, f"v{one.number}"
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="linli-matters-{name}.toml"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
