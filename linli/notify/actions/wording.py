"""An office words what its residents hear in its own way; the blanks stay those of the text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import Refusal, Refused, refuse
from linli.notify.queries import setting_of, worded
from linli.notify.templates import Template, blanks, messages_needed, texts
from linli.office.actions import write_version
from linli.office.actions.deciding import require_keeper
from linli.office.models import Setting

LONGEST = 3  # text messages, before the blanks are filled


@transaction.atomic
def set_words(
    name: str,
    words: Mapping[str, str],
    *,
    path: str = "",
    by: Actor,
    at: datetime,
    reason: str = "",
    seen: int | None = None,
) -> Setting:
    """Keep an office's own words for a text, by `Template.keys`, for everywhere or one area; what is as it comes is not
    kept.

    Refuses unknown_setting, what `wrong` finds, setting_same, setting_moved, and as `require_keeper`.
    """
    require_keeper(setting_of(name), path, by=by, at=at)
    template = texts().templates.get(name)
    if template is None or not words.keys() <= set(template.keys):
        raise refuse("unknown_setting", name=name)
    for key, text in words.items():
        if (why := wrong(template, key, text)) is not None:
            raise Refused(why)
    own = {key: text for key, text in words.items() if text != template.text(key)}
    if seen is not None and own == worded(name, path):
        raise refuse("setting_same", name=name)
    return write_version(setting_of(name), own, path=path, by=by, at=at, reason=reason, seen=seen)


def wrong(template: Template, key: str, text: str) -> Refusal | None:
    """What is wrong with a text: text_empty, text_broken, text_unknown_blank (blank, known), text_lacks_blank (blank),
    wording_too_long (most)."""
    if not text.strip():
        return Refusal("text_empty")
    found, due = blanks(text), blanks(template.text(key)) or []
    if found is None:
        return Refusal("text_broken")
    known = ", ".join(f"{{{one}}}" for one in dict.fromkeys(due))
    for one in found:
        if one not in due:
            return Refusal("text_unknown_blank", {"blank": f"{{{one}}}", "known": known})
    for one in due:
        if one not in found:
            return Refusal("text_lacks_blank", {"blank": f"{{{one}}}"})
    if messages_needed(text, key[:2]) > LONGEST:
        return Refusal("wording_too_long", {"most": LONGEST})
    return None
