"""The home pages of those who neither score nor review: the departments, the administrator, the auditor."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from districts.deadlines import Due
from districts.models import District, Role
from districts.queries import account_counts, event_counts
from districts.todo import Todo
from reports.counts import Count, counts_of
from reports.days import Day, days_of
from reports.models import StatusChoices
from reports.opinion_queries import open_opinions
from reports.queries import city_total, progress
from reports.todos import todos


@dataclass(frozen=True)
class Figure:
    label: str
    number: int
    unit: str
    note: str = ""


@dataclass(frozen=True)
class Desk:
    """ways: (what, what it is for, address) of the pages this role has."""

    lede: str
    title: str
    ways: list[tuple[str, str, str]]
    todos: list[Todo]
    figures: list[Figure] = field(default_factory=list)
    days: list[Day] = field(default_factory=list)


def department(user, year):
    ways, figures, days = [], [], []
    if year:
        figures, days = of_opinions(user, year)
        annex3, rubric = (reverse(name, args=[year.number]) for name in ("reports:annex3", "scoring:rubric"))
        ways = [
            (_("附件3 汇总表"), _("全市和各区县的名单、完成数量、完成比例，可以下载。"), annex3),
            (_("评分标准"), _("附件1 全文和执行口径。"), rubric),
        ]
    return Desk(
        lede=_("会审部门对各区县上报的社区提会审意见，不评分。"),
        title=_("您可以看"),
        ways=ways,
        todos=todos(user, year),
        figures=figures,
        days=days,
    )


def of_opinions(user, year):
    """A department's own counts beside the city's, and its own day before the year's."""
    counts, days = open_opinions(user, year), days_of(user, year)
    own = Figure(
        _("会审意见"),
        counts.given,
        _("/ %(n)s 个已提") % {"n": counts.all},
        _("有异议 %(n)s 个") % {"n": counts.objections},
    )
    if counts.due:
        days = [Day(_("会审意见截止"), Due(counts.due)), *days]
    return [own, *of_the_city(year)], days


def of_the_city(year):
    """What 附件3 shows a department of the whole city, each number with its own whole."""
    rows = progress(year, list(District.objects.all()))
    if not rows:
        return []
    total = city_total(rows, year)
    handed_in = sum(row.status != StatusChoices.DRAFT for row in rows)
    listed = total.newly_reported or 0
    return [
        Figure(_("已上报的区县"), handed_in, _("/ %(n)s 个") % {"n": len(rows)}),
        Figure(_("本年度上报名单"), listed, _("个"), _("没有结论 %(n)s 个") % {"n": total.open_entries}),
        of_count(counts_of(total, year)[-1]),
    ]


def of_count(count: Count):
    unit = _("个") if count.whole is None else _("/ %(n)s 个") % {"n": count.whole}
    note = "；".join(words for words in (count.said, count.note) if words)
    return Figure(count.label, count.number, unit, note)


def administrator(user, year):
    counts = account_counts()
    return Desk(
        lede=_("系统管理员管账号和社区名录，不评分，也不评审。"),
        title=_("您可以办"),
        ways=[
            (_("人员"), _("建立账号、发放密码、停用账号、移交工作。"), reverse("districts:people")),
            (
                _("社区名录"),
                _("查街道和社区，导入名录，办新增、更名、并入、终止。"),
                reverse("districts:registry"),
            ),
        ],
        todos=todos(user, year),
        figures=[
            Figure(_("可以登录的账号"), counts["active"], _("个")),
            Figure(_("其中待改密码"), counts["waiting"], _("个")),
            Figure(_("其中久未登录"), counts["dormant"], _("个")),
            Figure(_("停用的账号"), counts["inactive"], _("个")),
        ],
    )


def auditor(user, year):
    counts = event_counts(timezone.localdate())
    spans = ((_("今天"), counts["today"]), (_("七天内"), counts["week"]))
    return Desk(
        lede=_("审计员看操作记录，不改任何内容。"),
        title=_("您可以看"),
        ways=[
            (
                _("操作记录"),
                _("谁在什么时候改了什么，改前改后，包括被拒绝的操作。"),
                reverse("districts:trail"),
            ),
        ],
        todos=todos(user, year),
        figures=[
            figure
            for span, (all_events, refused) in spans
            for figure in (
                Figure(_("%(span)s的记录") % {"span": span}, all_events, _("条")),
                Figure(_("%(span)s被拒绝的") % {"span": span}, refused, _("条")),
            )
        ],
    )


DESKS = {Role.DEPARTMENT: department, Role.ADMINISTRATOR: administrator, Role.AUDITOR: auditor}
