"""Those who serve: users, the offices they work in, the posts that join the two, when they are away or on duty."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from linli.common.sealed import SealedField
from linli.territory.models import Area, Household


class OfficeKind(models.TextChoices):
    GRID = "grid", "网格"
    COMMUNITY = "community", "社区（村）"
    TOWNSHIP = "township", "街道（乡镇）"
    DEPARTMENT = "department", "部门"
    COUNTY = "county", "县（区）中心"
    PREFECTURE = "prefecture", "市中心"
    BRANCH = "branch", "党支部"
    PARTNER = "partner", "共建单位"
    PROPERTY = "property", "物业企业"
    UTILITY = "utility", "公用事业单位"
    POLICE = "police", "派出所"
    RIDERS = "riders", "骑手等新就业群体"
    VOLUNTEERS = "volunteers", "志愿服务队"


class Reach(models.TextChoices):
    """What a post may see: the register and cases of its area, only what was handed to its office, or nothing."""

    SUBTREE = "subtree", "本区域"
    HANDED = "handed", "交到手的"
    NONE = "none", "无"


class Role(models.TextChoices):
    GRID_HEAD = "grid_head", "网格长"
    GRID_WORKER = "grid_worker", "专职网格员"
    PART_TIME = "part_time", "兼职网格员"
    HELPER = "helper", "网格辅助力量"
    BUILDING_HEAD = "building_head", "楼栋长"
    GROUP_HEAD = "group_head", "村民组长"
    CENTRE_HOST = "centre_host", "党员中心户"
    MEMBER = "member", "联户党员"
    FIRST_SECRETARY = "first_secretary", "第一书记"
    LEGAL_OFFICER = "legal_officer", "法律顾问"
    PROPERTY_MANAGER = "property_manager", "物业经理"
    VOLUNTEER = "volunteer", "志愿者"
    DISPATCHER = "dispatcher", "调度员"
    LEADER = "leader", "负责人"
    CLERK = "clerk", "经办人"
    REGISTRAR = "registrar", "台账管理员"
    ADMINISTRATOR = "administrator", "系统管理员"


HEADS = (Role.GRID_HEAD, Role.LEADER)  # may name who does it inside their office
AREA_OFFICES = (
    OfficeKind.GRID,
    OfficeKind.COMMUNITY,
    OfficeKind.TOWNSHIP,
    OfficeKind.COUNTY,
    OfficeKind.PREFECTURE,
)


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """Somebody who works with LinLi (工作人员) and logs in. What they may do comes from their posts alone."""

    username = models.CharField("登录名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField("在用", default=True)
    phone = models.CharField("工作电话", max_length=20, default="", blank=True)
    totp_secret = SealedField("动态口令（密文）", use="totp", null=True)
    totp_since = models.DateTimeField("动态口令启用时间", null=True)
    totp_last_step = models.BigIntegerField("最近用过的时间步", default=0)
    recovery_codes = models.JSONField("备用码摘要", default=list, blank=True)

    USERNAME_FIELD = "username"
    objects = UserManager()

    class Meta:
        verbose_name = verbose_name_plural = "工作人员"

    def __str__(self) -> str:
        return self.name


class Office(models.Model):
    """A place that can hold a case (机构): a grid's team, a community, a sub-district, a department."""

    kind = models.CharField("类型", max_length=12, choices=OfficeKind.choices)
    name = models.CharField("名称", max_length=60)
    name_en = models.CharField("英文名称", max_length=80, default="", blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="offices", verbose_name="区域")
    superior = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="inferiors", verbose_name="上级机构"
    )
    phone = models.CharField("电话", max_length=20, default="", blank=True)
    address = models.CharField("地址", max_length=120, default="", blank=True)
    address_en = models.CharField("英文地址", max_length=160, default="", blank=True)
    hours = models.CharField("开放时间", max_length=120, default="", blank=True)
    hours_en = models.CharField("英文开放时间", max_length=160, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "kind"],
                condition=Q(kind__in=("grid", "community", "township", "county", "prefecture")),
                name="one_office_of_an_area_and_kind",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def held(self, at: datetime) -> PostQuerySet:
        """Posts that somebody who may still log in holds at this moment."""
        return self.not_ended(at).filter(since__lte=at)

    def not_ended(self, at: datetime) -> PostQuerySet:
        """Posts held, and those that somebody will begin."""
        return self.filter(Q(until=None) | Q(until__gt=at), user__is_active=True)


class Post(models.Model):
    """A person in a role at an office (任职), from–to, with its reach and the post that stands in for it (AB岗)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="人员")
    office = models.ForeignKey(Office, models.PROTECT, related_name="posts", verbose_name="机构")
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    reach = models.CharField("可见范围", max_length=8, choices=Reach.choices, default=Reach.HANDED)
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="posts",
        verbose_name="片区",
        help_text="比机构的区域更小时填写，如一个微网格",
    )
    deputy = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="stands_in_for", verbose_name="AB岗"
    )
    phone = models.CharField("对外电话", max_length=20, default="", blank=True)
    since = models.DateTimeField("起始时间")
    until = models.DateTimeField("终止时间", null=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "office", "role"], condition=Q(until=None), name="one_open_post_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, at: datetime) -> AbsenceQuerySet:
        """Absences that last at this moment."""
        return self.filter(cancelled_at=None, since__lte=at, until__gt=at)


class Absence(models.Model):
    """When the holder of a post is away (缺勤). No reason is asked.

    The deputy named for it acts, else the post's standing one (AB岗), else the superior.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="absences", verbose_name="任职")
    since = models.DateTimeField("起始时间")
    until = models.DateTimeField("终止时间")
    deputy = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="stands_in_on",
        verbose_name="代班岗位",
        help_text="只在这次缺勤期间；不填时由 AB岗 代理",
    )
    cancelled_at = models.DateTimeField("取消时间", null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "缺勤"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=models.F("since")), name="absence_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["until"], name="absence_until", condition=Q(cancelled_at=None))]

    def __str__(self) -> str:
        return f"{self.post_id} {self.since:%F}–{self.until:%F}"


class Shift(models.Model):
    """Who is on duty at an office (值班), from–to, with the number that is answered."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="shifts", verbose_name="机构")
    user = models.ForeignKey(User, models.PROTECT, related_name="shifts", verbose_name="人员")
    since = models.DateTimeField("起始时间")
    until = models.DateTimeField("终止时间")
    phone = models.CharField("值班电话", max_length=20, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "值班"
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=models.F("since")), name="shift_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["office", "user", "since"], name="one_shift_of_a_beginning"),
        ]
        indexes = [models.Index(fields=["office", "until"], name="shift_office")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.since:%F %H:%M}"


class SkillKind(models.TextChoices):
    MEDICAL = "medical", "医护"
    CARE = "care", "照料"
    REPAIR = "repair", "家电水电维修"
    LEGAL = "legal", "法律"
    MEDIATION = "mediation", "调解"
    TEACHING = "teaching", "辅导"
    HAIRCUT = "haircut", "理发"
    DRIVING = "driving", "驾驶"
    COMPUTER = "computer", "手机电脑"
    COOKING = "cooking", "做饭"
    FIRST_AID = "first_aid", "急救"
    FARMING = "farming", "农技"
    SIGN = "sign", "手语"
    DIALECT = "dialect", "方言、外语"


class Skill(models.Model):
    """What somebody can do for others (特长)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="skills", verbose_name="人员")
    kind = models.CharField("种类", max_length=12, choices=SkillKind.choices)

    class Meta:
        verbose_name = verbose_name_plural = "特长"
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_skill_of_a_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Exemption(models.TextChoices):
    AGED = "aged", "年满七十"
    ILL = "ill", "体弱多病"
    AWAY = "away", "长期在外"


class Member(models.Model):
    """A Party member who looks after neighbours (党员): branch, home, and whether they are spared."""

    user = models.OneToOneField(User, models.PROTECT, related_name="member", verbose_name="人员")
    branch = models.ForeignKey(Office, models.PROTECT, related_name="members", verbose_name="支部")
    home = models.ForeignKey(
        Household, models.SET_NULL, null=True, related_name="members", verbose_name="住家"
    )
    exemption = models.CharField("免担任务", max_length=4, choices=Exemption.choices, default="", blank=True)
    since = models.DateTimeField("起始时间")
    until = models.DateTimeField("终止时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "党员"

    def __str__(self) -> str:
        return str(self.user_id)


class Invitation(models.Model):
    """The way into an account (邀请): a link that works once, for a few days."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations", verbose_name="人员")
    token_hash = models.CharField("邀请码摘要", max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="邀请人")
    made_at = models.DateTimeField("发出时间")
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "邀请"

    def __str__(self) -> str:
        return str(self.user_id)
