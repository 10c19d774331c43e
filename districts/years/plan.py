"""What is set for a year, as plain values: its due days, and for each district the declared number and the target.

A plan is a dict: DAYS -> Days, a district's code -> Numbers. Who edits carries the plan he saw and the plan he wants."""

from dataclasses import asdict, dataclass
from datetime import date

from django.utils.translation import gettext as _

from ..text import cn_date

DAYS = ""
MOST = 9999  # communities of a district


@dataclass(frozen=True)
class Days:
    plan_due: date | None
    report_due: date | None
    review_due: date | None

    def faults(self):
        """(field, sentence) of what does not hold."""
        for field in ("report_due", "review_due"):
            if getattr(self, field) is None:
                yield field, _("请填日期，如 2021-08-31。")
        if self.report_due and self.review_due and self.review_due < self.report_due:
            review, report = cn_date(self.review_due), cn_date(self.report_due)
            yield (
                "review_due",
                _("评审截止 %(review)s 早于上报截止 %(report)s，请填 %(report)s或以后的日期。")
                % {"review": review, "report": report},
            )

    def __str__(self):
        days = {
            _("实施方案报送截止"): self.plan_due,
            _("上报截止"): self.report_due,
            _("评审截止"): self.review_due,
        }
        return "，".join(f"{label} {cn_date(day) if day else _('空')}" for label, day in days.items())


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


def suggestion(declared, goal):
    """`goal` percent of the declared communities, rounded up: a suggestion where no annex sets a target."""
    return None if declared is None else -(-declared * goal // 100)


def total(numbers):
    """合计 of both columns; None for a column with a gap, which has no sum."""
    columns = zip(*((one.declared, one.target) for one in numbers), strict=True)
    return Numbers(*(None if None in column else sum(column) for column in columns))
