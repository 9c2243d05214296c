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
from functools import lru_cache
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
        return _derived(master, use)

    def seal(self, text: str, use: str) -> bytes:
        """AES-256-GCM; layout: key number (2 bytes), nonce (12), ciphertext with tag."""
        nonce = secrets.token_bytes(12)
        number = self.current.to_bytes(2, "big")
        return number + nonce + _cipher(self.derive(use)).encrypt(nonce, text.encode(), number)

    def open(self, sealed: bytes, use: str) -> str:
        """The text of a sealed value. Raises KeyMissing for an unknown key or a value that was tampered with."""
        sealed = bytes(sealed)
        number = sealed[:2]
        try:
            key = self.derive(use, int.from_bytes(number, "big"))
            return _cipher(key).decrypt(sealed[2:14], sealed[14:], number).decode()
        except InvalidTag as error:
            raise KeyMissing("the value does not open with its key") from error

    def blind(self, value: str, use: str) -> str:
        """Equal values give equal 32 hex digits; nothing can be read back. Over the full value only."""
        index = _blind(self.derive(f"blind:{use}", 1)).copy()
        index.update(value.encode())
        return index.hexdigest()[:32]

    def token(self, value: str, use: str) -> str:
        """A 128-bit token (26 characters, a–z 2–7) that only the holder of the ring can derive again."""
        raw = hmac.new(self.derive(f"token:{use}", 1), value.encode(), hashlib.sha256).digest()[:16]
        return base64.b32encode(raw).decode().rstrip("=").lower()


@lru_cache(maxsize=256)  # a register seals and indexes a hundred thousand numbers for the same few uses
def _derived(master: bytes, use: str) -> bytes:
    return hmac.digest(master, f"linli:{use}".encode(), "sha256")


@lru_cache(maxsize=256)  # beginning one costs more than all the rest of an index
def _blind(key: bytes) -> hmac.HMAC:
    return hmac.new(key, digestmod="sha256")


@lru_cache(maxsize=256)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


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


def add_key(path: Path) -> int:
    """Add a key that nothing is sealed with yet; running processes learn it when they start again."""
    ring = load_or_make(path)
    number = max(ring.keys) + 1
    _write(path, KeyRing(ring.current, ring.keys | {number: secrets.token_bytes(32)}))
    return number


def use_newest(path: Path) -> KeyRing:
    """From now on new values are sealed with the newest key of the file."""
    ring = load_or_make(path)
    ring = KeyRing(max(ring.keys), ring.keys)
    _write(path, ring)
    return ring


def retire_key(path: Path, number: int) -> None:
    """Take a key out of the file. Raises ValueError for key 1, the current one, and one that is not there."""
    ring = load_or_make(path)
    if number == 1:
        raise ValueError(
            "Key 1 stays: the blind index, the links of residents and the log-ins are derived from it."
        )
    if number == ring.current:
        raise ValueError(f"Key {number} is in use.")
    if number not in ring.keys:
        raise ValueError(f"There is no key {number}.")
    _write(path, KeyRing(ring.current, {n: key for n, key in ring.keys.items() if n != number}))


def _write(path: Path, ring: KeyRing) -> None:
    """The whole file or none of it, readable by its owner only."""
    text = json.dumps(
        {"current": ring.current, "keys": {str(n): k.hex() for n, k in ring.keys.items()}}, indent=1
    )
    mine = path.with_name(f"{path.name}.{secrets.token_hex(8)}.new")
    mine.touch(mode=0o600)
    with mine.open("w") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())
    os.replace(mine, path)


def fingerprint(key: bytes) -> str:
    """16 hex digits that tell two keys apart and give neither away."""
    return hmac.digest(key, b"linli: which key is this", "sha256").hex()[:16]


def hash_token(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
