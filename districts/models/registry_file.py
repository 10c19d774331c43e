"""A registry file between the preview and the confirmation. Small, and gone once it is loaded or replaced."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class RegistryFile(models.Model):
    """The file a person has brought and not yet confirmed: one each, the newest."""

    by = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="registry_file")
    name = models.CharField("文件名", max_length=255)
    content = models.BinaryField("内容")
    at = models.DateTimeField("上传时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "待导入的名录文件"

    def __str__(self):
        return self.name
