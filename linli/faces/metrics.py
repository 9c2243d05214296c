"""Figures for machines that watch (Prometheus), in the text that they read. Off until a setting opens it.

Routes are named, never paths (a path can hold a follow token); nothing here is about a person. Requests are counted in
this process: we serve with one process and many threads. With several processes each answers for itself.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from linli.faces import running

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
HERE = ("127.0.0.1", "::1")

registry = CollectorRegistry()
ProcessCollector(registry=registry)
requests = Counter(
    "linli_requests",
    "Requests answered, by route name and status",
    ["route", "method", "status"],
    registry=registry,
)
seconds = Histogram(
    "linli_request_seconds",
    "How long an answer took, by route name",
    ["route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=registry,
)


def observe(route: str, method: str, status: int, took: float) -> None:
    """One request that was answered; an invented method counts as "other"."""
    requests.labels(route or "-", method if method in METHODS else "other", str(status)).inc()
    seconds.labels(route or "-").observe(took)


class Installation(Collector):
    """What the database, the disk and the worker say at the moment of asking."""

    def collect(self) -> Iterator[Metric]:
        now, clock = timezone.now(), time.time()
        for name, help, labels, values in running.figures(now, clock):
            family = GaugeMetricFamily(f"linli_{name}", help, labels=labels)
            for key, value in values.items():
                family.add_metric(key, value)
            yield family

    def describe(self) -> list[Metric]:
        return []  # asked for when it is read, not when it is registered


registry.register(Installation())


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Whoever has no right to it does not learn that it is there."""
    if not may_read(request):
        raise Http404
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if settings.METRICS_TOKEN and hmac.compare_digest(shown, settings.METRICS_TOKEN.encode()):
        return True
    passed_on = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return bool(settings.METRICS_LOCAL and request.META.get("REMOTE_ADDR") in HERE and not passed_on)
