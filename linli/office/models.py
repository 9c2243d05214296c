"""Rows that belong to the installation, not to a neighbourhood."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Setting(models.Model):
    """One version of one rule that the office may change (设置); the newest version counts."""

    name = models.CharField("名称", max_length=60)
    version = models.PositiveIntegerField("版本")
    value = models.JSONField("值")
    reason = models.CharField("理由", max_length=200, default="", blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="人员")
    since = models.DateTimeField("生效时间")

    class Meta:
        verbose_name = verbose_name_plural = "设置"
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="one_setting_version")]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Attachment(models.Model):
    """A file (附件) kept once by content hash; what it belongs to points here."""

    uuid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField("内容摘要", max_length=64, db_index=True)
    kind = models.CharField("类型", max_length=20, default="image/jpeg")
    size = models.PositiveIntegerField("字节数")
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    stored_at = models.DateTimeField("存入时间")
    kept = models.BooleanField("已归属", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        indexes = [
            models.Index(fields=["stored_at"], name="attachment_unkept", condition=models.Q(kept=False))
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class Command(models.Model):
    """A command (指令) that was carried out: sent again with the same key it only gets its answer again."""

    actor = models.CharField("办事人", max_length=40)
    key = models.UUIDField("指令键")
    fingerprint = models.CharField("指纹", max_length=64)
    answer = models.JSONField("答复", default=dict)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "指令"
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="one_command_of_a_key")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"


class Serial(models.Model):
    """The last number given out under a name (流水号), such as the cases of one month."""

    name = models.CharField("名称", max_length=40, unique=True)
    last = models.PositiveBigIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "流水号"

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


class ImportRun(models.Model):
    """One run of one import (导入): which file by which mapping, how far it came, what it left out."""

    kind = models.CharField("种类", max_length=40)
    source = models.CharField("来源", max_length=40)
    file_sha256 = models.CharField("文件摘要", max_length=64)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True)
    made = models.PositiveIntegerField("新增", default=0)
    known = models.PositiveIntegerField("已有", default=0)
    refused = models.PositiveIntegerField("未收", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "导入"

    def __str__(self) -> str:
        return f"{self.kind} {self.source} {self.started_at:%F %T}"
