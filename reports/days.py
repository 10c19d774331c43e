"""The days that count for somebody now, for the home page and for who takes over."""

from dataclasses import dataclass

from django.db.models import Min
from django.utils.translation import gettext as _

from districts.deadlines import Due, how_far, report_due
from districts.text import cn_date

from .access import visible_entries
from .models import DecisionChoices, StatusChoices


@dataclass(frozen=True)
class Day:
    label: str
    due: Due

    @property
    def day(self):
        return cn_date(self.due.day)

    @property
    def left(self):
        return how_far(self.due.days_left)


def days_of(user, year):
    """The year's days as they hold for this person's office, and the earliest day of a return; two queries at most. The
    plan's day (实施方案) is named until it has gone by."""
    own = user.district_id and report_due(user.district_id, year)
    returned = visible_entries(user).filter(
        submission__year=year,
        submission__status=StatusChoices.SUBMITTED,
        decision=DecisionChoices.RETURNED,
    )
    return _days(year, own, returned.aggregate(due=Min("due"))["due"])


def city_days(year, under_review):
    """The same for the city, of submissions already read (city_facts.CityFacts)."""
    return _days(year, None, min((each.first_due for each in under_review if each.first_due), default=None))


def _days(year, own, earliest):
    plan = Due(year.plan_due) if year.plan_due else None
    days = [
        *([Day(_("实施方案报送截止"), plan)] if plan and not plan.passed else []),
        Day(_report_label(own), own or Due(year.report_due)),
        Day(_("评审截止"), Due(year.review_due)),
    ]
    if earliest:
        days.append(Day(_("补正最早截止"), Due(earliest)))
    return days


def _report_label(own):
    """What moved the day stands with it."""
    if own and own.extension:
        return _("上报截止（%(kind)s）") % {"kind": own.extension.kind}
    return _("上报截止")
