"""Rows that belong to the installation, not to a neighbourhood."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.common.paths import LONGEST
from linli.common.sealed import SealedField


class Setting(models.Model):
    """One version of one rule that the office may change (设置); the newest version counts.

    It holds at `area_path` and below, but where a nearer area has its own; "" is everywhere.
    """

    name = models.CharField("名称", max_length=60)
    area_path = models.CharField("区域路径", max_length=LONGEST, default="", blank=True)
    version = models.PositiveIntegerField("版本")
    value = models.JSONField("值", null=True, help_text="空：不再自定，随上级")
    reason = models.CharField("理由", max_length=200, default="", blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name="人员")
    since = models.DateTimeField("生效时间")
    carried_at = models.DateTimeField("改码时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "设置"
        constraints = [
            models.UniqueConstraint(fields=["name", "area_path", "version"], name="one_version_of_a_rule")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.area_path} v{self.version}"


class Attachment(models.Model):
    """A file (附件) kept once by content hash; what it belongs to points here."""

    uuid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField("内容摘要", max_length=64, db_index=True)
    kind = models.CharField("类型", max_length=100, default="image/jpeg")
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


class ImportState(models.TextChoices):
    STAGED = "staged", "已读入"
    CHECKED = "checked", "已核对"
    APPLYING = "applying", "写入中"
    SHOWN = "shown", "已生效"
    REVERSED = "reversed", "已撤回"
    DROPPED = "dropped", "已放弃"


class ImportRun(models.Model):
    """One run of one import (导入): which file by which mapping, how far it came, what it left out.

    Rows that it made point here and are not seen until `state` is "shown": that one word is the flip. Reversing is the
    same word back.
    """

    kind = models.CharField("种类", max_length=40)
    source = models.CharField("来源", max_length=40)
    file_sha256 = models.CharField("文件摘要", max_length=64)
    started_at = models.DateTimeField("开始时间")
    finished_at = models.DateTimeField("结束时间", null=True)
    made = models.PositiveIntegerField("新增", default=0)
    known = models.PositiveIntegerField("已有", default=0)
    refused = models.PositiveIntegerField("未收", default=0)

    state = models.CharField("状态", max_length=10, choices=ImportState.choices, default=ImportState.SHOWN)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="人员"
    )
    office_id = models.BigIntegerField("机构编号", null=True)
    area_path = models.CharField("区域路径", max_length=LONGEST, default="", blank=True)
    file_name = models.CharField("文件名", max_length=120, default="", blank=True)
    columns = models.JSONField("列对应", default=list, help_text="表头与字段，按原列顺序")
    rows = models.PositiveIntegerField("行数", default=0)
    changed = models.PositiveIntegerField("更正", default=0)
    take_good = models.BooleanField("只收合格行", default=False)
    shown_at = models.DateTimeField("生效时间", null=True)
    reversed_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入"

    def __str__(self) -> str:
        return f"{self.kind} {self.source} {self.started_at:%F %T}"


class ImportChunk(models.Model):
    """Some hundred rows of a sheet, sealed (导入分块); once the run is shown, only rows that it left out.

    Gone when the run is dropped, or `retention.import_chunk` days after it began.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="chunks", verbose_name="导入")
    number = models.PositiveIntegerField("序号")
    rows = models.PositiveIntegerField("行数")
    content = SealedField("内容（密文）", use="import")
    applied_at = models.DateTimeField("写入时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入分块"
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_chunk_of_a_number")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"


class ImportProblem(models.Model):
    """What is wrong with one cell (导入问题): by row and column; the cell's value stays in its sealed chunk."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="problems", verbose_name="导入")
    row = models.PositiveIntegerField("行", help_text="表格里的行号，表头为第 1 行")
    column = models.CharField("列", max_length=60, default="", blank=True)
    code = models.CharField("问题", max_length=40)
    params = models.JSONField("参数", default=dict, help_text="只有行号、数目和代码")
    stops = models.BooleanField("此行不收", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入问题"
        indexes = [models.Index(fields=["run", "row"], name="import_problem_row")]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.row} {self.code}"


class ImportChange(models.Model):
    """One value that an import changes in a row that was there before (导入更正), so that it can be put back."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes", verbose_name="导入")
    subject_type = models.CharField("对象类型", max_length=40)
    subject_id = models.BigIntegerField("对象编号")
    field = models.CharField("字段", max_length=40)
    before = SealedField("原值（密文）", use="import", null=True)
    after = SealedField("新值（密文）", use="import", null=True)
    done_at = models.DateTimeField("更正时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入更正"
        constraints = [
            models.UniqueConstraint(
                fields=["run", "subject_type", "subject_id", "field"], name="one_change_of_a_field"
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.subject_type}#{self.subject_id}.{self.field}"


class ColumnMapping(models.Model):
    """How an office's own headings are read (列对应): remembered, so that the next sheet needs no question."""

    kind = models.CharField("种类", max_length=40)
    office_id = models.BigIntegerField("机构编号", null=True)
    headings_hash = models.CharField("表头摘要", max_length=64)
    columns = models.JSONField("列对应", help_text="[[表头, 字段], …]，按原列顺序；字段为空即不收")
    used_at = models.DateTimeField("最近使用")

    class Meta:
        verbose_name = verbose_name_plural = "列对应"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "office_id", "headings_hash"], name="one_mapping_of_headings"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.headings_hash[:8]}"


class ImportedQuerySet(models.QuerySet[Any]):
    """Rows that an import may have made."""

    def shown(self) -> Any:
        """Without what an import has not shown yet, or has taken back. The inner list is read once, not per row."""
        visible = ImportRun.objects.filter(state=ImportState.SHOWN).values("id")
        return self.filter(Q(run=None) | Q(run__in=visible))


class Imported(models.Model):
    """A row that an import may have made: not to be seen before its run is shown (`shown()`)."""

    run = models.ForeignKey(
        ImportRun, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="导入"
    )

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["run"], name="%(class)s_run", condition=Q(run__isnull=False))]


class JobState(models.TextChoices):
    WAITING = "waiting", "待确认"
    QUEUED = "queued", "排队"
    RUNNING = "running", "进行中"
    DONE = "done", "完成"
    STOPPED = "stopped", "已停止"
    FAILED = "failed", "失败"


UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """Long work (后台任务) that the worker does in steps: it shows how far it came, and can be stopped."""

    uuid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("种类", max_length=40)
    params = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=8, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField("已做", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    stop_asked = models.BooleanField("要求停止", default=False)
    error = models.CharField("错误", max_length=60, default="", blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="人员"
    )
    post_id = models.BigIntegerField("任职编号", null=True)
    office_id = models.BigIntegerField("机构编号", null=True)
    area_path = models.CharField("区域路径", max_length=LONGEST, default="", blank=True)
    result = models.ForeignKey(
        Attachment, models.SET_NULL, null=True, related_name="jobs", verbose_name="结果文件"
    )
    file_name = models.CharField("文件名", max_length=120, default="", blank=True)
    asked_at = models.DateTimeField("提交时间")
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    claimed_until = models.DateTimeField("占用至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        indexes = [
            models.Index(
                fields=["state", "id"], name="job_to_do", condition=Q(state__in=("queued", "running"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class DayKind(models.TextChoices):
    WORKDAY = "workday", "工作日"
    REST = "rest", "休息日"
    HOLIDAY = "holiday", "放假"
    MAKE_UP = "make_up", "调休上班"


class CalendarDay(models.Model):
    """A day that is not what its weekday says (工作日历), by the notice of the State Council or the office's own word.

    A year of which no day stands here has no notice yet: dates that touch it are provisional.
    """

    day = models.DateField("日期", unique=True)
    kind = models.CharField("类型", max_length=8, choices=DayKind.choices)
    name = models.CharField("名称", max_length=40, default="", blank=True)
    notice = models.CharField("依据", max_length=60, default="", blank=True)
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        indexes = [models.Index(fields=["changed_at"], name="calendar_day_changed")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


class OfficeHours(models.Model):
    """When the offices of an area and all below it are open (办公时间); the nearest one above counts."""

    area_path = models.CharField("区域路径", max_length=LONGEST, unique=True)
    week = models.JSONField("周一至周日", help_text='七项，如 "09:00-12:00 14:00-17:30"，不办公为空')
    make_up = models.CharField("调休上班日", max_length=40)
    changed_at = models.DateTimeField("修改时间")

    class Meta:
        verbose_name = verbose_name_plural = "办公时间"

    def __str__(self) -> str:
        return self.area_path


class SearchWord(models.Model):
    """A word by which something is found (检索词): two characters of a name, its pinyin, its initials.

    A plain table and not the database's full-text index: what is erased must be gone, and results are cut by area.
    """

    token = models.CharField("词", max_length=40)
    area_path = models.CharField("区域路径", max_length=LONGEST)
    kind = models.CharField("种类", max_length=12)
    subject_id = models.BigIntegerField("对象编号")

    class Meta:
        verbose_name = verbose_name_plural = "检索词"
        indexes = [models.Index(fields=["token", "area_path", "kind", "subject_id"], name="search_word")]

    def __str__(self) -> str:
        return f"{self.token} {self.kind}#{self.subject_id}"
