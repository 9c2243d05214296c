"""Keys and what they do: seal texts, index numbers blindly, derive tokens.

A key ring is a JSON file outside the data directory: `{"current": 1, "keys": {"1": "<64 hex>"}}`. Every sealed
value carries the number of its key, so a new key can be added and old values still open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class KeyMissing(Exception):
    """A sealed value names a key that this ring does not hold; the value cannot be read."""


@dataclass(frozen=True)
class KeyRing:
    """Numbered 32-byte master keys; every use derives its own key from one of them (HKDF-like, SHA-256)."""

    current: int
    keys: dict[int, bytes]

    def derive(self, use: str, number: int | None = None) -> bytes:
        """32 bytes for one use. The blind index and tokens use key 1 for good: rotating them is a re-index."""
        master = self.keys.get(self.current if number is None else number)
        if master is None:
            raise KeyMissing(f"key {number} is not in the ring")
        return hmac.new(master, f"linli:{use}".encode(), hashlib.sha256).digest()

    def seal(self, text: str, use: str) -> bytes:
        """AES-256-GCM; layout: key number (2 bytes), nonce (12), ciphertext with tag."""
        nonce = secrets.token_bytes(12)
        number = self.current.to_bytes(2, "big")
        return number + nonce + AESGCM(self.derive(use)).encrypt(nonce, text.encode(), number)

    def open(self, sealed: bytes, use: str) -> str:
        """The text of a sealed value. Raises KeyMissing for an unknown key or a value that was tampered with."""
        sealed = bytes(sealed)
        number = sealed[:2]
        try:
            key = self.derive(use, int.from_bytes(number, "big"))
            return AESGCM(key).decrypt(sealed[2:14], sealed[14:], number).decode()
        except InvalidTag as error:
            raise KeyMissing("the value does not open with its key") from error

    def blind(self, value: str, use: str) -> str:
        """Equal values give equal 32 hex digits; nothing can be read back. Over the full value only."""
        return hmac.new(self.derive(f"blind:{use}", 1), value.encode(), hashlib.sha256).hexdigest()[:32]

    def token(self, value: str, use: str) -> str:
        """A 128-bit token (26 characters, a–z 2–7) that only the holder of the ring can derive again."""
        raw = hmac.new(self.derive(f"token:{use}", 1), value.encode(), hashlib.sha256).digest()[:16]
        return base64.b32encode(raw).decode().rstrip("=").lower()


def load_or_make(path: Path) -> KeyRing:
    """Read the ring; on the first run make it, readable by its owner only. Two first runs agree on one ring."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"current": 1, "keys": {"1": secrets.token_hex(32)}}, indent=1) + "\n"
        mine = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
        mine.touch(mode=0o600)
        mine.write_text(text)
        try:
            os.link(mine, path)  # fails where another process was first; then theirs counts
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    data = json.loads(path.read_text())
    return KeyRing(int(data["current"]), {int(n): bytes.fromhex(k) for n, k in data["keys"].items()})


def hash_token(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
