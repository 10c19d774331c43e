"""Until when a district may hand in. A due day is a whole day in Asia/Shanghai; it never locks a sheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from .models import Extension, Year
from .text import cn_date

A_YEAR = 365


def how_far(left: int) -> str:
    """How far a day is, from the whole days left after today: 还有 3 天, 就是今天, 已过 3 天; after a year just 已过."""
    if left < -A_YEAR:
        return _("已过")
    if left < 0:
        return _("已过 %(days)s 天") % {"days": -left}
    return _("还有 %(days)s 天") % {"days": left} if left else _("就是今天")


@dataclass(frozen=True)
class Due:
    """The day up to which a hand-in is accepted, and what moved it, if something did."""

    day: date
    extension: Extension | None = None

    @property
    def days_left(self) -> int:
        """Whole days left after today; 0 on the day itself, negative once it has gone by."""
        return (self.day - timezone.localdate()).days

    @property
    def passed(self) -> bool:
        return self.days_left < 0

    @property
    def moved_by(self) -> str:
        """What moved the day, in words: an extension with its reason, or the submission sent back whole, which sets a day of
        its own. Empty where it is the year's."""
        if self.extension is None:
            return ""
        if self.extension.sent_back:
            return _("整体退回后的重新上报截止日")
        return _("市住建局已延期：%(reason)s") % {"reason": self.extension.reason}

    @property
    def words(self) -> str:
        """The day, how far it is, and what moved it."""
        words = _("%(day)s 24 时，%(how_far)s") % {
            "day": cn_date(self.day),
            "how_far": how_far(self.days_left),
        }
        if self.moved_by:
            words += _("（%(moved)s）") % {"moved": self.moved_by}
        return words + _("。")


def moves(extension: Extension, year: Year) -> bool:
    """Whether an Extension moves the report day: never to before the year's own, which may have been set later since; only a
    submission sent back whole has a day of its own."""
    return extension.sent_back or extension.until > year.report_due


def report_due(district_id: int, year: Year, *, at: datetime | None = None) -> Due:
    """五(三): 每年8月31日前; the latest Extension of the district moves the day. at: the day as it held then, not
    now. Returns Due."""
    granted = Extension.objects.filter(district=district_id, year=year)
    extension = (granted if at is None else granted.filter(granted_at__lte=at)).first()
    if extension and moves(extension, year):
        return Due(extension.until, extension)
    return Due(year.report_due)


def report_dues(year: Year) -> dict[int, Due]:
    """District key -> Due of every district whose day an extension has moved; the others keep the year's own. One query."""
    granted = Extension.objects.filter(year=year).order_by("granted_at", "pk")
    newest = {each.district_id: each for each in granted}
    return {district: Due(each.until, each) for district, each in newest.items() if moves(each, year)}


def report_dues_at(year: Year, moments: Mapping[int, datetime | None]) -> dict[int, Due]:
    """District key -> Due as the day stood at each district's moment, for those of `moments` (key -> moment; None: now). One
    query."""
    newest: dict[int, Extension] = {}
    for each in Extension.objects.filter(year=year, district__in=moments).order_by("granted_at", "pk"):
        moment = moments[each.district_id]
        if moment is None or each.granted_at <= moment:
            newest[each.district_id] = each
    return {
        key: Due(granted.until, granted)
        if (granted := newest.get(key)) and moves(granted, year)
        else Due(year.report_due)
        for key in moments
    }
