"""What is told to whom: a line in an inbox of an office, and what a resident has to hear.

Both name a verb and a subject; the face that shows them finds the words, so nothing personal lies here. A resident's
number is not copied either: it is looked up when something is sent or somebody calls.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.common.scope import Scope
from linli.journal.models import Entry
from linli.people.models import Office


class Weight(models.IntegerChoices):
    """How soon a line wants to be read; the inbox is sorted by it."""

    NOW = 1, "马上办"
    DO = 2, "要办"
    KNOW = 3, "知道一下"


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, scope: Scope, users: frozenset[int] = frozenset()) -> MessageQuerySet:
        """What was sent to oneself, to an office one works in, or about a case to somebody one stands in for (`users`).

        What its doer may still take back is not there yet.
        """
        mine = Q(user_id=scope.user_id, office=None) | Q(office_id__in=scope.offices, user=None)
        if acted := users - {scope.user_id or 0}:
            mine |= Q(user_id__in=acted, office=None, template__startswith="case.") & ~Q(template=KEPT)
        found = self.filter(mine)
        return found if scope.at is None else found.filter(visible_at__lte=scope.at)


KEPT = "case.kept"  # of a case that only a few see: that something happened, not what


class Message(models.Model):
    """One line in somebody's inbox (通知): to an office or to one person, because of one entry."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", verbose_name="台账")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", verbose_name="机构")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="人员"
    )
    template = models.CharField("模板", max_length=40)
    subject_id = models.BigIntegerField("对象编号")
    weight = models.PositiveSmallIntegerField("轻重", choices=Weight.choices, default=Weight.DO)
    times = models.PositiveIntegerField("次数", default=1, help_text="同一件事的催办合成一条")
    sent_at = models.DateTimeField("发出时间")
    visible_at = models.DateTimeField("可见时间", help_text="可撤回的步骤过了撤回时间才看得到")
    read_at = models.DateTimeField("已读时间", null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "template", "office"],
                condition=Q(user=None),
                name="one_message_to_an_office",
            ),
            models.UniqueConstraint(
                fields=["entry", "template", "user"], condition=Q(office=None), name="one_message_to_a_person"
            ),
            models.CheckConstraint(
                condition=Q(user=None, office__isnull=False) | Q(user__isnull=False, office=None),
                name="message_to_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "visible_at"], name="message_office_unread", condition=Q(read_at=None)
            ),
            models.Index(
                fields=["user", "visible_at"], name="message_user_unread", condition=Q(read_at=None)
            ),
            models.Index(fields=["subject_id", "template"], name="message_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.subject_id}"


class State(models.TextChoices):
    WAITING = "waiting", "待告知"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"
    CALLED = "called", "已当面或电话告知"
    CANCELLED = "cancelled", "已取消"


OWED = (State.WAITING, State.FAILED)  # somebody still has to tell them


class Outgoing(models.Model):
    """What a resident has to hear about their request (告知): as codes; sent by a gateway, or told by a person."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", verbose_name="台账")
    subject_id = models.BigIntegerField("诉求编号")
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, related_name="+", verbose_name="负责告知的机构"
    )
    template = models.CharField("模板", max_length=20)
    language = models.CharField("语言", max_length=2, default="zh")
    params = models.JSONField("参数", default=dict, help_text="编号、日期和代码；没有个人信息")
    by_phone = models.BooleanField("留了电话")
    has_link = models.BooleanField("自己有查询链接", help_text="没有网关时，这样的人在自己的页面上看得到")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    made_at = models.DateTimeField("产生时间")
    not_before = models.DateTimeField("最早告知时间", help_text="避开夜间和可撤回的时间")
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    done_at = models.DateTimeField("结束时间", null=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="告知人"
    )
    ref = models.CharField("网关回执", max_length=60, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "告知"
        constraints = [
            models.UniqueConstraint(fields=["entry", "template"], name="one_outgoing_of_an_entry"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "failed"), done_at=None)
                | Q(state__in=("sent", "called", "cancelled"), done_at__isnull=False),
                name="outgoing_done_when_its_state_says",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_id"], name="outgoing_subject"),
            models.Index(fields=["not_before"], name="outgoing_waiting", condition=Q(state="waiting")),
            models.Index(
                fields=["office", "not_before"],
                name="outgoing_owed",
                condition=Q(state__in=("waiting", "failed")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.subject_id} {self.state}"
