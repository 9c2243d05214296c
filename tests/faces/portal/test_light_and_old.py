"""A slow phone and an old browser: what a page weighs, and nothing newer than 2019 without something before it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from tests.faces.portal.phone import Phone
from tests.faces.portal.test_pages import pages
from tests.make import Town

LIGHT = 60_000  # bytes of a page with everything it needs, photos apart
FILE = re.compile(r"linli/([\w-]+)(?:\.[0-9a-f]{12})?\.(css|js|svg)")
STYLES = ("tokens", "base", "portal")
SCRIPTS = ("portal", "matters")

# Ornament: a browser without it shows the same page, a little plainer.
PLAINER = {
    "accent-color",
    "aspect-ratio",
    "color-scheme",
    "text-autospace",
    "text-spacing-trim",
    "text-underline-offset",
    "text-wrap",
}
# What Chrome 78 or Safari 12 do not know: as a property, or within a value.
NEW_PROPERTY = re.compile(
    r"(inset|(margin|padding|border|inset)-(block|inline)(-\w+)*|(inline|block)-size|appearance|translate|rotate|scale"
    r"|container(-\w+)?|content-visibility|scrollbar-gutter|overflow-clip-margin|row-gap|font-size-adjust)"
)
NEW_VALUE = re.compile(
    r"\b(clamp|min|max|round|color-mix|light-dark|oklch|oklab|lab|lch|hwb|env)\(|\b\d+(dvh|svh|lvh|dvw|cqw|cqi|lh|rlh)\b"
    r"|\b(anywhere|subgrid|fit-content|clip)\b|\bfrom var\("
)
NEW_SELECTOR = re.compile(
    r":(is|where|has|focus-visible|user-invalid|popover-open)\b|::file-selector-button|&|@layer|@container"
)
NEW_SCRIPT = re.compile(
    r"\?\.|\?\?|\|\|=|&&=|\.at\(|\.replaceAll\(|\.toSorted\(|structuredClone|Promise\.any|AbortSignal\.timeout|Object\.hasOwn"
    r"|\(\?<[=!]|^\s*#\w+|static \{|import\("
)


def source(name: str) -> str:
    return re.sub(
        r"/\*.*?\*/", "", Path(str(finders.find(f"linli/{name}"))).read_text(encoding="utf-8"), flags=re.S
    )


def rules(css: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """(selector, its declarations) of every rule, those within @media and @supports too."""
    return [
        (
            selector.strip(),
            [
                (name.strip(), value.strip())
                for name, colon, value in (part.partition(":") for part in body.split(";"))
                if colon
            ],
        )
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css)
    ]


def too_new(css: str) -> list[str]:
    """Declarations that an old browser drops with nothing before them in the rule, and selectors whose loss matters."""
    found = []
    for selector, declared in rules(css):
        before: set[str] = set()
        for name, value in declared:
            new = NEW_PROPERTY.fullmatch(name) or NEW_VALUE.search(value)
            if new and name not in PLAINER and name not in before and f"-webkit-{name}" not in before:
                found.append(f"{selector} {{ {name}: {value} }}")
            before.add(name)
        # an outline and a tint beside a radio that shows by itself, a button's looks: nothing is lost without them
        if NEW_SELECTOR.search(selector) and not {n for n, _ in declared} <= {
            *("outline", "outline-offset", "border-radius", "background", "box-shadow"),
            *("color", "font", "font-weight", "border", "padding", "margin-right", "min-height"),
        }:
            found.append(selector)
    return found


def flexible_with_gap(css: str) -> list[str]:
    """Selectors of rows of boxes that stand apart by `gap`, which 2019 knows for grids only."""
    return [
        one.strip()
        for selector, declared in rules(css)
        if dict(declared).get("display") in ("flex", "inline-flex") and dict(declared).get("gap", "0") != "0"
        for one in selector.split(",")
    ]


def test_every_page_weighs_at_most_sixty_kilobytes_with_all_it_loads(phone: Phone, town: Town):
    """The page as it leaves the server, which packs no pages; files as they are kept packed beside the plain ones."""
    phone.fill()
    weights = {}
    for url in [
        *pages(town),
        *(f"/d/{town.plate.token}/{name}/" for name in ("month", "matter")),
        "/receptions/",
    ]:
        page = phone.get(url).content
        files = {f"{name}.{kind}" for name, kind in FILE.findall(page.decode())}
        assert {"portal.css", "portal.js", "icons.svg"} <= files, url
        weights[url] = len(page) + sum(
            len(gzip.compress(Path(str(finders.find(f"linli/{file}"))).read_bytes())) for file in files
        )
        assert not re.search(r"(src|href)=\"https?://", page.decode()), "nothing is fetched from elsewhere"

    assert max(weights.values()) <= LIGHT, weights


@pytest.mark.parametrize("name", STYLES)
def test_a_style_newer_than_2019_has_one_before_it_to_fall_back_on(name: str):
    assert too_new(source(f"{name}.css")) == []


def test_rows_stand_apart_in_a_browser_without_gaps():
    """All of them are named again where `gap` is missing; there it is taken away and margins do its work."""
    css = source("portal.css")
    old = css[css.index("@supports not (aspect-ratio: 1)") :]
    named = {
        one.strip()
        for one in next(s for s, d in rules(old[old.index("{") + 1 :]) if ("gap", "0") in d).split(",")
    }

    gaps = flexible_with_gap(css)
    assert len(gaps) > 20
    assert [one for one in gaps if one not in named and one.split()[-1] not in named] == []
    assert ".faces .opt > * + *" in old


@pytest.mark.parametrize("name", SCRIPTS)
def test_no_script_has_a_word_that_a_browser_of_2019_stumbles_over(name: str):
    script = re.sub(r"^\s*//.*|\s// .*", "", source(f"{name}.js"), flags=re.M)

    assert NEW_SCRIPT.findall(script) == []
    for new in re.findall(r"\w+\.submitter\b.*", script):
        assert "||" in new, "the button that was pressed is known without it"


def test_the_ruler_itself_finds_what_is_too_new():
    assert too_new("a{inset:0} b{width:clamp(1px,2vw,3px)} c:has(d){display:none}") == [
        "a { inset: 0 }",
        "b { width: clamp(1px,2vw,3px) }",
        "c:has(d)",
    ]
    assert (
        too_new(
            "a{overflow-wrap:break-word;overflow-wrap:anywhere} p{text-wrap:pretty} o:has(:checked){outline:1px}"
        )
        == []
    )
    assert flexible_with_gap("a{display:flex;gap:4px} b{display:grid;gap:4px} c{display:flex}") == ["a"]
