"""What somebody answered by text message (短信评价), understood or asked again. Pure: text in, two answers out.

The digits are those people know from every other survey: 1 is the best. In Chinese, as text messages here are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

ASKS = "请回数字：1 解决了，满意；2 解决了，一般；3 解决了，但不满意；0 没解决。"
AGAIN = f"没看明白您的意思，这次没有记。{ASKS}"
NOTHING_WAITS = "这个号码现在没有等着评价的事。有事请打社区电话。"
TOO_LATE = "这件事的评价已经结束，这次没有记。有事请打社区电话。"

BY_DIGIT = {"0": (False, 1), "1": (True, 3), "2": (True, 2), "3": (True, 1)}
SATISFIED = {3: "满意", 2: "一般", 1: "不满意"}

_DONE = r"(?:解决|办好|修好|弄好|搞好|处理好|办妥)"
_BETWEEN = r"(?:能|给|被|完全|彻底|真正|得到|妥善|有效|及时|有?人来?|来|把问题|我们?)"
_UNSOLVED = re.compile(rf"(?:没有?|未|不){_BETWEEN}{{0,3}}{_DONE}|{_DONE}不(?:了|掉|好|到位)")
_SOLVED = re.compile(rf"{_DONE}")
# a wish, a question, a doubt in the same clause: "希望尽快解决", "何时能解决", "谁来解决", "解决个屁", "解决了没"
_WISH = (
    r"没|未|无|不|谁|难|哪|怎么|怎样|咋|为啥|为什么|才|何时|几时|多久|什么时候|能不能|能否|可否|可以|希望|盼|尽快|尽早|早日|早点|"
    r"快点|快些|赶快|赶紧|抓紧|及早|马上(?!就)|立刻(?!就)|立即(?!就)|等|求|请|要|需|该|别|再|假装?|说是|如果|要是|算是"
)
_DOUBT = re.compile(
    rf"(?:{_WISH})[^，。！；、,.!;~～\n]{{0,10}}{_DONE}|{_DONE}[了得]?(?:没|不|未|个|啥|什么|才怪|呢|一半|一部分|中|再说)"
)
# what somebody adds who is not content, in words that are neither of the two answers
_COMPLAINT = re.compile(
    r"没(?!想到|问题|事了?|毛病|多久|几天|话说|得说|说的)|未|无(?!可挑剔)|还在|还是|又|骗|糊弄|敷衍|投诉|不[管理行来修]|"
    r"不好(?!意思)|希望|尽快|何时|什么时候|个屁|个鬼|才怪|算了|太慢|太烂"
)
_ASKING = re.compile(r"[?？吗]|还是|是不是|有没有|会不会")
_UNHAPPY = re.compile(r"不(?:太|是很|怎么|够|很)?满意|很不满|太差")
_SO_SO = re.compile(r"一般|还行|还可以|凑合|基本满意")
_HAPPY = re.compile(r"满意(?=$|[\s了的啊呀哦呢，。！、,.!；;~～]|谢|非常)")
_ALONE = re.compile(r"(?:回复?)?[\s:：]*([0-9]+)(?=$|[\s，。！、,.!；;~～])")


@dataclass(frozen=True, slots=True)
class Said:
    """Two answers, as the pages ask them: solved, and 3 满意, 2 一般, 1 不满意."""

    solved: bool
    satisfied: int

    @property
    def words(self) -> str:
        if not self.solved:
            return "没解决" + ("，不满意" if self.satisfied == 1 else f"，{SATISFIED[self.satisfied]}")
        return f"解决了，{'但' if self.satisfied == 1 else ''}{SATISFIED[self.satisfied]}"


def understood(text: str) -> Said | None:
    """What somebody said, or None where it could mean two things: then nothing is counted and they are asked again."""
    text = unicodedata.normalize("NFKC", text).strip().strip("。.!！ 【】[]()\"'“”")
    if not text or _ASKING.search(text):
        return None
    by_digit = _digit(text)
    if by_digit == ():
        return None
    by_words = _words(text)
    said = _whole(*by_words) if by_digit is None else Said(*by_digit)
    if said is None or (said.solved and _doubted(text, said.satisfied)):
        return None
    solved, satisfied = by_words
    agrees = by_digit is None or (solved in (None, said.solved) and satisfied in (None, said.satisfied))
    return said if agrees else None


def _doubted(text: str, satisfied: int) -> bool:
    """Does anything beside the answer speak against "solved"? Whoever is not content may well add why."""
    rest = _without_mood(text)
    return bool(_DOUBT.search(rest)) or (satisfied > 1 and bool(_COMPLAINT.search(rest)))


def _without_mood(text: str) -> str:
    """The text without what it says of being content; a comma stands there instead."""
    return _HAPPY.sub("，", _SO_SO.sub("，", _UNHAPPY.sub("，", text)))


def _digit(text: str) -> tuple[bool, int] | tuple[()] | None:
    """The one digit that stands for itself; None where there is none, () where there are several or another."""
    found = re.findall(r"\d+", text)
    if not found:
        return None
    alone = _ALONE.match(text)
    if len(found) > 1 or alone is None:
        return ()  # "12", "1 还是 2", "3天了还没修": not ours to guess
    return BY_DIGIT.get(alone[1], ())


def _words(text: str) -> tuple[bool | None, int | None]:
    """What the words say of either question; None where they say nothing."""
    unsolved = bool(_UNSOLVED.search(text))
    solved = bool(_SOLVED.search(_DOUBT.sub("", _UNSOLVED.sub("", _without_mood(text)))))
    unhappy, so_so = bool(_UNHAPPY.search(text)), bool(_SO_SO.search(text))
    rest = _SO_SO.sub("", _UNHAPPY.sub("", text))
    happy = bool(_HAPPY.search(rest))
    if (unsolved and solved) or unhappy + so_so + happy > 1:
        return None, None
    satisfied = 1 if unhappy else 2 if so_so else 3 if happy else None
    return (False if unsolved else True if solved else None), satisfied


def _whole(solved: bool | None, satisfied: int | None) -> Said | None:
    """Both answers from the words alone. "没解决" is not content either; "不满意" does not say whether it is solved."""
    if solved is False:
        return Said(False, satisfied or 1)
    if satisfied is None or (solved is None and satisfied == 1):
        return None
    return Said(True, satisfied)
