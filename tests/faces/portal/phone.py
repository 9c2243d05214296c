"""A resident's phone: a browser with its own session that walks from the door to the sent request."""

from __future__ import annotations

import io
import re
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from linli.cases.models import Case

WORDS = "一楼水管接头漏水，从今天早上开始，水快流到电表箱了。"


class Phone:
    """Walks the steps of one door. Cross-site checks are on, as in a real browser."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.browser = Client(enforce_csrf_checks=True)

    def url(self, page: str = "") -> str:
        return f"/d/{self.token}/{page}/" if page else f"/d/{self.token}/"

    def get(self, url: str, **more: Any) -> Any:
        return self.browser.get(url, **more)

    def post(self, url: str, data: dict[str, Any] | None = None, *, page: str = "", **more: Any) -> Any:
        """Open the page that holds the form, then send it, as a browser does."""
        form = self.get(page or url, follow=True)
        return self.browser.post(
            url, {"csrfmiddlewaretoken": hidden(form, "csrfmiddlewaretoken"), **(data or {})}, **more
        )

    def write(self, words: str = WORDS, **more: Any) -> Any:
        return self.post(self.url("what"), {"words": words, "do": "next", **more})

    def fill(self, *, words: str = WORDS, where: str = "here", urgent: str = "no", **more: Any) -> str:
        """Answer every question; returns the key of the form that sends it."""
        self.write(words)
        self.post(self.url("where"), {"where": where, "place": more.pop("place", "")})
        self.post(self.url("details"), {"urgent": urgent, "name": "", "phone": "", **more})
        return hidden(self.get(self.url("check")), "key")

    def send(self, key: str, **more: Any) -> Any:
        return self.post(self.url("check"), {"key": key}, page=self.url("what"), **more)

    def ask(self, **more: Any) -> Case:
        """Say something from beginning to end."""
        answer = self.send(self.fill(**more))
        assert answer.status_code == 302, text(answer)
        return Case.objects.order_by("-pk")[0]


def text(response: Any) -> str:
    return response.content.decode()


def hidden(response: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text(response))
    return found[1] if found else ""


def jpeg(
    name: str = "pipe.jpg", *, colour: str = "teal", size: tuple[int, int] = (640, 480)
) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def pixel_bomb() -> SimpleUploadedFile:
    """A PNG of a few bytes that says it is 30,000 by 30,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    content = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
    return SimpleUploadedFile("bomb.png", content, content_type="image/png")
