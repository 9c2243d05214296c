"""The door for a WSGI server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")


class Whole:
    """A body that ends before its Content-Length is an error, not a shorter body: half a sentence is no answer."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1) -> bytes:
        return self._counted(self._stream.read(self._left if size is None or size < 0 else size), size)

    def readline(self, size: int = -1) -> bytes:
        return self._counted(self._stream.readline(self._left if size is None or size < 0 else size), size)

    def _counted(self, chunk: bytes, size: int) -> bytes:
        self._left -= len(chunk)
        if not chunk and size != 0 and self._left > 0:
            raise OSError("the connection was cut")
        return chunk


def whole_bodies(inner: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    def outer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length):
            environ["wsgi.input"] = Whole(environ["wsgi.input"], int(length))
        return inner(environ, start_response)

    return outer


application = whole_bodies(get_wsgi_application())
