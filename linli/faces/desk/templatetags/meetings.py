"""On the page of a request: that a firm is on it, and where its link is."""

from __future__ import annotations

from typing import Any

from django import template

from linli.cases.meeting import running_errand
from linli.cases.models import Case
from linli.cases.queries import timeline

register = template.Library()


@register.inclusion_tag("desk/meetings/_with_firm.html", takes_context=True)
def with_firm(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """Which firm does it now, until when; what it said last. For those of the office that has it, the link's page."""
    if (case.status, case.task) != ("open", "do"):
        return {"errand": None}
    errand = running_errand(case, context["now"])
    mine = any(post.office_id == case.office_id for post in context["request"].posts)
    reports = (
        [one for one in timeline(case) if one.verb == "case.report"] if errand and errand.reported_at else []
    )
    done = bool(reports and reports[-1].data.get("done"))
    return {"errand": errand, "case": case, "mine": mine, "done": done, "now": context["now"]}
