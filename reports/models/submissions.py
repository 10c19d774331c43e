"""What a district hands in (上报): the submission, the entries of its list (名单), and each receipt (回执)."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from districts.models import Community, Department, District, Year
from scoring.models import ScoreSheet

from ..workflow import Decision, SubmissionStatus

if TYPE_CHECKING:
    from ..receipt_changes import ItemChange

# The order of the official list is the registry's.
LIST_ORDER = ("sheet__community__street__code", "sheet__community__code", "pk")


class StatusChoices(models.TextChoices):
    DRAFT = SubmissionStatus.DRAFT.value, "未上报"
    SUBMITTED = SubmissionStatus.SUBMITTED.value, "已上报"
    CONCLUDED = SubmissionStatus.CONCLUDED.value, "评审办结"


class DecisionChoices(models.TextChoices):
    PENDING = Decision.PENDING.value, "待评审"
    RECOGNISED = Decision.RECOGNISED.value, "认定"
    DECLINED = Decision.DECLINED.value, "不予认定"
    RETURNED = Decision.RETURNED.value, "退回补正"
    WITHDRAWN = Decision.WITHDRAWN.value, "撤回"


class Submission(models.Model):
    district = models.ForeignKey(District, models.PROTECT, related_name="submissions")
    year = models.ForeignKey(Year, models.PROTECT, related_name="submissions")
    status = models.CharField(
        "状态", max_length=10, choices=StatusChoices.choices, default=StatusChoices.DRAFT, editable=False
    )
    contact_name = models.CharField("联系人", max_length=40, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    # 五(三): the district's 初评 is joined by its own departments; frozen in the receipt as the contact is.
    joined = models.ManyToManyField(Department, related_name="+", verbose_name="参加初评的部门", blank=True)
    joined_others = models.CharField("其他参加初评的部门", max_length=100, blank=True)
    first_submitted_at = models.DateTimeField(null=True, editable=False)
    concluded_at = models.DateTimeField(null=True, editable=False)
    # Sent back whole and not handed in since: when, and why; the day until which is the district's latest extension.
    sent_back_at = models.DateTimeField(null=True, editable=False)
    sent_back_why = models.TextField("整体退回的理由", blank=True, max_length=500)

    class Meta:
        ordering = ["year__number", "district__annex_order"]
        verbose_name = verbose_name_plural = "上报"
        constraints = [
            models.UniqueConstraint(fields=["district", "year"], name="submission_once_per_year"),
            models.CheckConstraint(
                condition=Q(status__in=StatusChoices.values), name="submission_status_known"
            ),
            models.CheckConstraint(
                condition=Q(status=StatusChoices.DRAFT) | Q(first_submitted_at__isnull=False),
                name="submission_handed_in_says_when",
            ),
            models.CheckConstraint(
                condition=Q(status=StatusChoices.CONCLUDED, concluded_at__isnull=False)
                | (~Q(status=StatusChoices.CONCLUDED) & Q(concluded_at__isnull=True)),
                name="submission_concluded_says_when",
            ),
            models.CheckConstraint(
                condition=Q(sent_back_at__isnull=True, sent_back_why="")
                | (Q(status=StatusChoices.DRAFT, sent_back_at__isnull=False) & ~Q(sent_back_why="")),
                name="submission_sent_back_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.district} {self.year}上报"

    def get_absolute_url(self):
        return reverse("reports:submission", args=[self.pk])


class Entry(models.Model):
    """One listed community. Names and total are frozen at each hand-in; later renames do not touch them."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="entries")
    community = models.ForeignKey(Community, models.PROTECT, related_name="entries")
    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="entries")
    street_name = models.CharField("街道（乡镇）", max_length=40)
    community_name = models.CharField("社区", max_length=60)
    total = models.PositiveSmallIntegerField("初评总分")
    without_bonus = models.PositiveSmallIntegerField("不计附加分")
    decision = models.CharField(
        "评审",
        max_length=10,
        choices=DecisionChoices.choices,
        default=DecisionChoices.PENDING,
        editable=False,
    )
    reason = models.TextField("理由", blank=True, max_length=500)
    due = models.DateField("补正截止", null=True, blank=True)
    # Nobody, where it was withdrawn because it passes no longer.
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    changes: "list[ItemChange] | None"  # since it was handed in: told to the check page alone

    class Meta:
        ordering = ["submission", *LIST_ORDER]
        verbose_name = verbose_name_plural = "名单社区"
        constraints = [
            models.UniqueConstraint(fields=["submission", "community"], name="entry_once_per_submission"),
            models.UniqueConstraint(fields=["sheet"], name="entry_once_per_sheet"),
            models.CheckConstraint(
                condition=Q(decision__in=DecisionChoices.values), name="entry_decision_known"
            ),
            models.CheckConstraint(condition=Q(total__lte=100), name="entry_total_within_100"),
            models.CheckConstraint(
                condition=Q(without_bonus__lte=F("total")), name="entry_bonus_within_total"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=[DecisionChoices.PENDING, DecisionChoices.RECOGNISED])
                | ~Q(reason=""),
                name="entry_adverse_decision_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(decision=DecisionChoices.RETURNED, due__isnull=False)
                | (~Q(decision=DecisionChoices.RETURNED) & Q(due__isnull=True)),
                name="entry_due_day_while_returned",
            ),
        ]

    def __str__(self):
        return f"{self.street_name} {self.community_name}"

    def get_absolute_url(self):
        return reverse("reports:entry", args=[self.pk])

    @property
    def district_id(self):
        return self.submission.district_id

    @property
    def version(self):
        """The decision and when it was made: what a page shows, and what the door compares before it decides anew."""
        return f"{self.decision} {self.decided_at.isoformat()}" if self.decided_at else str(self.decision)

    @property
    def withdrawn_by_hand(self):
        """A person took it off the list: then it stays off for the year."""
        return self.decision == DecisionChoices.WITHDRAWN and self.decided_by_id is not None

    @property
    def overdue(self):
        """Returned, and its due day has gone by: the district can no longer hand it in again."""
        return self.decision == DecisionChoices.RETURNED and self.due < timezone.localdate()

    @property
    def objection_upheld(self):
        """Recognised because its objection (申述) was upheld: the city does not take that back."""
        made = getattr(self, "objection", None)
        return self.decision == DecisionChoices.RECOGNISED and made is not None and bool(made.upheld)

    @property
    def open_objection(self):
        """The objection (申述) that waits for an answer, or None."""
        made = getattr(self, "objection", None)
        return made if made is not None and made.open else None


class Receipt(models.Model):
    """Proof of one hand-in. `content` is canonical JSON; `sha256` is the digest of exactly those bytes."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="receipts")
    sequence = models.PositiveSmallIntegerField()
    number = models.CharField("编号", max_length=30, unique=True)
    issued_at = models.DateTimeField("上报时间", default=timezone.now)
    issued_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    listed = models.PositiveIntegerField("名单社区数")
    declared = models.PositiveIntegerField("社区居委会数量")
    content = models.TextField()
    sha256 = models.CharField("内容摘要", max_length=64)

    class Meta:
        ordering = ["submission", "sequence"]
        verbose_name = verbose_name_plural = "回执"
        constraints = [
            models.UniqueConstraint(fields=["submission", "sequence"], name="receipt_sequence_once"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("reports:receipt", args=[self.pk])

    @property
    def district_id(self):
        return self.submission.district_id
