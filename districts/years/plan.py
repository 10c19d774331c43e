"""What is set for a year, as plain values: its due days, and for each district the declared number and the target.

A plan is a dict: DAYS -> Days, a district's code -> Numbers. Who edits carries the plan he saw and the plan he wants."""

from dataclasses import asdict, dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..text import cn_date

DAYS = ""
DAY_LABELS = {
    "plan_due": gettext_lazy("实施方案报送截止"),
    "report_due": gettext_lazy("上报截止"),
    "review_due": gettext_lazy("评审截止"),
}
MOST = 9999  # communities of a district


@dataclass(frozen=True)
class Days:
    plan_due: date | None
    report_due: date | None
    review_due: date | None

    def faults(self, number):
        """(field, sentence) of what does not hold for the year `number`: each day lies in it or in the year after it, and
        五(一) 实施方案 is not after 上报, 评审 not before it. One sentence for each field."""
        found = self._missing() | self._strayed(number)
        yield from (found or self._disordered()).items()

    def _missing(self):
        wanted = {"report_due": self.report_due, "review_due": self.review_due}
        return {field: _("请填日期，如 2021-08-31。") for field, day in wanted.items() if day is None}

    def _strayed(self, number):
        first, last = date(number, 1, 1), date(number + 1, 12, 31)
        said = _("%(label)s %(day)s 不在本年度或次年，请填 %(first)s到 %(last)s之间的日期。")
        span = {"first": cn_date(first), "last": cn_date(last)}
        return {
            field: said % (span | {"label": DAY_LABELS[field], "day": cn_date(day)})
            for field, day in asdict(self).items()
            if day and not first <= day <= last
        }

    def _disordered(self):
        days, found = {field: day and cn_date(day) for field, day in asdict(self).items()}, {}
        if self.plan_due and self.plan_due > self.report_due:
            said = _(
                "实施方案报送截止 %(plan_due)s 晚于上报截止 %(report_due)s，请填 %(report_due)s或以前的日期。"
            )
            found["plan_due"] = said % days
        if self.review_due < self.report_due:
            said = _("评审截止 %(review_due)s 早于上报截止 %(report_due)s，请填 %(report_due)s或以后的日期。")
            found["review_due"] = said % days
        return found

    def __str__(self):
        return "，".join(
            f"{DAY_LABELS[field]} {cn_date(day) if day else _('空')}" for field, day in asdict(self).items()
        )


@dataclass(frozen=True)
class Numbers:
    """declared: 社区居委会数量; target: cumulative, None while the city has not set it (还没有确定)."""

    declared: int | None
    target: int | None

    def faults(self):
        """(field, sentence) of what does not hold."""
        if self.declared is None or not 1 <= self.declared <= MOST:
            yield "declared", _("申报社区数须填 1 到 %(most)s 的整数。") % {"most": MOST}
        elif self.target is not None and not 0 <= self.target <= self.declared:
            yield (
                "target",
                _(
                    "累计目标 %(target)s 大于申报社区数 %(declared)s，请填 0 到 %(declared)s 的整数；还没有确定的留空。"
                )
                % asdict(self),
            )

    def __str__(self):
        target = _("还没有确定") if self.target is None else self.target
        return _("申报社区数 %(declared)s，累计目标 %(target)s") % {
            "declared": self.declared,
            "target": target,
        }


def faults(plan, number):
    """(key, field, sentence) of what does not hold in a plan, or a part of one, of the year `number`."""
    for key, entry in plan.items():
        found = entry.faults(number) if key == DAYS else entry.faults()
        yield from ((key, field, sentence) for field, sentence in found)


def suggestion(declared, goal):
    """`goal` percent of the declared communities, rounded up: a suggestion where no annex sets a target."""
    return None if declared is None else -(-declared * goal // 100)


def total(numbers):
    """合计 of both columns; None for a column with a gap, which has no sum."""
    columns = zip(*((one.declared, one.target) for one in numbers), strict=True)
    return Numbers(*(None if None in column else sum(column) for column in columns))
