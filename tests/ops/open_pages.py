"""Open the main pages of an installation as the people of its demo, in this process; a page that fails is named."""

from __future__ import annotations

import sys

import django
from django.conf import settings

django.setup()
settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.ALLOWED_HOSTS = ["testserver"]

from django.test import Client  # noqa: E402

from linli.cases.models import Case  # noqa: E402
from linli.cases.queries import follow_token  # noqa: E402
from linli.people.models import User  # noqa: E402
from linli.territory.models import Plate  # noqa: E402

DESK = (
    "",
    "messages/",
    "register/",
    "territory/",
    "staff/",
    "catalogue/",
    "calendar/",
    "figures/",
    "meetings/",
    "account/",
)


def main() -> int:
    """The number of pages that did not open."""
    wrong = opened = 0
    plate, cases = Plate.objects.order_by("pk")[0], list(Case.objects.order_by("pk"))
    portal = ["/", "/about/", f"/d/{plate.token}/", f"/d/{plate.token}/what/"]
    asked = [("", address) for address in [*portal, *(f"/f/{follow_token(case)}/" for case in cases)]]
    for name in ("gaojian", "xuguanli", "chenshumin"):
        asked += [(name, f"/desk/{page}") for page in DESK]
        seen = Case.objects.order_by("pk")
        asked += [(name, f"/desk/cases/{case.number}/") for case in seen]
    for name, address in asked:
        client = Client(raise_request_exception=False)
        if name:
            client.force_login(
                User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend"
            )
        status = client.get(address).status_code
        opened += status == 200
        if status >= 500:
            wrong += 1
            print(f"{name or 'a resident'} {address}: {status}")
    print(f"{opened} of {len(asked)} pages opened, the others are not theirs; {wrong} failed")
    return wrong + (opened < len(asked) // 2)


sys.exit(1 if main() else 0)
