"""Settings from the environment, each with a safe default; the names are listed in docs/reference/settings.md.

Nothing secret stands here or in the environment: keys live in their own file, made on the first run.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from linli.common.databases import postgres
from linli.common.keys import load_or_make

BASE_DIR = Path(__file__).resolve().parent.parent
REPO_DIR = BASE_DIR.parent


def env(name: str, default: str = "") -> str:
    return os.environ.get(f"LINLI_{name}", default)


def flag(name: str) -> bool:
    return env(name) in {"1", "true", "yes", "on"}


# -- where things lie ---------------------------------------------------------------------------------------
DATA_DIR = Path(env("DATA_DIR", str(REPO_DIR / ".data" / "linli")))
KEY_FILE = Path(env("KEY_FILE", str(REPO_DIR / ".data" / "linli.keys")))
ERASED_FILE = Path(env("ERASED_FILE", f"{KEY_FILE}.erased"))  # row numbers that a restore erases again
LAST_BACKUP = DATA_DIR / "last-backup.json"
LAST_VERIFY = DATA_DIR / "last-verify.json"
try:
    (DATA_DIR / "static").mkdir(parents=True, exist_ok=True)
    if not os.access(DATA_DIR, os.W_OK):
        raise PermissionError(13, "it is read-only")
except OSError as _error:
    raise SystemExit(
        f"The data directory {DATA_DIR} cannot be written ({_error.strerror}). LinLi keeps everything there: make it "
        "writable for the user that runs LinLi, or set LINLI_DATA_DIR to another one."
    ) from None
if not KEY_FILE.exists() and (DATA_DIR / "linli.sqlite3").exists():
    # a new ring over old data would leave every sealed word and link unreadable, and say nothing
    raise SystemExit(
        f"The key file {KEY_FILE} is missing, but {DATA_DIR} holds data sealed with it. Put it back."
    )
try:
    KEY_RING = load_or_make(KEY_FILE)
except (OSError, ValueError, KeyError, TypeError) as _error:
    raise SystemExit(
        f"The key file {KEY_FILE} cannot be read, or made ({type(_error).__name__}). Put the whole file back: "
        "python manage.py keys recover FILE"
    ) from None
if 1 not in KEY_RING.keys:
    raise SystemExit(
        f"The key file {KEY_FILE} holds no key number 1, from which links, log-ins and search are derived. "
        "Put the whole file back from its safe copy."
    )
SECRET_KEY = KEY_RING.derive("django", 1).hex()

DEBUG = flag("DEBUG")
DEMO = flag("DEMO")  # one-click log-ins; only for invented people
ALLOWED_HOSTS = env("HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in env("ORIGINS").split(",") if o]
BASE_URL = env("BASE_URL", "http://127.0.0.1:8000")  # what plates and follow links begin with

# -- who runs this installation ------------------------------------------------------------------------------
OPERATOR = env("OPERATOR")  # 主办单位
FILING_NUMBER = env("FILING_NUMBER")  # 备案号
DUTY_PHONE = env("DUTY_PHONE")  # the number that is always answered
GATEWAY = env("GATEWAY")  # a class that sends text messages (notify.gateways); none: people call

INSTALLED_APPS = [
    "linli.journal",
    "linli.office",
    "linli.territory",
    "linli.people",
    "linli.notify",
    "linli.cases",
    "linli.insights",
    "linli.reactions",
    "linli.faces",
    "linli.faces.portal",
    "linli.faces.desk",
    "linli.faces.api",
    "linli.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "linli.faces.middleware.Logged",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "linli.faces.middleware.Preferences",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "linli.faces.middleware.Acting",
    "linli.faces.desk.gate.Gate",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linli.faces.context.installation",
            ],
        },
    },
]

# -- database: SQLite by default, PostgreSQL by one setting (design §11) ---------------------------------------
DATABASES: dict[str, dict[str, Any]]
if env("DATABASE").startswith("postgres"):
    DATABASES = {"default": postgres(env("DATABASE"))}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": env("DATABASE") or DATA_DIR / "linli.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # every atomic() takes the write lock at once: read-then-write never meets "database is locked"
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
                    "PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;PRAGMA mmap_size=268435456;"
                    # a log of 16 MB before it is carried over: pages that an import writes again and again, once
                    "PRAGMA wal_autocheckpoint=4000;"
                    "PRAGMA secure_delete=ON;"  # what is erased is overwritten, not only forgotten
                ),
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- people who log in ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "desk:login"
LOGIN_REDIRECT_URL = "desk:day"
LOGOUT_REDIRECT_URL = "desk:login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours: a quarter of an hour, told on the page
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # nobody can lock a colleague out from elsewhere
AXES_LOCKOUT_CALLABLE = "linli.faces.desk.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # nobody's comings and goings are kept
AXES_CLIENT_IP_CALLABLE = "linli.faces.middleware.client_address"
AXES_VERBOSE = False  # names and addresses stay out of the logs
AXES_ENABLE_ADMIN = False
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["username", "password", "code", "old", "again", "next", "csrfmiddlewaretoken"]

# -- the browser ------------------------------------------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "linli.faces.sessions.SealedSerializer"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = 60 * 60 * 24 * 14  # a form opened yesterday can still be sent
CSRF_FAILURE_VIEW = "linli.faces.errors.csrf_failure"
HTTPS = flag("HTTPS")
PROXIES = int(env("PROXIES", "0"))  # reverse proxies in front, whose X-Forwarded-For is believed
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
if HTTPS:  # `__Host-`: no neighbour under the same domain can set them for us
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-linli", "__Host-csrf"
SECURE_SSL_REDIRECT = False  # the reverse proxy does that
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"  # a follow link never leaves in a Referer
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# -- for machines that watch -------------------------------------------------------------------------------------
METRICS_TOKEN = env("METRICS_TOKEN")  # whoever shows it may read /metrics
METRICS_LOCAL = flag("METRICS_LOCAL")  # whoever asks from this machine, past no proxy, may read it too

# -- words and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", "Asia/Shanghai")

# -- files ------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
ATTACHMENT_DIR = DATA_DIR / "attachments"
CLAIM_SECONDS = int(env("CLAIM_SECONDS", "60"))  # how long a dead worker's deliveries wait
HEARTBEAT = DATA_DIR / "worker.heartbeat"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # of the words of a form; photos are streamed and judged apart
DATA_UPLOAD_MAX_NUMBER_FILES = 200  # a gallery's "select all"; what is too many is told beside the form
FILE_UPLOAD_HANDLERS = ["linli.faces.uploads.Patient"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "linli.faces.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", "INFO")},
    "loggers": {
        "axes": {"level": "ERROR"},
        # Django's own request log prints paths, and a path can hold a follow token
        "django.request": {"level": "CRITICAL", "propagate": False},
        "django.security": {"level": "CRITICAL", "propagate": False},
    },
}
