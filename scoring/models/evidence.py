"""Evidence beside an item: kept under a name nobody can guess, taken down but never overwritten or removed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .sheets import ItemScore


def stored_name(evidence, name):
    """`name` is what the person called the file; nothing of it reaches the disk."""
    return f"evidence/{evidence.key.hex[:2]}/{evidence.key.hex}.{evidence.kind}"


class EvidenceQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(withdrawn_at__isnull=True)


class Evidence(models.Model):
    key = models.UUIDField("地址", default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(ItemScore, models.PROTECT, related_name="evidence")
    file = models.FileField("文件", upload_to=stored_name, max_length=120)
    name = models.CharField("文件名", max_length=255)
    kind = models.CharField("类型", max_length=4)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64, db_index=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "id"]
        verbose_name = verbose_name_plural = "证明材料"
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="evidence_withdrawn_by_somebody",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("scoring:evidence", args=[self.key])

    @property
    def district_id(self):
        return self.item.sheet.district_id
