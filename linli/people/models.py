"""Users, the offices they work in, the posts that join the two; residents."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from linli.territory.models import Area, Household


class OfficeKind(models.TextChoices):
    GRID = "grid", "网格"
    COMMUNITY = "community", "社区（村）"
    TOWNSHIP = "township", "街道（乡镇）"
    DEPARTMENT = "department", "部门"
    COUNTY = "county", "县（区）中心"
    PREFECTURE = "prefecture", "市中心"


class Reach(models.TextChoices):
    """What a post may see: the register and cases of its area, only what was handed to its office, or nothing."""

    SUBTREE = "subtree", "本区域"
    HANDED = "handed", "交到手的"
    NONE = "none", "无"


class Role(models.TextChoices):
    GRID_HEAD = "grid_head", "网格长"
    GRID_WORKER = "grid_worker", "专职网格员"
    PART_TIME = "part_time", "兼职网格员"
    DISPATCHER = "dispatcher", "调度员"
    LEADER = "leader", "负责人"
    CLERK = "clerk", "经办人"


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
                condition=~Q(kind="department"),
                name="one_office_of_an_area_and_kind",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def held(self, at: datetime) -> PostQuerySet:
        """Posts that somebody who may still log in holds at this moment."""
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at, user__is_active=True)


class Post(models.Model):
    """A person in a role at an office (任职), from–to, with its reach."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="人员")
    office = models.ForeignKey(Office, models.PROTECT, related_name="posts", verbose_name="机构")
    role = models.CharField("角色", max_length=16, choices=Role.choices)
    reach = models.CharField("可见范围", max_length=8, choices=Reach.choices, default=Reach.HANDED)
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


class Resident(models.Model):
    """Somebody who lives in a household (居民). The number is sealed; equal numbers share a blind index."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="residents", verbose_name="户")
    name = models.CharField("姓名", max_length=40)
    phone = models.BinaryField("电话（密文）", null=True)
    phone_index = models.CharField("电话盲索引", max_length=32, default="", blank=True, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "居民"

    def __str__(self) -> str:
        return str(self.pk)
