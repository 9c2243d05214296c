"""What every page knows of the installation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def installation(request: HttpRequest) -> dict[str, Any]:
    return {
        "OPERATOR": settings.OPERATOR,
        "FILING_NUMBER": settings.FILING_NUMBER,
        "DUTY_PHONE": settings.DUTY_PHONE,
        "DEMO": settings.DEMO,
        "elder": getattr(request, "elder", False),
        "now": getattr(request, "now", None),
    }
