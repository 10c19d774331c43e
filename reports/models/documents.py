"""Documents that go with a submission; a new version stands beside the old one."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .submissions import Submission


def stored_name(document, name):
    """`name` is what the person called the file; nothing of it reaches the disk."""
    return f"documents/{document.key.hex[:2]}/{document.key.hex}.{document.kind}"


class Document(models.Model):
    class Purpose(models.TextChoices):
        ANNUAL_REPORT = "annual_report", "年度总结评估报告"

    key = models.UUIDField("地址", default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="documents")
    purpose = models.CharField("用途", max_length=20, choices=Purpose.choices)
    file = models.FileField("文件", upload_to=stored_name, max_length=120)
    name = models.CharField("文件名", max_length=255)
    kind = models.CharField("类型", max_length=4)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        verbose_name = verbose_name_plural = "文件"
        constraints = [
            models.CheckConstraint(condition=Q(purpose="annual_report"), name="document_purpose_known"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("reports:document", args=[self.key])

    @property
    def district_id(self):
        return self.submission.district_id
