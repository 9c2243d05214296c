"""Settings of real processes in tests: those of an installation, without the step that collects static files."""

from linli.config.settings import *  # noqa: F403
from linli.config.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
