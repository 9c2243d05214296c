"""Of the way in: is this link still good, is this name still free?"""

from __future__ import annotations

from datetime import datetime
from itertools import count

from linli.common.keys import hash_token
from linli.people.models import Invitation, User


def invitation_of(token: str, at: datetime) -> Invitation | str:
    """The invitation behind a link, or the code of why it opens nothing."""
    found = Invitation.objects.filter(token_hash=hash_token(token)).select_related("user").first()
    if found is None:
        return "invitation_unknown"
    if found.used_at is not None:
        return "invitation_used"
    if found.expires_at <= at or not found.user.is_active:
        return "invitation_expired"
    return found


def free_name(username: str) -> str:
    """This login name, or the same with the first number from 2 on that nobody has; in 40 characters."""
    taken = set(User.objects.filter(username__startswith=username[:36]).values_list("username", flat=True))
    return next(
        name
        for number in count(1)
        if (name := username if number == 1 else f"{username[: 40 - len(str(number))]}{number}") not in taken
    )
