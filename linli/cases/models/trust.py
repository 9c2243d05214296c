"""What only two named people of an office see: complaints about those who serve, and calls of somebody in danger."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.common.paths import LONGEST
from linli.common.sealed import SealedField
from linli.people.models import Office


class TrustKind(models.TextChoices):
    COMPLAINT = "complaint", "反映工作人员"
    DANGER = "danger", "安全求助（经过培训）"


class Trustee(models.Model):
    """Named by the office for what not everybody there shall see (指定人员); two of each kind."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="trustees", verbose_name="机构")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="人员")
    kind = models.CharField("事由", max_length=10, choices=TrustKind.choices)
    since = models.DateTimeField("起始时间")
    until = models.DateTimeField("终止时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "指定人员"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "user", "kind"], condition=Q(until=None), name="named_once_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.office_id} {self.user_id} {self.kind}"


class SafetyCall(models.Model):
    """Somebody is in danger at home (安全求助). In no list, map, figure or diary; two trained people see it."""

    uuid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    follow_hash = models.CharField("查询码摘要", max_length=64, unique=True)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="机构")
    area_path = models.CharField("区域路径", max_length=LONGEST)
    words = SealedField("原话（密文）", use="safety", null=True)
    contact = SealedField("联系方式（密文）", use="safety", null=True)
    minor = models.BooleanField("涉及未成年人", default=False)
    asked_at = models.DateTimeField("求助时间")
    above = models.ForeignKey(
        Office,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="上一级机构",
        help_text="逾时无人接手，再告知",
    )
    raised_at = models.DateTimeField("再次告知时间", null=True)
    taken_at = models.DateTimeField("接手时间", null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="接手人"
    )
    closed_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "安全求助"
        indexes = [models.Index(fields=["office"], name="safety_open", condition=Q(closed_at=None))]

    def __str__(self) -> str:
        return str(self.uuid)
