"""A request and who held it when. Statuses and moves are in `workflow.py`; nothing here decides."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.cases.models.catalogue import CaseClass, Category, Urgency
from linli.cases.workflow import STANDING, Position
from linli.common.paths import LONGEST, subtree
from linli.common.scope import Scope
from linli.common.sealed import SealedField
from linli.office.models import Attachment
from linli.people.models import Office
from linli.territory.models import Area, Entrance

HANDED_STAYS = timedelta(days=30)  # after closing, an office still sees what was handed to it


class Channel(models.TextChoices):
    PLATE = "plate", "扫门牌码"
    WORKER = "worker", "代为反映"
    TELEPHONE = "telephone", "电话"
    IMPORT = "import", "导入"
    COUNTER = "counter", "窗口"
    ORDER = "order", "上级交办"
    ON_THE_SPOT = "on_the_spot", "即办"
    RECEPTION = "reception", "接访"
    GROUP = "group", "群消息"
    MEETING = "meeting", "支部会议"
    API = "api", "接口"


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, scope: Scope) -> CaseQuerySet:
        """Cases of one's areas, and those that were handed to one's offices (30 days beyond their closing), or on which
        these are to say yes or no, or for which they answer, as long as that stands."""
        seen = Q(pk__in=scope.cases) if scope.cases or not scope.areas else Q()
        for n, path in enumerate(scope.areas):
            inside = Q(area_path__range=subtree(path))
            seen = inside if n == 0 and not seen else seen | inside
        if scope.handed and scope.at is not None:
            handed = CaseOffice.objects.filter(office_id__in=scope.handed).fresh(scope.at)
            seen |= Q(pk__in=handed.values("case_id"))
            for name, ended in (("Approval", "decided_at"), ("Supervision", "ended_at")):
                rows = apps.get_model("cases", name)._default_manager.filter(**{ended: None})
                seen |= Q(pk__in=rows.filter(office_id__in=scope.handed).values("case_id"))
        return self.filter(seen).not_about(scope.user_id)

    def not_about(self, user_id: int | None) -> CaseQuerySet:
        """Without the cases that name this person, until the level above opens them, those from which they stepped
        aside, and those that only a few named people see, unless this is one of them."""
        if user_id is None:
            return self
        about = Named.objects.filter(user_id=user_id, opened_at=None)
        aside = Recusal.objects.filter(user_id=user_id)
        kept = Keeper.objects.filter(user_id=user_id)
        return self.exclude(
            Q(pk__in=about.values("case_id")) | Q(pk__in=aside.values("case_id")),
        ).filter(Q(restricted=False) | Q(pk__in=kept.values("case_id")))

    def open(self) -> CaseQuerySet:
        """Not at its end yet; `closed_at` leads the index of the queues."""
        return self.filter(closed_at=None)

    def waiting_for(self, office_ids: frozenset[int]) -> CaseQuerySet:
        """Cases in which one of these offices has to act (a rating is the resident's turn)."""
        return self.filter(office_id__in=office_ids, closed_at=None).exclude(task="rating")

    def overdue(self, now: datetime) -> CaseQuerySet:
        """Past the end of their step, or the day on which a listed one is looked at; not while the clock stands."""
        running = self.open().exclude(task="rating")
        return running.filter(paused=False, due_at__lt=now)


class Case(models.Model):
    """What somebody asked for (诉求): their words, the place, where it stands, what was promised."""

    uuid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    number = models.CharField("编号", max_length=16, unique=True)
    follow_hash = models.CharField("查询码摘要", max_length=64, unique=True)
    channel = models.CharField("来源", max_length=12, choices=Channel.choices)
    source = models.CharField("来源系统", max_length=40, default="", blank=True)
    source_number = models.CharField("来源编号", max_length=60, default="", blank=True)
    source_key = models.CharField(
        "来源编号（比对）", max_length=60, default="", blank=True, help_text="不分大小写、全角半角"
    )

    title = models.CharField("一句话", max_length=200)
    words = models.TextField("原话")
    entrance = models.ForeignKey(Entrance, models.PROTECT, null=True, related_name="+", verbose_name="单元")
    place_words = models.CharField("具体位置", max_length=200, default="", blank=True)
    # `case_around` begins with it: one index instead of two
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域", db_index=False)
    area_path = models.CharField("区域路径", max_length=LONGEST)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, related_name="cases", verbose_name="准入事项"
    )
    case_class = models.CharField("分类", max_length=12, choices=CaseClass.choices, default="", blank=True)
    urgency = models.CharField("缓急", max_length=6, choices=Urgency.choices, default=Urgency.BLUE)

    status = models.CharField("状态", max_length=10, default="open")
    level = models.CharField("层级", max_length=10, default="", blank=True)
    task = models.CharField("环节", max_length=10, default="", blank=True)
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", verbose_name="当前机构")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    follower = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="第一经办人"
    )
    paused = models.BooleanField("计时中止", default=False)
    due_at = models.DateTimeField("本环节期限", null=True)
    wake_at = models.DateTimeField("下次提醒", null=True, help_text="时钟最早在这时要看一眼")
    promise_at = models.DateTimeField("承诺期限", null=True)
    first_promise_at = models.DateTimeField("首次承诺期限", null=True)

    provisional = models.BooleanField("期限待定", default=False, help_text="承诺期限碰到没有放假通知的年份")
    cap_at = models.DateTimeField("来单期限", null=True, help_text="上级要求的回复期限；承诺不会晚于它")
    extra = models.PositiveSmallIntegerField("延期", default=0, help_text="承诺延长了几天（按分类的单位）")

    asked_at = models.DateTimeField("反映时间")
    received_at = models.DateTimeField("收到时间", help_text="期限从这时起算；导入的事项晚于反映时间")
    contacted_at = models.DateTimeField("首次联系时间", null=True)
    resolved_at = models.DateTimeField("办结时间", null=True)
    closed_at = models.DateTimeField("结案时间", null=True)
    outcome = models.CharField("结果", max_length=20, default="", blank=True)
    reopened = models.PositiveSmallIntegerField("重办次数", default=0)
    sent_back = models.PositiveSmallIntegerField("退回次数", default=0)
    binding = models.BooleanField("复核已定", default=False)
    names_staff = models.BooleanField("涉及工作人员", default=False)
    restricted = models.BooleanField("专人办理", default=False, help_text="只有专办人看得到")
    proposed = models.CharField("待批", max_length=10, default="", blank=True)
    supervised = models.BooleanField("督办中", default=False)
    reminders = models.PositiveSmallIntegerField("催办次数", default=0)
    appealed = models.BooleanField("申诉过", default=False)
    reception = models.ForeignKey(
        "cases.Reception", models.PROTECT, null=True, related_name="cases", verbose_name="接访日"
    )

    photos = models.ManyToManyField(Attachment, related_name="cases", verbose_name="照片")

    objects = CaseQuerySet.as_manager()
    as_held: dict[str, Any] | None = None  # its fields when it was locked (`actions.moving.hold`); no column

    class Meta:
        verbose_name = verbose_name_plural = "诉求"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="one_case_of_a_source_number",
            ),
            models.CheckConstraint(
                condition=Q(source_number="", source_key="") | (~Q(source_number="") & ~Q(source_key="")),
                name="case_source_number_has_its_key",
            ),
            models.CheckConstraint(
                # an open, resolved or listed case stands somewhere; any other stands nowhere
                condition=(Q(status__in=STANDING, office__isnull=False, closed_at=None) & ~Q(task=""))
                | (
                    ~Q(status__in=STANDING)
                    & Q(office=None, holder=None, task="", level="", closed_at__isnull=False)
                ),
                name="case_stands_where_its_status_says",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "task", "due_at"], name="case_office_task_due"),
            # the lists of the desk, in their order: what is open by date, what ended newest first, without a look at
            # the rows of other places. An index that begins with area_path would mislead SQLite into sorting every
            # case of a sub-district to show the newest fifty; PostgreSQL sorts where one begins with what is NULL
            models.Index(
                fields=["due_at", "id", "area_path", "task", "holder", "office", "restricted"],
                name="case_open",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(
                fields=["closed_at", "id", "area_path", "restricted"],
                name="case_ended",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(fields=["wake_at"], name="case_wake", condition=Q(wake_at__isnull=False)),
            # how many stand where, are overdue, wait for whom: counted without a look at the rows. What stands has a
            # task; the lists say `closed_at`, so this one never tempts them away from theirs
            models.Index(
                fields=[
                    *("area_path", "office", "due_at", "task", "status", "restricted"),
                    *("holder", "paused", "proposed", "supervised", "id"),
                ],
                name="case_standing",
                condition=~Q(task=""),
            ),
            # what is under way and what ended lately in the same grid (`cases.alike`)
            models.Index(fields=["area", "closed_at", "asked_at"], name="case_around"),
            # somebody tells the number that 12345 gave it, and not which system it was
            models.Index(fields=["source_key"], name="case_source_key", condition=~Q(source_key="")),
            # few: the clock looks at them all, whether one of those who see them is there
            models.Index(fields=["closed_at"], name="case_restricted", condition=Q(restricted=True)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def position(self) -> Position:
        return Position(self.status, self.level, self.task, self.holder_id is not None, self.paused)

    @property
    def spoken_number(self) -> str:
        """26110387 → 2611 0387: how it is printed and read out."""
        return f"{self.number[:4]} {self.number[4:]}"

    def is_overdue(self, now: datetime) -> bool:
        return (
            self.due_at is not None
            and not self.paused
            and self.task not in ("", "rating")
            and self.due_at < now
        )


class Reporter(models.Model):
    """Who asked (反映人), if they said so: only for the holder and the checker; no list, filter or export of it."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="reporter", verbose_name="诉求")
    name = models.CharField("称呼", max_length=40, default="", blank=True)
    phone = SealedField("电话（密文）", use="phone", null=True)
    phone_index = models.CharField("电话盲索引", max_length=32, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "反映人"
        indexes = [models.Index(fields=["phone_index"], name="reporter_phone", condition=~Q(phone_index=""))]

    def __str__(self) -> str:
        return str(self.case_id)


class Handling(models.Model):
    """Who held a case, at which level, with which task, until when (办理环节). Insert-only; left once."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="handlings", verbose_name="诉求")
    level = models.CharField("层级", max_length=10)
    task = models.CharField("环节", max_length=10)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="机构")
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    post_id = models.BigIntegerField("任职编号", null=True)
    taken_at = models.DateTimeField("开始时间")
    due_at = models.DateTimeField("期限", null=True)
    warned_at = models.DateTimeField("预警时间", null=True)
    left_at = models.DateTimeField("离开时间", null=True)
    outcome = models.CharField("去向", max_length=30, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理环节"
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(left_at=None), name="one_current_handling")
        ]
        indexes = [models.Index(fields=["case", "id"], name="handling_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.level}/{self.task}"


class CaseOfficeQuerySet(models.QuerySet["CaseOffice"]):
    def fresh(self, at: datetime) -> CaseOfficeQuerySet:
        """Of cases that are open, or were closed less than 30 days ago."""
        return self.filter(Q(case__closed_at=None) | Q(case__closed_at__gt=at - HANDED_STAYS))


class CaseOffice(models.Model):
    """An office that a case was handed to (经手机构); remembered so that it can still see what it did."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="offices", verbose_name="诉求")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="机构")
    since = models.DateTimeField("首次经手")
    beyond = models.BooleanField("区域之外", default=False, help_text="事项不在该机构的区域里")

    objects = CaseOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "经手机构"
        constraints = [models.UniqueConstraint(fields=["office", "case"], name="one_row_of_an_office")]
        indexes = [models.Index(fields=["office"], name="case_office_beyond", condition=Q(beyond=True))]

    def __str__(self) -> str:
        return f"{self.case_id} {self.office_id}"


class Named(models.Model):
    """Somebody who works here and whom a case is about (被反映人): they see it only once the level above opens it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="named", verbose_name="诉求")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="人员")
    at = models.DateTimeField("记入时间")
    opened_at = models.DateTimeField("公开时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "被反映人"
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="named_once_in_a_case")]

    def __str__(self) -> str:
        return str(self.case_id)


class Keeper(models.Model):
    """One of the few who see a case that is not for everybody in its office (专办人)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="keepers", verbose_name="诉求")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="人员")
    since = models.DateTimeField("起始时间")

    class Meta:
        verbose_name = verbose_name_plural = "专办人"
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="keeper_once_of_a_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"


class Recusal(models.Model):
    """Somebody who has nothing to do with this case from now on (回避), not at its check or call-back either."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="recusals", verbose_name="诉求")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="人员")
    at = models.DateTimeField("记入时间")

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="recused_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id}"
