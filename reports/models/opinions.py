"""会审: which items of Annex 1 each of the seven departments answers for in a year, and what it says of each listed
community (五(三): the city reviews with the departments concerned)."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from districts.models import Department, Year

from .submissions import Entry, Receipt


class JointReview(models.Model):
    """会审安排 of a year: until when, a whole day in Asia/Shanghai, the departments give their opinions."""

    year = models.OneToOneField(Year, models.PROTECT, related_name="joint_review")
    due = models.DateField("会审意见截止")

    class Meta:
        ordering = ["year__number"]
        verbose_name = verbose_name_plural = "会审安排"

    def __str__(self):
        return f"{self.year}会审安排"


class Assignment(models.Model):
    """One item of the rubric a department answers for in a year; several may answer for the same one."""

    year = models.ForeignKey(Year, models.PROTECT, related_name="assignments")
    department = models.ForeignKey(Department, models.PROTECT, related_name="assignments")
    number = models.PositiveSmallIntegerField("项")

    class Meta:
        ordering = ["year__number", "department__order", "number"]
        verbose_name = verbose_name_plural = "会审项目"
        constraints = [
            models.UniqueConstraint(fields=["year", "department", "number"], name="assignment_once"),
        ]

    def __str__(self):
        return f"{self.year} {self.department} 第{self.number}项"


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def fresh(self) -> Self:
        """Those that speak of every item their department answers for, as it was last handed in."""
        spoken = OpinionItem.objects.filter(
            opinion=OuterRef(OuterRef("pk")), number=OuterRef("number"), changed=False
        )
        own = Assignment.objects.filter(
            year=OuterRef("entry__submission__year"), department=OuterRef("department")
        )
        return self.filter(~Exists(own.filter(~Exists(spoken))))

    def opposing(self) -> Self:
        """有异议: those that object to an item at least."""
        return self.filter(Exists(OpinionItem.objects.filter(opinion=OuterRef("pk")).exclude(text="")))


class Opinion(models.Model):
    """What one department says of one listed community: nothing against it (无意见), unless one of its items has a text.

    `receipt` is the hand-in it speaks of; `outdated` (补正前提出): the district has handed in something else since."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="opinions")
    department = models.ForeignKey(Department, models.PROTECT, related_name="opinions")
    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("提出时间", default=timezone.now)
    outdated = models.BooleanField("补正前提出", default=False, editable=False)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        ordering = ["entry", "department__order"]
        verbose_name = verbose_name_plural = "会审意见"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "department"], name="opinion_once_per_entry_and_department"
            ),
        ]

    def __str__(self):
        return f"{self.entry} {self.department.short_name}会审意见"

    def get_absolute_url(self):
        return reverse("reports:opinion", args=[self.entry_id])

    @property
    def district_id(self):
        return self.entry.submission.district_id


class OpinionItem(models.Model):
    """One item an opinion speaks of; `text` is the objection (异议), empty where there is none. `changed`: the district
    has handed in something else for this item since, so that somebody has to look again."""

    opinion = models.ForeignKey(Opinion, models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField("项")
    text = models.TextField("异议", blank=True, max_length=500)
    changed = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["opinion", "number"]
        verbose_name = verbose_name_plural = "会审意见的项目"
        constraints = [
            models.UniqueConstraint(fields=["opinion", "number"], name="opinion_item_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="opinion_item_has_a_number"),
        ]

    def __str__(self):
        return f"{self.opinion} 第{self.number}项"
