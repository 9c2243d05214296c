"""For machines: is the process there, can it serve?"""

from __future__ import annotations

import time

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

WORKER_SILENT = 300  # seconds without a sign of the worker


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


_migrated = False


def readyz(request: HttpRequest) -> HttpResponse:
    """200 where the database answers and is migrated; the worker's silence is told, not fatal for residents."""
    global _migrated
    checks = {"database": False, "migrated": False, "worker": _worker_lives()}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = True
        if not _migrated:
            executor = MigrationExecutor(connection)
            _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        checks["migrated"] = _migrated
    except DatabaseError:
        pass
    ready = checks["database"] and checks["migrated"]
    return JsonResponse({"ready": ready, **checks}, status=200 if ready else 503)


def _worker_lives() -> bool:
    try:
        # a sign from the future (the clock was set back) says nothing about now
        return abs(time.time() - settings.HEARTBEAT.stat().st_mtime) < WORKER_SILENT
    except OSError:
        return False
