"""Moments as sheets write them: with slashes, points, 年月日, without signs, as the number Excel keeps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_EXCEL = datetime(1899, 12, 30)  # day 0 of the 1900 system, as every sheet since 1997 counts
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_PACKED = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\s*(\d\d):?(\d\d)(?::?\d\d)?)?")
_SIGNED = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:\s*T?\s*(?:周.|星期.)?\s*(上午|下午|晚上|AM|PM)?\s*(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*分?(?::?\d{1,2}(?:\.\d+)?秒?)?)?"
)
_AFTERNOON = ("下午", "晚上", "PM")


def read(text: str, formats: Iterable[str], zone: ZoneInfo, *, ends: bool = False) -> datetime | None:
    """The moment a cell means, None where it means none. `ends`: a bare day is a limit, its last minute counts.

    The mapping's own formats come first; 3/4/2026 is nobody's guess, so such a sheet needs one.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    found = _by_format(text, formats) or _plainly(text)
    if found is None or not 1990 <= found[0].year <= 2100:
        return None
    moment, has_time = found
    if ends and not has_time:
        moment += timedelta(hours=23, minutes=59)
    return moment.replace(tzinfo=zone)


def _by_format(text: str, formats: Iterable[str]) -> tuple[datetime, bool] | None:
    for one in formats:
        try:
            return datetime.strptime(text, one), "%H" in one or "%I" in one
        except ValueError:
            continue
    return None


def _plainly(text: str) -> tuple[datetime, bool] | None:
    if _SERIAL.fullmatch(text):
        minutes = round(float(text) * 1440)
        return _EXCEL + timedelta(minutes=minutes), minutes % 1440 != 0
    packed, signed = _PACKED.fullmatch(text), _SIGNED.fullmatch(text)
    try:
        if packed:
            year, month, day, hour, minute = packed.groups()
            return datetime(
                int(year), int(month), int(day), int(hour or 0), int(minute or 0)
            ), hour is not None
        if signed:
            year, month, day, half, hour, minute = signed.groups()
            at = int(hour or 0) + (12 if half in _AFTERNOON and int(hour) < 12 else 0)
            return datetime(int(year), int(month), int(day), at, int(minute or 0)), hour is not None
    except ValueError:
        return None
    return None
