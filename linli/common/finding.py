"""Words under which a name is found, and what somebody types to find it: two characters, pinyin, initials.

张三丰 → 张三 三丰 zhangsanfeng zsf. The tokens of a text are compared as they stand; the last one also as a beginning.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_TOKEN = 40
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_LATIN = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=20_000)
def _sound(character: str) -> str:
    """Its most usual pinyin without tone; "" where there is none."""
    from pypinyin import Style, pinyin  # its dictionary takes a third of a command's start; few ever ask

    found = pinyin(character, style=Style.NORMAL, errors="ignore")
    return found[0][0].replace("ü", "v") if found else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def initials(name: str) -> str:
    """First letters of what it sounds like; letters and digits as they stand."""
    return "".join(_sound(one)[:1] if _HAN.fullmatch(one) else one for one in _plain(name))


def tokens(name: str) -> set[str]:
    """Everything under which this name is found."""
    plain = _plain(name)
    found: set[str] = set(_LATIN.findall(plain))
    for run in _HAN.findall(plain):
        found.update([run[i : i + 2] for i in range(len(run) - 1)] or [run])
        sounds = [sound for sound in map(_sound, run) if sound]
        found.update(("".join(sounds), "".join([sound[0] for sound in sounds])))
    return {token[:LONGEST_TOKEN] for token in found if token}


def asked(text: str) -> tuple[set[str], str]:
    """What somebody typed, as (tokens that must all be there, a beginning that one token must have or "").

    Characters are whole pairs; letters and digits may be cut short anywhere: "zhangs" finds 张三丰.
    """
    plain = _plain(text)
    whole: set[str] = set()
    beginning = ""
    for run in _HAN.findall(plain):
        if len(run) == 1:
            beginning = run
        whole |= {run[i : i + 2] for i in range(len(run) - 1)}
    words = _LATIN.findall(plain)
    if words:
        beginning = words[-1]
        whole |= set(words[:-1])
    return {token[:LONGEST_TOKEN] for token in whole}, beginning[:LONGEST_TOKEN]
