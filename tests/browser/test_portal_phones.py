"""The residents' pages in the hand: twice as large, in large print, read aloud, on paper, and where the line breaks."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from linli.cases import calling
from linli.cases.queries import follow_token
from linli.office.models import Attachment
from tests import make
from tests.browser.conftest import PHONE
from tests.conftest import enter_notices
from tests.faces.portal.phone import jpeg

pytestmark = pytest.mark.browser

TWICE = {"width": 195, "height": 422}  # a phone of 390 at 200 %
WORDS = "一楼水管接头漏水，从今天早上开始。"


DONE = ("take grid", "verify here", "resolve", "take community", "pass_check")


@pytest.fixture
def town(transactional_db: None) -> make.Town:
    enter_notices()
    return make.Town()


def door_of(town: make.Town) -> str:
    return f"/d/{town.plate.token}/"


def pages_of(town: make.Town) -> list[str]:
    """The main pages, with a request at each stage."""
    at, door = timezone.now() - timedelta(hours=2), door_of(town)
    doing, rating, closed = (
        make.walk(town, *steps, at=at) for steps in (DONE[:2], DONE, (*DONE, "rate solved"))
    )
    follows = [f"/f/{follow_token(case)}/" for case in (doing, rating, closed)]
    slip = f"/r/{calling.rating_token(rating, calling.round_of(rating))}/"
    steps = ("said", "month", "numbers", "about", "what", "where", "details", "check")
    behind = [f"{door}{name}/" for name in steps]
    return [
        "/",
        "/about/",
        door,
        *behind,
        *follows,
        f"{follows[0]}withdraw/",
        f"{follows[2]}reopen/",
        slip,
        "/d/x/",
    ]


def write(page: Page, town: make.Town) -> None:
    """Everything answered but the last page."""
    page.goto(f"{door_of(town)}what/")
    page.locator("#words").fill(WORDS)
    page.locator("button[value=next]").click()
    page.locator("[name=matter][value=none]").check()
    page.locator("main form button.btn").click()
    page.locator("[name=where][value=here]").check()
    page.locator("main form button.btn").click()
    page.locator("[name=urgent][value=no]").check()
    page.locator("main form button.btn").click()
    expect(page.locator(".answers")).to_contain_text(WORDS)


WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

# Reaches out of the screen, or lies under something else when it is brought into view.
BURIED = """() => [...document.querySelectorAll(
        'a, button, input:not([type=hidden]), textarea, summary, h1, p, b, dd')].filter(e => {
    const box = e.getBoundingClientRect();
    if (!e.offsetParent || e.closest('.vh, .skip') || e.matches('.files') || box.width < 2) return false;
    if (box.left < -0.5 || box.right > innerWidth + 0.5) return true;
    if (!e.matches('a, button, input, textarea, summary'))
        return e.scrollWidth > e.clientWidth + 5 && getComputedStyle(e).display !== 'inline';
    e.scrollIntoView({block: 'center', behavior: 'instant'});
    const now = e.getClientRects()[0];
    const top = document.elementFromPoint(now.left + now.width / 2, now.top + now.height / 2);
    const label = e.labels && [...e.labels].some(l => l.contains(top));
    return !top || !(e.contains(top) || top.contains(e) || label);
}).map(e => e.tagName + ' ' + (e.textContent.trim() || e.name).slice(0, 20)).slice(0, 4)"""

# Words too small, and whatever can be pressed that is lower than a thumb; links within a sentence excepted.
SMALL = """() => {
    const seen = e => e.offsetParent && e.getBoundingClientRect().height > 1 && !e.closest('.vh, .skip');
    const own = e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    const said = (e, size) => size + ' ' + (e.textContent.trim() || e.name).slice(0, 20);
    const words = [...document.querySelectorAll('body *')]
        .filter(e => seen(e) && own(e) && parseFloat(getComputedStyle(e).fontSize) < 18)
        .map(e => said(e, getComputedStyle(e).fontSize));
    const inSentence = e => e.tagName === 'A' && e.closest('p:not(.quiet):not(.leave), dd');
    const things = [...document.querySelectorAll(
            'a, button, summary, .opt, textarea, input[type=text], input[type=tel]')]
        .filter(e => seen(e) && !inSentence(e) && e.getBoundingClientRect().height < 59.5)
        .map(e => said(e, Math.round(e.getBoundingClientRect().height) + 'px'));
    return [...words, ...things].slice(0, 4); }"""


def test_no_page_twice_as_large_is_cut_off_or_covered_and_large_print_is_large(
    town: make.Town, live_server: Any, context_of: Callable[..., BrowserContext]
) -> None:
    page, found = context_of(PHONE, linli_view="elder").new_page(), []
    write(page, town)
    for address in pages_of(town):
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        page.goto(address)
        found += [f"{address}: {what}" for what in page.evaluate(SMALL)]
        page.set_viewport_size(TWICE)  # type: ignore[arg-type]
        for view in ("elder", "plain"):  # the same page with other sizes
            page.evaluate("view => document.documentElement.setAttribute('data-view', view)", view)
            found += [f"{view} {address} is too wide"] if page.evaluate(WIDE) else []
            found += [f"{view} {address}: {what}" for what in page.evaluate(BURIED)]
    assert not found, "\n".join(found)


def test_where_the_line_breaks_the_page_says_what_is_kept(
    town: make.Town, live_server: Any, context_of: Callable[..., BrowserContext]
) -> None:
    context = context_of()
    page = context.new_page()
    page.goto(f"{door_of(town)}what/")
    page.locator("#words").fill(WORDS)

    # a photo that breaks off on its way: the words stay, and it goes up at the second try
    page.route(
        "**/what/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    photo = jpeg()
    page.set_input_files("#files", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo.read()})
    broken = page.locator("[data-broken]")
    expect(broken).to_be_visible()
    expect(page.locator("#words")).to_have_value(WORDS)
    page.unroute("**/what/")
    broken.get_by_role("button").click()
    expect(page.locator(".shot img")).to_have_count(1)
    expect(page.locator("[data-broken]")).to_be_hidden()
    expect(page.locator("#words")).to_have_value(WORDS)

    # no network at all: the page stays and says so; with a signal the same button works
    context.set_offline(True)
    page.locator("#words").fill(f"{WORDS}水快流到电表箱了。")
    page.locator("button[value=next]").click()
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("#words")).to_have_value(f"{WORDS}水快流到电表箱了。")
    context.set_offline(False)

    # left and scanned again: what was typed is there, until it is passed on
    page.goto(door_of(town))
    page.goto(f"{door_of(town)}what/")
    expect(page.locator("#words")).to_have_value(f"{WORDS}水快流到电表箱了。")
    expect(page.locator("[data-still]")).to_be_visible()
    page.locator("button[value=next]").click()
    expect(page.locator("#words")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('/d/'))") == []


def test_a_large_photo_is_made_as_small_as_it_is_kept_before_it_goes_and_stands_upright(
    town: make.Town, live_server: Any, context_of: Callable[..., BrowserContext]
) -> None:
    page = context_of().new_page()
    page.add_init_script(SENT)
    page.goto(f"{door_of(town)}what/")
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6  # held upright: to be turned by a quarter
    Image.effect_noise((2400, 1600), 60).save(out, "JPEG", quality=95, exif=exif)
    page.set_input_files("#files", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()})

    expect(page.locator(".shot img")).to_have_count(1)
    assert page.evaluate("window.sent") < len(out.getvalue()) / 2
    kept = Attachment.objects.get()
    assert (kept.width, kept.height) == (1067, 1600)


def test_large_print_reads_the_page_aloud_and_stops(
    town: make.Town, live_server: Any, context_of: Callable[..., BrowserContext]
) -> None:
    page = context_of(linli_view="elder").new_page()
    page.add_init_script(VOICE)
    page.goto(door_of(town))
    listen = page.locator("[data-listen]")
    expect(listen).to_be_visible()
    before = listen.inner_text()
    listen.click()
    said = page.evaluate("window.said")
    assert {one[1] for one in said} == {"zh-CN"}
    assert page.locator("h1").inner_text() in "".join(one[0] for one in said)
    assert max(len(one[0]) for one in said) < 120, "sentence by sentence"
    assert listen.inner_text() != before
    listen.click()
    assert (page.evaluate("window.stopped"), listen.inner_text()) == (True, before)

    page.goto("/view/plain/?next=" + door_of(town))
    expect(page.locator("[data-listen]")).to_have_count(0)


def test_on_paper_it_is_black_on_white_unfolded_with_nothing_to_press(
    town: make.Town, live_server: Any, context_of: Callable[..., BrowserContext]
) -> None:
    case = make.walk(town, *DONE, at=timezone.now() - timedelta(hours=2))
    page = context_of(dark=True).new_page()
    page.goto(f"/f/{follow_token(case)}/")
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    expect(page.locator(".own-words")).to_be_visible()
    assert page.locator("button:visible").count() == 0
    assert page.evaluate(COLOURED) == []
    page.goto(door_of(town))
    assert page.evaluate(COLOURED) == []
    expect(page.locator(".plate h1")).to_be_visible()


VOICE = """window.said = []; window.stopped = false;
    window.SpeechSynthesisUtterance = function (text) { this.text = text; };
    Object.defineProperty(window, 'speechSynthesis', {value: {
        speak: one => window.said.push([one.text, one.lang]), cancel: () => { window.stopped = true; }}});"""

SENT = """const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (body) {
        window.sent = body.getAll('photos').reduce((sum, one) => sum + one.size, 0);
        return send.call(this, body); };"""

# On paper: a ground that is not white, or words that are not dark.
COLOURED = """() => {
    const light = colour => {
        const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
        return a === 0 ? null : r + g + b; };
    return [...document.querySelectorAll('body, body *')].filter(e => e.offsetParent || e === document.body)
        .map(e => [e.className, getComputedStyle(e)])
        .map(([name, style]) => [name, style.backgroundColor, style.color])
        .filter(([, ground, ink]) => (light(ground) !== null && light(ground) < 700) || light(ink) > 330)
        .slice(0, 4); }"""
