"""When somebody sits where and listens: the days to come, for everybody."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.cases import meeting
from linli.faces.portal.http import Request, show
from linli.office.queries import decided

KINDS = {"reception": _("Leaders listen"), "friday": _("Friday, face to face")}


@require_safe
def receptions(request: Request) -> HttpResponse:
    found = meeting.coming(request.now)
    days = [
        (day, [(KINDS[one.kind], one) for one in ones])
        for day, ones in groupby(found, key=lambda one: timezone.localtime(one.since).date())
    ]
    rules = decided()
    where = {one.office.area.path for one in found} or {""}
    hand_on = max(rules.setting("cases.reception_days", path) for path in where)  # said once, of all of them
    return show(request, "receptions", {"days": days, "hand_on": hand_on})
