"""Finding a matter by typing: characters, pinyin cut short, initials, English; best first.

"ld" → 路灯 and 漏电, "shuiguan" and "水管" → 水管漏水, "louyu" → 屋顶漏雨. Where nothing fits, pinyin is asked again
as it is said where n and l, z and zh are one sound; what is longer than a word is read as `suggest` reads it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from linli.cases.catalogue.given import Matter
from linli.cases.catalogue.suggesting import keep, suggest

LONGEST = 60  # characters that are looked at
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")
_RUN = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
_NAME, _WORD = 12, 0  # the name of a matter is nearer than a word people use for it
_SAME_SOUND = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("hu", "f"))
_NASAL = re.compile("ng+")  # jing'gai and jin'gai alike
_END = "\U0010ffff"  # after everything that can be typed


@dataclass(frozen=True, slots=True)
class Key:
    """A beginning under which a form is found, how near that is, and how near if it was typed to its end."""

    text: str
    form: int
    near: int
    whole: int


@dataclass(frozen=True, slots=True)
class _Index:
    forms: tuple[tuple[int, int], ...]  # (matter, worth) of each way to call a matter
    keys: tuple[Key, ...]  # in order of their text
    by_ear: tuple[Key, ...]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("ü", "v")


@lru_cache(maxsize=8192)
def _spelt(han: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin  # its dictionary takes a third of a command's start; few ever ask

    return tuple(lazy_pinyin(han, style=Style.NORMAL, errors="ignore", v_to_u=False))


def _folded(sound: str) -> str:
    for said, same in _SAME_SOUND:
        sound = sound.replace(said, same)
    return _NASAL.sub("n", sound)


def _index(matters: tuple[Matter, ...]) -> _Index:
    forms: list[tuple[int, int]] = []
    keys: list[Key] = []
    by_ear: list[Key] = []
    for n, matter in enumerate(matters):
        if matter.retired:
            continue
        said = [(matter.name, _NAME), (matter.name_en, _NAME), (matter.code, _NAME)]
        said += [(word, _WORD) for word in (*matter.words, *matter.words_en)]
        for text, worth in said:
            form = len(forms)
            forms.append((n, worth))
            plain = _plain(text)
            for i, word in enumerate(_LATIN.findall(plain)):
                first = i == 0
                keys.append(
                    Key(word, form, 80 if first else 70, 100 if word == plain else 82 if first else 72)
                )
            for start, run in enumerate(_HAN.findall(plain)):
                spelt = _spelt(run)
                for i in range(len(run)):
                    first = i == start == 0
                    keys.append(
                        Key(run[i:], form, 85 if first else 65, 100 if run == plain and first else 85)
                    )
                for i in range(len(spelt)):
                    sound, letters = "".join(spelt[i:]), "".join(one[0] for one in spelt[i:])
                    first = i == start == 0
                    keys.append(Key(sound, form, 78 if first else 52, 84 if first else 58))
                    # a single letter calls whole beginnings only
                    if first or len(letters) > 1:
                        keys.append(Key(letters, form, 72 if first else 48, 78 if first else 54))
                    by_ear.append(Key(_folded(sound), form, 30 - min(i, 9), 30 - min(i, 9)))
    return _Index(
        tuple(forms),
        tuple(sorted(keys, key=lambda key: key.text)),
        tuple(sorted(by_ear, key=lambda key: key.text)),
    )


def _called(part: str, index: _Index, *, by_ear: bool) -> dict[int, int]:
    """Form → how near."""
    keys = index.by_ear if by_ear else index.keys
    part = _folded(part) if by_ear else part
    found: dict[int, int] = {}
    begin = bisect_left(keys, part, key=lambda key: key.text)
    for key in keys[begin : bisect_left(keys, part + _END, begin, key=lambda key: key.text)]:
        if len(part) == 1 and part.isascii() and key.near < 65:
            continue
        near = key.whole if key.text == part else key.near
        if near > found.get(key.form, 0):
            found[key.form] = near
    return found


def _near(parts: list[str], index: _Index, *, by_ear: bool) -> dict[int, int]:
    """Matter → how near: of those that one form calls by all parts, else of those that call each part somehow."""
    called = [_called(part, index, by_ear=by_ear) for part in parts]
    one: dict[int, int] = {}
    for form in set.intersection(*map(set, called)):
        n, worth = index.forms[form]
        one[n] = max(one.get(n, 0), min(near[form] for near in called) + worth)
    if one or len(parts) == 1:
        return one
    each: list[dict[int, int]] = []
    for near in called:
        best: dict[int, int] = {}
        for form, how in near.items():
            n, worth = index.forms[form]
            best[n] = max(best.get(n, 0), how + worth)
        each.append(best)
    return {n: min(best[n] for best in each) for n in set.intersection(*map(set, each))}


def find(text: str, matters: tuple[Matter, ...], most: int = 8) -> tuple[Matter, ...]:
    """The matters that this may mean, best first; the usual order where two are equally near."""
    plain = _plain(text)[:LONGEST]
    parts = _RUN.findall(plain)
    if not parts:
        return ()
    index = keep(_index, matters)
    joined = "".join(parts)
    han = _HAN.search(joined) is not None
    best: dict[int, int] = {}
    if len(parts) > 1 and not han:  # "shui guan" is one word typed with a blank
        best = _near([joined], index, by_ear=False)
    best = best or _near(parts, index, by_ear=False)
    if not best and not han and len(joined) > 1:
        best = _near([joined], index, by_ear=True)
    order = sorted(best, key=lambda n: (-best[n], n))
    found_ones = [matters[n] for n in order[:most]]
    if len(found_ones) < most and (len(plain) > 3 or len(parts) > 1):
        for one in suggest(text, matters, most):
            if one.matter not in found_ones and len(found_ones) < most:
                found_ones.append(one.matter)
    return tuple(found_ones)
