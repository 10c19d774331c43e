"""The city's review beyond a single decision: spot checks (抽查), objections (申述), the evaluation of a district."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .submissions import Entry, Submission


class Sample(models.Model):
    """One draw of communities to be visited. `frame` is canonical JSON of all that could be drawn; with the seed and
    the share it gives the same communities again (reports.sampling)."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="samples")
    sequence = models.PositiveSmallIntegerField("第几次")
    seed = models.CharField("种子", max_length=40)
    share = models.PositiveSmallIntegerField("比例（%）")
    frame = models.TextField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["submission", "sequence"]
        verbose_name = verbose_name_plural = "抽查"
        constraints = [
            models.UniqueConstraint(fields=["submission", "sequence"], name="sample_sequence_once"),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="sample_share_1_to_100"),
            models.CheckConstraint(condition=~Q(seed=""), name="sample_has_a_seed"),
        ]

    def __str__(self):
        return f"{self.submission} 抽查 {self.sequence}"

    @property
    def district_id(self):
        return self.submission.district_id


class Stratum(models.TextChoices):
    NEAR_FLAGGED = "near_flagged", "接近达标线，有疑问"
    NEAR = "near", "接近达标线"
    FLAGGED = "flagged", "有疑问"
    CLEAR = "clear", "其他"


class SpotCheck(models.Model):
    """A community drawn for a visit; what is found there becomes its re-score."""

    # The reason of a recognised entry that is put back for the visit: not for the district yet (access.visible_entry).
    PUT_BACK = "抽中抽查，复评后再定。"

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="checks")
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="spot_check")
    stratum = models.CharField("层", max_length=12, choices=Stratum.choices)

    class Meta:
        ordering = ["sample", "entry"]
        verbose_name = verbose_name_plural = "抽查社区"
        constraints = [
            models.CheckConstraint(condition=Q(stratum__in=Stratum.values), name="spot_check_stratum_known"),
        ]

    def __str__(self):
        return str(self.entry)


class Objection(models.Model):
    """申述: the district objects to a decline, once for each community; the city lead answers."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="objection")
    text = models.TextField("申述理由", max_length=500)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    upheld = models.BooleanField("申述成立", null=True)
    answer = models.TextField("答复", blank=True, max_length=500)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "申述"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="objection_has_grounds"),
            models.CheckConstraint(
                condition=Q(upheld__isnull=True, answered_by__isnull=True, answered_at__isnull=True)
                | (
                    Q(upheld__isnull=False, answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answer="")
                ),
                name="objection_answer_says_who_when_and_why",
            ),
        ]

    def __str__(self):
        return f"{self.entry} 申述"

    @property
    def district_id(self):
        return self.entry.submission.district_id

    @property
    def open(self):
        return self.upheld is None


class Grade(models.TextChoices):
    EXCELLENT = "excellent", "优秀"
    GOOD = "good", "良好"
    FAIR = "fair", "一般"
    POOR = "poor", "较差"


class Evaluation(models.Model):
    """落实情况和成效 (五(三)): the city's evaluation of one district's year. `facts` is canonical JSON of what stood then."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="evaluation")
    grade = models.CharField("评价", max_length=10, choices=Grade.choices)
    text = models.TextField("落实情况和成效", max_length=2000)
    facts = models.TextField()
    evaluated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    evaluated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "区县评价"
        constraints = [
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="evaluation_grade_known"),
            models.CheckConstraint(condition=~Q(text=""), name="evaluation_has_words"),
        ]

    def __str__(self):
        return f"{self.submission} 评价"

    def get_absolute_url(self):
        return reverse("reports:evaluate", args=[self.submission_id])

    @property
    def district_id(self):
        return self.submission.district_id
