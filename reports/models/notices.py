"""公示: communities about to be recognised are shown to everybody from one day to another; whoever objects writes to the city."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from districts.models import Year
from districts.text import cn_date

from .submissions import DecisionChoices, Entry


class PublicNoticeQuerySet(models.QuerySet["PublicNotice"]):
    """What everybody may read depends on the day, whole days of Asia/Shanghai, the last one included, until it is stopped."""

    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def with_stopped(self) -> Self:
        """PublicNotice.stopped, read with the notices."""
        against = PublicObjection.objects.filter(notice=OuterRef("pk"), line=None, upheld=True)
        return self.annotate(stopped=Exists(against))

    def running(self) -> Self:
        today = timezone.localdate()
        begun = self.standing().filter(starts_on__lte=today, ends_on__gte=today)
        return begun.with_stopped().filter(stopped=False)


class PublicNotice(models.Model):
    year = models.ForeignKey(Year, models.PROTECT, related_name="notices")
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示截止")
    # The document it rests on, as it was when the notice was opened.
    document_number = models.CharField("依据文号", max_length=40)
    office = models.CharField("受理单位", max_length=60)
    address = models.CharField("地址", max_length=100)
    phone = models.CharField("联系电话", max_length=40)
    email = models.EmailField("电子邮箱", max_length=100, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField("撤回的理由", max_length=200, blank=True)

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = verbose_name_plural = "公示"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="notice_ends_not_before_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(office="") & ~Q(address="") & ~Q(phone="") & ~Q(document_number=""),
                name="notice_says_to_whom_to_write",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
                name="notice_withdrawn_says_who_when_and_why",
            ),
        ]

    def __str__(self):
        return f"{self.year} {cn_date(self.starts_on)}至{cn_date(self.ends_on)}公示"

    def get_absolute_url(self):
        return reverse("reports:notice", args=[self.pk])

    @property
    def withdrawn(self):
        return self.withdrawn_at is not None

    @cached_property
    def stopped(self):
        """An objection to the whole of it was upheld: it counts no more, its communities are shown anew."""
        return self.objections.filter(line=None, upheld=True).exists()

    @property
    def coming(self):
        return not self.withdrawn and timezone.localdate() < self.starts_on

    @property
    def running(self):
        in_its_days = self.starts_on <= timezone.localdate() <= self.ends_on
        return in_its_days and not self.withdrawn and not self.stopped

    @property
    def ended(self):
        return not self.withdrawn and self.ends_on < timezone.localdate()

    @property
    def days_left(self):
        """Whole days left after today; 0 on the last day, negative once it has ended."""
        return (self.ends_on - timezone.localdate()).days


class NoticeLine(models.Model):
    """One community of a notice. Names are frozen: what was shown is what was shown."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="lines")
    place = models.PositiveSmallIntegerField("序号")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="notice_lines")
    district_name = models.CharField("区县（市）", max_length=20)
    street_name = models.CharField("街道（乡镇）", max_length=40)
    community_name = models.CharField("社区", max_length=60)

    class Meta:
        ordering = ["notice", "place"]
        verbose_name = verbose_name_plural = "公示社区"
        constraints = [
            models.UniqueConstraint(fields=["notice", "place"], name="notice_line_place_once"),
            models.UniqueConstraint(fields=["notice", "entry"], name="notice_line_entry_once"),
        ]

    def __str__(self):
        return f"{self.district_name} {self.street_name} {self.community_name}"


class PublicObjectionQuerySet(models.QuerySet["PublicObjection"]):
    def unmet(self) -> Self:
        """PublicObjection.unmet, asked of many."""
        upheld = self.filter(upheld=True, line__entry__decision=DecisionChoices.RECOGNISED)
        return upheld.exclude(line__entry__decided_at__gte=F("answered_at"))


class PublicObjection(models.Model):
    """公示异议: what somebody outside said of a notice, of one community or of the whole. From whom is never shown publicly."""

    class Channel(models.TextChoices):
        LETTER = "letter", "来信"
        PHONE = "phone", "来电"
        EMAIL = "email", "邮件"
        VISIT = "visit", "来访"

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    line = models.ForeignKey(NoticeLine, models.PROTECT, null=True, related_name="objections")
    received_on = models.DateField("收到日期")
    channel = models.CharField("方式", max_length=8, choices=Channel.choices)
    from_whom = models.CharField("反映人", max_length=60, blank=True)
    text = models.TextField("异议内容", max_length=1000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    upheld = models.BooleanField("异议成立", null=True)
    answer = models.TextField("答复", blank=True, max_length=500)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = PublicObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["notice", "received_on", "pk"]
        verbose_name = verbose_name_plural = "公示异议"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="public_objection_has_words"),
            models.CheckConstraint(
                condition=Q(channel__in=["letter", "phone", "email", "visit"]),
                name="public_objection_channel_known",
            ),
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, answered_by__isnull=True, answered_at__isnull=True)
                | (
                    Q(upheld__isnull=False, answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answer="")
                ),
                name="public_objection_answer_says_who_when_why",
            ),
        ]

    def __str__(self):
        return f"{self.about}的公示异议"

    def get_absolute_url(self):
        return self.notice.get_absolute_url()

    @property
    def about(self):
        """The community, or the whole notice."""
        return str(self.line) if self.line_id else str(self.notice)

    @property
    def open(self):
        return self.upheld is None

    @property
    def unmet(self):
        """Upheld against a community that still stands recognised as it was then: nothing has been decided since."""
        if not self.upheld or self.line_id is None:
            return False
        entry = self.line.entry
        if entry.decision != DecisionChoices.RECOGNISED:
            return False
        return entry.decided_at is None or entry.decided_at < self.answered_at

    @property
    def district_id(self):
        return self.line.entry.submission.district_id if self.line_id else None
