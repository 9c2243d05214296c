"""Somebody's post ended: what they had in hand there waits for their colleagues."""

from __future__ import annotations

from linli.cases.actions.leaving import leave_office
from linli.journal.models import Entry
from linli.people.models import Post


def let_go(entry: Entry) -> None:
    """Whoever left has nothing in hand there any more; colleagues hear what waits for them."""
    post = Post.objects.get(pk=entry.subject_id)
    leave_office(post.user_id, post.office_id, at=entry.at)
