"""Verbs of one's own account: the password, the one-time code, the recovery codes. Log-ins leave no entry."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime

import pyotp
from django.conf import settings
from django.db import transaction

from linli.common.actor import Actor
from linli.common.refusals import refuse
from linli.common.sealed import seal, unseal
from linli.common.text import digits
from linli.journal.actions import record
from linli.people import rules
from linli.people.actions.entering import open_posts
from linli.people.models import User

STEP = 30  # seconds that one code lasts (RFC 6238)
SKEW = 1  # a telephone's clock may go wrong by one step
RECOVERY_CODES = 10


def new_secret() -> str:
    """160 bits in base32, to be shown as a picture; kept only once a code from it was typed."""
    return pyotp.random_base32()


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """Which step of time this code belongs to, among now and one before and after; None for a wrong one."""
    now = int(at.timestamp()) // STEP
    totp = pyotp.TOTP(secret, interval=STEP)
    for step in range(now - SKEW, now + SKEW + 1):
        if hmac.compare_digest(totp.at(step * STEP).encode(), code.encode()):
            return step
    return None


@transaction.atomic
def change_password(user: User, password: str, *, by: Actor, at: datetime) -> User:
    """Set one's own password. Sessions are bound to its hash: all but the one that does it end."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.set_password(password)
    user.save(update_fields=["password"])
    record("user.password_changed", user, by=by, at=at)
    return user


@transaction.atomic
def end_other_sessions(user: User, password: str, *, by: Actor, at: datetime) -> User:
    """Log out everywhere else: the same password under a new salt. Refuses password_wrong."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.check_password(password):
        raise refuse("password_wrong")
    user.set_password(password)
    user.save(update_fields=["password"])
    record("user.sessions_ended", user, by=by, at=at)
    return user


@transaction.atomic
def confirm_one_time_code(user: User, secret: str, code: str, *, by: Actor, at: datetime) -> list[str]:
    """Switch one-time codes on once a code of this secret was typed. Returns the recovery codes, only this once."""
    user = User.objects.select_for_update().get(pk=user.pk)
    step = step_of(secret, digits(code), at)
    if step is None:
        raise refuse("code_wrong")
    user.totp_secret, user.totp_since, user.totp_last_step = seal(secret, "totp"), at, step
    codes = _renew_recovery_codes(user)
    user.save()
    record("user.code_confirmed", user, by=by, at=at)
    return codes


@transaction.atomic
def renew_recovery_codes(user: User, *, by: Actor, at: datetime) -> list[str]:
    """Ten new ones; the old ones are void. Returned only this once."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.totp_since is None:
        raise refuse("code_not_set_up")
    codes = _renew_recovery_codes(user)
    user.save(update_fields=["recovery_codes"])
    record("user.recovery_renewed", user, by=by, at=at)
    return codes


def _renew_recovery_codes(user: User) -> list[str]:
    codes = [base64.b32encode(secrets.token_bytes(10)).decode().lower()[:12] for _ in range(RECOVERY_CODES)]
    user.recovery_codes = [_blind(code) for code in codes]
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def _blind(code: str) -> str:
    """Hashed with a key that no backup holds: what lies in the database opens nothing."""
    return settings.KEY_RING.blind(code, "recovery")


def pass_second_factor(user: User, code: str, *, at: datetime) -> User:
    """Let in somebody who has shown the password and now types a code, of the telephone or of the paper.

    Each code counts once. Refuses code_wrong, code_replayed. The log-in is not entered in the journal: nobody's
    comings and goings are kept; a recovery code is, because one is gone.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        typed = digits(code).lower()
        secret = unseal(user.totp_secret, "totp")
        step = step_of(secret, typed, at) if secret else None
        if step is not None and step <= user.totp_last_step:
            raise refuse("code_replayed")
        if step is not None:
            user.totp_last_step = step
            user.save(update_fields=["totp_last_step"])
            return user
        if _blind(typed) not in user.recovery_codes:
            raise refuse("code_wrong")
        user.recovery_codes = [one for one in user.recovery_codes if one != _blind(typed)]
        user.save(update_fields=["recovery_codes"])
        left = len(user.recovery_codes)
        record("user.recovery_used", user, by=Actor("user", user_id=user.pk), at=at, left=left)
        return user


@transaction.atomic
def drop_one_time_code(user: User, *, by: Actor, at: datetime) -> User:
    """For a lost telephone: whoever may invite takes the code away; the next log-in leads to a new one."""
    user = User.objects.select_for_update().get(pk=user.pk)
    rules.require(rules.may_drop_code(by))
    rules.require(rules.may_manage(by, "staff.appoint", user, open_posts(user, at)))
    user.totp_secret, user.totp_since, user.recovery_codes = None, None, []
    user.save(update_fields=["totp_secret", "totp_since", "recovery_codes"])
    record("user.code_dropped", user, by=by, at=at)
    return user
