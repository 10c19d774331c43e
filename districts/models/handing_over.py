"""Who goes on with whose work: open work is anybody's of the same office; what hung on a person goes to a successor."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone


def _person(name):
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name=name)


class HandOver(models.Model):
    """Of several for one person the newest holds, until the person is back. Nothing the person did is rewritten: their name stays on it."""

    leaver = _person("handed_over")
    successor = _person("taken_over")
    leaves = models.BooleanField("停用账号")  # false: on leave, the account stays open
    note = models.TextField("移交说明", blank=True, max_length=200)
    handed_by = _person("+")
    handed_at = models.DateTimeField("移交时间", default=timezone.now)
    ended_at = models.DateTimeField("本人回来的时间", null=True, editable=False)

    class Meta:
        ordering = ["-handed_at", "-pk"]
        verbose_name = verbose_name_plural = "工作移交"
        constraints = [
            models.CheckConstraint(condition=~Q(leaver=F("successor")), name="hand_over_to_another_person"),
        ]

    def __str__(self):
        return f"{self.leaver} → {self.successor}"
