"""Single cells: what was meant, or why it cannot be taken. `Wrong.code` is worded by the pages."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from functools import lru_cache

from linli.common.refused_subjects import in_latin
from linli.common.text import tidy
from linli.people.sheets.reading import LOST

HAN_NUMBERS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {
    "〇": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
OLDEST = date(1890, 1, 1)


class Wrong(Exception):
    """A cell that cannot be taken; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def text(cell: str, longest: int) -> str:
    """Words as they were meant, half width, blanks shrunk. Wrong: too_long, refused_subject."""
    words = cell
    if not (cell.isascii() and cell.isalnum()):
        words = cell if cell.isascii() else unicodedata.normalize("NFKC", cell)
        words = " ".join((words if words.isprintable() else tidy(words)).split())
    if len(words) > longest:
        raise Wrong("too_long")
    if in_latin(words):
        raise Wrong("refused_subject")
    return words


@lru_cache(maxsize=4096)
def whole(cell: str, most: int) -> int | None:
    """A number of things: 3, ３, 3人, 三. Wrong: not_a_number."""
    words = text(cell, 40)
    if not words:
        return None
    found = re.search(r"[0-9]+", words)
    if found and int(found.group()) <= most and not re.search(r"[-.][0-9]", words):
        return int(found.group())
    han = han_number(words)
    if han is None or han > most:
        raise Wrong("not_a_number")
    return han


def han_number(words: str) -> int | None:
    """一 → 1, 十二 → 12, 二十 → 20; None where it is no such number."""
    signs = re.sub(r"[^零〇一二两三四五六七八九十]", "", words)
    if not signs:
        return None
    if "十" in signs:
        tens, _, ones = signs.partition("十")
        return (HAN_NUMBERS[tens] if tens else 1) * 10 + (HAN_NUMBERS[ones] if ones else 0)
    return int("".join(str(HAN_NUMBERS[c]) for c in signs))


@lru_cache(maxsize=4096)
def entrance(cell: str) -> int:
    """2, 2单元, 二单元, 甲 → a number; nothing → 1. Wrong: not_an_entrance."""
    words = text(cell, 20)
    if not words:
        return 1
    if words[0] in "甲乙丙丁戊":
        return "甲乙丙丁戊".index(words[0]) + 1
    if re.fullmatch(r"[A-Ea-e](?:单元|座|门)?", words):
        return "ABCDE".index(words[0].upper()) + 1
    try:
        number = whole(words, 99)
    except Wrong:
        number = None
    if not number:
        raise Wrong("not_an_entrance")
    return number


@lru_cache(maxsize=4096)
def building(cell: str) -> str:
    """3, 3栋, 3幢, 3号楼, 第三栋 → 3 栋, so that one building has one name; another name stays as it is."""
    words = text(cell, 30)
    bare = words.replace(" ", "")
    found = re.fullmatch(r"(?:第)?([0-9]{1,4}|[一二三四五六七八九十]{1,3})(?:#|号)?(?:楼|栋|幢|座)?", bare)
    if not found:
        return re.sub(r"^([A-Za-z]?[0-9]*[A-Za-z]?)\s*(栋|幢)$", r"\1 栋", words)
    number = found.group(1)
    return f"{int(number) if number.isdigit() else han_number(number)} 栋"


_ROOM = re.compile(r"(?:室|号|房)$")


def room(cell: str) -> str:
    """101室, 101 → 101. Wrong: too_long."""
    return _ROOM.sub("", text(cell, 14).replace(" ", ""))[:12]


_MOBILE = re.compile(r"1[0-9]{10}")


def phones(cell: str) -> tuple[str, bool]:
    """(the first number, whether there was more than one). Wrong: digits_lost, phone_wrong, phone_short."""
    if _MOBILE.fullmatch(cell):
        return cell, False
    words = unicodedata.normalize("NFKC", cell).strip()
    if not words:
        return "", False
    if LOST.match(words):
        raise Wrong("digits_lost")
    parts = [p for p in re.split(r"[/、,;，；\n|或]|\s{2,}", words) if re.search(r"[0-9]", p)]
    if len(parts) == 1:
        bare = re.sub(r"[^0-9+]", "", parts[0])
        if len(bare) == 22 and bare[0] == bare[11] == "1":  # two mobile numbers with one blank between
            parts = [bare[:11], bare[11:]]
    numbers = [_phone(part) for part in parts]
    if not numbers:
        raise Wrong("phone_wrong")
    return numbers[0], len(numbers) > 1


def _phone(part: str) -> str:
    bare = re.sub(r"^(?:\+|00)?86(?=1[0-9]{10}$)", "", re.sub(r"[^0-9+]", "", part))
    if not bare.isdigit():
        raise Wrong("phone_wrong")
    if bare.startswith("1") and len(bare) != 11:
        raise Wrong("phone_short" if len(bare) < 11 else "phone_wrong")
    if not 7 <= len(bare) <= 12:
        raise Wrong("phone_short" if len(bare) < 7 else "phone_wrong")
    return bare


def identity(cell: str) -> str:
    """A citizen's number (GB 11643): 18 characters with their check, old ones of 15 become 18.

    Wrong: digits_lost, identity_length, identity_check, identity_birth.
    """
    number = re.sub(r"[\s'‘’\-]", "", unicodedata.normalize("NFKC", cell)).upper()
    if not number:
        return ""
    if LOST.match(number) or "E+" in number or re.fullmatch(r"[0-9]{15}000", number):
        raise Wrong("digits_lost")
    if re.fullmatch(r"[0-9]{15}", number):
        number = number[:6] + "19" + number[6:]
        number += check_digit(number)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Wrong("identity_length")
    if check_digit(number[:17]) != number[17]:
        raise Wrong("identity_check")
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Wrong("identity_birth") from None
    return number


def check_digit(body: str) -> str:
    """The last character of a citizen's number, from the seventeen digits before it (ISO 7064, modulo 11-2)."""
    return CHECKS[sum(w * int(c) for w, c in zip(WEIGHTS, body, strict=True)) % 11]


def day(cell: str, today: date) -> date | None:
    """2025-2-30 is no day; 20250301, 2025/3/1, 2025年3月1日, 2025.3.1 and Excel's 45717 are. Wrong: no_such_day."""
    words = unicodedata.normalize("NFKC", cell).strip()
    if not words:
        return None
    found = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", words) or re.match(
        r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?(?:\s|$|T)", words + " "
    )
    try:
        if found:
            answer = date(*map(int, found.groups()))
        elif re.fullmatch(r"[0-9]{4,5}", words) and 2000 < int(words) < 60000 and len(words) == 5:
            answer = date(1899, 12, 30) + timedelta(days=int(words))
        else:
            raise Wrong("no_such_day")
    except ValueError:
        raise Wrong("no_such_day") from None
    if not OLDEST <= answer <= today:
        raise Wrong("day_outside")
    return answer


def degree(cell: str, low: float, high: float) -> float | None:
    """Longitude or latitude in degrees. Wrong: not_a_degree."""
    words = unicodedata.normalize("NFKC", cell).strip(" °EN东经北纬")
    if not words:
        return None
    try:
        number = float(words)
    except ValueError:
        raise Wrong("not_a_degree") from None
    if not low <= number <= high:
        raise Wrong("not_a_degree")
    return number


_ADDRESS = re.compile(
    r"^(?P<estate>.*?)[\s,，]*(?P<building>[0-9A-Za-z一二三四五六七八九十]{1,4}\s*(?:号楼|栋|幢|座|#楼|#))\s*"
    r"(?:(?P<entrance>[0-9一二三四五六七八九十甲乙丙丁A-E]{1,3})\s*单元)?\s*[-－]?\s*(?P<room>[0-9A-Za-z]{1,8}(?:-[0-9]+)?)\s*(?:室|号|房)?$"
)
_DASHES = re.compile(r"^(?P<estate>\D*?)\s*(?P<building>\d{1,3})-(?P<entrance>\d{1,2})-(?P<room>\d{1,4})$")


def address(cell: str) -> dict[str, str]:
    """桂花里3栋2单元101 or 桂花里3-2-101 → its parts. Wrong: address_unread."""
    words = text(cell, 120)
    if not words:
        return {}
    found = _ADDRESS.match(words) or _DASHES.match(words)
    if not found:
        raise Wrong("address_unread")
    return {name: part.strip() for name, part in found.groupdict(default="").items()}
