"""How often a password or a code may be tried.

Five wrong ones close the door for one name from one address (axes). Beyond that lie two ceilings: for one password
tried with many names from one address, and for one name tried from many addresses. Nobody can use them to shut a
colleague out: a browser in which that person logged in before is stopped by its own five only.
"""

from __future__ import annotations

import hmac
import ipaddress
from datetime import timedelta

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import user_login_failed
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse

from linli.faces.middleware import client_address
from linli.people.models import User

MOST_AT_A_NAME = 25  # wrong ones in a quarter of an hour, from wherever: 2,400 a day
MOST_FROM_AN_ADDRESS = 60  # a whole office behind one address mistypes less
COOKIE = "linli_known"
KNOWN_FOR = timedelta(days=180)
MOST_KNOWN = 8  # people who share a computer


def stopped(request: HttpRequest, name: str) -> bool:
    """Is the door shut for this name from here? Asked before a password is looked at, which costs a lot."""
    return not AxesProxyHandler.is_allowed(request, {"username": name}) or beyond(request, name)


def beyond(request: HttpRequest, name: str) -> bool:
    """Were there too many wrong ones of this name, or from this address, for a browser that nobody knows?"""
    many = _many(request, username=name) >= MOST_AT_A_NAME
    if not many and (address := client_address(request)) and not _is_everybodys(address):
        many = _many(request, ip_address=address) >= MOST_FROM_AN_ADDRESS
    return many and not _is_known(request, name)


def wrong(request: HttpRequest, name: str) -> None:
    """Count one that was wrong; axes answers the fifth with the page that says until when."""
    user_login_failed.send(sender=__name__, credentials={"username": name}, request=request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """This browser is one in which this person logged in. The mark names nobody, and a new password ends it."""
    mine = _mark(user)
    marks = [mine, *(one for one in _marks(request) if one != mine)][:MOST_KNOWN]
    response.set_cookie(
        COOKIE,
        ".".join(marks),
        max_age=KNOWN_FOR,
        path="/desk/",
        secure=settings.HTTPS,
        httponly=True,
        samesite="Strict",
    )


def _many(request: HttpRequest, **where: str) -> int:
    since = request.now - get_cool_off(request)  # type: ignore[attr-defined]
    found = AccessAttempt.objects.filter(attempt_time__gt=since, **where)
    return found.aggregate(number=Sum("failures_since_start"))["number"] or 0


def _is_everybodys(address: str) -> bool:
    """This machine: a proxy stands in front that LINLI_PROXIES does not tell of."""
    return ipaddress.ip_address(address).is_loopback


def _is_known(request: HttpRequest, name: str) -> bool:
    marks = _marks(request)
    user = User.objects.filter(username=name).first() if marks else None
    return user is not None and any(hmac.compare_digest(_mark(user), one) for one in marks)


def _marks(request: HttpRequest) -> list[str]:
    found = request.COOKIES.get(COOKIE, "").split(".")[:MOST_KNOWN]
    return [one for one in found if len(one) == 26 and one.isascii()]


def _mark(user: User) -> str:
    return settings.KEY_RING.token(f"{user.pk}:{user.password}", "known_browser")
