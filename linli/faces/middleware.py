"""What every request gets: an id and a log line, language and view, an actor, a moment, a scope."""

from __future__ import annotations

import ipaddress
import logging
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from linli.common.refusals import Refused
from linli.faces import errors, metrics, scope

log = logging.getLogger("linli.request")
Next = Callable[[HttpRequest], HttpResponse]

LANGUAGE_COOKIE = settings.LANGUAGE_COOKIE_NAME
VIEW_COOKIE = "linli_view"
# what no page of ours asks of a telephone; nobody's place is ever asked
NOT_ASKED = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


class Logged:
    """One line a request: route name (never the path: it can hold a token), status, milliseconds, user id."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """What nobody caught is a 500: its kind and its place are noted, never its text, which may quote somebody."""
        if not isinstance(error, (Refused, Http404, PermissionDenied, SuspiciousOperation, OperationalError)):
            match = request.resolver_match
            where = {"request": request.id, "route": match.view_name if match else "-"}  # type: ignore[attr-defined]
            log.error("uncaught", exc_info=error, extra=where)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        started = time.perf_counter()
        if (request.content_params or {}).get("charset", "utf-8").lower().replace("_", "-") not in (
            "utf-8",
            "utf8",
        ):
            response: HttpResponse = errors.bad_request(request)  # a codec of Python's own could do anything
        else:
            response = self.get_response(request)
        match = request.resolver_match
        route = match.view_name if match else "-"
        if route not in ("healthz", "readyz", "metrics") and not request.path.startswith("/static/"):
            metrics.observe(route, request.method or "", response.status_code, time.perf_counter() - started)
            log.info(
                "request",
                extra={
                    "request": request.id,  # type: ignore[attr-defined]
                    "route": route,
                    "method": request.method,
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - started) * 1000),
                    "user": getattr(getattr(request, "actor", None), "user_id", None),
                },
            )
        response["X-Request-Id"] = request.id  # type: ignore[attr-defined]
        return response


class Preferences:
    """Language and elder view as the person chose them; Chinese and plain until somebody does.

    The browser's own language is not asked: a plate in China speaks Chinese first, English is one tap.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(LANGUAGE_COOKIE, "")
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        request.elder = request.COOKIES.get(VIEW_COOKIE) == "elder"  # type: ignore[attr-defined]
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        response.headers["Permissions-Policy"] = NOT_ASKED
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Acting:
    """`request.now` (the clock is read once), `request.posts`, `request.actor`, `request.scope`."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        request.posts = SimpleLazyObject(lambda: scope.posts(request))  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: scope.actor(request))  # type: ignore[attr-defined]
        request.scope = SimpleLazyObject(lambda: scope.scope(request))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """A file that found no room: its form comes back with every word, to be sent without it.

        The body was read by the CSRF check. It is not read here: a view may want its files in memory only.
        """
        if hasattr(request, "upload_failed"):
            return self.process_exception(request, request.upload_failed)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal that no view caught, a busy database or a full disk is still told in words."""
        if isinstance(error, Refused):
            return errors.refused(request, error.refusal)
        if errors.holds_nul(error):
            return errors.bad_request(request)
        if (found := errors.trouble(error)) is not None:
            log.warning("machine in trouble", exc_info=error, extra={"request": request.id})  # type: ignore[attr-defined]
            return errors.page(request, found[0], status=found[1])
        return None


def client_address(request: HttpRequest) -> str | None:
    """Whose wrong passwords are counted: the peer, or what the proxies that we believe say of it. None: no address.

    Of IPv6 only the network counts: whoever has one has 2**64 addresses in it.
    """
    told = str(request.META.get("REMOTE_ADDR", ""))
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if settings.PROXIES and len(hops) >= settings.PROXIES:
        told = hops[-settings.PROXIES]
    try:
        found = ipaddress.ip_address(told)
    except ValueError:
        return None
    if isinstance(found, ipaddress.IPv6Address) and not found.is_loopback:
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((int(found), 64), strict=False).network_address)
    return told
