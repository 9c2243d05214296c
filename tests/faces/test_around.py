"""What every request gets: headers, logs without anything personal, sessions that are sealed, health."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from linli.cases.queries import follow_token
from linli.faces.logs import JsonFormatter
from tests import make
from tests.make import walk


@pytest.fixture
def lines():
    """Everything that is logged, as it would be printed."""
    printed: list[dict] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            printed.append(json.loads(JsonFormatter().format(record)))

    keep, root = Keep(level=logging.INFO), logging.getLogger()
    before = root.level
    root.addHandler(keep)
    root.setLevel(logging.INFO)
    yield printed
    root.removeHandler(keep)
    root.setLevel(before)


def test_a_log_line_names_the_route_and_never_the_path_or_a_token(town, lines) -> None:
    case = make.case(town)
    token = follow_token(case)
    Client().get(f"/f/{token}/?secret=13800002046")
    [line] = [line for line in lines if line["message"] == "request"]
    assert (line["route"], line["status"], line["method"]) == ("portal:follow", 200, "GET")
    assert token not in json.dumps(lines)
    assert "13800002046" not in json.dumps(lines)


def test_what_nobody_caught_leaves_its_kind_and_place_and_not_its_text(town, lines, monkeypatch) -> None:
    from linli.faces.portal.views import pages

    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError("周阿姨 13800002046")

    monkeypatch.setattr(pages, "show", broken)
    response = Client(raise_request_exception=False).get("/about/")
    assert response.status_code == 500
    assert "我们这边出了毛病" in response.content.decode()
    [line] = [line for line in lines if line["message"] == "uncaught"]
    assert (line["error"], line["route"]) == ("ValueError", "portal:about")
    assert "test_around.py" in line["place"]
    assert "13800002046" not in json.dumps(lines, ensure_ascii=False)


def test_pages_carry_a_strict_policy_and_are_not_kept(town) -> None:
    for address in ("/", f"/d/{town.plate.token}/", "/desk/login/"):
        headers = Client().get(address).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "no-store" in headers["Cache-Control"]
        assert "private" in headers["Cache-Control"]


def test_no_template_has_an_inline_style_or_script() -> None:
    faces = Path(__file__).resolve().parents[2] / "linli/faces"
    for template in faces.rglob("templates/**/*.html"):
        text = template.read_text(encoding="utf-8")
        assert " style=" not in text, template
        assert "onclick=" not in text, template
        assert "<script>" not in text, template


def test_a_draft_in_the_database_is_sealed(town) -> None:
    resident = Client()
    resident.post(f"/d/{town.plate.token}/what/", {"words": "一楼水管接头漏水"})
    from linli.faces.sessions import SealedSerializer

    [session] = Session.objects.all()
    from django.core import signing

    raw = signing.TimestampSigner(salt="django.contrib.sessions.SessionStore").unsign(session.session_data)
    assert "水管" not in raw
    assert "水管" in json.dumps(session.get_decoded(), ensure_ascii=False)
    assert SealedSerializer().loads(SealedSerializer().dumps({"a": "水"})) == {"a": "水"}


def test_colours_stand_in_one_file_and_dark_is_the_same_twice() -> None:
    import re

    styles = Path(__file__).resolve().parents[2] / "linli/faces/static/linli"
    for sheet in styles.glob("*.css"):
        if sheet.name != "tokens.css":
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)", sheet.read_text(encoding="utf-8")), (
                sheet
            )
    tokens = (styles / "tokens.css").read_text(encoding="utf-8")
    chosen = re.search(r"\[data-theme=dark\]\{(.*?)\n\}", tokens, re.S)
    asked = re.search(r":root:not\(\[data-theme\]\)\{(.*?)\n\}", tokens, re.S)
    assert chosen
    assert asked
    assert chosen.group(1) == asked.group(1)


def test_a_form_sent_after_the_session_was_over_gives_back_what_was_typed(town) -> None:
    case = walk(town, "take grid", "verify here")
    response = Client().post(
        f"/desk/cases/{case.number}/resolve/", {"words": "换了接头，不漏了", "outcome": "done"}
    )
    assert response.status_code == 401
    assert "换了接头，不漏了" in response.content.decode()
    assert "您已经退出登录了" in response.content.decode()


def test_health_answers_without_and_with_a_database(db) -> None:
    assert Client().get("/healthz").content == b"ok\n"
    ready = Client().get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["migrated"] is True


@pytest.mark.parametrize(
    "address",
    [
        "/lang/en/?next=foo",
        "/view/elder/?next=xyz",
        "/lang/en/?next=https://elsewhere.example/",
        "/desk/login/?next=foo",
        "/desk/cases/26110001/photo/------------------------------------/",
        "/f/nothing/?done=w",
    ],
)
def test_odd_addresses_are_answered_and_lead_nowhere_else(town, address: str) -> None:
    response = Client().get(address)
    assert response.status_code in (200, 302, 404)
    assert response.headers.get("Location", "/").startswith("/")


def test_a_charset_of_its_own_is_a_bad_request(town) -> None:
    for charset in ("unicode_escape", "utf-7"):
        kind = f"application/x-www-form-urlencoded; charset={charset}"
        answer = Client().post(f"/d/{town.plate.token}/what/", b"words=x", content_type=kind)
        assert answer.status_code == 400


def test_a_post_that_was_cut_off_is_not_carried_out() -> None:
    import io

    from linli.config.wsgi import whole_bodies

    def app(environ, start_response):
        return [environ["wsgi.input"].read(100)]

    whole = {"CONTENT_LENGTH": "5", "wsgi.input": io.BytesIO(b"a=bcd")}
    assert whole_bodies(app)(whole, None) == [b"a=bcd"]
    cut = {"CONTENT_LENGTH": "50", "wsgi.input": io.BytesIO(b"a=bcd")}
    read = whole_bodies(lambda environ, _: [environ["wsgi.input"].read(3) for _ in range(4)])
    with pytest.raises(OSError, match="cut"):
        read(cut, None)


def test_a_key_file_that_is_gone_is_told_and_no_new_one_is_made_over_old_data(tmp_path) -> None:
    import os
    import subprocess
    import sys

    root = Path(__file__).resolve().parents[2]
    (tmp_path / "data").mkdir()
    (tmp_path / "data/linli.sqlite3").write_bytes(b"old data")
    environment = {
        **os.environ,
        "LINLI_DATA_DIR": str(tmp_path / "data"),
        "LINLI_KEY_FILE": str(tmp_path / "keys"),
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=root, env=environment, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "Put it back" in done.stderr
    assert not (tmp_path / "keys").exists()


def test_a_form_with_an_old_token_gives_back_every_field_to_be_sent_once_more(town) -> None:
    case = walk(town, "take grid", "verify here", "resolve", "take community", "pass_check")
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(
        f"/f/{follow_token(case)}/rate/", {"solved": "yes", "satisfied": "3", "words": "好", "key": "k"}
    )
    assert answer.status_code == 403
    from tests.pages import form

    assert {"solved": "yes", "satisfied": "3", "words": "好", "key": "k"}.items() <= form(
        answer.content, having="solved"
    ).values.items()


def test_nobodys_comings_and_goings_are_kept(town) -> None:
    from axes.models import AccessLog

    user = town.users["grid"]
    user.set_password("a good long password")
    user.save()
    login = {"username": "grid", "password": "wrong"}
    Client().post("/desk/login/", login)
    inside = Client()
    answer = inside.post("/desk/login/", {**login, "password": "a good long password"})
    assert answer.status_code == 302
    inside.post("/desk/logout/")
    assert AccessLog.objects.count() == 0


def test_no_refusal_is_worded_twice() -> None:
    from linli.faces.words import REFUSALS
    from linli.faces.words.refusals import TOPICS

    assert sum(len(topic.REFUSALS) for topic in TOPICS) == len(REFUSALS)
