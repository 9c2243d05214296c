"""The key file under a passphrase (托管), so that a copy can lie in a safe and say nothing to whoever finds it.

Argon2id makes a key of the passphrase, AES-256-GCM seals the whole key file with it; everything that is needed besides
the passphrase stands in the escrow file. Knows nothing of Django: keys are recovered where nothing runs yet.
"""

from __future__ import annotations

import base64
import getpass
import json
import os
import secrets
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from linli.common.keys import fingerprint, load_or_make

WHAT = "LinLi: keys of an installation, sealed with a passphrase"
SHORTEST = 12  # characters of a passphrase
MOST_MEMORY = 2 * 1024 * 1024  # KiB that a file may ask for


class EscrowFailed(Exception):
    """Why not; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What guessing one passphrase costs: rounds, KiB, lanes."""

    time: int = 4
    memory: int = 256 * 1024
    lanes: int = 4


def lock_up(key_file: Path, target: Path, passphrase: str, cost: Cost | None = None) -> list[int]:
    """Write the escrow file of a key file; returns the numbers of the keys in it. Raises EscrowFailed."""
    if len(passphrase) < SHORTEST:
        raise EscrowFailed(
            f"The passphrase needs {SHORTEST} characters or more; five words chosen by dice are good."
        )
    if target.exists():
        raise EscrowFailed(f"{target} is there already and is not overwritten.")
    cost = cost or Cost()
    ring = load_or_make(key_file)
    head: dict[str, Any] = {
        "what": WHAT,
        "keys": {str(number): fingerprint(key) for number, key in sorted(ring.keys.items())},
        "cost": asdict(cost),
        "salt": _text(secrets.token_bytes(16)),
        "nonce": _text(secrets.token_bytes(12)),
    }
    sealed = _cipher(passphrase, head).encrypt(_raw(head["nonce"]), key_file.read_bytes(), _about(head))
    _write(target, json.dumps(head | {"sealed": _text(sealed)}, indent=1) + "\n")
    return sorted(ring.keys)


def unlock(escrow: Path, passphrase: str) -> str:
    """The text of the key file. Raises EscrowFailed for a wrong passphrase, or a file that was changed or torn."""
    try:
        head = json.loads(escrow.read_text())
        sealed = _raw(head.pop("sealed"))
        if head["what"] != WHAT or not 8 <= head["cost"]["memory"] <= MOST_MEMORY:
            raise ValueError
        cipher = _cipher(passphrase, head)
        nonce = _raw(head["nonce"])
    except OSError as error:
        raise EscrowFailed(f"{escrow} cannot be read ({error.strerror}).") from None
    except Exception:  # whatever a broken file makes of it
        raise EscrowFailed(f"{escrow} is no escrow file, or it is torn.") from None
    try:
        return cipher.decrypt(nonce, sealed, _about(head)).decode()
    except InvalidTag:
        raise EscrowFailed(
            "The passphrase does not open it, or the file was changed. Nothing was written."
        ) from None


def put_back(text: str, key_file: Path) -> Path | None:
    """Write a recovered key file; another one that is in its place is moved aside, and its new name returned."""
    aside = None
    if key_file.exists():
        if json.loads(key_file.read_text()) == json.loads(text):
            return None
        aside = key_file.with_name(f"{key_file.name}.aside-{secrets.token_hex(3)}")
        os.replace(key_file, aside)
    key_file.parent.mkdir(parents=True, exist_ok=True)
    _write(key_file, text)
    return aside


def ask(*, twice: bool) -> str:
    """The passphrase: typed unseen, or the first line of what is piped in. Raises EscrowFailed."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    said = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("Once more: ") != said:
        raise EscrowFailed("These were two different ones. Nothing was written.")
    return said


def recover(arguments: list[str]) -> str:
    """`manage.py keys recover FILE`: put the key file back where LINLI_KEY_FILE says. Raises EscrowFailed, OSError."""
    named = os.environ.get("LINLI_KEY_FILE", "")
    if len(arguments) != 1 or not named:
        raise EscrowFailed("Usage: LINLI_KEY_FILE=/where/it/belongs manage.py keys recover ESCROW-FILE")
    key_file = Path(named)
    aside = put_back(unlock(Path(arguments[0]), ask(twice=False)), key_file)
    held = ", ".join(map(str, sorted(load_or_make(key_file).keys)))
    moved = f" What was there lies in {aside}." if aside else ""
    return f"{key_file} holds key {held}.{moved} Now: manage.py keys status"


def _write(target: Path, text: str) -> None:
    """Whole or not at all, readable by its owner only."""
    mine = target.with_name(f"{target.name}.{secrets.token_hex(8)}.new")
    mine.touch(mode=0o600)
    with mine.open("w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(mine, target)


def _cipher(passphrase: str, head: dict[str, Any]) -> AESGCM:
    cost = Cost(**head["cost"])
    key = hash_secret_raw(
        passphrase.encode(),
        _raw(head["salt"]),
        time_cost=cost.time,
        memory_cost=cost.memory,
        parallelism=cost.lanes,
        hash_len=32,
        type=Type.ID,
    )
    return AESGCM(key)


def _about(head: dict[str, Any]) -> bytes:
    return json.dumps(head, sort_keys=True).encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _raw(text: object) -> bytes:
    return base64.b64decode(str(text), validate=True)
