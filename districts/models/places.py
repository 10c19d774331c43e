"""Where the programme happens. Communities appear, merge and are renamed; nothing a sheet points to is deleted."""

import hashlib
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone


class District(models.Model):
    """One of the ten districts; shown in the order of Annex 2 everywhere."""

    code = models.CharField("行政区划代码", max_length=6, unique=True)
    name = models.CharField("区县（市）", max_length=20, unique=True)
    annex_order = models.PositiveSmallIntegerField("附件2序号", unique=True)
    bureau = models.CharField("填报单位", max_length=60)

    class Meta:
        ordering = ["annex_order"]
        verbose_name = verbose_name_plural = "区县（市）"

    def __str__(self):
        return self.name

    @property
    def short_bureau(self):
        return f"{self.name}住建局"


class Street(models.Model):
    district = models.ForeignKey(District, models.PROTECT, related_name="streets", verbose_name="区县（市）")
    code = models.CharField("街道代码", max_length=9, null=True, blank=True, unique=True)
    name = models.CharField("街道（乡镇）", max_length=40)

    class Meta:
        ordering = ["district__annex_order", "code", "name"]
        verbose_name = verbose_name_plural = "街道（乡镇）"
        constraints = [
            models.UniqueConstraint(fields=["district", "name"], name="street_name_once_per_district"),
        ]

    def __str__(self):
        return self.name


def valid_on(day: date) -> Q:
    """Communities that exist on `day`: validity is half-open, [valid_from, valid_until)."""
    started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return started & (Q(valid_until__isnull=True) | Q(valid_until__gt=day))


class CommunityQuerySet(models.QuerySet["Community"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(valid_on(day))

    def valid_today(self) -> Self:
        return self.valid_on(timezone.localdate())


class Community(models.Model):
    """A residents' committee's area. Known by street + full name; the statistical code helps but is no identity:
    codes are reused and change, so a code is unique only among communities without an end date."""

    street = models.ForeignKey(
        Street, models.PROTECT, related_name="communities", verbose_name="街道（乡镇）"
    )
    name = models.CharField("社区", max_length=60)
    code = models.CharField("统计代码", max_length=12, null=True, blank=True)
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_until = models.DateField("有效期止（不含当日）", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from", verbose_name="并入"
    )

    objects = CommunityQuerySet.as_manager()

    class Meta:
        ordering = ["street__district__annex_order", "street__code", "code", "name"]
        verbose_name = verbose_name_plural = "社区"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_until__isnull=True), name="community_code_once_among_valid"
            ),
            models.UniqueConstraint(
                fields=["street", "name"],
                condition=Q(valid_until__isnull=True),
                name="community_name_once_per_street_among_valid",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gt=F("valid_from")),
                name="community_validity_not_empty",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(valid_until__isnull=False),
                name="community_merged_only_when_ended",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="community_not_merged_into_itself",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("districts:community", args=[self.pk])

    @property
    def fingerprint(self):
        """The same as long as nobody changes the row."""
        values = [getattr(self, column.attname) for column in self._meta.concrete_fields]
        return hashlib.sha256(repr(values).encode()).hexdigest()

    @property
    def state(self):
        """Today: "valid", "ended", or "coming" while it has not begun."""
        today = timezone.localdate()
        if self.valid_until and self.valid_until <= today:
            return "ended"
        return "coming" if self.valid_from and self.valid_from > today else "valid"


class Department(models.Model):
    """One of the seven departments that review with the city bureau."""

    code = models.CharField("代码", max_length=20, unique=True)
    name = models.CharField("名称", max_length=40, unique=True)
    short_name = models.CharField("简称", max_length=20)
    order = models.PositiveSmallIntegerField("排序", unique=True)

    class Meta:
        ordering = ["order"]
        verbose_name = verbose_name_plural = "会审部门"

    def __str__(self):
        return self.name
