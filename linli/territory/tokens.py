"""Tokens of door plates: opaque, short enough to type, and a torn one is told from a foreign one.

Twelve random characters and a check character of an alphabet without 0/o, 1/l/i (31 letters, 59 bits).
"""

from __future__ import annotations

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 12


def new_token() -> str:
    number = secrets.randbelow(len(ALPHABET) ** LENGTH)  # one draw for all twelve: a register needs thousands
    body = ""
    for _ in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        body += ALPHABET[letter]
    return body + check_letter(body)


def check_letter(body: str) -> str:
    """Weighted sum modulo the prime 31: finds every wrong letter and every swap of neighbours."""
    total = sum((i + 2) * ALPHABET.index(c) for i, c in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]


def is_whole(token: str) -> bool:
    """False for a token that was torn, mistyped or made up."""
    if len(token) != LENGTH + 1 or any(c not in ALPHABET for c in token):
        return False
    return check_letter(token[:-1]) == token[-1]
