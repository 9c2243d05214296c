"""The resident's word: ratings, the slips that carry them, and calls back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.cases.models.case import Case
from linli.people.models import Office


class Through(models.TextChoices):
    """How a rating came in. `staff`: entered by the office that handled it; kept out of "satisfied"."""

    LINK = "link", "评价链接"
    DIGIT = "digit", "短信数字"
    SLIP = "slip", "纸质评价单"
    CALL = "call", "回访"
    STAFF = "staff", "经办机构代录"


class Rating(models.Model):
    """What the resident says of the answer (满意度评价): solved and satisfied are two questions."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings", verbose_name="诉求")
    solved = models.BooleanField("解决了吗")
    satisfied = models.PositiveSmallIntegerField("满意度", help_text="3 满意，2 一般，1 不满意")
    rated_at = models.DateTimeField("评价时间")
    through = models.CharField("途径", max_length=6, choices=Through.choices, default=Through.LINK)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="录入人"
    )
    round = models.PositiveSmallIntegerField("第几次办理", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "满意度评价"
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="one_rating_of_a_round"),
            models.CheckConstraint(condition=Q(satisfied__in=(1, 2, 3)), name="satisfied_is_1_2_or_3"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.round}"


class RatingSlip(models.Model):
    """What one rating of one closing may be given with (评价单): a link, a code on paper. Works once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="rating_slips", verbose_name="诉求")
    round = models.PositiveSmallIntegerField("第几次办理")
    token_hash = models.CharField("评价码摘要", max_length=64, unique=True)
    made_at = models.DateTimeField("发出时间")
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "评价单"
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="one_slip_of_a_round")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.round}"


class CallReason(models.TextChoices):
    RATING = "rating", "没有评价"
    SAMPLE = "sample", "即办抽查"
    WITHDRAWN = "withdrawn", "撤回抽查"
    RECEPTION = "reception", "接访回访"
    UNHAPPY = "unhappy", "解决了但不满意"


class CallBack(models.Model):
    """Somebody who had no hand in it rings the resident (回访): why, which office, until when, what came of it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="call_backs", verbose_name="诉求")
    reason = models.CharField("原因", max_length=10, choices=CallReason.choices)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="回访机构")
    opened_at = models.DateTimeField("列入时间")
    due_at = models.DateTimeField("期限")
    closed_at = models.DateTimeField("结束时间", null=True)
    result = models.CharField(
        "结果",
        max_length=12,
        default="",
        blank=True,
        help_text="reached、declined、not_done、unreachable、gone",
    )

    class Meta:
        verbose_name = verbose_name_plural = "回访"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "reason"], condition=Q(closed_at=None), name="one_open_call_back_of_a_reason"
            )
        ]
        indexes = [
            models.Index(fields=["office", "due_at"], name="call_back_open", condition=Q(closed_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reason}"


class CallTry(models.Model):
    """One time the telephone rang (回访记录)."""

    call_back = models.ForeignKey(CallBack, models.PROTECT, related_name="tries", verbose_name="回访")
    at = models.DateTimeField("时间")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="人员")
    reached = models.BooleanField("接通")

    class Meta:
        verbose_name = verbose_name_plural = "回访记录"

    def __str__(self) -> str:
        return f"{self.call_back_id} {self.at:%F %H:%M}"
