#!/usr/bin/env python3
"""Build the typeface of what LinLi prints from npm @fontsource/noto-sans-sc (SIL Open Font License 1.1).

    npm pack @fontsource/noto-sans-sc@5.3.0 && tar xzf fontsource-noto-sans-sc-5.3.0.tgz
    python3 -m venv .venv-fonts && .venv-fonts/bin/pip install fonttools
    .venv-fonts/bin/python tools/fonts.py package

Writes two weights as TrueType under a name of their own (the licence lets nobody else's edition carry the old one),
the licence, and `covered.txt`: every character that both can draw, so that nothing has to read a font at run time.
"""

import shutil
import sys
from pathlib import Path

from fontTools.ttLib import TTFont

FAMILY = "LinLi Sans SC"
WEIGHTS = {400: "Regular", 700: "Bold"}
target = Path(__file__).resolve().parent.parent / "linli/office/printing/fonts"
package = Path(sys.argv[1])

covered: set[int] | None = None
for weight, style in WEIGHTS.items():
    font = TTFont(package / f"files/noto-sans-sc-chinese-simplified-{weight}-normal.woff")
    font.flavor = None
    for record in list(font["name"].names):
        if record.nameID in (16, 17, 21, 22, 25):
            font["name"].removeNames(nameID=record.nameID)
    for number, text in ((1, FAMILY), (2, style), (4, f"{FAMILY} {style}"), (6, f"LinLiSansSC-{style}")):
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font.save(target / f"LinLiSansSC-{style}.ttf")
    here = set(font.getBestCmap())
    covered = here if covered is None else covered & here
shutil.copy(package / "LICENSE", target / "LICENSE.txt")
assert covered
text = "".join(chr(code) for code in sorted(covered) if code > 32)
(target / "covered.txt").write_text(text + "\n", encoding="utf-8")
print(f"{FAMILY}: {len(text)} characters")
