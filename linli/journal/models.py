"""Entries hold ids, codes, enums and numbers; whatever is personal text lies sealed in EntryDetail."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models

from linli.common.paths import LONGEST
from linli.common.sealed import SealedField


class Entry(models.Model):
    """One line of the journal (台账): who did what to which subject, when it happened and when we heard of it."""

    verb = models.CharField("动作", max_length=40)
    subject_type = models.CharField("对象类型", max_length=40)
    subject_id = models.BigIntegerField("对象编号")
    area_path = models.CharField("区域路径", max_length=LONGEST, default="", blank=True)
    office_id = models.BigIntegerField("机构编号", null=True)
    actor_kind = models.CharField("办事人类型", max_length=10)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="人员"
    )
    post_id = models.BigIntegerField("任职编号", null=True)
    for_post_id = models.BigIntegerField("代行任职编号", null=True)
    data = models.JSONField("内容", default=dict)
    at = models.DateTimeField("发生时间")
    recorded_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = verbose_name_plural = "台账"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="entry_subject"),
            models.Index(fields=["verb", "recorded_at"], name="entry_verb_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.verb} {self.subject_type}#{self.subject_id}"


class EntryDetail(models.Model):
    """Words of an entry, sealed. Erasing empties salt and ciphertext; the salted hash stays for the seal."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="details", verbose_name="台账")
    name = models.CharField("项目", max_length=20)
    salt = models.BinaryField("盐", null=True)
    salted_hash = models.CharField("加盐摘要", max_length=64)
    ciphertext = SealedField("密文", use="journal", null=True)
    retention = models.CharField("保存期限", max_length=20, default="case")
    erased_at = models.DateTimeField("删除时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "台账细节"
        constraints = [models.UniqueConstraint(fields=["entry", "name"], name="one_detail_of_a_name")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.name}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def due(self, now: datetime) -> DeliveryQuerySet:
        """Owed, its back-off over, and not in the hands of a worker that is still alive."""
        return self.filter(done_at=None, next_at__lte=now)


class Delivery(models.Model):
    """One reaction owed for one entry (送达). A claim is a `next_at` in the future: a dead worker's claim lapses."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="deliveries", verbose_name="台账")
    reaction = models.CharField("反应", max_length=60)
    next_at = models.DateTimeField("下次时间")
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    error = models.CharField("最近错误", max_length=200, default="", blank=True)
    done_at = models.DateTimeField("完成时间", null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        constraints = [
            models.UniqueConstraint(fields=["entry", "reaction"], name="one_delivery_of_a_reaction")
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], name="delivery_due", condition=models.Q(done_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} → {self.reaction}"


class Reading(models.Model):
    """Somebody looked at what is not theirs to know by rote (查看记录): who, whose, what, what for.

    Written before the data is fetched, in its own short transaction. The person it is about may read it.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="人员"
    )
    post_id = models.BigIntegerField("任职编号", null=True)
    subject_type = models.CharField("对象类型", max_length=40)
    subject_id = models.BigIntegerField("对象编号")
    level = models.CharField("级别", max_length=2)
    what = models.CharField("内容", max_length=40)
    purpose = models.CharField("用途", max_length=20)
    area_path = models.CharField("区域路径", max_length=LONGEST, default="", blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "查看记录"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="reading_subject"),
            models.Index(fields=["at"], name="reading_at"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.level} {self.subject_type}#{self.subject_id}"


class SealKind(models.TextChoices):
    """What a seal closes a range of."""

    ENTRY = "entry", "台账"
    READING = "reading", "查看记录"


class Seal(models.Model):
    """A range of entries or of readings, closed (封存): one digest for each row, chained to the seal made before."""

    kind = models.CharField("种类", max_length=10, choices=SealKind.choices, default=SealKind.ENTRY)
    first_id = models.BigIntegerField("起始编号")
    last_id = models.BigIntegerField("终止编号")
    number = models.PositiveIntegerField("条数")
    leaves = models.BinaryField("逐条摘要", help_text="每条 40 字节：编号 8 字节，SHA-256 32 字节")
    previous = models.CharField("前一摘要", max_length=64, default="", blank=True)
    digest = models.CharField("摘要", max_length=64, unique=True)
    sealed_at = models.DateTimeField("封存时间")

    class Meta:
        verbose_name = verbose_name_plural = "封存"
        constraints = [models.UniqueConstraint(fields=["kind", "last_id"], name="one_seal_of_a_range")]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id}–{self.last_id}"
