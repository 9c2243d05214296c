"""Entries hold ids, codes, enums and numbers; whatever is personal text lies sealed in EntryDetail."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One line of the journal (台账): who did what to which subject, when it happened and when we heard of it."""

    verb = models.CharField("动作", max_length=40)
    subject_type = models.CharField("对象类型", max_length=40)
    subject_id = models.BigIntegerField("对象编号")
    area_path = models.CharField("区域路径", max_length=17, default="", blank=True)
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
    ciphertext = models.BinaryField("密文", null=True)
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
