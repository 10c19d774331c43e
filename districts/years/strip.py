"""Where a year stands: its steps with their days, which is the next, how many days are left. Asks nothing of anything."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ..deadlines import how_far
from ..models import Extension
from ..text import cn_day

NAMED = 2  # so many extended districts are named on one line, more are counted


@dataclass(frozen=True)
class Step:
    """One due day, a whole day in Asia/Shanghai. `left`: whole days after today, 0 on the day itself, negative once it has
    gone by; `main`: the first step whose day has not gone by, else the last; `moved`: what moved the day, in words."""

    label: str
    day: str
    left: int
    main: bool
    moved: str = ""

    @property
    def now(self):
        return self.main and not self.passed

    @property
    def passed(self):
        return self.left < 0

    @property
    def words(self):
        return how_far(self.left)


@dataclass(frozen=True)
class Strip:
    number: int
    steps: tuple[Step, ...]
    elsewhere: str = ""  # which districts have another day, in one line
    moved: tuple[
        Extension, ...
    ] = ()  # the same one by one, where the line only counts them or names no reason


def strip(year, extensions: Collection[Extension], *, today: date, own=False):
    """The year's steps as they stand today (五(一) 实施方案, where the year asks for one; 五(三) 上报, 评审).

    extensions: those that hold; own: they are the reader's own district's, whose day is then the step's; else the step
    keeps the year's day and says which districts have another."""
    extension = next(iter(extensions), None) if own else None
    report = extension.until if extension else year.report_due
    days = [(_("上报截止"), report, moved_to(extension, year)), (_("评审截止"), year.review_due, "")]
    if year.plan_due:
        days.insert(0, (_("实施方案"), year.plan_due, ""))
    ahead = (place for place, (_label, day, _moved) in enumerate(days) if day >= today)
    main = next(ahead, len(days) - 1)
    steps = tuple(
        Step(label, cn_day(day, year.number), (day - today).days, place == main, moved)
        for place, (label, day, moved) in enumerate(days)
    )
    if own:
        return Strip(year.number, steps)
    return Strip(year.number, steps, extended(extensions, year, most=NAMED), tuple(extensions))


def moved_to(extension, year):
    """What moved the day from the year's own; empty where nothing did."""
    if extension is None:
        return ""
    day = cn_day(year.report_due, year.number)
    if extension.sent_back:
        return _("整体退回后的重新上报截止日，原 %(day)s") % {"day": day}
    return _("延期，原 %(day)s：%(reason)s") % {"day": day, "reason": extension.reason}


def extended(extensions, year, most=None):
    """延期：镇海区至 9月5日、江北区至 9月9日；整体退回：海曙区至 9月30日; of each kind more than `most` are counted. Empty where
    there is none."""
    kinds = {}
    for each in extensions:
        kinds.setdefault(each.kind, []).append(each)
    return "；".join(f"{kind}：{_whose(of_it, year, most)}" for kind, of_it in kinds.items())


def _whose(extensions, year, most):
    if most is not None and len(extensions) > most:
        latest = cn_day(max(each.until for each in extensions), year.number)
        return _("%(count)s 个区县（市），最晚至 %(day)s") % {"count": len(extensions), "day": latest}
    named = (
        _("%(district)s至 %(day)s") % {"district": each.district, "day": cn_day(each.until, year.number)}
        for each in extensions
    )
    return "、".join(named)
