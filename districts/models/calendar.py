"""The programme, its years and what each district is to reach by when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .places import Community, District


class Programme(models.Model):
    """A programme runs over fixed years (甬建发〔2021〕55号: 2021 and 2022), whichever year is asked for."""

    name = models.CharField("行动名称", max_length=60)
    document_number = models.CharField("文号", max_length=40, unique=True)
    first_year = models.PositiveSmallIntegerField("首年")
    last_year = models.PositiveSmallIntegerField("末年")
    demo = models.BooleanField("演示数据", default=False, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "行动"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="programme_years_in_order"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def year_numbers(self):
        return range(self.first_year, self.last_year + 1)


class Year(models.Model):
    """One reporting year. Due days are whole days in Asia/Shanghai."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="years")
    number = models.PositiveSmallIntegerField("年度", unique=True)
    share_goal = models.PositiveSmallIntegerField("达标比例目标（%）")
    plan_due = models.DateField("实施方案报送截止", null=True, blank=True)
    report_due = models.DateField("上报截止")
    review_due = models.DateField("评审截止")

    class Meta:
        ordering = ["number"]
        verbose_name = verbose_name_plural = "年度"
        constraints = [
            models.CheckConstraint(
                condition=Q(review_due__gte=F("report_due")), name="year_review_not_before_report"
            ),
            models.CheckConstraint(condition=Q(share_goal__lte=100), name="year_share_goal_is_a_percentage"),
        ]

    def __str__(self):
        return f"{self.number}年度"


class Target(models.Model):
    """What a district declared and is to reach by the end of a year (Annex 2). The declared number is the
    denominator of every share; the target counts communities with a valid title, cumulatively."""

    year = models.ForeignKey(Year, models.PROTECT, related_name="targets")
    district = models.ForeignKey(District, models.PROTECT, related_name="targets")
    declared = models.PositiveIntegerField("社区居委会数量")
    target = models.PositiveIntegerField("绿色社区建设数量（累计）", null=True, blank=True)
    settled_at = models.DateTimeField("参与社区定下的时间", null=True, editable=False)

    class Meta:
        ordering = ["year__number", "district__annex_order"]
        verbose_name = verbose_name_plural = "年度目标"
        constraints = [
            models.UniqueConstraint(fields=["year", "district"], name="target_once_per_year_and_district"),
            models.CheckConstraint(condition=Q(declared__gte=1), name="target_declares_communities"),
            models.CheckConstraint(
                condition=Q(target__isnull=True) | Q(target__lte=F("declared")),
                name="target_within_declared",
            ),
        ]

    def __str__(self):
        return f"{self.district} {self.year}"


class Extension(models.Model):
    """The city gives one district another day: it lets it hand in later, or sent the whole submission back to be handed in
    again by then. The latest holds."""

    year = models.ForeignKey(Year, models.PROTECT, related_name="extensions", verbose_name="年度")
    district = models.ForeignKey(
        District, models.PROTECT, related_name="extensions", verbose_name="区县（市）"
    )
    until = models.DateField("延期至")
    sent_back = models.BooleanField("整体退回", default=False, editable=False)
    reason = models.CharField("理由", max_length=200)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    holds: bool  # in what queries.extension_list gives

    class Meta:
        ordering = ["-granted_at", "-id"]
        verbose_name = verbose_name_plural = "延期"

    def __str__(self):
        return f"{self.district} {self.year} {self.until}"

    @property
    def kind(self):
        """延期, or what it must not be mistaken for."""
        return "整体退回" if self.sent_back else "延期"


class Participation(models.Model):
    """A community takes part in a year; only communities taking part are scored."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="participations")
    year = models.ForeignKey(Year, models.PROTECT, related_name="participations")
    pilot = models.BooleanField("试点", default=False)
    demonstration_base = models.BooleanField("示范教育基地", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "参与社区"
        constraints = [
            models.UniqueConstraint(fields=["community", "year"], name="participation_once_per_year"),
        ]

    def __str__(self):
        return f"{self.community} {self.year}"
