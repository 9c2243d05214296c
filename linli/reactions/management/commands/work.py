"""The worker: carries out what entries owe to reactions, and the clock's rounds."""

from __future__ import annotations

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from linli.journal.actions import claim, give_back, settle
from linli.office.actions import claim_job, release_job, run_a_step
from linli.reactions.clock import ROUNDS

log = logging.getLogger("linli.worker")

ROUND_EVERY = 60.0  # seconds
A_TURN = 1.0  # seconds on a long job before deliveries come first again


class Command(BaseCommand):
    help = "Carry out what journal entries owe to reactions, and long jobs and the clock's rounds, until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument("--idle", type=float, default=0.5, help="seconds to wait when nothing is due")

    def handle(self, *, once: bool, idle: float, **options: Any) -> None:
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            for sig in (signal.SIGTERM, signal.SIGINT):
                signal.signal(sig, lambda *_: stop.set())
        next_round = time.monotonic()  # the wall clock may be set back by a day; a round waits for no clock
        while not stop.is_set():
            now = timezone.now()
            done = 0
            try:
                close_old_connections()
                done = work_once(stop) + work_on_a_job(stop)
                if time.monotonic() >= next_round:
                    next_round = time.monotonic() + ROUND_EVERY
                    go_round(now)
                    settings.HEARTBEAT.touch()
            except (
                OperationalError,
                OSError,
            ) as error:  # a busy database, a full disk: waited for, not died of
                log.warning("database or disk not there", extra={"error": type(error).__name__})
            if once and not done:
                return
            if not done:
                stop.wait(idle)


def work_once(stop: threading.Event | None = None) -> int:
    """Claim what is due and settle it; returns how many were settled well."""
    done = 0
    claims = claim(timezone.now())
    for n, (delivery_id, until) in enumerate(claims):
        if stop is not None and stop.is_set():
            give_back(claims[n:], timezone.now())
            break
        done += settle(delivery_id, until, timezone.now())
    return done


def work_on_a_job(stop: threading.Event | None = None) -> int:
    """Steps of one long job for about a second, then deliveries again; returns how many steps were done."""
    job = claim_job(timezone.now())
    if job is None:
        return 0
    steps, until = 0, time.monotonic() + A_TURN
    while True:
        steps += 1
        if run_a_step(job) or time.monotonic() > until:
            break
        if stop is not None and stop.is_set():
            break
    release_job(job)
    return steps


def go_round(now: datetime) -> None:
    """Every round has its own fate: one that fails is told and tried again in a minute."""
    for tick in ROUNDS:
        try:
            tick(now)
        except Exception as error:
            log.warning("round failed", extra={"round": tick.__name__, "error": type(error).__name__})
