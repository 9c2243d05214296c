"""The tree of areas, and the doors that stand in it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.common.inside import inside
from linli.common.paths import LONGEST, subtree
from linli.common.scope import Scope
from linli.office.models import Imported, ImportedQuerySet
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
        return self.filter(inside(scope.areas, "path"))


class Area(models.Model):
    """A node of the tree (区域): province … community, grid 网格, microgrid 微网格."""

    path = models.CharField("路径", max_length=LONGEST, unique=True)
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
    settlement = models.CharField("城乡分类", max_length=3, default="", blank=True, help_text="111 至 220")
    former_path = models.CharField(
        "原路径", max_length=LONGEST, default="", blank=True, help_text="变更代码期间，尚未改写的记录仍用它"
    )

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "区域"

    def __str__(self) -> str:
        return self.name

    def is_closed(self, at: datetime) -> bool:
        return self.until is not None and self.until <= at


class FormerCode(models.Model):
    """A code that an area had once (旧代码); it keeps resolving."""

    code = models.CharField("旧代码", max_length=LONGEST, db_index=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="former_codes", verbose_name="区域")
    revoked_at = models.DateTimeField("撤销时间")

    class Meta:
        verbose_name = verbose_name_plural = "旧代码"
        constraints = [models.UniqueConstraint(fields=["code", "area"], name="one_row_of_a_former_code")]

    def __str__(self) -> str:
        return self.code


class Boundary(models.Model):
    """Where an area ends on the ground (边界): one polygon or several, WGS-84; the newest of an area counts."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="boundaries", verbose_name="区域")
    wkb = models.BinaryField("图形（WKB）")
    since = models.DateTimeField("起始时间")
    until = models.DateTimeField("终止时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "边界"
        constraints = [
            models.UniqueConstraint(fields=["area"], condition=Q(until=None), name="one_boundary_in_force")
        ]

    def __str__(self) -> str:
        return str(self.area_id)


class EstateKind(models.TextChoices):
    COMMERCIAL = "commercial", "商住小区"
    INSTITUTION = "institution", "机关单位宿舍"
    UNMANAGED = "unmanaged", "三无小区"
    SELF_BUILT = "self_built", "自建房"
    HAMLET = "hamlet", "自然村"


class Estate(Imported):
    """A compound or hamlet (小区): buildings with one name and one kind of upkeep."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="estates", verbose_name="社区")
    area_path = models.CharField("区域路径", max_length=LONGEST, db_index=True)
    name = models.CharField("名称", max_length=60)
    name_en = models.CharField("英文名称", max_length=80, default="", blank=True)
    kind = models.CharField("类型", max_length=12, choices=EstateKind.choices, default=EstateKind.COMMERCIAL)

    objects = ImportedQuerySet.as_manager()

    class Meta(Imported.Meta):
        verbose_name = verbose_name_plural = "小区"
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="one_estate_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Building(Imported):
    """A building (楼栋) of an estate; it belongs to exactly one grid, whatever the map says."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="buildings", verbose_name="网格")
    area_path = models.CharField("区域路径", max_length=LONGEST, db_index=True)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="buildings", verbose_name="小区")
    name = models.CharField("楼号", max_length=30)
    name_en = models.CharField("英文楼号", max_length=40, default="", blank=True)
    longitude = models.FloatField("经度", null=True, help_text="WGS-84，度")
    latitude = models.FloatField("纬度", null=True, help_text="WGS-84，度")

    objects = ImportedQuerySet.as_manager()

    class Meta(Imported.Meta):
        verbose_name = verbose_name_plural = "楼栋"
        constraints = [models.UniqueConstraint(fields=["estate", "name"], name="one_building_of_a_name")]

    def __str__(self) -> str:
        return f"{self.estate} {self.name}"


class Entrance(Imported):
    """A stairwell with its own door (单元): what a plate hangs at."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="entrances", verbose_name="楼栋")
    number = models.PositiveSmallIntegerField("单元号")

    objects = ImportedQuerySet.as_manager()

    class Meta(Imported.Meta):
        verbose_name = verbose_name_plural = "单元"
        constraints = [
            models.UniqueConstraint(fields=["building", "number"], name="one_entrance_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.building} {self.number} 单元"


class Dwelling(Imported):
    """A flat (房屋): a place, whoever lives there."""

    entrance = models.ForeignKey(Entrance, models.PROTECT, related_name="dwellings", verbose_name="单元")
    room = models.CharField("房号", max_length=12)
    floor = models.SmallIntegerField("楼层", default=1)

    objects = ImportedQuerySet.as_manager()

    class Meta(Imported.Meta):
        verbose_name = verbose_name_plural = "房屋"
        constraints = [models.UniqueConstraint(fields=["entrance", "room"], name="one_dwelling_of_a_room")]

    def __str__(self) -> str:
        return f"{self.entrance} {self.room}"


class HouseholdQuerySet(ImportedQuerySet):
    def visible_to(self, scope: Scope) -> Any:
        """Households of one's areas, and those that were opened to one singly."""
        return self.shown().filter(Q(pk__in=scope.households) | inside(scope.areas))

    def standing(self) -> Any:
        return self.shown().filter(until=None)


class Household(Imported):
    """People who live together in a dwelling (户), from–to."""

    dwelling = models.ForeignKey(Dwelling, models.PROTECT, related_name="households", verbose_name="房屋")
    area_path = models.CharField("区域路径", max_length=LONGEST, db_index=True)
    number = models.CharField("户号", max_length=30, default="", blank=True, db_index=True)
    size = models.PositiveSmallIntegerField("人数", null=True)
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True)

    objects = HouseholdQuerySet.as_manager()

    class Meta(Imported.Meta):
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


class VenueKind(models.TextChoices):
    SHOP = "shop", "商铺"
    CANTEEN = "canteen", "餐饮"
    SCHOOL = "school", "学校、幼儿园"
    CLINIC = "clinic", "诊所、医院"
    WORKSHOP = "workshop", "工厂、作坊"
    RENTED = "rented", "出租房"
    STATION = "station", "驿站"
    CENTRE = "centre", "党群服务中心、活动室"
    CENTRE_HOME = "centre_home", "党员中心户"
    CARE = "care", "养老、托育机构"
    PARK = "park", "公园、广场"
    OFFICE = "office", "机关、单位"


class VenueQuerySet(ImportedQuerySet):
    def visible_to(self, scope: Scope) -> Any:
        return self.shown().filter(inside(scope.areas))


class Venue(Imported):
    """A place people go to or work at (场所): shop, school, station, rented house (its shared parts only)."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="venues", verbose_name="网格")
    area_path = models.CharField("区域路径", max_length=LONGEST, db_index=True)
    kind = models.CharField("类型", max_length=12, choices=VenueKind.choices)
    name = models.CharField("名称", max_length=60)
    name_en = models.CharField("英文名称", max_length=80, default="", blank=True)
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="venues", verbose_name="楼栋"
    )
    address = models.CharField("地址", max_length=120, default="", blank=True)
    phone = models.CharField("公开电话", max_length=20, default="", blank=True)
    hours = models.CharField("开放时间", max_length=120, default="", blank=True)
    longitude = models.FloatField("经度", null=True, help_text="WGS-84，度")
    latitude = models.FloatField("纬度", null=True, help_text="WGS-84，度")
    since = models.DateField("起始日期")
    until = models.DateField("终止日期", null=True)

    objects = VenueQuerySet.as_manager()

    class Meta(Imported.Meta):
        verbose_name = verbose_name_plural = "场所"
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name"], condition=Q(until=None), name="one_venue_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProposalState(models.TextChoices):
    ASKED = "asked", "计算中"
    DRAFT = "draft", "草案"
    ADOPTED = "adopted", "已采用"
    DROPPED = "dropped", "已放弃"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, scope: Scope) -> ProposalQuerySet:
        return self.filter(area__in=Area.objects.visible_to(scope))


class Proposal(models.Model):
    """A division of a community or sub-district into grids that nobody has adopted yet (划分方案).

    `options`: what was asked for (`queries.proposals.Wish`); `answers`: community id → what the solver said of it;
    `steps`: what was changed by hand, newest last.
    """

    uuid = models.UUIDField("标识", unique=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Area, models.PROTECT, related_name="proposals", verbose_name="区域")
    state = models.CharField("状态", max_length=8, choices=ProposalState.choices, default=ProposalState.ASKED)
    options = models.JSONField("要求", default=dict)
    answers = models.JSONField("计算结果", default=dict)
    steps = models.JSONField("人工调整", default=list)
    job = models.ForeignKey(
        "office.Job", models.SET_NULL, null=True, related_name="+", verbose_name="后台任务"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    asked_at = models.DateTimeField("提出时间")
    ended_at = models.DateTimeField("结束时间", null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "划分方案"

    def __str__(self) -> str:
        return str(self.uuid)


class ProposedGrid(models.Model):
    """One grid of a proposal (拟划网格): its buildings by id, its figures, its ground.

    `number` are the three digits below its community; `keeps` is the grid of today whose number and people it keeps.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="grids", verbose_name="划分方案")
    community = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="社区")
    number = models.CharField("网格号", max_length=3)
    keeps = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name="沿用网格")
    buildings = models.JSONField("楼栋", default=list)
    households = models.PositiveIntegerField("户数")
    walk = models.FloatField("步行距离", help_text="每户到网格中心，米")
    compactness = models.FloatField("紧凑度", help_text="0 至 1，圆为 1")
    in_band = models.BooleanField("户数合适")
    connected = models.BooleanField("连成一片")
    reason = models.JSONField("原因", default=dict)
    wkb = models.BinaryField("图形（WKB）")

    class Meta:
        verbose_name = verbose_name_plural = "拟划网格"
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "community", "number"], name="one_proposed_grid_of_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.community_id} {self.number}"
