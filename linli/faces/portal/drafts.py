"""What this phone remembers: half-written requests, one per plate, and the links of those it sent.

All of it lies in the browser's session, which is sealed in the database and swept after two weeks of silence.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError

from linli.faces.portal.http import Request

MOST_DRAFTS = 3  # doors at which somebody may have begun to write
MOST_SAID = 20  # links of sent requests
LONGEST_KEPT = 30_000  # characters: far above any limit of an office, so that nothing typed is lost
LONGEST_FIELD = 400  # of the one-line answers


@dataclass
class Draft:
    """One half-written request. `key` makes sending it twice harmless."""

    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    words: str = ""
    photos: list[str] = field(default_factory=list)
    matter: str = ""  # code of the catalogue; "none": something else; "": not asked yet
    answers: list[str] = field(default_factory=list)  # to its questions, in their order
    where: str = ""
    place: str = ""
    urgent: str = ""
    about: list[str] = field(
        default_factory=list
    )  # codes of `portal.about`: it is about somebody who serves here
    name: str = ""
    phone: str = ""

    @property
    def is_begun(self) -> bool:
        return bool(self.words.strip() or self.photos)

    def body(self, token: str) -> dict[str, Any]:
        """What `office.actions.once` compares: the same key must come with the same content."""
        return {"verb": "ask", "door": token, **asdict(self)}


@dataclass(frozen=True)
class Said:
    """One request that was sent from this phone."""

    follow: str
    number: str
    title: str
    key: str
    door: str


def opened(request: Request, token: str) -> Draft:
    """The draft of this plate, or a fresh one; reading stores nothing."""
    known = request.session.get("drafts", {}).get(token, {})
    names = {f.name for f in fields(Draft)}
    return Draft(**{name: value for name, value in known.items() if name in names})


def keep(request: Request, token: str, draft: Draft) -> None:
    """Store the draft now, inside the view: a busy database is then met while the form can still be shown."""
    draft.words = draft.words[:LONGEST_KEPT]
    draft.place, draft.name, draft.phone = (v[:LONGEST_FIELD] for v in (draft.place, draft.name, draft.phone))
    drafts = {t: d for t, d in request.session.get("drafts", {}).items() if t != token}
    drafts[token] = asdict(draft)
    request.session["drafts"] = dict(list(drafts.items())[-MOST_DRAFTS:])
    is_new = request.session.session_key is None
    try:
        request.session.save()  # writes: the browser's own session, nobody's row
    except UpdateError as error:  # the database took nothing; what is told is why, not that a session is gone
        if isinstance(error.__context__, OperationalError):
            raise error.__context__ from None
        raise
    request.session.modified = is_new  # the middleware has to save once more only where it sets the cookie


def sent(request: Request, token: str, draft: Draft, *, follow: str, number: str, title: str) -> None:
    """The draft became a request: remember its link, forget the draft. The middleware stores it."""
    said = [entry for entry in request.session.get("said", []) if entry["follow"] != follow]
    said.insert(0, asdict(Said(follow, number, title, draft.key, token)))
    request.session["said"] = said[:MOST_SAID]
    request.session["drafts"] = {t: d for t, d in request.session.get("drafts", {}).items() if t != token}


def said(request: Request) -> list[Said]:
    """Requests said from this phone, newest first."""
    return [Said(**entry) for entry in request.session.get("said", [])]


def said_with(request: Request, key: str) -> Said | None:
    """The request that was sent with this form, if it was."""
    return next((entry for entry in said(request) if key and entry.key == key), None)


def door_of(request: Request, follow: str) -> str:
    """The plate at which this phone said it; "" on another phone."""
    return next((entry.door for entry in said(request) if entry.follow == follow), "")
