"""An installation as it is run, but that its pages need no collected files."""

from linli.config.settings import *  # noqa: F403
from linli.config.settings import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
