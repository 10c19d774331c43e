"""绿色社区: a community holds a title from the year it was recognised until the title is revoked."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from districts.models import Community, Year

from .submissions import Entry


class TitleQuerySet(models.QuerySet["Title"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=day))

    def valid_today(self) -> Self:
        return self.valid_on(timezone.localdate())


class Title(models.Model):
    community = models.ForeignKey(Community, models.PROTECT, related_name="titles")
    year = models.ForeignKey(Year, models.PROTECT, related_name="titles")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="title")
    given_on = models.DateField("认定日期")
    batch = models.CharField("批次", max_length=20, blank=True)
    document_number = models.CharField("公布文号", max_length=40, blank=True)
    published_on = models.DateField("公布日期", null=True, blank=True)
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
                condition=Q(published_on__isnull=True, batch="", document_number="")
                | (
                    Q(published_on__isnull=False, published_on__gte=F("given_on"))
                    & ~Q(batch="")
                    & ~Q(document_number="")
                ),
                name="title_published_in_a_batch_under_a_number",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True) | ~Q(revoked_why=""), name="title_revoked_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(revoked_on__isnull=True)
                | Q(published_on__isnull=False, revoked_on__gte=F("published_on")),
                name="title_revoked_after_it_was_published",
            ),
        ]

    def __str__(self):
        return f"{self.community} {self.year}"

    def get_absolute_url(self):
        return reverse("reports:title", args=[self.pk])

    @property
    def district_id(self):
        return self.community.street.district_id


class Recheck(models.Model):
    """动态管理: a later look at a community with a title, and whether the title was kept."""

    class Outcome(models.TextChoices):
        KEPT = "kept", "保留称号"
        REVOKED = "revoked", "撤销称号"

    title = models.ForeignKey(Title, models.PROTECT, related_name="rechecks")
    on = models.DateField("复查日期")
    outcome = models.CharField("结果", max_length=8, choices=Outcome.choices)
    reason = models.CharField("复查情况", max_length=200)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = verbose_name_plural = "复查"
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["kept", "revoked"]), name="recheck_outcome_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="recheck_says_what_was_found"),
        ]

    def __str__(self):
        return f"{self.title} {self.get_outcome_display()}"
