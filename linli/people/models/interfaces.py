"""Keys with which other systems ask LinLi: each acts in one post, and may do no more than its words say."""

from __future__ import annotations

from django.db import models

from linli.people.models.serving import Post, User
from linli.territory.models import Area

# what a key may be good for, one by one
SCOPES = ("cases:read", "cases:write", "catalogue:read", "places:read", "figures:read")


class ApiToken(models.Model):
    """A key of another system (接口令牌): acts in the post it was issued for, or in a smaller area, until a day.

    The secret is shown once; only its salted, keyed hash is kept, found by the `handle` that stands before it. `used`
    counts the calls of one `minute` (since 1970) over all processes; of the days only the last one is kept.
    """

    name = models.CharField("名称", max_length=60)
    handle = models.CharField("编号", max_length=16, unique=True)
    salt = models.CharField("盐", max_length=32)
    secret_hash = models.CharField("密钥摘要", max_length=32)
    post = models.ForeignKey(Post, models.PROTECT, related_name="tokens", verbose_name="任职")
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="更小的区域"
    )
    scopes = models.JSONField("权限", default=list)
    since = models.DateTimeField("起始时间")
    until = models.DateTimeField("终止时间")
    revoked_at = models.DateTimeField("撤销时间", null=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="签发人")
    last_used_on = models.DateField("最近使用日期", null=True)
    minute = models.BigIntegerField("计数的分钟", default=0)
    used = models.PositiveIntegerField("这一分钟的次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "接口令牌"

    def __str__(self) -> str:
        return self.name
