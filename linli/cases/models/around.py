"""Where cases come from and who lends a hand: orders from above, reception days, meetings, firms without an account."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.cases.models.case import Case
from linli.common.sealed import SealedField
from linli.people.models import Office


class Origin(models.Model):
    """An order of another system (来单): its dates, its own fields in its own order, and when it was replied to."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="origin", verbose_name="诉求")
    mapping = models.CharField("映射文件", max_length=40)
    ordered_at = models.DateTimeField("交办时间")
    sign_by = models.DateTimeField("签收期限", null=True)
    reply_by = models.DateTimeField("回复期限", null=True)
    signed_at = models.DateTimeField("签收时间", null=True)
    replied_at = models.DateTimeField("回复时间", null=True)
    row = SealedField("原单（密文）", use="order", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "来单"
        indexes = [models.Index(fields=["reply_by"], name="origin_unreplied", condition=Q(replied_at=None))]

    def __str__(self) -> str:
        return str(self.case_id)


class Errand(models.Model):
    """A firm or partner without an account does it for the office that stays answerable (委托办理): a one-case link."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="errands", verbose_name="诉求")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="受托单位")
    token_hash = models.CharField("链接摘要", max_length=64, unique=True)
    since = models.DateTimeField("委托时间")
    until = models.DateTimeField("失效时间")
    reported_at = models.DateTimeField("回报时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "委托办理"

    def __str__(self) -> str:
        return f"{self.case_id} {self.office_id}"


class ReceptionKind(models.TextChoices):
    RECEPTION = "reception", "领导接访"
    FRIDAY = "friday", "周五面对面"


class Reception(models.Model):
    """A day on which somebody sits somewhere and listens (接访日)."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="receptions", verbose_name="机构")
    kind = models.CharField("类型", max_length=10, choices=ReceptionKind.choices)
    place = models.CharField("地点", max_length=120)
    since = models.DateTimeField("开始时间")
    until = models.DateTimeField("结束时间")
    hosts = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="receptions", verbose_name="接访人")
    cancelled_at = models.DateTimeField("取消时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "接访日"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=models.F("since")), name="reception_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["office", "since"], name="reception_office")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.since:%F %H:%M}"


class ProblemItem(models.Model):
    """A line of a branch's monthly list of what it cannot solve alone (问题清单), until a meeting strikes it off."""

    branch = models.ForeignKey(Office, models.PROTECT, related_name="problems", verbose_name="支部")
    month = models.CharField("月份", max_length=7, help_text="2026-11")
    case = models.ForeignKey(Case, models.PROTECT, related_name="problem_items", verbose_name="诉求")
    put_at = models.DateTimeField("列入时间")
    answered_at = models.DateTimeField("最近答复", null=True)
    struck_at = models.DateTimeField("销号时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "问题清单"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(struck_at=None), name="once_on_a_problem_list"
            )
        ]
        indexes = [models.Index(fields=["branch", "month"], name="problem_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.case_id}"
