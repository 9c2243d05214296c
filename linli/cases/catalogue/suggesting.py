"""Which matter is it? Asked while a resident writes, in Chinese or English; answered with the words that spoke for it.

No model, nothing learnt from residents: the words of the catalogue are looked for in the text. A word counts more the
longer it is and the fewer matters share it; what stands first counts more, since people begin with what is wrong.
A word is also said in two halves with something between (楼道里的灯, 停了两天水): the longest one found so is meant,
and a shorter one inside it counts less.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from linli.cases.catalogue.given import FALLBACK, Matter

LONGEST: Final = 400  # characters that are looked at; with more it was neither better nor worse
FIRST: Final = 30  # as long as a first sentence
FIRST_WEIGHT: Final = 4.0
LEAST: Final = 1.6  # below it nothing is said rather than something wrong
NEAR: Final = 0.25  # of the best one's weight, to be shown beside it
PIECE: Final = 0.12  # two characters out of a longer word of the catalogue
SINGLE: Final = 0.35  # a single character is not enough alone: 树 is in 树木岭, 桥 in 桥北社区
NAME: Final = 1.2
APART: Final = 0.6  # a word said in two halves
BETWEEN: Final = 4  # characters that may stand between them
APART_UNTIL: Final = 60  # halves are looked for at the beginning only
SHORTER: Final = 0.5  # a word inside a longer one that was meant: 灯不亮 in 楼道的灯不亮
PLACE: Final = 0.2  # the word is part of an address: 医院路, 火车站东街, 树木岭

_PLACE = re.compile(
    r"[东南西北中前后一二三四]?(?:[街巷苑岭坊]|小区|新村|大道|社区|家园|花园|宿舍|家属院|路(?![边线上口面灯]))"
)
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ENDINGS = ("ings", "ing", "ies", "ed", "es", "s")
_EMPTY: Final = frozenset(
    (
        *("a", "an", "the", "of", "in", "on", "at", "to", "for", "is", "are", "was", "be", "it", "no", "not"),
        *("and", "or", "my", "our", "your", "their", "from", "with", "by", "out", "up", "off", "too", "very"),
        *("has", "have", "had", "this", "that", "there", "here", "some", "any", "so", "do", "does", "did"),
        *("i", "we", "you", "he", "she", "they", "me", "us", "as", "can"),
    )
)
_Built = TypeVar("_Built")
_kept: dict[tuple[int, Callable[..., object]], tuple[tuple[Matter, ...], object]] = {}


def keep(build: Callable[[tuple[Matter, ...]], _Built], matters: tuple[Matter, ...]) -> _Built:
    """`build(matters)`, kept for the last few catalogues; by identity, since comparing them costs more than looking.

    What is kept holds its catalogue, so no other one gets its id meanwhile.
    """
    key = (id(matters), build)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= 16:
            _kept.clear()
        found = _kept[key] = (matters, build(matters))
    return found[1]  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Suggestion:
    matter: Matter
    weight: float
    because: tuple[str, ...]  # words of the text that spoke for it, the strongest first


@dataclass(frozen=True, slots=True)
class _Index:
    """term → (matter, weight), …; characters and English apart."""

    han: dict[str, tuple[tuple[int, float], ...]]
    begin: dict[str, tuple[int, ...]]  # the first two characters of a term → how long such terms are
    halves: dict[str, tuple[tuple[str, str], ...]]  # the first half of a word → (its second half, the word)
    longest: int  # characters of the longest word
    words: frozenset[str]  # the terms that are words, and no pieces of one
    english: dict[tuple[str, ...], tuple[tuple[int, float], ...]]


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    return word[:-1] if len(word) > 3 and word[-1] in "ey" else word


def _stems(text: str) -> tuple[str, ...]:
    return tuple(_stem(word) for word in _LATIN.findall(text) if word not in _EMPTY)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _index(matters: tuple[Matter, ...]) -> _Index:
    han: dict[str, dict[int, float]] = defaultdict(dict)
    english: dict[tuple[str, ...], dict[int, float]] = defaultdict(dict)

    whole: set[str] = set()

    def more(table: dict[int, float], n: int, weight: float) -> None:
        table[n] = max(table.get(n, 0.0), weight)

    for n, matter in enumerate(matters):
        if matter.retired or matter.code == FALLBACK:
            continue
        for words, worth in (((matter.name,), NAME), (matter.words, 1.0)):
            for word in words:
                plain = _plain(word)
                for run in _HAN.findall(plain):
                    more(han[run], n, worth * (len(run) / 2 if len(run) > 1 else SINGLE))
                    whole.add(run)
                    if len(run) > 2:
                        for i in range(len(run) - 1):
                            more(han[run[i : i + 2]], n, PIECE * worth)
                # wifi, KTV, EMS among the Chinese words
                if stems := _stems(plain):
                    more(english[stems], n, worth * (1 + 0.5 * (len(stems) - 1)))
        for words, worth in (((matter.name_en,), NAME), (matter.words_en, 1.0)):
            for word in words:
                stems = _stems(_plain(word))
                if stems:
                    more(english[stems], n, worth * (1 + 0.5 * (len(stems) - 1)))
                if len(stems) > 1:
                    for stem in stems:
                        more(english[(stem,)], n, 0.3 * worth)
    many = sum(not matter.retired for matter in matters) or 1

    def rare(table: dict[int, float]) -> tuple[tuple[int, float], ...]:
        # pieces of words make a word common only by a part
        shared = sum(min(1.0, weight) for weight in table.values())
        share = math.log(1 + many / max(1.0, shared)) / math.log(1 + many)
        return tuple((n, weight * share) for n, weight in table.items())

    begin: dict[str, set[int]] = defaultdict(set)
    for term in han:
        begin[term[:2]].add(len(term))
    halves: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for word in sorted(whole):
        for i in range(1, len(word)):
            halves[word[:i]].append((word[i:], word))
    return _Index(
        {term: rare(table) for term, table in han.items()},
        {two: tuple(sorted(lengths)) for two, lengths in begin.items()},
        {half: tuple(others) for half, others in halves.items()},
        max(map(len, whole), default=0),
        frozenset(whole),
        {term: rare(table) for term, table in english.items()},
    )


@dataclass(frozen=True, slots=True)
class _Hit:
    """A term in a run of characters, from `start` to `end`; said apart, its second half begins at `second`."""

    term: str
    start: int
    end: int
    second: int = 0

    def holds(self, start: int, end: int) -> bool:
        """Do its own characters cover these, and more?"""
        if end - start >= len(self.term):
            return False
        if not self.second:
            return self.start <= start and end <= self.end
        first_ends = self.start + len(self.term) - (self.end - self.second)
        return (self.start <= start and end <= first_ends) or (self.second <= start and end <= self.end)


def _together(run: str, index: _Index) -> list[_Hit]:
    """The terms that stand in it as they are."""
    terms, begin = index.han, index.begin
    return [
        _Hit(run[i : i + length], i, i + length)
        for i in range(len(run))
        for length in (*begin.get(run[i], ()), *begin.get(run[i : i + 2], ()))
        if run[i : i + length] in terms
    ]


def _apart(run: str, hits: list[_Hit], index: _Index) -> list[_Hit]:
    """The words that stand in it in two halves, neither of them a part of a longer word that stands there itself.

    Two single characters are a word only around 了: 停了两天水.
    """
    words = [hit for hit in hits if len(hit.term) > 1 and hit.term in index.words]
    found = []
    for i in range(min(len(run), APART_UNTIL)):
        for after in range(i + 1, i + index.longest):
            halves = index.halves.get(run[i:after])
            if halves is None or after >= len(run):
                break
            if any(hit.holds(i, after) for hit in words):
                continue
            for second, term in halves:
                if len(term) == 2 and run[after] != "了":
                    continue
                at = run.find(second, after + 1, after + BETWEEN + len(second))
                if at > 0 and not any(hit.holds(at, at + len(second)) for hit in words):
                    found.append(_Hit(term, i, at + len(second), at))
    return found


def suggest(words: str, matters: tuple[Matter, ...], most: int = 3) -> tuple[Suggestion, ...]:
    """The matters that these words speak of, best first; none where they say too little."""
    plain = _plain(words[:LONGEST])
    index = keep(_index, matters)
    spoken: dict[int, dict[str, float]] = defaultdict(dict)

    def heard(term: str, hits: tuple[tuple[int, float], ...], at: int, worth: float = 1.0) -> None:
        worth *= FIRST_WEIGHT if at < FIRST else 1.0
        for n, weight in hits:
            if weight * worth > spoken[n].get(term, 0.0):
                spoken[n][term] = weight * worth

    for found in _HAN.finditer(plain):
        run, at = found.group(), found.start()
        stand = _together(run, index)
        apart = _apart(run, stand, index) if at < APART_UNTIL else []
        for hit in apart:
            heard(run[hit.start : hit.end], index.han[hit.term], at + hit.start, APART)
        for hit in stand:
            worth = PLACE if _PLACE.match(run, hit.end) else 1.0
            if any(other.holds(hit.start, hit.end) for other in apart):
                worth *= SHORTER
            heard(hit.term, index.han[hit.term], at + hit.start, worth)
    latin = [(m, _stem(m.group())) for m in _LATIN.finditer(plain) if m.group() not in _EMPTY]
    for i, (first, _) in enumerate(latin):
        for length in (3, 2, 1):
            several = latin[i : i + length]
            if len(several) == length and (hits := index.english.get(tuple(stem for _, stem in several))):
                heard(" ".join(m.group() for m, _ in several), hits, first.start())
    weights = {n: sum(said.values()) for n, said in spoken.items()}
    order = sorted(weights, key=lambda n: (-weights[n], n))[:most]
    if not order or weights[order[0]] < LEAST:
        return ()
    least = max(LEAST / 2, weights[order[0]] * NEAR)
    return tuple(
        Suggestion(matters[n], round(weights[n], 2), _because(spoken[n]))
        for n in order
        if weights[n] >= least
    )


def _because(said: dict[str, float]) -> tuple[str, ...]:
    """The strongest words, none of them a piece of another."""
    whole = [term for term in said if not any(term in other and term != other for other in said)]
    return tuple(sorted(whole, key=lambda term: -said[term])[:3])
