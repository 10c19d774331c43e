"""What people are told by mail: an outbox written with the events themselves, and at most one mail a day."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from districts.models import Event


class Digest(models.Model):
    """The one mail a person gets on a day (Asia/Shanghai). The row is made before the mail is sent, so that two processes
    never send twice; without `sent_at` nobody knows that it went, and what it held goes with a later day's."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="digests")
    day = models.DateField("日期")
    claimed_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField("发出时间", null=True, editable=False)

    class Meta:
        ordering = ["-day", "person"]
        verbose_name = verbose_name_plural = "邮件"
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="digest_one_a_day"),
        ]

    def __str__(self):
        return f"{self.day} {self.person}"


class Message(models.Model):
    """One event one person is told of. What it says is read from the event; `digest` is the mail it goes with."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="messages")
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, related_name="messages")

    class Meta:
        ordering = ["pk"]
        verbose_name = verbose_name_plural = "消息"
        constraints = [
            models.UniqueConstraint(fields=["person", "event"], name="message_once_per_person"),
        ]

    def __str__(self):
        return f"{self.person} {self.event}"
