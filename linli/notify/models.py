"""A message names a verb and a subject; the face that shows it finds the words, so nothing personal lies here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from linli.common.scope import Scope
from linli.journal.models import Entry
from linli.people.models import Office


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, scope: Scope) -> MessageQuerySet:
        """What was sent to oneself, or to an office one works in."""
        return self.filter(Q(user_id=scope.user_id, office=None) | Q(office_id__in=scope.offices, user=None))


class Message(models.Model):
    """One line in somebody's inbox (通知): to an office or to one person, because of one entry."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+", verbose_name="台账")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+", verbose_name="机构")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="人员"
    )
    template = models.CharField("模板", max_length=40)
    subject_id = models.BigIntegerField("对象编号")
    sent_at = models.DateTimeField("发出时间")
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
                fields=["office", "sent_at"], name="message_office_unread", condition=Q(read_at=None)
            ),
            models.Index(fields=["user", "sent_at"], name="message_user_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.subject_id}"
