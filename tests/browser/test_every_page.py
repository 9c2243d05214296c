"""Every page, in both languages, elder view, dark, at phone and office size: axe finds nothing, nothing is cut off.

A page that is the same for two sights is fetched once, and the screen changes around it.

The list of pages is held against the list of URLs, so a new one cannot be forgotten. No rule is disabled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import axe_playwright_python
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from linli.cases import actions, rules
from linli.cases.models import Case, Category
from linli.cases.queries import follow_token
from linli.common.actor import RESIDENT, Actor
from linli.demo.building import plate_of
from linli.faces.desk import steps
from linli.faces.desk.step_table import STEPS
from linli.people.models import User
from linli.people.queries import actor_of, posts_of
from tests.browser.conftest import OFFICE, PHONE, seeded, stands
from tests.faces.parts import PARTS
from tests.faces.test_matrix_over_http import names

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

# No pages: machines, redirects, pictures, things that only take a POST.
NO_PAGES = {
    "healthz",
    "readyz",
    "portal:view",
    "portal:lang",
    "portal:draft_photo",
    "portal:photo",
    "portal:sounds",
    "portal:rate",
    "desk:photo",
    "desk:logout",
    "desk:bulk",  # the answer to a POST
    "desk:together",  # leads on to a step
}


@dataclass(frozen=True)
class Sight:
    """One way of looking at a page."""

    name: str
    size: dict[str, int]
    language: str = "zh-hans"
    elder: bool = False
    dark: bool = False
    desk: bool = True  # elder view is the residents'
    axe: bool = True  # the ruler and the dictionary look always


# Both languages, sizes and schemes. Axe looks at one of each in either language, and at the elder view in both.
SIGHTS = [
    Sight("zh-390", PHONE),
    Sight("zh-1280-dark", OFFICE, dark=True, axe=False),
    Sight("en-390", PHONE, language="en", axe=False),
    Sight("en-1280-dark", OFFICE, language="en", dark=True),
    Sight("elder-390", PHONE, elder=True, desk=False),
    Sight("elder-390-dark-en", PHONE, language="en", elder=True, dark=True, desk=False),
]
# One walk through pages that are the same in all its sights: (language, elder, how many tests share it).
WALKS = [("zh-hans", False, 3), ("en", False, 3), ("zh-hans", True, 1), ("en", True, 1)]
DESK = ("desk:", "api:")
SHARES = [(language, elder, n, of) for language, elder, of in WALKS for n in range(of)]


def addresses() -> dict[str, list[tuple[str, str]]]:
    """URL name → (who looks, address), from the demo's requests at their different steps."""
    door = plate_of("桂花里", "3 栋", 2).token
    torn = door[:-1] + "2" if door[-1] != "2" else door[:-1] + "3"

    def at(**where: Any) -> Case:
        found = Case.objects.filter(**where).first()
        assert found is not None, where
        return found

    rating, closed, asked = at(task="rating"), at(status="closed"), at(task="verify")
    doing = at(level="department", task="do")
    follow = {case: follow_token(case) for case in (rating, closed, asked, doing)}

    pages: dict[str, list[tuple[str, str]]] = {
        "portal:start": [("", "/")],
        "portal:about": [("", "/about/")],
        "portal:door": [("", f"/d/{door}/"), ("", f"/d/{torn}/")],
        "portal:said": [("", f"/d/{door}/said/")],
        "portal:month": [("", f"/d/{door}/month/")],
        "portal:what": [("", f"/d/{door}/what/")],
        "portal:matter": [("draft", f"/d/{door}/matter/")],
        "portal:where": [("draft", f"/d/{door}/where/")],
        "portal:details": [("draft", f"/d/{door}/details/")],
        "portal:check": [("draft", f"/d/{door}/check/")],
        "portal:follow": [("", f"/f/{token}/") for token in follow.values()]
        + [("", f"/f/{follow[asked]}/?sent=1"), ("", "/f/nothing/")],
        "portal:reopen": [("", f"/f/{follow[closed]}/reopen/")],
        "portal:withdraw": [("", f"/f/{follow[asked]}/withdraw/")],
        "desk:login": [("", "/desk/login/")],
        "desk:demo": [("", "/desk/demo/")],
        "desk:day": [("chenshumin", "/desk/"), ("sunli", "/desk/?queue=open"), ("fengdian", "/desk/")],
        "desk:messages": [("chenshumin", "/desk/messages/")],
        "desk:find": [("chenshumin", "/desk/find/?q=99990000"), ("chenshumin", "/desk/find/?q=灯")],
        "desk:menu": [("chenshumin", "/desk/menu/")],
        "desk:map": [("sunli", "/desk/map/?queue=open")],
        "desk:failures": [("gaojian", "/desk/failures/")],
        "desk:near": [("sunli", reverse("desk:near", args=[doing.number]))],
        "desk:case": [
            ("chenshumin", reverse("desk:case", args=[asked.number])),
            ("sunli", reverse("desk:case", args=[doing.number])),
            ("linxiaoyan", reverse("desk:case", args=[closed.number])),
            ("sunli", "/desk/cases/99990000/"),
        ],
    }
    none = NO_PAGES.union(*(part.NO_PAGES for part in PARTS))
    for part in PARTS:
        pages |= part.looks()
    held = who_may()  # when no part changes a request any more
    pages["desk:step"] = [
        (who, reverse("desk:step", args=[case.number, verb])) for verb, (who, case) in held.items()
    ]
    assert set(pages) | none == names()
    return pages


LOOKERS = ("chenshumin", "linxiaoyan", "sunli", "gaojian", "wuchengguan", "heqing", "wangfang")


def acting_as(username: str) -> Actor:
    user = User.objects.get(username=username)
    post = user.posts.get()
    return actor_of(user.pk, timezone.now(), post_id=post.pk)


def who_may() -> dict[str, tuple[str, Case]]:
    """Who of the demo may do each step now, and at which case."""
    now = timezone.now()
    cases = list(Case.objects.select_related("office").order_by("pk"))
    found: dict[str, tuple[str, Case]] = {}
    for username in LOOKERS:
        actor = acting_as(username)
        posts = posts_of(actor.user_id, now)
        request: Any = SimpleNamespace(actor=actor, posts=posts, now=now, user=User(pk=actor.user_id))
        for case in cases:
            related = rules.relations(actor, case, posts)
            for name in STEPS.keys() - found.keys():
                if steps.why_not(request, case, name, related) is None:
                    found[name] = username, case
    assert found.keys() == STEPS.keys(), f"nobody of the demo can do {STEPS.keys() - found.keys()}"
    return found


def take_the_rest() -> None:
    """The demo stops before somebody takes; here each step's form has its holder, and each rarer step its case."""
    now = timezone.now()
    for task, username in (
        ("verify", "chenshumin"),
        ("place", "linxiaoyan"),
        ("dispatch", "sunli"),
        ("accept", "wuchengguan"),
        ("review", "heqing"),
    ):
        who = acting_as(username)
        case = Case.objects.filter(task=task, holder=None, office_id=who.office_id).first()
        assert case is not None, task
        actions.take(case, by=who, at=now)
    worker, reason = acting_as("chenshumin"), {"words": "等一等再办"}
    door = plate_of("桂花里", "3 栋", 2).entrance
    for step in ("pause", "refuse", "told", "supervise"):
        case = actions.ask(words="楼道的灯不亮了，晚上看不见台阶。", entrance=door, by=RESIDENT, at=now)
        case = actions.take(case, by=worker, at=now)
        if step == "refuse":
            way = {"reason": "out_of_duty", "channel": "hotline"}
            actions.propose(case, by=worker, at=now, choice="refuse", **way, **reason)
            continue
        matter = Category.objects.filter(answers="community", retired_at=None).exclude(duty="upper").first()
        assert matter is not None
        case = actions.verify(case, by=worker, at=now, choice="here", category=matter, urgency="blue")
        if step == "pause":
            actions.propose(case, by=worker, at=now, choice="pause", reason="part", **reason)
        elif step == "told":
            actions.ask_more(case, by=worker, at=now, choice="told", **reason)
        else:
            actions.supervise(case, by=acting_as("linxiaoyan"), at=now, **reason)


def all_pages() -> dict[str, list[tuple[str, str]]]:
    stands(seeded)
    take_the_rest()
    pages = addresses()
    assert sum(map(len, pages.values())) >= 100
    return pages


@pytest.fixture
def pages(transactional_db: None) -> dict[str, list[tuple[str, str]]]:
    return stands(all_pages)


def session_of(username: str) -> dict[str, str]:
    """The cookie of somebody who has logged in; residents have none."""
    if username in ("", "draft"):
        return {}
    client = Client()
    user = User.objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def begin_a_draft(page: Page, address: str) -> None:
    door = "/".join(address.split("/")[:3])
    page.goto(f"{door}/what/")
    page.locator("[name=words]").fill("一楼水管接头漏水，从今天早上开始。")
    page.locator("main form button[type=submit], main form button:not([type])").last.click()
    page.locator("[name=matter][value=none]").check()
    page.locator("main form button").last.click()
    page.locator("[name=where][value=here]").check()
    page.locator("main form button").last.click()
    page.locator("[name=urgent][value=no]").check()
    page.locator("main form button").last.click()


@pytest.mark.parametrize(("language", "elder", "n", "of"), SHARES)
def test_every_page_passes_axe_and_fits_its_screen(
    pages: dict[str, list[tuple[str, str]]],
    live_server: Any,
    context_of: Callable[..., Any],
    shot: Callable[[Page, str], None],
    language: str,
    elder: bool,
    n: int,
    of: int,
) -> None:
    """The n-th of `of` shares of the pages, in every sight of this language and view."""
    sights = [sight for sight in SIGHTS if (sight.language, sight.elder) == (language, elder)]
    looks = [
        (
            who,
            name,
            address,
            [sight for sight in sights if sight.desk or not name.startswith(DESK)],
            k,
        )
        for name, some in pages.items()
        for k, (who, address) in enumerate(some)
    ]
    # one after the other; residents last: a question that is read, for one, makes the clock stand
    looks = sorted((look for look in looks if look[3]), key=lambda look: (look[0] in ("", "draft"), look[0]))[
        n::of
    ]
    assert len(looks) >= 17
    context: BrowserContext = context_of(PHONE)
    context.add_init_script(
        AXE
    )  # kept by the browser: sending half a megabyte to each page costs more than asking it
    page = context.new_page()
    inside, last, found = None, None, []
    for who, name, address, seen, k in looks:
        if who != inside:
            inside = who
            cookies = (
                {"django_language": language} | ({"linli_view": "elder"} if elder else {}) | session_of(who)
            )
            context.clear_cookies()
            context.add_cookies([{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()])
            if who == "draft":
                begin_a_draft(page, address)
        response = page.goto(address)
        assert response is not None
        if response.status not in (200, 404):
            raise AssertionError(f"{who} {address}: {response.status} {page.inner_text('main')[:300]}")
        assert unquote(page.url).endswith(address), f"{address} led to {page.url}"
        for sight in seen if last is not seen[-1] else seen[::-1]:  # the screen changes as seldom as it can
            if sight is not last:
                page.set_viewport_size(sight.size)  # type: ignore[arg-type]
                page.emulate_media(color_scheme="dark" if sight.dark else "light")
                last = sight
            found += [f"{sight.name} {name} {address}: {problem}" for problem in problems(page, sight)]
            shot(page, f"{sight.name}-{name.replace(':', '-')}-{k}")
    assert not found, "\n" + "\n".join(found)


def problems(page: Page, sight: Sight) -> list[str]:
    """What axe-core, the ruler and the dictionary object to."""
    inside = "/desk/" in page.url or "/api/" in page.url
    how = {
        "axe": sight.axe,
        "least": 18 if sight.elder else 12 if inside else 14,
        "target": 60 if sight.elder else 0,
        "english": sight.language == "en",
    }
    seen = page.evaluate(LOOK, how)
    said = [f"axe {rule}: {html[:120]}" for rule, html in seen["axe"]]
    if seen["sideways"]:
        said.append("scrolls sideways")
    said += [f"text of {size}px: {text}" for size, text in seen["small"]]
    said += [f"target of {size}: {text}" for size, text in seen["targets"]]
    if seen["foreign"]:
        kind = "Chinese on an English page" if how["english"] else "English on a Chinese page"
        said.append(f"{kind}: {seen['foreign'][:3]}")
    return said


# Every rule; of the answer only what was found crosses over.
RUN = """axe.run(document, {resultTypes: ['violations']})
    .then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"""

# Colours that glide to the new scheme have arrived.
SETTLED = "document.getAnimations().forEach(a => a instanceof CSSTransition && a.finish())"

SMALL_TEXT = """least => [...document.querySelectorAll('body *')].filter(e =>
    [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.offsetParent &&
    !e.closest('.vh') && parseFloat(getComputedStyle(e).fontSize) < least - 0.01)
    .map(e => [getComputedStyle(e).fontSize, e.textContent.trim().slice(0, 20)]).slice(0, 3)"""

# Links inside sentences excepted, as the guideline does.
SMALL_TARGETS = """least => [...document.querySelectorAll('main a, main button, main summary, .opt')].filter(e => {
    const box = e.getBoundingClientRect(); const inSentence = e.tagName === 'A' && e.closest('p, dd, li > span');
    return e.offsetParent && !inSentence && box.height > 0 && box.height < least - 0.5 && !e.closest('.vh'); })
    .map(e => [e.getBoundingClientRect().height, e.textContent.trim().slice(0, 20)]).slice(0, 3)"""

# Interface words, not what people wrote: names, quotes and addresses of the demo are Chinese in every language, and so
# are examples of what to type.
CHINESE_WORDS = """() => [...document.querySelectorAll('legend, label, button, th, dt, .hint, .sec, nav a')]
    .filter(e => e.offsetParent && !e.closest('[lang]:not(html)') && !e.closest('[data-said]'))
    .map(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()).join(' '))
    .map(t => t.replace(/国办发明电〔2026〕7号|放假|上班|至|春节|楼道灯|桂花里 3 栋/g, ''))
    .filter(t => /[\\u4e00-\\u9fff]/.test(t))"""

# Names that are the same in Chinese: formats, datums, addresses.
ENGLISH_WORDS = """() => [...document.querySelectorAll('body *')]
    .filter(e => e.offsetParent && !e.closest('[lang]:not(html), script, style, kbd, textarea, code, [data-code]'))
    .map(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent.trim()).join(' '))
    .filter(t => /[A-Za-z]{3,}/.test(t.replace(/shuiguan|zzzz|ldd|ghl|lamp|GeoJSON|TOML|OpenAPI|HTTPS/g, '').replace(
        /https?:\\S+|JPEG|PNG|WebP|LinLi|GIF|ICP|Excel|CSV|PDF|WGS|CGCS|GCJ|[.](csv|xlsx?|pdf|geojson)/g, '')))"""

# All of it in one message to the browser and back.
LOOK = f"""async how => {{
    {SETTLED};
    return {{
        axe: how.axe ? await {RUN} : [],
        sideways: document.documentElement.scrollWidth > document.documentElement.clientWidth,
        small: ({SMALL_TEXT})(how.least),
        targets: how.target ? ({SMALL_TARGETS})(how.target) : [],
        foreign: how.english ? ({CHINESE_WORDS})() : ({ENGLISH_WORDS})(),
    }};
}}"""
