"""Those who live here: residents, what they agreed to, what help they asked for."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from linli.common.inside import inside
from linli.common.scope import Scope
from linli.common.sealed import SealedField
from linli.office.models import Imported, ImportedQuerySet
from linli.people.models.serving import User
from linli.territory.models import Household


class ResidentQuerySet(ImportedQuerySet):
    def visible_to(self, scope: Scope) -> Any:
        """Residents of the households one may see; their names are masked in lists all the same."""
        singly = Q(household__in=scope.households)
        return self.living().filter(singly | inside(scope.areas, "household__area_path"))

    def living(self) -> Any:
        """Without the moved away, the erased, and what an import has not shown yet."""
        return self.shown().filter(until=None, erased_at=None)


class Resident(Imported):
    """Somebody who lives in a household (居民). Numbers are sealed; equal numbers share a blind index."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="residents", verbose_name="户")
    name = models.CharField("姓名", max_length=40)
    phone = SealedField("电话（密文）", use="phone", null=True)
    phone_index = models.CharField("电话盲索引", max_length=32, default="", blank=True)
    identity = SealedField("身份证号（密文）", use="identity", null=True)
    identity_index = models.CharField("身份证号盲索引", max_length=32, default="", blank=True)
    birth = SealedField("出生日期（密文）", use="birth", null=True)
    is_head = models.BooleanField("户主", default=False)
    since = models.DateField("起始日期", null=True)
    until = models.DateField("终止日期", null=True)
    erased_at = models.DateTimeField("删除时间", null=True)

    objects = ResidentQuerySet.as_manager()

    class Meta(Imported.Meta):
        verbose_name = verbose_name_plural = "居民"
        indexes = [
            *Imported.Meta.indexes,
            models.Index(
                fields=["identity_index"], name="resident_identity", condition=~Q(identity_index="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Purpose(models.TextChoices):
    """What a consent is for. One purpose at a time."""

    CONTACT = "contact", "联系与走访"
    SUPPORT = "support", "帮扶服务"
    HEALTH = "health", "健康照护"
    SAFE_SIGN = "safe_sign", "报平安"


class ConsentWay(models.TextChoices):
    ORAL = "oral", "当面口头"
    PAPER = "paper", "书面"
    GUARDIAN = "guardian", "监护人"


class Consent(models.Model):
    """Somebody said yes to one purpose (同意): which notice, how, until when. An oral yes lapses unless confirmed."""

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="consents", verbose_name="居民")
    purpose = models.CharField("用途", max_length=10, choices=Purpose.choices)
    notice = models.CharField("告知书版本", max_length=20)
    way = models.CharField("方式", max_length=8, choices=ConsentWay.choices)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="询问人")
    given_at = models.DateTimeField("同意时间")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    until = models.DateTimeField("有效期至")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "同意"
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "purpose"],
                condition=Q(withdrawn_at=None),
                name="one_consent_of_a_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.purpose}"


class NeedKind(models.TextChoices):
    ALONE_OLD = "alone_old", "独居老人"
    LEFT_BEHIND = "left_behind", "留守"
    SEVERE_ILLNESS = "severe_illness", "重病"
    DISABILITY = "disability", "重残"
    NO_WORK = "no_work", "零就业家庭"


class SupportNeed(models.Model):
    """What a household asked help for (困难需求): kind, consent, review date. The colour follows from the kind."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="needs", verbose_name="户")
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="needs", verbose_name="居民")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="needs", verbose_name="同意")
    kind = models.CharField("种类", max_length=16, choices=NeedKind.choices)
    detail = SealedField("说明（密文）", use="need", null=True)
    since = models.DateTimeField("起始时间")
    review_on = models.DateField("复核日期")
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "困难需求"
        constraints = [
            models.UniqueConstraint(
                fields=["resident", "kind"], condition=Q(ended_at=None), name="one_open_need_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.household_id} {self.kind}"


class GlassReason(models.TextChoices):
    LIFE = "life", "有人生命或安全有危险"
    DISASTER = "disaster", "灾害转移"
    MISSING = "missing", "寻找走失者"
    ABSENT = "absent", "负责的人都联系不上"


class BreakGlass(models.Model):
    """Somebody opened what is not theirs to open (紧急调阅): three hours, with a reason; superior and person see it."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="glasses", verbose_name="户")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="人员")
    post_id = models.BigIntegerField("任职编号", null=True)
    reason = models.CharField("事由", max_length=10, choices=GlassReason.choices)
    words = SealedField("说明（密文）", use="glass", null=True)
    since = models.DateTimeField("起始时间")
    until = models.DateTimeField("终止时间")
    ended_at = models.DateTimeField("提前结束时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "紧急调阅"
        indexes = [models.Index(fields=["user", "until"], name="glass_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.household_id}"
