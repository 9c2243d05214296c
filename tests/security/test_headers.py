"""What every answer says to the browser, whatever the address."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.test import Client

from tests.faces.test_matrix_over_http import Site, client_of

ROOT = Path(__file__).resolve().parents[2]
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def test_every_answer_forbids_scripts_of_others_frames_guessing_and_asks_nothing_of_the_telephone(
    site: Site,
) -> None:
    client = client_of(site, "township")
    for name, addresses in site.addresses.items():
        answer = client.get(addresses[0])
        if answer.streaming:
            b"".join(answer)  # type: ignore[arg-type]
        told = {header: answer.headers.get(header) for header in ALWAYS}
        assert told == ALWAYS, addresses[0]
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, addresses[0]
        assert "unsafe" not in policy, addresses[0]
        assert "geolocation=()" in answer.headers["Permissions-Policy"], addresses[0]
        assert "no-store" in answer.headers["Cache-Control"] or "photo" in name, addresses[0]


def test_over_https_cookies_stay_with_this_very_host_and_no_script_reads_them() -> None:
    show = (
        "import json; from linli.config import settings as s; print(json.dumps([getattr(s, n) for n in ("
        "'SESSION_COOKIE_NAME', 'CSRF_COOKIE_NAME', 'SESSION_COOKIE_SECURE', 'CSRF_COOKIE_SECURE',"
        "'SESSION_COOKIE_HTTPONLY', 'CSRF_COOKIE_HTTPONLY', 'SESSION_COOKIE_SAMESITE', 'SECURE_HSTS_SECONDS')]))"
    )
    around = {**os.environ, "LINLI_HTTPS": "1", "LINLI_DATA_DIR": str(settings.DATA_DIR)}
    around["LINLI_KEY_FILE"] = str(settings.KEY_FILE)
    done = subprocess.run([sys.executable, "-c", show], cwd=ROOT, env=around, capture_output=True, text=True)
    session, csrf, *flags, same_site, hsts = json.loads(done.stdout)
    assert session.startswith("__Host-")
    assert csrf.startswith("__Host-")
    assert all(flags)
    assert same_site == "Lax"
    assert hsts >= 31_536_000


def test_a_foreign_host_name_is_refused_so_no_link_can_be_made_with_it(db: None) -> None:
    assert Client().get("/about/", headers={"host": "evil.example"}).status_code == 400
