"""Settings of the test suite: its own keys and data directory, quick password hashing, no manifest."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_here = Path(tempfile.mkdtemp(prefix="linli-test-"))
atexit.register(shutil.rmtree, _here, ignore_errors=True)
os.environ["LINLI_DATA_DIR"] = str(_here / "data")
os.environ["LINLI_KEY_FILE"] = str(_here / "keys.json")
os.environ.setdefault("LINLI_LOG_LEVEL", "ERROR")

from linli.config.settings import *  # noqa: E402, F403
from linli.config.settings import DATABASES, STORAGES  # noqa: E402

DEMO = True
OPERATOR = "沂安市槐安区柳荫街道办事处"
FILING_NUMBER = "沂ICP备2026010888号-1"
DUTY_PHONE = "0399-801 2345"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # a file, not memory: worker processes and threads of the tests meet at the same database
    DATABASES["default"]["TEST"] = {"NAME": str(_here / "test.sqlite3")}
else:
    # an empty database in which the migrations have run: each process of the tests begins with a copy of it
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("LINLI_TEST_TEMPLATE") or None}
