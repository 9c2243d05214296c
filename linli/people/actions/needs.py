"""Verbs about what somebody agreed to, one purpose at a time, and what help they asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from linli.common.actor import Actor
from linli.common.refusals import Refused, refuse
from linli.common.sealed import seal, unseal
from linli.common.text import tidy
from linli.journal.actions import record
from linli.office.queries import setting
from linli.people import register_rules as rules
from linli.people.models import Consent, ConsentWay, NeedKind, Purpose, Resident, SupportNeed


@transaction.atomic
def ask_consent(resident: Resident, *, purpose: str, way: str, by: Actor, at: datetime) -> Consent:
    """Somebody said yes to one purpose, after the notice was read to them. A spoken yes lapses unless confirmed.

    Refuses consent_exists, guardian_needed, resident_gone, and an unknown purpose or way.
    """
    resident = _resident(resident)
    purpose, way = Purpose(purpose), ConsentWay(way)
    by.require(rules.CONSENT_VERBS[purpose], resident.household.area_path)
    if by.user_id is None:
        raise refuse("only_staff")  # a consent is asked by somebody, never by the installation
    birth = rules.born(unseal(resident.birth, "birth"), unseal(resident.identity, "identity"))
    if why := rules.may_consent(way, birth, localdate(at)):
        raise Refused(why)
    for earlier in Consent.objects.filter(resident=resident, purpose=purpose, withdrawn_at=None):
        if rules.stands(earlier, at):
            raise refuse("consent_exists")
        _close(earlier, at=earlier.until)  # it had lapsed: what rested on it ended then
    rule = "consents.oral_days" if way == ConsentWay.ORAL else "consents.days"
    days = setting(rule, resident.household.area_path)
    consent = Consent.objects.create(
        resident=resident,
        purpose=purpose,
        notice=rules.NOTICE,
        way=way,
        asked_by_id=by.user_id,
        given_at=at,
        confirmed_at=None if way == ConsentWay.ORAL else at,
        until=at + timedelta(days=days),
    )
    record("consent.given", consent, by=by, at=at, area_path=resident.household.area_path)
    return consent


@transaction.atomic
def confirm_consent(consent: Consent, *, by: Actor, at: datetime) -> Consent:
    """A spoken yes was said once more, or signed: it stands for as long as a written one. Refuses consent_over."""
    consent = _consent(consent, at)
    path = consent.resident.household.area_path
    by.require(rules.CONSENT_VERBS[consent.purpose], path)
    days = timedelta(days=setting("consents.days", path))
    consent.confirmed_at, consent.until = at, consent.given_at + days
    consent.save(update_fields=["confirmed_at", "until"])
    record("consent.confirmed", consent, by=by, at=at, area_path=path)
    return consent


@transaction.atomic
def withdraw_consent(consent: Consent, *, by: Actor, at: datetime) -> Consent:
    """They said no: what rested on it ends in the same moment. Whoever may write down contacts takes it back too."""
    consent = _consent(consent, at)
    path = consent.resident.household.area_path
    by.require("contact.write", path)
    _close(consent, at=at)
    record("consent.withdrawn", consent, by=by, at=at, area_path=path)
    return consent


@transaction.atomic
def open_need(
    resident: Resident, *, kind: str, detail: str = "", review_on: date, by: Actor, at: datetime
) -> SupportNeed:
    """Note what help somebody asked for. Refuses consent_needed, need_exists, review_too_far, resident_gone."""
    resident = _resident(resident)
    path = resident.household.area_path
    by.require("need.write", path)
    if detail:
        by.require("health.write", path)
    kind = NeedKind(kind)
    purpose = rules.KINDS[kind].purpose
    consent = Consent.objects.filter(resident=resident, purpose=purpose, withdrawn_at=None).first()
    if consent is None or not rules.stands(consent, at):
        raise refuse("consent_needed", purpose=purpose.value)
    if SupportNeed.objects.filter(resident=resident, kind=kind, ended_at=None).exists():
        raise refuse("need_exists")
    _check_review(review_on, path, at)
    need = SupportNeed.objects.create(
        household=resident.household,
        resident=resident,
        consent=consent,
        kind=kind,
        detail=seal(tidy(detail), "need"),
        since=at,
        review_on=review_on,
    )
    record(
        "need.opened", need, by=by, at=at, area_path=path
    )  # neither kind nor household: entries stay for ever
    return need


@transaction.atomic
def review_need(need: SupportNeed, *, review_on: date, by: Actor, at: datetime) -> SupportNeed:
    """It was looked at again and is still so. Refuses need_over, consent_needed, review_too_far."""
    need = _need(need)
    by.require("need.write", need.household.area_path)
    if not rules.stands(need.consent, at):
        raise refuse("consent_needed", purpose=need.consent.purpose)
    _check_review(review_on, need.household.area_path, at)
    need.review_on = review_on
    need.save(update_fields=["review_on"])
    record("need.reviewed", need, by=by, at=at, area_path=need.household.area_path)
    return need


@transaction.atomic
def end_need(need: SupportNeed, *, by: Actor, at: datetime) -> SupportNeed:
    """The help is no longer needed. It is shown nowhere from now on, and deleted when its retention is over."""
    need = _need(need)
    by.require("need.write", need.household.area_path)
    need.ended_at = at
    need.save(update_fields=["ended_at"])
    record("need.ended", need, by=by, at=at, area_path=need.household.area_path)
    return need


def close_all(resident: Resident, *, at: datetime) -> None:
    """Everything that somebody agreed to ends, with what rested on it. Inside the caller's transaction."""
    for consent in Consent.objects.filter(resident=resident, withdrawn_at=None):
        _close(consent, at=at)


@transaction.atomic
def close_lapsed(now: datetime, *, most: int = 200) -> int:
    """Consents that ran out end, with the needs that rested on them; returns how many consents."""
    lapsed = list(Consent.objects.filter(withdrawn_at=None, until__lte=now).order_by("pk")[:most])
    for consent in lapsed:
        _close(consent, at=consent.until)
    return len(lapsed)


def _close(consent: Consent, *, at: datetime) -> None:
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    SupportNeed.objects.filter(consent=consent, ended_at=None).update(ended_at=at)


def _resident(resident: Resident) -> Resident:
    found = Resident.objects.select_for_update(of=("self",)).select_related("household").get(pk=resident.pk)
    if found.until is not None or found.erased_at is not None:
        raise refuse("resident_gone")
    return found


def _consent(consent: Consent, at: datetime) -> Consent:
    found = Consent.objects.select_for_update(of=("self",)).select_related("resident__household")
    fresh = found.get(pk=consent.pk)
    if not rules.stands(fresh, at):
        raise refuse("consent_over")
    return fresh


def _need(need: SupportNeed) -> SupportNeed:
    found = SupportNeed.objects.select_for_update(of=("self",)).select_related("household", "consent")
    fresh = found.get(pk=need.pk)
    if fresh.ended_at is not None:
        raise refuse("need_over")
    return fresh


def _check_review(review_on: date, path: str, at: datetime) -> None:
    most = setting("needs.review_days", path)
    if not localdate(at) < review_on <= localdate(at) + timedelta(days=most):
        raise refuse("review_too_far", days=most)
