"""What is done outside a request: who asked for it, how far it is, and the file it made."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone


def job_file_name(job, name):
    """A new name each time it is run: what a killed run had begun is never what another one shows."""
    return f"jobs/{timezone.localdate():%Y}/{uuid.uuid4().hex}.{name.rpartition('.')[2]}"


class Job(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "等待"
        RUNNING = "running", "正在做"
        DONE = "done", "已完成"
        FAILED = "failed", "没有做成"

    OPEN = (State.WAITING, State.RUNNING)

    kind = models.CharField("种类", max_length=40)
    params = models.JSONField("内容")
    title = models.CharField("任务", max_length=255)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="人员")
    standing = models.CharField("申请时的职责", max_length=80)  # access.standing_of
    request_number = models.CharField("记录号", max_length=12, null=True)
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    run = models.PositiveIntegerField(
        "第几次", default=0
    )  # never the same again: names the one run that may write here
    tries = models.PositiveSmallIntegerField("试了几次", default=0)
    started_at = models.DateTimeField("开始时间", null=True)
    beat_at = models.DateTimeField("最近一次动静", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    done = models.PositiveIntegerField("已做", default=0)
    total = models.PositiveIntegerField("共", default=0)  # 0: nobody can say
    message = models.TextField("说明", blank=True)
    file = models.FileField("文件", upload_to=job_file_name, max_length=120, blank=True)
    name = models.CharField("文件名", max_length=255, blank=True)
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    sha256 = models.CharField("内容摘要", max_length=64, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = verbose_name_plural = "后台任务"
        indexes = [
            models.Index(fields=["by", "-asked_at", "-id"], name="job_of_a_person"),
            models.Index(fields=["state", "asked_at"], name="job_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["by", "standing", "kind", "params"],
                condition=Q(state__in=("waiting", "running")),
                name="job_asked_for_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "running"), ended_at__isnull=True)
                | Q(state__in=("done", "failed"), ended_at__isnull=False),
                name="job_ended_with_its_day",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("districts:job", args=[self.pk])

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def percent(self):
        """How far it is, as a whole number up to 100; None while nobody can say."""
        return min(100, 100 * self.done // self.total) if self.total else None
