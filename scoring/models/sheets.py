"""A score sheet: one community, one year, one stage, seventeen item scores made with it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from districts.models import Community, District, Year

from ..fields import FindingsField
from .rubrics import Rubric


class Stage(models.TextChoices):
    BASELINE = "baseline", "摸底"
    INITIAL = "initial", "初评"
    REVIEW = "review", "评审"


class Lock(models.TextChoices):
    OPEN = "", "未锁定"
    HANDED_IN = "handed_in", "已上报锁定"
    CONCLUDED = "concluded", "评审办结锁定"
    PAUSED = "paused", "复评暂停"  # of a re-score alone: nothing is decided, and the district does not see it


class State(models.TextChoices):
    BLANK = "blank", "未评"
    TO_CONFIRM = "to_confirm", "待确认"
    CONFIRMED = "confirmed", "已评"


class ScoreSheet(models.Model):
    """`total` and `passed` are the engine's (scoring.items.write_totals); both empty while an item is open."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="sheets")
    district = models.ForeignKey(District, models.PROTECT, related_name="sheets")
    year = models.ForeignKey(Year, models.PROTECT, related_name="sheets")
    stage = models.CharField("阶段", max_length=8, choices=Stage.choices, default=Stage.INITIAL)
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="sheets")
    total = models.PositiveSmallIntegerField("总分", null=True, editable=False)
    passed = models.BooleanField("达标", null=True, editable=False)
    lock = models.CharField("锁定", max_length=9, choices=Lock.choices, default=Lock.OPEN, blank=True)
    locked_at = models.DateTimeField("锁定时间", null=True, editable=False)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "评分表"
        constraints = [
            models.UniqueConstraint(fields=["community", "year", "stage"], name="sheet_once_per_stage"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="sheet_stage_known"),
            models.CheckConstraint(condition=Q(lock__in=Lock.values), name="sheet_lock_known"),
            models.CheckConstraint(
                condition=Q(total__isnull=True, passed__isnull=True)
                | Q(total__isnull=False, total__lte=100, passed__isnull=False),
                name="sheet_total_and_verdict_together",
            ),
            models.CheckConstraint(
                condition=Q(lock="", locked_at__isnull=True, locked_by__isnull=True)
                | (~Q(lock="") & Q(locked_at__isnull=False, locked_by__isnull=False)),
                name="sheet_lock_says_when_and_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["year", "district", "stage"], name="sheet_year_district_stage"),
        ]

    def __str__(self):
        return f"{self.community} {self.year} {self.get_stage_display()}"

    def get_absolute_url(self) -> str:
        return reverse("scoring:sheet", args=[self.pk])

    def item_url(self, number):
        """The sheet with one item open, with or without scripts."""
        return f"{self.get_absolute_url()}?open={number}#item-{number}"


class ItemScore(models.Model):
    """What was found for one item. Official wording is rendered from the rubric; `reason` is a person's."""

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="items")
    number = models.PositiveSmallIntegerField("项")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.BLANK)
    findings = FindingsField("评定", default=dict, blank=True)
    points = models.PositiveSmallIntegerField("得分", null=True, editable=False)
    reason = models.TextField("扣分理由、备注", blank=True, max_length=500)
    version = models.PositiveIntegerField(default=0, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = "评分项"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="item_once_per_sheet"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="item_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.CONFIRMED, points__isnull=False)
                | (~Q(state=State.CONFIRMED) & Q(points__isnull=True)),
                name="item_has_points_iff_confirmed",
            ),
        ]

    def __str__(self):
        return f"{self.sheet} 第{self.number}项"

    @property
    def district_id(self):
        return self.sheet.district_id
