"""Score workbooks somebody filled in and sent back: kept as they came, each seen by its sender alone."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from districts.models import District, Year

from .sheets import Stage


def workbook_name(upload, name):
    """`name` is what the person called the file; nothing of it reaches the disk."""
    return f"workbooks/{upload.key.hex[:2]}/{upload.key.hex}.{upload.kind}"


class WorkbookUpload(models.Model):
    key = models.UUIDField("地址", default=uuid.uuid4, unique=True, editable=False)
    district = models.ForeignKey(District, models.PROTECT, related_name="+")
    year = models.ForeignKey(Year, models.PROTECT, related_name="+")
    stage = models.CharField("阶段", max_length=8, choices=Stage.choices)
    file = models.FileField("文件", upload_to=workbook_name, max_length=120)
    name = models.CharField("文件名", max_length=255)
    kind = models.CharField("类型", max_length=4)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    brought_back_at = models.DateTimeField("导回时间", null=True, editable=False)

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        verbose_name = verbose_name_plural = "导回的评分工作簿"
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=(Stage.BASELINE, Stage.INITIAL)), name="workbook_of_a_districts_stage"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("scoring:workbook_check", args=[self.key])

    @property
    def list_url(self):
        """The list of the communities the workbook is about."""
        return f"{reverse('scoring:communities', args=[self.year.number])}?stage={self.stage}"
