"""Keys for other systems: the head of an area's office keeps them, and somebody in whose post one acts sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from linli.common.actor import SYSTEM
from linli.people.actions import issue_token
from linli.people.models import Post

NO_PAGES: set[str] = set()


def addresses(site: Any) -> dict[str, list[str]]:
    now = timezone.now()
    post = Post.objects.get(user=site.town.users["grid"])
    more = {"name": "热线", "scopes": ["cases:read"], "until": now + timedelta(days=1)}
    token, _secret = issue_token(post, **more, by=SYSTEM, at=now)
    here = "/desk/tokens"
    return {
        "desk:tokens": [f"{here}/"],
        "desk:token_issue": [f"{here}/issue/"],
        "desk:token_issued": [f"{here}/{token.pk}/issued/", f"{here}/999999/issued/"],
        "desk:token_revoke": [f"{here}/{token.pk}/revoke/", f"{here}/999999/revoke/"],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    if role == "anonymous":
        return {302}
    if "999999" in address:
        return {404}
    if role == "leader":
        return {200}
    if name == "desk:token_issue":
        return {403}
    if role == "grid":  # in whose post it acts
        return {200}
    return {403} if name == "desk:tokens" else {404}


def looks() -> dict[str, list[tuple[str, str]]]:
    now = timezone.now()
    post = Post.objects.held(now).filter(office__kind="community").select_related("office__area").first()
    assert post is not None
    scopes = ["cases:read", "cases:write", "catalogue:read"]
    token, _secret = issue_token(
        post, name="城市热线", scopes=scopes, until=now + timedelta(days=90), by=SYSTEM, at=now
    )
    here = "/desk/tokens"
    return {
        "desk:tokens": [("gaojian", f"{here}/")],
        "desk:token_issue": [("gaojian", f"{here}/issue/")],
        "desk:token_issued": [("gaojian", f"{here}/{token.pk}/issued/")],
        "desk:token_revoke": [("gaojian", f"{here}/{token.pk}/revoke/")],
    }
