"""Sessions hold a resident's half-written form, so what lies in the database is sealed."""

from __future__ import annotations

import base64
import json
from typing import Any

from django.conf import settings

from linli.common.keys import KeyMissing


class SealedSerializer:
    """JSON, sealed with the key ring; a session whose key is lost is an empty one."""

    def dumps(self, obj: Any) -> bytes:
        text = json.dumps(obj, separators=(",", ":"), ensure_ascii=False)
        return base64.b64encode(settings.KEY_RING.seal(text, "session"))

    def loads(self, data: bytes) -> Any:
        try:
            return json.loads(settings.KEY_RING.open(base64.b64decode(data), "session"))
        except KeyMissing:
            return {}
