"""The tutorial of an empty installation is carried out as its reader would: by the words on the pages.

A step is `who does what`: 打开 an address or a link, 按 the words of links or buttons (→ in turn), 填 `label = value`
or the words of an option, 交上 `label = file`, 看到 words, 拿到 a file, 扫 a plate, 记下 the link that a page shows.
Steps stand on lines or between ；. Whoever is not named is the one of the step before.
"""

from __future__ import annotations

import io
import re
import shlex
from collections import defaultdict
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from linli.faces.templatetags.linli import door_name
from linli.reactions.management.commands.work import go_round, work_on_a_job, work_once
from linli.territory.models import Plate
from tests.pages import bare
from tests.reading_pages import Reader

TUTORIAL = Path(__file__).resolve().parents[1] / "docs/tutorial"
LINE = re.compile(r"(?:(\S+) )?(打开|设密码|按|填|交上|看到|拿到|记下|刷新|扫)(?: (.+))?")


class Office:
    """Everybody of the tutorial, each at a browser of their own; links to log in go from hand to hand."""

    def __init__(self) -> None:
        self.readers: dict[str, Reader] = defaultdict(Reader)
        self.links: dict[str, str] = {}
        self.who = ""

    def run(self, command: str) -> None:
        """`python manage.py …`: what it says, and the links it prints under a name."""
        said = io.StringIO()
        call_command(*shlex.split(command.replace("\\\n", " "))[2:], stdout=said)
        self.links |= {
            f"{name}的链接": link
            for name, link in re.findall(r"^(\S+) opens.*\n(http\S+)", said.getvalue(), re.M)
        }

    def act(self, line: str) -> None:
        if line == "后台 干活":
            work()
            line = "刷新"  # which a page that waits does by itself
        parts = LINE.fullmatch(line)
        assert parts, f"no such step: {line}"
        who, verb, what = parts.groups()
        self.who = who or self.who
        self.do(self.readers[self.who], verb, what or "")

    def do(self, reader: Reader, verb: str, what: str) -> None:
        label, _, value = (part.strip() for part in what.partition(" = "))
        if verb == "打开":
            reader.open(self.links.get(what, what))
        elif verb == "设密码":
            set_password(reader, what)
        elif verb == "按":
            for words in what.split(" → "):
                reader.press(words)
        elif verb == "填":
            reader.fill(label, value)
        elif verb == "交上":
            reader.attach(label, SimpleUploadedFile(value, (TUTORIAL / value).read_bytes()))
        elif verb == "看到":
            assert bare(what) in reader.page.words(), reader.lost(f"not to be seen: {what}")
        elif verb == "拿到":
            assert reader.file == f"application/{what.lower()}", reader.file
        elif verb == "记下":
            self.links[what] = re.findall(r"http\S+?/invitation/[0-9a-z]+/", reader.page.words())[0]
        elif verb == "扫":
            reader.open(f"/d/{_plate(what).token}/")
        elif verb == "刷新":
            reader.open(reader.address)


def set_password(reader: Reader, password: str) -> None:
    """What the second chapter tells step by step."""
    reader.fill("新密码", password)
    reader.fill("再写一遍", password)
    reader.press("设好密码")


def work() -> None:
    """What `python manage.py work` does until nothing is due."""
    while work_once() + work_on_a_job():
        pass
    go_round(timezone.now())


def _plate(what: str) -> Plate:
    """The one in use at an entrance, named like `桂花里 1栋 1单元`."""
    hung = Plate.objects.filter(retired_at=None).select_related("entrance__building__estate")
    return next(plate for plate in hung if bare(door_name(plate.entrance)) == bare(what))


@pytest.mark.django_db
def test_each_step_of_the_first_grid_is_found_by_its_words() -> None:
    call_command("translations", "compile", verbosity=0)
    text = (TUTORIAL / "your-first-grid.md").read_text(encoding="utf-8")
    office, blocks = Office(), re.findall(r"^```(页面|sh)\n(.*?)^```", text, re.M | re.S)
    assert text.count("```") == 2 * len(blocks) >= 20, "a block that nobody carries out"
    for kind, block in blocks:
        if kind == "sh":
            office.run(block)
            continue
        for step in re.split("[；\n]", block.strip()):
            try:
                office.act(step)
            except Exception as error:
                raise AssertionError(f"{step}: {error}") from error
