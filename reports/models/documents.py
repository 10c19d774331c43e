"""What a district sends the city besides its list: a version is a row and a file, and neither is ever changed. A new
version stands beside the old ones; the newest counts."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from districts.models import District, Year

from .submissions import Receipt, Submission


class Purpose(models.TextChoices):
    PLAN = "plan", "实施方案"
    METHOD = "method", "评估认定办法"
    ANNUAL_REPORT = "annual_report", "年度总结评估报告"
    STAMPED_TABLE = "stamped_table", "盖章的附件3"
    STAMPED_RECEIPT = "stamped_receipt", "盖章的回执"
    GOOD_PRACTICE = "good_practice", "典型做法"


ONCE = (Purpose.PLAN, Purpose.METHOD)  # handed in once for all years of the programme
STAMPED = (Purpose.STAMPED_TABLE, Purpose.STAMPED_RECEIPT)


def stored_name(document, name):
    """`name` is what the person called the file; nothing of it reaches the disk."""
    return f"{_place(document)}.{document.kind}"


def shown_name(document, name):
    return f"{_place(document)}-shown.jpg"


def _place(document):
    return f"documents/{document.key.hex[:2]}/{document.key.hex}"


class GoodPractice(models.Model):
    """典型做法 of a district: its versions are documents, each with its own title and summary."""

    district = models.ForeignKey(District, models.PROTECT, related_name="practices")
    year = models.ForeignKey(Year, models.PROTECT, related_name="practices")

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "典型做法"

    def __str__(self):
        return f"{self.district} {self.year}典型做法"


class DocumentQuerySet(models.QuerySet["Document"]):
    def reports_of(self, submission: Submission) -> Self:
        """The versions of the 年度总结评估报告 that goes with a submission, newest first."""
        return self.filter(
            purpose=Purpose.ANNUAL_REPORT, district=submission.district_id, year=submission.year_id
        )

    def accepted(self):
        """The versions the city has spread to all districts."""
        return self.filter(pk__in=Acceptance.objects.standing().values("document"))


class Document(models.Model):
    """`receipt`: which hand-in a stamped scan belongs to. title, document_number and approval are of a 评估认定办法, title and
    summary of a 典型做法. `file` is the original; of a scanned picture only `shown` is ever sent, as of evidence."""

    key = models.UUIDField("地址", default=uuid.uuid4, unique=True, editable=False)
    district = models.ForeignKey(District, models.PROTECT, related_name="documents")
    year = models.ForeignKey(Year, models.PROTECT, related_name="documents")
    purpose = models.CharField("用途", max_length=20, choices=Purpose.choices)
    receipt = models.ForeignKey(Receipt, models.PROTECT, null=True, related_name="documents")
    practice = models.ForeignKey(GoodPractice, models.PROTECT, null=True, related_name="versions")
    title = models.CharField("题目", max_length=120, blank=True)
    summary = models.TextField("摘要", max_length=500, blank=True)
    document_number = models.CharField("文号", max_length=40, blank=True)
    approved_by = models.CharField("批准机关", max_length=60, blank=True)
    approved_on = models.DateField("批准日期", null=True)
    file = models.FileField("文件", upload_to=stored_name, max_length=120)
    shown = models.FileField("给人看的图片", upload_to=shown_name, max_length=120, blank=True)
    name = models.CharField("文件名", max_length=255)
    kind = models.CharField("类型", max_length=4)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        verbose_name = verbose_name_plural = "文件"
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="document_purpose_known"),
            models.CheckConstraint(
                condition=Q(purpose__in=STAMPED, receipt__isnull=False)
                | (~Q(purpose__in=STAMPED) & Q(receipt__isnull=True)),
                name="document_stamped_iff_of_a_receipt",
            ),
            models.CheckConstraint(
                condition=(
                    Q(purpose=Purpose.GOOD_PRACTICE, practice__isnull=False) & ~Q(title="") & ~Q(summary="")
                )
                | (~Q(purpose=Purpose.GOOD_PRACTICE) & Q(practice__isnull=True, summary="")),
                name="document_practice_has_title_and_summary",
            ),
            models.CheckConstraint(
                condition=(
                    Q(purpose=Purpose.METHOD, approved_on__isnull=False)
                    & ~Q(title="")
                    & ~Q(document_number="")
                    & ~Q(approved_by="")
                )
                | (
                    ~Q(purpose=Purpose.METHOD)
                    & Q(document_number="", approved_by="", approved_on__isnull=True)
                ),
                name="document_method_says_who_approved_it_when",
            ),
        ]

    def __str__(self):
        return self.title or self.name

    def get_absolute_url(self):
        return reverse("reports:document", args=[self.key])


class AcceptanceQuerySet(models.QuerySet["Acceptance"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


class Acceptance(models.Model):
    """采纳: the city spreads one version of a good practice to all districts, until it takes that back with a reason."""

    practice = models.ForeignKey(GoodPractice, models.PROTECT, related_name="acceptances")
    document = models.ForeignKey(Document, models.PROTECT, related_name="acceptances")
    comment = models.TextField("点评", blank=True, max_length=500)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField("撤下的理由", blank=True, max_length=500)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        ordering = ["-accepted_at", "-pk"]
        verbose_name = verbose_name_plural = "采纳"
        constraints = [
            models.UniqueConstraint(
                fields=["practice"],
                condition=Q(withdrawn_at__isnull=True),
                name="acceptance_once_while_it_stands",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
                name="acceptance_withdrawn_says_who_when_and_why",
            ),
        ]

    def __str__(self):
        return str(self.document)

    @property
    def district_id(self):
        return self.practice.district_id
