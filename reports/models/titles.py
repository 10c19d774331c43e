"""绿色社区: a community holds a title from the year it was recognised until the title is revoked."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from districts.models import Community, Year

from .submissions import Entry


class TitleQuerySet(models.QuerySet):
    def valid_on(self, day):
        return self.filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=day))

    def valid_today(self):
        return self.valid_on(timezone.localdate())


class Title(models.Model):
    community = models.ForeignKey(Community, models.PROTECT, related_name="titles")
    year = models.ForeignKey(Year, models.PROTECT, related_name="titles")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="title")
    given_on = models.DateField("认定日期")
    batch = models.CharField("批次", max_length=20, blank=True)
    document_number = models.CharField("公布文号", max_length=40, blank=True)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    revoked_why = models.CharField("撤销理由", max_length=200, blank=True)

    objects = TitleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "绿色社区称号"
        constraints = [
            models.UniqueConstraint(
                fields=["community"], condition=Q(revoked_on__isnull=True), name="title_once_while_valid"
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True) | ~Q(revoked_why=""), name="title_revoked_with_a_reason"
            ),
        ]

    def __str__(self):
        return f"{self.community} {self.year}"
