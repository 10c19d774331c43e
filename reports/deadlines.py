"""Until when a district may hand in. A due day is a whole day in Asia/Shanghai; it never locks a sheet."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from districts.models import Extension

from .models import Submission


@dataclass(frozen=True)
class Due:
    """The day up to which a hand-in is accepted, and the extension that moved it, if one did."""

    day: date
    extension: Extension | None = None

    @property
    def days_left(self):
        """Whole days left after today; 0 on the day itself, negative once it has gone by."""
        return (self.day - timezone.localdate()).days

    @property
    def passed(self):
        return self.days_left < 0


def report_due(submission: Submission) -> Due:
    """五(三): 每年8月31日前; the city's latest extension for the district moves the day."""
    extension = Extension.objects.filter(district=submission.district_id, year=submission.year_id).first()
    if extension:
        return Due(extension.until, extension)
    return Due(submission.year.report_due)
