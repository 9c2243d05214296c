"""While a case waits: for an answer, for a part, for a second person, for somebody above."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.cases.models.case import Case, Handling
from linli.people.models import Office


class PauseReason(models.TextChoices):
    QUESTION = "question", "等反映人补充"
    WEATHER = "weather", "天气"
    PART = "part", "等配件、材料"
    ACCESS = "access", "等入户、等钥匙"
    PERMIT = "permit", "等批准、检测"
    COURT = "court", "诉讼、仲裁期间"


class Pause(models.Model):
    """The clock of a case stands (计时中止): why, since when, at the longest until when."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="pauses", verbose_name="诉求")
    handling = models.ForeignKey(Handling, models.PROTECT, related_name="pauses", verbose_name="办理环节")
    reason = models.CharField("原因", max_length=10, choices=PauseReason.choices)
    since = models.DateTimeField("开始时间")
    until = models.DateTimeField("最迟恢复")
    ended_at = models.DateTimeField("恢复时间", null=True)
    told_at = models.DateTimeField("中止前的承诺期限", null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="批准人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "计时中止"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="one_pause_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason}"


class Question(models.Model):
    """The resident was asked for more (追问). The clock stands only from when they were told or saw it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="questions", verbose_name="诉求")
    handling = models.ForeignKey(Handling, models.PROTECT, related_name="questions", verbose_name="办理环节")
    asked_at = models.DateTimeField("提问时间")
    seen_at = models.DateTimeField("知晓时间", null=True)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "追问"

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_at:%F}"


class Approval(models.Model):
    """One proposes, somebody of the office above decides (审批): refuse, pause, extend, list. Silence declines."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="approvals", verbose_name="诉求")
    verb = models.CharField("动作", max_length=10)
    params = models.JSONField("参数", default=dict, help_text="代码、数目和日期；理由在台账里")
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="批准机构")
    proposed_at = models.DateTimeField("提出时间")
    due_at = models.DateTimeField("期限")
    decided_at = models.DateTimeField("决定时间", null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="决定人"
    )
    granted = models.BooleanField("同意", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "审批"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(decided_at=None), name="one_open_approval_of_a_case"
            )
        ]
        indexes = [models.Index(fields=["office"], name="approval_open", condition=Q(decided_at=None))]

    def __str__(self) -> str:
        return f"{self.case_id} {self.verb}"


class Cause(models.TextChoices):
    CLOCK = "clock", "超时升级"
    SUPERIOR = "superior", "上级督办"


class Supervision(models.Model):
    """A superior is answerable beside the holder (督办), with a limit of their own from that moment on."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="supervisions", verbose_name="诉求")
    handling = models.ForeignKey(
        Handling, models.PROTECT, related_name="supervisions", verbose_name="办理环节"
    )
    step = models.PositiveSmallIntegerField("第几级")
    cause = models.CharField("起因", max_length=8, choices=Cause.choices)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="督办机构")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="督办人"
    )
    since = models.DateTimeField("开始时间")
    due_at = models.DateTimeField("期限")
    reminded_at = models.DateTimeField("上次提醒", null=True, help_text="最高一级逾期后，时钟定期提醒")
    ended_at = models.DateTimeField("结束时间", null=True)
    outcome = models.CharField("结果", max_length=12, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督办"
        constraints = [
            models.UniqueConstraint(fields=["handling", "step"], name="one_supervision_of_a_step"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="one_open_supervision_of_a_case"
            ),
        ]
        indexes = [models.Index(fields=["office"], name="supervision_open", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"
