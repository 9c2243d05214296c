"""The catalogue of matters, and which office answers for which of them where."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from linli.people.models import Office
from linli.territory.models import Area


class CaseClass(models.TextChoices):
    SIMPLE = "simple", "简单"
    GENERAL = "general", "一般"
    MAJOR = "major", "较大"
    DIFFICULT = "difficult", "疑难"
    CROSS_COUNTY = "cross_county", "跨县市"


class Urgency(models.TextChoices):
    BLUE = "blue", "一般"
    YELLOW = "yellow", "急"
    RED = "red", "特急"


class Category(models.Model):
    """A matter of the catalogue (准入事项): its class and usual urgency, who answers for it, what is asked and told."""

    code = models.CharField("代码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60)
    name_en = models.CharField("英文名称", max_length=80, default="", blank=True)
    group = models.CharField("大类", max_length=20, default="rest", blank=True)
    answers = models.CharField(
        "责任角色", max_length=20, default="community", help_text="见 Answerer：各区域由哪个机构承担"
    )
    case_class = models.CharField("分类", max_length=12, choices=CaseClass.choices, default=CaseClass.GENERAL)
    urgency = models.CharField("缓急", max_length=6, choices=Urgency.choices, default=Urgency.BLUE)
    direct = models.BooleanField("直派", default=False, help_text="核单后直接交给责任机构")
    refer = models.BooleanField("引导", default=False, help_text="告知该找谁，不在这里办理")
    duty = models.CharField(
        "职责", max_length=10, default="basic", help_text="基本 basic、配合 assist、上级 upper"
    )
    assists = models.JSONField("配合角色", default=list, blank=True)
    numbers = models.JSONField("先打的电话", default=list, blank=True)
    words = models.JSONField("居民用词", default=list, blank=True)
    words_en = models.JSONField("英文用词", default=list, blank=True)
    help = models.TextField("办理须知", default="", blank=True)
    help_en = models.TextField("英文须知", default="", blank=True)
    limits = models.JSONField("时限", default=list, blank=True)
    questions = models.JSONField("先问的问题", default=list, blank=True)
    order = models.PositiveIntegerField("次序", default=0)
    retired_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "准入事项"

    def __str__(self) -> str:
        return self.name


class CatalogueVersion(models.Model):
    """The whole catalogue as it stood from a moment on (事项目录版本), in the text that an office edits."""

    number = models.PositiveIntegerField("版本", unique=True)
    text = models.TextField("内容")
    reason = models.CharField("理由", max_length=200, default="", blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="人员"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "事项目录版本"

    def __str__(self) -> str:
        return str(self.number)


class Answerer(models.Model):
    """Which office answers for a role of the catalogue in an area and all below it (责任分工); the nearest counts."""

    role = models.CharField("责任角色", max_length=20)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name="区域")
    office = models.ForeignKey(Office, models.PROTECT, related_name="answers_for", verbose_name="机构")

    class Meta:
        verbose_name = verbose_name_plural = "责任分工"
        constraints = [models.UniqueConstraint(fields=["role", "area"], name="one_answerer_of_a_role")]

    def __str__(self) -> str:
        return f"{self.role} {self.office_id}"
