"""The one trail of events. The database itself refuses to change or remove a row (districts/triggers.py)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .places import District


class Event(models.Model):
    class Result(models.TextChoices):
        DONE = "done", "成功"
        REFUSED = "refused", "被拒绝"

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="events", verbose_name="人员"
    )
    address = models.GenericIPAddressField("来源地址", null=True)
    request_number = models.CharField("记录号", max_length=12, null=True)
    action = models.CharField("动作", max_length=40)
    row_type = models.CharField("对象类型", max_length=40, null=True)
    row_key = models.BigIntegerField("对象编号", null=True)
    row_name = models.CharField("对象名称", max_length=200, blank=True)  # as it was called then
    district = models.ForeignKey(
        District, models.PROTECT, null=True, related_name="+", verbose_name="区县（市）"
    )
    before = models.JSONField("改前", null=True)
    after = models.JSONField("改后", null=True)
    result = models.CharField("结果", max_length=8, choices=Result.choices, default=Result.DONE)
    note = models.TextField("说明", blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = verbose_name_plural = "操作记录"
        indexes = [
            models.Index(fields=["row_type", "row_key", "-id"], name="event_row"),
            models.Index(fields=["district", "-id"], name="event_district"),
            models.Index(fields=["action", "-id"], name="event_action"),
            models.Index(
                fields=["request_number"], condition=Q(request_number__isnull=False), name="event_request"
            ),
            models.Index(fields=["-id"], condition=Q(result="refused"), name="event_refused"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(row_type__isnull=True, row_key__isnull=True)
                | Q(row_type__isnull=False, row_key__isnull=False),
                name="event_row_whole",
            ),
        ]

    def __str__(self):
        return f"{self.at:%F %T} {self.action}"


class Seal(models.Model):
    """Every event with an id of this range, as it stood when it was sealed; each seal holds the one before (sealing.py)."""

    first_event = models.BigIntegerField("起", unique=True)
    last_event = models.BigIntegerField("止", unique=True)
    count = models.PositiveIntegerField("条数")  # ids may be missing: a rolled-back save takes one along
    digest = models.CharField("摘要", max_length=64, unique=True)
    sealed_at = models.DateTimeField("封存时间", default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        verbose_name = verbose_name_plural = "操作记录封存"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_event__gte=models.F("first_event")), name="seal_range_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.first_event}–{self.last_event}"

    @property
    def head(self):
        """What to keep outside the system: with it, seals cut off the end are missed too."""
        return f"{self.last_event}:{self.digest}"
