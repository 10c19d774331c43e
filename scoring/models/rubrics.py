"""The rubric (评估参考标准) as versioned data, and who adopted which version for which year."""

import hashlib
import tomllib
from decimal import Decimal
from functools import lru_cache

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from districts.models import District, Year

from ..engine.load import rubric_from_mapping


@lru_cache(maxsize=64)
def _parsed(name, definition):
    return rubric_from_mapping(tomllib.loads(definition, parse_float=Decimal), name)


@lru_cache(maxsize=64)
def published(pk, name, _published_at):
    """The engine's rubric of a published version: its text is read once per process, it never changes."""
    return _parsed(name, Rubric.objects.values_list("definition", flat=True).get(pk=pk))


class PublishedRubric(Exception):
    """A published rubric version never changes: sheets are pinned to it."""


class Rubric(models.Model):
    """A version of a rubric: the city's, or a district's own (district). Without published_at it is a draft, of which the
    city and each district have one at most."""

    district = models.ForeignKey(
        District, models.PROTECT, null=True, blank=True, related_name="rubrics", verbose_name="区县（市）"
    )
    code = models.CharField("代号", max_length=40)
    version = models.CharField("版本", max_length=20)
    title = models.CharField("名称", max_length=80)
    source = models.CharField("依据", max_length=80)
    pass_mark = models.PositiveSmallIntegerField("达标线")
    definition = models.TextField("标准全文（TOML）")
    published_at = models.DateTimeField("发布时间", null=True, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间", null=True, editable=False)

    class Meta:
        ordering = ["code", "version"]
        verbose_name = verbose_name_plural = "评估参考标准"
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="rubric_version_once"),
            models.UniqueConstraint(
                fields=["district"],
                condition=Q(published_at__isnull=True),
                name="rubric_one_draft_per_district",
            ),
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(published_at__isnull=True, district__isnull=True),
                name="rubric_one_draft_for_the_city",
            ),
            models.CheckConstraint(condition=Q(pass_mark__lte=100), name="rubric_pass_mark_within_100"),
        ]

    def __str__(self):
        return f"{self.code} 第{self.version}版"

    def save(self, *args, **kwargs):
        if self.pk and Rubric.objects.filter(pk=self.pk, published_at__isnull=False).exists():
            raise PublishedRubric(f"{self} is published and cannot be changed; publish a new version.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        if self.published_at:
            raise PublishedRubric(f"{self} is published and stays.")
        return super().delete(*args, **kwargs)

    @property
    def digest(self):
        """SHA-256 of the definition: says which content somebody has seen."""
        return hashlib.sha256(self.definition.encode()).hexdigest()

    @property
    def parsed(self):
        """The engine's rubric; parsed once per definition and process. A published version may come without its text
        (defer): what says it all goes with every sheet of a list."""
        if self.published_at and "definition" in self.get_deferred_fields():
            return published(self.pk, str(self), self.published_at)
        return _parsed(str(self), self.definition)


class Adoption(models.Model):
    """The rubric a year is scored by: the city's (district empty) or a district's own variant, approved by its own
    government (五(一)); the city records it and may comment."""

    year = models.ForeignKey(Year, models.PROTECT, related_name="adoptions")
    district = models.ForeignKey(District, models.PROTECT, null=True, blank=True, related_name="adoptions")
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="adoptions")
    method_document = models.CharField("评估认定办法", max_length=120, blank=True)
    document_number = models.CharField("文号", max_length=40, blank=True)
    approved_by = models.CharField("批准机关", max_length=60, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    adopted_at = models.DateTimeField("采用时间", default=timezone.now, editable=False)
    comment = models.TextField("市住建局意见", blank=True, max_length=500)
    commented_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    commented_at = models.DateTimeField("意见时间", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "标准采用"
        constraints = [
            models.UniqueConstraint(fields=["year", "district"], name="adoption_once_per_district"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(district__isnull=True), name="adoption_once_for_the_city"
            ),
            models.CheckConstraint(
                condition=Q(district__isnull=True)
                | (
                    ~Q(method_document="")
                    & ~Q(document_number="")
                    & ~Q(approved_by="")
                    & Q(approved_on__isnull=False)
                ),
                name="adoption_of_a_district_names_its_method",
            ),
            models.CheckConstraint(
                condition=Q(comment="", commented_by__isnull=True, commented_at__isnull=True)
                | (~Q(comment="") & Q(commented_by__isnull=False, commented_at__isnull=False)),
                name="adoption_comment_says_when_and_by_whom",
            ),
        ]

    def __str__(self):
        return f"{self.year} {self.district or '全市'} {self.rubric}"
