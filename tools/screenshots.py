"""Photograph a running demo for the documents:  python tools/screenshots.py http://127.0.0.1:8000/d/…/

The address is the resident's door that `bin/demo` prints. Writes docs/images/{portal,desk,request,figures,phone}.png:
what somebody sees who walks there now, in Chinese, by day. It asks for something at that door, so each run leaves one
request in the demo.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
PHONE = (390, 844)
OFFICE = (1280, 800)
GROUND, GAP = (217, 213, 201), 24  # between the phones of one picture
COLOURS = 192  # flat colours and letters need no more, and a picture stays under 200 kB
WORDS = "一楼水管接头漏水，从今天早上开始，水快流到电表箱了。"


def taken(page: Page) -> Image.Image:
    page.wait_for_load_state("networkidle")
    return Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")


def kept(picture: Image.Image, name: str) -> None:
    file = IMAGES / f"{name}.png"
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        file, optimize=True
    )
    print(f"{file.relative_to(IMAGES.parent.parent)}  {file.stat().st_size / 1024:.0f} kB")


def beside(pictures: list[Image.Image]) -> Image.Image:
    """Phones side by side."""
    width, height = pictures[0].size
    whole = Image.new("RGB", (GAP + (width + GAP) * len(pictures), height + 2 * GAP), GROUND)
    for n, one in enumerate(pictures):
        whole.paste(one, (GAP + n * (width + GAP), GAP))
    return whole


def resident(page: Page, door: str) -> list[Image.Image]:
    """At the door, what happened, the number, how far it is."""
    page.goto(door)
    found = [taken(page)]
    page.goto(f"{door}what/")
    page.locator("textarea").first.fill(WORDS)
    found.append(taken(page))
    while "/check/" not in page.url:  # what it is, where, how urgent: the first answer; nothing is urgent
        for name in {one.get_attribute("name") for one in page.locator("input[type=radio]").all()}:
            answers = page.locator(f"input[name={name}]")
            (answers.last if name == "urgent" else answers.first).check(force=True)
        go_on(page, "继续")
    go_on(page, "交上去")
    found.append(taken(page))
    page.get_by_role("link", name="查进度").last.click()
    return [*found, taken(page)]


def go_on(page: Page, words: str) -> None:
    page.locator("main button").filter(has_text=words).last.click()
    page.wait_for_load_state()


def as_somebody(browser: Browser, base: str, name: str, size: tuple[int, int]) -> Page:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    page.goto(f"{base}/desk/demo/")
    page.get_by_role("button", name=name).first.click()
    return page


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("door", help="the resident's door that bin/demo prints")
    parser.add_argument("--chromium", default=shutil.which("chromium-headless-shell") or "/usr/bin/chromium")
    options = parser.parse_args()
    parts = urlsplit(options.door)
    base = f"{parts.scheme}://{parts.netloc}"
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        phone = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}, locale="zh-CN")
        kept(beside(resident(phone, options.door)), "portal")
        desk: dict[str, tuple[str, Callable[[Page], object]]] = {
            "desk": ("孙丽", lambda page: page.goto(f"{base}/desk/?queue=open")),
            "request": ("孙丽", lambda page: open_first(page, f"{base}/desk/?queue=open")),
            "figures": ("高建", lambda page: page.goto(f"{base}/desk/figures/?by=area&span=12")),
        }
        for name, (person, go) in desk.items():
            page = as_somebody(browser, base, person, OFFICE)
            go(page)
            kept(taken(page), name)
            page.close()
        worker = as_somebody(browser, base, "陈淑敏", PHONE)
        pictures = [taken(worker)]
        open_first(worker, f"{base}/desk/?queue=open")
        kept(beside([*pictures, taken(worker)]), "phone")
        browser.close()


def open_first(page: Page, queue: str) -> None:
    page.goto(queue)
    page.locator(".rows .c-what a").first.click()


if __name__ == "__main__":
    main()
