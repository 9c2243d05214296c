"""Of the way in: is this link still good?"""

from __future__ import annotations

from datetime import datetime

from linli.common.keys import hash_token
from linli.people.models import Invitation


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
