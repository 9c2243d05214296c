"""A plan as it leaves the house: GeoJSON for a map program, PDF for the file of the office above (备案)."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import shapely
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from shapely.geometry import mapping

from linli.faces.desk.design import finding
from linli.faces.desk.design.drawing import Picture
from linli.faces.desk.territory.drawing import WIDTH
from linli.office import printing
from linli.territory import codes, geojson
from linli.territory.actions.adopting import grid_name
from linli.territory.models import Area, Proposal, ProposalState, ProposedGrid
from linli.territory.queries import chain
from linli.territory.queries.proposals import wish_of

TINTS = ("#cfe6d8", "#f3e3c3", "#d5e0f2", "#f1d5d2", "#e2d8ee", "#dfe6c4")  # on paper there is no style sheet
INK, OUT = "#23302a", "#b0413e"


def _asked(request: HttpRequest, uuid: UUID) -> tuple[Proposal, Area | None, list[ProposedGrid]]:
    plan = finding.plan_of(request, uuid)
    community = finding.community_of(request, plan, request.GET.get("at", ""))
    rows = plan.grids.select_related("community", "keeps").order_by("community__path", "number")
    listed = list(rows.filter(community=community) if community else rows)
    if not listed:
        raise Http404
    return plan, community, listed


def _sent(content: bytes | str, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_safe
def as_geojson(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Each grid a polygon with its numbers; `?datum=gcj` for Chinese maps."""
    plan, community, rows = _asked(request, uuid)
    gcj = request.GET.get("datum") == "gcj"
    features = [_feature(row, gcj=gcj) for row in rows]
    told = {"type": "FeatureCollection", "datum": "GCJ-02" if gcj else "WGS-84", "features": features}
    name = f"{(community or plan.area).path}-plan-{plan.pk}{'-gcj' if gcj else ''}.geojson"
    return _sent(json.dumps(told, ensure_ascii=False), "application/geo+json", name)


def _feature(row: ProposedGrid, *, gcj: bool) -> dict[str, Any]:
    ground: Any = shapely.from_wkb(bytes(row.wkb))
    path = row.community.path + row.number
    told = {
        "code": path,
        "name": row.keeps.name if row.keeps else grid_name(int(row.number)),
        "community": codes.code_of_path(row.community.path),
        "households": row.households,
        "buildings": len(row.buildings),
        "in_band": row.in_band,
        "connected": row.connected,
        "walk_m": round(row.walk, 1),
        "compactness": round(row.compactness, 3),
    }
    return {
        "type": "Feature",
        "properties": told,
        "geometry": mapping(geojson.converted(ground, "gcj") if gcj else ground),
    }


@login_required
@require_safe
def as_pdf(request: HttpRequest, uuid: UUID) -> HttpResponse:
    plan, community, rows = _asked(request, uuid)
    area = community or plan.area
    sums = finding.Sums.of(rows)
    low, high = wish_of(plan.options).band_of(community) if community else wish_of(plan.options).band
    names = finding.building_names(rows)
    drawn = finding.picture(plan, community, rows)
    figures = (
        ("网格", str(sums.grids)),
        (f"在 {low}–{high} 户内", str(sums.inside)) if community else ("户数合适", str(sums.inside)),
        ("户数", str(sums.households)),
        ("每户步行（米）", "" if sums.walk is None else f"{sums.walk:.0f}"),
    )
    now = timezone.localtime(request.now)  # type: ignore[attr-defined]
    state = "已采用" if plan.state == ProposalState.ADOPTED else "草案"
    paper = printing.Filing(
        name=f"{area.name}网格划分方案",
        place=" ".join(one.name for one in chain(area.path)[:-1]),
        made=f"第 {plan.pk} 号方案（{state}）　{now:%Y-%m-%d %H:%M}",
        foot=f"{area.name}　{codes.code_of_path(area.path)}　网格编码：社区官方代码后加三位",
        figures=figures,
        svg=_svg(drawn) if drawn else "",
        rows=[_line(row, names) for row in rows],
        notes=[_note(row) for row in rows if not row.in_band or not row.connected],
    )
    title = f"{area.name}网格划分方案"
    return _sent(printing.filing(paper, title=title), "application/pdf", f"{area.path}-plan-{plan.pk}.pdf")


def _line(row: ProposedGrid, names: dict[int, str]) -> tuple[str, str, str, str, str]:
    mine = [names[pk] for pk in names if pk in set(row.buildings)]
    name = row.keeps.name if row.keeps else grid_name(int(row.number))
    return (
        row.community.path + row.number,
        name,
        str(row.households),
        str(len(row.buildings)),
        "、".join(mine),
    )


def _note(row: ProposedGrid) -> str:
    said = [] if row.in_band else [f"{row.households} 户，不在规定户数内"]
    said += [] if row.connected else ["没有连成一片"]
    return f"{row.community.path}{row.number}：" + "，".join(said)


def _svg(picture: Picture) -> str:
    """The map on paper: no colour means anything, what is outside the band has a thick edge."""
    made = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {picture.height}">']
    for one in picture.patches:
        edge = f'stroke="{INK}" stroke-width="1.5"' if one.row.in_band else f'stroke="{OUT}" stroke-width="5"'
        made.append(f'<path d="{one.d}" fill="{TINTS[one.tint]}" fill-rule="evenodd" {edge}/>')
    edges = "".join((*picture.outlines, *picture.lines))
    points = "".join(f"M{dot.x} {dot.y}h0" for dot in picture.dots)
    made.append(f'<path d="{edges}" fill="none" stroke="{INK}" stroke-width="3"/>')
    made.append(f'<path d="{points}" stroke="{INK}" stroke-width="5" stroke-linecap="round"/>')
    style = f'font-family="LinLi Sans SC" font-weight="700" text-anchor="middle" fill="{INK}"'
    for one in picture.patches:
        made.append(
            f'<text x="{one.x}" y="{one.y + 7}" font-size="{16 if one.small else 22}" {style}>{one.label}</text>'
        )
    return "".join((*made, "</svg>"))
