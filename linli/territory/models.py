"""The tree of areas, and the doors that stand in it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from linli.common.paths import subtree
from linli.common.scope import Scope
from linli.territory.tokens import LENGTH


class Level(models.TextChoices):
    PROVINCE = "province", "省"
    PREFECTURE = "prefecture", "市"
    COUNTY = "county", "县（区）"
    TOWNSHIP = "township", "街道（乡镇）"
    COMMUNITY = "community", "社区（村）"
    GRID = "grid", "网格"
    MICROGRID = "microgrid", "微网格"


class AreaKind(models.TextChoices):
    URBAN = "urban", "城市社区"
    RURAL = "rural", "农村"
    SPECIAL = "special", "专属"


class AreaQuerySet(models.QuerySet["Area"]):
    def under(self, path: str) -> AreaQuerySet:
        return self.filter(path__range=subtree(path))

    def standing(self, at: datetime) -> AreaQuerySet:
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)

    def visible_to(self, scope: Scope) -> AreaQuerySet:
        inside = Q(pk__in=[])
        for path in scope.areas:
            inside |= Q(path__range=subtree(path))
        return self.filter(inside)


class Area(models.Model):
    """A node of the tree (区域): province … community, grid 网格, microgrid 微网格."""

    path = models.CharField("路径", max_length=17, unique=True)
    official_code = models.CharField("官方代码", max_length=20, db_index=True)
    level = models.CharField("级别", max_length=12, choices=Level.choices)
    kind = models.CharField("类型", max_length=12, choices=AreaKind.choices, default=AreaKind.URBAN)
    name = models.CharField("名称", max_length=60)
    name_en = models.CharField("英文名称", max_length=80, default="", blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name="上级"
    )
    since = models.DateTimeField("起始时间")
    until = models.DateTimeField("终止时间", null=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="+", verbose_name="接续区域"
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区域"

    def __str__(self) -> str:
        return self.name

    def is_closed(self, at: datetime) -> bool:
        return self.until is not None and self.until <= at


class Building(models.Model):
    """A building (楼栋) of an estate; it belongs to exactly one grid."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="buildings", verbose_name="网格")
    area_path = models.CharField("区域路径", max_length=17, db_index=True)
    estate = models.CharField("小区", max_length=60)
    estate_en = models.CharField("小区英文名", max_length=80, default="", blank=True)
    name = models.CharField("楼号", max_length=30)
    name_en = models.CharField("英文楼号", max_length=40, default="", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "楼栋"
        constraints = [
            models.UniqueConstraint(fields=["area", "estate", "name"], name="one_building_of_a_name")
        ]

    def __str__(self) -> str:
        return f"{self.estate} {self.name}"


class Entrance(models.Model):
    """A stairwell with its own door (单元): what a plate hangs at."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="entrances", verbose_name="楼栋")
    number = models.PositiveSmallIntegerField("单元号")

    class Meta:
        verbose_name = verbose_name_plural = "单元"
        constraints = [
            models.UniqueConstraint(fields=["building", "number"], name="one_entrance_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.building} {self.number} 单元"


class Dwelling(models.Model):
    """A flat (房屋): a place, whoever lives there."""

    entrance = models.ForeignKey(Entrance, models.PROTECT, related_name="dwellings", verbose_name="单元")
    room = models.CharField("房号", max_length=12)
    floor = models.SmallIntegerField("楼层", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "房屋"
        constraints = [models.UniqueConstraint(fields=["entrance", "room"], name="one_dwelling_of_a_room")]

    def __str__(self) -> str:
        return f"{self.entrance} {self.room}"


class Household(models.Model):
    """People who live together in a dwelling (户), from–to."""

    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="households", verbose_name="房屋")
    area_path = models.CharField("区域路径", max_length=17, db_index=True)
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "户"

    def __str__(self) -> str:
        return str(self.pk)


class Plate(models.Model):
    """A door plate (门牌码): an opaque token, the same kind at every entrance."""

    token = models.CharField("门牌码", max_length=LENGTH + 1, unique=True)
    entrance = models.ForeignKey(Entrance, models.PROTECT, related_name="plates", verbose_name="单元")
    hung_at = models.DateTimeField("启用时间")
    retired_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "门牌码"
        constraints = [
            models.UniqueConstraint(
                fields=["entrance"], condition=Q(retired_at=None), name="one_plate_in_use_at_an_entrance"
            )
        ]

    def __str__(self) -> str:
        return self.token
