"""What an office and a person keep so that the fortieth request of a day goes quicker than the first."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.people.models import Office


class Phrase(models.Model):
    """A canned answer (常用语): words an office and all below it may put into one verb's form, and then change."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="phrases", verbose_name="机构")
    verb = models.CharField("环节", max_length=20)
    name = models.CharField("名称", max_length=30)
    words = models.CharField("内容", max_length=1000)
    since = models.DateTimeField("起始时间")
    retired_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "常用语"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "verb", "name"],
                condition=Q(retired_at=None),
                name="one_phrase_of_a_name",
            )
        ]

    def __str__(self) -> str:
        return self.name


class SavedList(models.Model):
    """A list of the desk as somebody narrowed it (常用列表): a name for the address they would type again."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_lists", verbose_name="人员"
    )
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=200)
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "常用列表"
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="one_saved_list_of_a_name")]

    def __str__(self) -> str:
        return self.name
