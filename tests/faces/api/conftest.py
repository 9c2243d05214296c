"""What the API's tests share: a key for somebody of the town, and calls made with it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import File
from django.http import HttpResponse
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.utils import timezone

from linli.common.actor import SYSTEM
from linli.people.actions import issue_token
from linli.people.models import SCOPES, ApiToken, Post
from linli.territory.models import Area
from tests import make

JSON = "application/json"


class Caller:
    """Another system with a key: `api("grid").get("cases")`."""

    def __init__(self, token: ApiToken, secret: str) -> None:
        self.token, self.secret = token, secret
        self.client = Client(raise_request_exception=False)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}

    def get(self, path: str, **asked: Any) -> HttpResponse:
        return self.client.get(f"/api/v1/{path}", asked, headers=self.headers())

    def post(
        self, path: str, body: Any, *, key: str | None = "", content_type: str = JSON, **headers: str
    ) -> HttpResponse:
        """`key`: the Idempotency-Key, a new one unless it is told; None sends none."""
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.send(path, text, key=key, content_type=content_type, **headers)

    def send(
        self,
        path: str,
        body: Any,
        *,
        key: str | None = "",
        content_type: str = MULTIPART_CONTENT,
        **headers: str,
    ) -> HttpResponse:
        named = {} if key is None else {"Idempotency-Key": key or str(uuid.uuid4())}
        return self.client.post(
            f"/api/v1/{path}", body, content_type=content_type, headers=self.headers() | named | headers
        )

    def bring(self, photo: File[bytes], *, key: str | None = "") -> HttpResponse:
        return self.send("photos", {"photo": photo}, key=key)

    def do(self, number: str, verb: str, **body: Any) -> HttpResponse:
        """A verb, by somebody who has just looked."""
        body.setdefault("seen", self.get(f"cases/{number}").json().get("entry", 0))
        return self.post(f"cases/{number}/{verb}", body)


Api = Callable[..., Caller]


@pytest.fixture
def api(town: make.Town) -> Api:
    def caller(
        name: str,
        *,
        scopes: Iterable[str] = SCOPES,
        area: Area | None = None,
        at: datetime | None = None,
        days: int = 30,
    ) -> Caller:
        now = at or timezone.now()
        post = Post.objects.get(user=town.users[name])
        token, secret = issue_token(
            post, name=name, scopes=scopes, until=now + timedelta(days=days), area=area, by=SYSTEM, at=now
        )
        return Caller(token, secret)

    return caller
