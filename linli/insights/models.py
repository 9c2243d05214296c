"""Counts of requests, kept small: what one request adds, and the sums of a month, an area, an office, a matter.

A figure is never summed over the journal or over requests. Whenever something happens to a request, what it adds is
worked out anew and the difference is put into the sums (`actions.recount`): counting twice changes nothing, and what
was undone is counted out again.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.cases.models import Case
from linli.common.paths import LONGEST


class Measured(models.Model):
    """What is counted of a request: each is 0 or 1 for one, a sum for many. `figures.py` makes the figures of them."""

    received = models.IntegerField("收到", default=0)
    on_the_spot = models.IntegerField("即办", default=0)
    ordered = models.IntegerField("上级交办", default=0)
    contacted = models.IntegerField("按时联系", default=0)
    finished = models.IntegerField("办完（有承诺）", default=0)
    on_time = models.IntegerField("按时（毛）", default=0)
    on_time_net = models.IntegerField("按时（扣除中止）", default=0)
    pending = models.IntegerField("在办（有承诺）", default=0)
    pending_paused = models.IntegerField("在办且中止过", default=0)
    answered = models.IntegerField("本人已评价", default=0)
    solved = models.IntegerField("已解决", default=0)
    satisfied = models.IntegerField("满意", default=0)
    so_so = models.IntegerField("一般", default=0)
    unhappy = models.IntegerField("不满意", default=0)
    by_staff = models.IntegerField("仅由经办机构代录", default=0)
    by_staff_solved = models.IntegerField("代录：已解决", default=0)
    by_staff_satisfied = models.IntegerField("代录：满意", default=0)
    no_rating = models.IntegerField("未评价", default=0)
    unreachable = models.IntegerField("联系不上", default=0)
    sent_back = models.IntegerField("退回过", default=0)
    redone = models.IntegerField("返工过", default=0)
    reopened = models.IntegerField("重办过", default=0)
    refused = models.IntegerField("不予受理", default=0)
    referred = models.IntegerField("已引导", default=0)
    listed = models.IntegerField("挂账", default=0)
    withdrawn = models.IntegerField("已撤回", default=0)
    standing = models.IntegerField("在办", default=0)

    class Meta:
        abstract = True


MEASURES: tuple[str, ...] = tuple(field.name for field in Measured._meta.local_fields)


class Counted(Measured):
    """What one request adds to the sums (计入): where, when, for whom, and which measures. Rows of a figure are found
    by it."""

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="counted", verbose_name="诉求"
    )
    month = models.CharField("收到月份", max_length=7, help_text="2026-11")
    area_path = models.CharField("区域路径", max_length=LONGEST)
    office_id = models.BigIntegerField("办理机构", null=True)
    category_id = models.BigIntegerField("事项", null=True)
    way = models.CharField("来源", max_length=12)
    until = models.CharField(
        "承诺日期", max_length=10, default="", blank=True, help_text="在办事项的首次承诺"
    )
    outcome = models.CharField("办理结果", max_length=20, default="", blank=True)
    case_class = models.CharField("分类", max_length=12, default="", blank=True)
    level = models.CharField("层级", max_length=10, default="", blank=True)
    days = models.IntegerField("天数", null=True)
    reach_by = models.CharField(
        "联系期限", max_length=10, default="", blank=True, help_text="在办、还没联系到的：第一步的期限"
    )
    restricted = models.BooleanField("专人办理", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "计入"
        indexes = [
            models.Index(fields=["month", "area_path"], name="counted_month_area"),
            models.Index(fields=["month", "case"], name="counted_month_newest"),
            # what only few people see and is open: counted where this says, not where the request lies
            models.Index(
                fields=["area_path"], name="counted_restricted", condition=Q(restricted=True, standing=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.month}"


class Slice(models.TextChoices):
    """What a sum is of: everything in an area, or one office's, or one matter's."""

    ALL = "all", "全部"
    OFFICE = "office", "机构"
    MATTER = "matter", "事项"


class Tally(Measured):
    """Sums of the requests that came in a month in an area and all below it (月度合计)."""

    area_path = models.CharField("区域路径", max_length=LONGEST)
    slice = models.CharField("口径", max_length=6, choices=Slice.choices)
    month = models.CharField("收到月份", max_length=7)
    key = models.BigIntegerField("编号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "月度合计"
        constraints = [
            models.UniqueConstraint(fields=["area_path", "slice", "month", "key"], name="one_tally_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.area_path} {self.slice} {self.key} {self.month}"


class Limit(models.TextChoices):
    """What has to be done by a day: reach whoever asked; keep the first date that was told, where the clock never stood
    and where it did."""

    REACH = "reach", "联系"
    PROMISE = "promise", "承诺"
    PAUSED = "paused", "承诺（中止过）"


class Deadline(models.Model):
    """How many of them are still open, by the day by which something has to be done (期限): what is late today needs
    nobody to count it anew."""

    area_path = models.CharField("区域路径", max_length=LONGEST)
    slice = models.CharField("口径", max_length=6, choices=Slice.choices)
    what = models.CharField("事由", max_length=8, choices=Limit.choices)
    month = models.CharField("收到月份", max_length=7)
    key = models.BigIntegerField("编号", default=0)
    day = models.CharField("期限", max_length=10)
    number = models.IntegerField("件数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        constraints = [
            models.UniqueConstraint(
                # the day before the rest: what is not due yet is few, whatever else is open, and nothing else is read
                fields=["area_path", "slice", "what", "day", "month", "key"],
                name="one_deadline_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_path} {self.slice} {self.key} {self.month} {self.what} {self.day}"


class Spread(models.Model):
    """How the requests of a month are spread (分布): over ways in, over results; over days, all of them and by class,
    office, matter."""

    area_path = models.CharField("区域路径", max_length=LONGEST)
    kind = models.CharField(
        "口径", max_length=8, help_text="way、outcome、all、class（分类:层级）、office、matter"
    )
    month = models.CharField("收到月份", max_length=7)
    key = models.CharField("项目", max_length=24, blank=True)
    days = models.IntegerField("天数", default=0)
    number = models.IntegerField("件数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "分布"
        constraints = [
            models.UniqueConstraint(
                # one office's months lie together: a table of forty of them reads nothing of the others
                fields=["area_path", "kind", "key", "month", "days"],
                name="one_spread_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.area_path} {self.kind} {self.key} {self.month}"
