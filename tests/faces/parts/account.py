from __future__ import annotations

from typing import Any

import pyotp
from django.utils import timezone

from linli.common.actor import SYSTEM
from linli.people import actions
from linli.people.models import User

# They only take a POST; `second` is shown between the password and the log-in, its own test looks at it.
NO_PAGES = {"desk:away", "desk:back", "desk:second"}

PAGES = {"account": 200, "password": 200, "elsewhere": 200, "code": 200}
LEAD_ON = {"recovery": 302, "second": 302}  # to where one has to begin


def addresses(site: Any) -> dict[str, list[str]]:
    user = actions.enter_user(username="invited", name="新来", password=None, by=SYSTEM, at=timezone.now())
    link = actions.invitation_token(actions.invite(user, by=SYSTEM, at=timezone.now()))
    here = "/desk/account"
    return {
        "desk:account": [f"{here}/"],
        **{f"desk:{name}": [f"{here}/{name}/"] for name in ("away", "password", "elsewhere", "code")},
        **{f"desk:{name}": [f"{here}/{name}/"] for name in LEAD_ON},
        "desk:back": [f"{here}/back/1/"],
        "desk:invitation": [f"{here}/invitation/{link}/", f"{here}/invitation/nothing/"],
    }


def allowed(role: str, name: str, address: str, site: Any) -> set[int]:
    name = name.partition(":")[2]
    if name == "invitation":  # whoever is inside already opens nobody else's account by accident
        return {200} if role == "anonymous" and "nothing" not in address else {404}
    if role == "anonymous":
        return {302}
    if name in ("away", "back"):
        return {405}
    return {(PAGES | LEAD_ON)[name]}


def looks() -> dict[str, list[tuple[str, str]]]:
    now = timezone.now()
    user = User.objects.get(username="fengdian")
    secret = actions.new_secret()
    actions.confirm_one_time_code(user, secret, pyotp.TOTP(secret).at(now), by=SYSTEM, at=now)
    link = actions.invitation_token(actions.invite(User.objects.get(username="sunli"), by=SYSTEM, at=now))
    here = "/desk/account"
    return {
        "desk:account": [("gaojian", f"{here}/"), ("fengdian", f"{here}/")],
        "desk:password": [("gaojian", f"{here}/password/")],
        "desk:elsewhere": [("gaojian", f"{here}/elsewhere/")],
        "desk:code": [("gaojian", f"{here}/code/")],
        "desk:recovery": [("fengdian", f"{here}/recovery/")],
        "desk:invitation": [("", f"{here}/invitation/{link}/"), ("", f"{here}/invitation/nothing/")],
    }
