"""Build linli/faces/static/linli/icons.svg from the icons of npm lucide-static (ISC licence).

Usage: python tools/icons.py FOLDER  (the unpacked package; add a name to ICONS, run it again, commit both)
"""

import re
import sys
from pathlib import Path

ICONS = (
    "a-large-small alarm-clock arrow-left arrow-right arrow-up bell-ring building-2 calendar camera check "
    "chevron-right circle-check circle-dot clipboard-check clock corner-down-left corner-up-left "
    "corner-up-right download door-open droplets ellipsis external-link eye file-text flag frown "
    "hand-helping hourglass house image inbox info languages layers lightbulb link list-checks lock log-out "
    "map-pin meh megaphone menu message-circle message-square-text message-square-plus mic octagon-alert "
    "pencil phone printer rotate-ccw search send shield smile sun thumbs-up trash-2 triangle-alert "
    "undo-2 user users volume-2 wrench x "
    "book-open calendar-clock circle-stop copy key-round map pause play plus qr-code scale store table "
    "unlock upload user-check user-plus user-x "
)


HEADER = (
    "<!-- Icons of Lucide (https://lucide.dev), ISC licence, Copyright (c) Lucide Icons and Contributors. -->"
)
target = Path(__file__).resolve().parent.parent / "linli/faces/static/linli/icons.svg"

symbols = []
for name in sorted(ICONS.split()):
    svg = (Path(sys.argv[1]) / "icons" / f"{name}.svg").read_text()
    inner = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.S)
    assert inner, name
    body = re.sub(r"\s+", " ", inner.group(1)).replace(" />", "/>").strip()
    symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
MARK = (
    '<symbol id="mark" viewBox="0 0 28 28"><rect width="28" height="28" rx="7" fill="var(--jade)" stroke="none"/>'
    '<path d="M6 22V12.5a4 4 0 0 1 8 0V22m0-6.5a4 4 0 0 1 8 0V22M4.5 22h19" fill="none" stroke="var(--on-jade)" '
    'stroke-width="2.1" stroke-linecap="round" stroke-linejoin="round"/></symbol>'
)
target.write_text(
    f'<svg xmlns="http://www.w3.org/2000/svg">\n{HEADER}\n' + "\n".join([MARK, *symbols]) + "\n</svg>\n"
)
print(f"{len(symbols) + 1} icons, {target.stat().st_size} bytes")
