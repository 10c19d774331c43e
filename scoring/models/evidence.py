"""Evidence beside an item: kept under a name nobody can guess, taken down or replaced but never overwritten or removed."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .sheets import ItemScore


def stored_name(evidence, name):
    """`name` is what the person called the file; nothing of it reaches the disk."""
    return f"{_place(evidence)}.{evidence.kind}"


def shown_name(evidence, name):
    return f"{_place(evidence)}-shown.jpg"


def thumbnail_name(evidence, name):
    return f"{_place(evidence)}-thumbnail.jpg"


def _place(evidence):
    return f"evidence/{evidence.key.hex[:2]}/{evidence.key.hex}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)


def _band():
    return models.PositiveIntegerField(null=True, editable=False, db_index=True)


def _person():
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )


class Evidence(models.Model):
    """`file` is the original and its sha256. Of a picture it is never sent to anybody: `shown` and `thumbnail` are,
    made anew from its points alone. taken_at, latitude and longitude are what the camera wrote. The four bands are the
    picture's likeness (scoring.uploads.likeness); `same_as` is where this file or nearly this picture stood already."""

    key = models.UUIDField("地址", default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(ItemScore, models.PROTECT, related_name="evidence")
    file = models.FileField("文件", upload_to=stored_name, max_length=120)
    shown = models.FileField("给人看的图片", upload_to=shown_name, max_length=120, blank=True)
    thumbnail = models.FileField("缩略图", upload_to=thumbnail_name, max_length=120, blank=True)
    name = models.CharField("文件名", max_length=255)
    kind = models.CharField("类型", max_length=4)
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField(max_length=64, db_index=True)
    taken_at = models.DateTimeField("拍摄时间", null=True, editable=False)
    latitude = models.DecimalField("纬度", max_digits=9, decimal_places=6, null=True, editable=False)
    longitude = models.DecimalField("经度", max_digits=9, decimal_places=6, null=True, editable=False)
    band_0, band_1, band_2, band_3 = _band(), _band(), _band(), _band()
    same_as = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")
    same_confirmed_at = models.DateTimeField(null=True, editable=False)
    same_confirmed_by = _person()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = _person()
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="+")

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
            models.CheckConstraint(
                condition=Q(replaced_by__isnull=True) | Q(withdrawn_at__isnull=False),
                name="evidence_replaced_is_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(same_confirmed_at__isnull=True, same_confirmed_by__isnull=True)
                | Q(same_as__isnull=False, same_confirmed_at__isnull=False, same_confirmed_by__isnull=False),
                name="evidence_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="evidence_place_is_whole",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("scoring:evidence", args=[self.key])

    @property
    def district_id(self):
        return self.item.sheet.district_id

    @property
    def bands(self):
        return (self.band_0, self.band_1, self.band_2, self.band_3)

    @property
    def is_picture(self):
        return bool(self.shown)

    @property
    def used_elsewhere(self):
        """Whether the file it resembles still stands: then somebody is asked, or has confirmed."""
        return self.same_as is not None and self.same_as.withdrawn_at is None

    @property
    def is_same_file(self):
        return self.sha256 == self.same_as.sha256
