"""Typst, our own typeface, and which characters it can draw."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import segno
import typst

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
PER_SHEET = 8  # plates on one A4
_FALLBACK = ("Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "PingFang SC", "Microsoft YaHei")


def typeset(template: str, data: dict[str, Any], *, title: str) -> bytes:
    """The PDF of a template beside this file. `data` reaches it as JSON; what is text stays text, never markup."""
    return bytes(_run(template, data, title=title, format="pdf"))


def picture(template: str, data: dict[str, Any], *, ppi: float) -> list[bytes]:
    """The pages of the same template as PNG, for eyes and for tests."""
    made = _run(template, data, title="", format="png", ppi=ppi)
    return [bytes(made)] if isinstance(made, (bytes, bytearray)) else [bytes(one) for one in made]


def _run(template: str, data: dict[str, Any], *, title: str, **more: Any) -> Any:
    text = json.dumps({"title": title} | data, ensure_ascii=False)
    strange = bool(_uncovered(text))
    return typst.compile(
        (HERE / f"{template}.typ").read_bytes(),
        root=str(HERE),
        font_paths=[str(FONTS)],
        # the fonts of the machine are asked only for a character that ours lacks: all else looks the same everywhere
        ignore_system_fonts=not strange,
        sys_inputs={"data": text, "fallback": ",".join(_FALLBACK) if strange else ""},
        **more,
    )


def qr(url: str) -> str:
    """A QR code as one SVG; it stays readable with a seventh of it scratched off (level M)."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", border=0, xmldecl=False, svgns=True, dark="#17231E"
    )
    return out.getvalue().decode()


@cache
def covered() -> frozenset[str]:
    """Every character that our typeface draws (written by tools/fonts.py)."""
    return frozenset((FONTS / "covered.txt").read_text(encoding="utf-8")) | frozenset(" \t\r\n")


def _uncovered(text: str) -> set[str]:
    return set(text) - covered()


def missing(texts: Iterable[str]) -> list[str]:
    """Those of `texts` that hold a character which neither our typeface nor this machine can draw."""
    return [text for text in dict.fromkeys(texts) if any(not _drawn_here(c) for c in _uncovered(text))]


@lru_cache(maxsize=4096)
def _drawn_here(character: str) -> bool:
    """PDF/A forbids characters without a glyph, so typst says whether the machine's own fonts have one."""
    fonts: list[Any] = [str(FONTS)]
    try:
        typst.compile(
            b'#set page(width: 30mm, height: 20mm)\n#set document(title: "x")\n#text(sys.inputs.at("c"))',
            font_paths=fonts,
            sys_inputs={"c": character},
            format="pdf",
            pdf_standards="a-2b",
        )
    except typst.TypstError:
        return False
    return True
