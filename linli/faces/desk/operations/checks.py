"""Each thing that has to be in order: how it stands, and what to do where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.faces import words
from linli.faces.health import WORKER_SILENT
from linli.faces.running import State

WAITS_LONG = 900  # seconds that a delivery may be owed before somebody should look
GRADES = ("bad", "look", "fine")


@dataclass(frozen=True, slots=True)
class Check:
    """`grade`: bad (mend it now), look (soon), fine. `command`: what whoever keeps the machine types."""

    grade: str
    icon: str
    name: str
    stands: str
    todo: str = ""
    command: str = ""
    url: str = ""
    link: str = ""


def checks(state: State, now: datetime, *, failures: str = "") -> list[Check]:
    """All of them, the gravest first. `failures`: where the reader finds what was not delivered, if they may."""
    found = [
        worker(state),
        queue(state, failures),
        jobs(state),
        backup(state, now),
        disk(state),
        program(state),
        keys(state),
        seals(state, now),
        gateway(state),
        calendar(state),
        *doors(),
    ]
    return sorted(found, key=lambda one: GRADES.index(one.grade))


def worker(state: State) -> Check:
    name, command = _("The worker"), "systemctl restart linli-worker"
    todo = _("Nothing is delivered and no deadline is watched until it runs again.")
    if state.silent is None:
        return Check("bad", "wrench", name, _("It has never given a sign."), todo, command)
    if state.silent >= WORKER_SILENT:
        n = int(state.silent // 60)
        silent = ngettext("Silent for %(n)s minute.", "Silent for %(n)s minutes.", n) % {"n": n}
        return Check("bad", "wrench", name, silent, todo, command)
    return Check("fine", "wrench", name, _("At work."))


def queue(state: State, failures: str) -> Check:
    name = _("What is owed to people")
    owed = ngettext("%(n)s delivery waits.", "%(n)s deliveries wait.", state.owed) % {"n": state.owed}
    if state.failing:
        failed = ngettext("%(n)s of them failed.", "%(n)s of them failed.", state.failing) % {
            "n": state.failing
        }
        todo = _(
            "They are tried again by themselves. Heads of the sub-district and above see them under Undelivered."
        )
        link = _("To what was not delivered") if failures else ""
        return Check("look", "inbox", name, f"{owed} {failed}", todo, url=failures, link=link)
    if state.waits > WAITS_LONG:
        todo = _("The worker does not keep up, or stands still. Look at it first.")
        long = _("The oldest for more than a quarter of an hour.")
        return Check("look", "inbox", name, f"{owed} {long}", todo)
    return Check("fine", "inbox", name, owed if state.owed else _("Nothing waits."))


def jobs(state: State) -> Check:
    name = _("Long work")
    said = _("%(queued)s waiting, %(running)s at work.") % state.jobs
    if n := state.jobs["failed"]:
        failed = ngettext(
            "%(n)s job failed in the last seven days.", "%(n)s jobs failed in the last seven days.", n
        ) % {"n": n}
        todo = _("Whoever asked for it sees it on its page. The worker's log tells the kind of the error.")
        return Check(
            "look", "hourglass", name, f"{said} {failed}", todo, "journalctl -u linli-worker --since -7d"
        )
    return Check("fine", "hourglass", name, said)


def backup(state: State, now: datetime) -> Check:
    name, command = _("Backup"), "systemctl start linli-backup"
    made = state.backup
    if made is None:
        return Check(
            "bad",
            "copy",
            name,
            _("None was ever made."),
            _("Make one now, and switch its timer on."),
            command,
        )
    said = _("Made %(when)s, %(size)s.") % {
        "when": words.moment(made.at, now),
        "size": filesizeformat(made.size),
    }
    if now - made.at > timedelta(hours=26):
        grade = "bad" if now - made.at > timedelta(days=3) else "look"
        return Check(
            grade, "copy", name, said, _("It is too old. See why the timer did not make one."), command
        )
    if made.missing:
        lacks = ngettext("%(n)s file was missing.", "%(n)s files were missing.", made.missing) % {
            "n": made.missing
        }
        return Check("look", "copy", name, f"{said} {lacks}", _("The log of the backup names them."))
    return Check("fine", "copy", name, said)


def disk(state: State) -> Check:
    name = _("Room on the disk")
    free = {"free": filesizeformat(state.free), "database": filesizeformat(state.database)}
    said = _("%(free)s free; the database takes %(database)s.") % free
    if not state.writable:
        todo = _("Nothing can be stored. Make the data directory writable again.")
        return Check("bad", "layers", name, _("The data directory is read-only."), todo)
    if state.free < max(500_000_000, state.database * 0.2):
        return Check("bad", "layers", name, said, _("Soon nothing can be stored. Make room, or add a disk."))
    if state.free < state.room * 0.1:
        return Check("look", "layers", name, said, _("Less than a tenth is left. Plan for more."))
    return Check("fine", "layers", name, said)


def program(state: State) -> Check:
    name = _("Program and database")
    if state.pending:
        n = len(state.pending)
        said = ngettext("%(n)s change of tables is due.", "%(n)s changes of tables are due.", n) % {"n": n}
        return Check(
            "bad", "table", name, said, _("Stop both processes, migrate, start them."), "manage.py migrate"
        )
    return Check("fine", "table", name, _("They fit each other."))


def keys(state: State) -> Check:
    name = _("Sealing keys")
    held = ", ".join(map(str, state.keys))
    said = _("In the key file: %(held)s. New values are sealed with %(current)s.") % {
        "held": held,
        "current": state.current_key,
    }
    if state.closed:
        numbers = sorted({n for under in state.closed.values() for n in under})
        lost = _("Values under key %(n)s cannot be read.") % {"n": ", ".join(map(str, numbers))}
        todo = _("Put the whole key file back from the safe, and start both processes anew.")
        return Check("bad", "key-round", name, f"{said} {lost}", todo, "manage.py keys recover FILE")
    return Check("fine", "key-round", name, said)


def seals(state: State, now: datetime) -> Check:
    name, command = _("The journal's seals"), "manage.py verify"
    if state.verified is not None and state.verified.wrong:
        todo = _(
            "Somebody changed the journal behind LinLi's back, or the disk is broken. Keep a copy and find out."
        )
        return Check("bad", "lock", name, _("Not everything is as it was sealed."), todo, command)
    if state.sealed_at is None:
        return Check("look", "lock", name, _("Nothing was sealed yet."), _("The worker seals every hour."))
    sealed = _("Sealed %(when)s.") % {"when": words.moment(state.sealed_at, now)}
    if state.verified is None or now - state.verified.at > timedelta(days=35):
        long = _("Not verified for a month.")
        return Check("look", "lock", name, f"{sealed} {long}", _("Verify it now."), command)
    checked = _("Verified %(when)s.") % {"when": words.moment(state.verified.at, now)}
    return Check("fine", "lock", name, f"{sealed} {checked}")


def gateway(state: State) -> Check:
    name = _("Text messages")
    if state.gateway:
        return Check("fine", "message-circle", name, _("A gateway sends them."))
    return Check(
        "fine", "phone", name, _("No gateway: residents are rung by people, from the list under Messages.")
    )


def calendar(state: State) -> Check:
    name = _("Calendar")
    if state.years:
        years = ", ".join(map(str, state.years))
        said = _("The notice for %(years)s is not entered.") % {"years": years}
        todo = _("Dates that reach into it are told as provisional.")
        url, link = reverse("desk:calendar"), _("To the calendar")
        return Check("look", "calendar-clock", name, said, todo, url=url, link=link)
    return Check("fine", "calendar-clock", name, _("All years that limits reach into are entered."))


def doors() -> Iterator[Check]:
    """Switches that must not stand so where residents are."""
    switches: tuple[tuple[bool, Any, Any, str], ...] = (
        (settings.DEBUG, _("Debug pages are on"), _("They show the inside to everybody."), "LINLI_DEBUG="),
        (settings.DEMO, _("Demo log-ins are on"), _("Anybody is anybody with a click."), "LINLI_DEMO="),
        (not settings.HTTPS, _("HTTPS is off"), _("Log-ins can be read on the way."), "LINLI_HTTPS=1"),
    )
    for wrong, name, stands, setting in switches:
        if wrong:
            todo = _("Fine for trying out. Set it before real people use it, and start both processes anew.")
            yield Check("look", "unlock", name, stands, todo, setting)
