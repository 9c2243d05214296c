"""Somebody opened a household in an emergency: the superior hears of it."""

from __future__ import annotations

from linli.journal.models import Entry
from linli.notify.actions import tell
from linli.people.models import Post
from linli.people.queries import superior_post


def tell_superior(entry: Entry) -> None:
    """A line to the office of the post above; where nobody is above, to the own office."""
    post = Post.objects.select_related("office__superior").filter(pk=entry.post_id or 0).first()
    if post is None:
        return
    above = superior_post(post, entry.at)
    superior = above.office_id if above else (post.office.superior_id or post.office_id)
    tell(entry, entry.verb, office_id=superior)
