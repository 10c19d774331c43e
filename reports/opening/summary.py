"""What the press will make, in words: shown before it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from districts.announcing import NOBODY_IS_TOLD
from districts.text import cn_date
from districts.years.plan import Numbers, total


@dataclass(frozen=True)
class Line:
    """One district: its name, its numbers, how many take part and by which rubric where it has its own."""

    name: str
    numbers: Numbers
    participants: int
    own: str = ""


@dataclass(frozen=True)
class Summary:
    facts: list[tuple[str, str]]
    lines: list[Line]
    total: Numbers
    effects: list[tuple[str, str]]


def summary(last, opening):
    own = {adoption.district.code: str(adoption.rubric) for adoption in opening.own}
    lines = [
        Line(
            district.name,
            opening.numbers[district.code],
            len(opening.participants.get(district.code, ())),
            own.get(district.code, ""),
        )
        for district in last.districts
    ]
    return Summary(
        _facts(last, opening), lines, total(opening.numbers.values()), _effects(opening, len(lines))
    )


def _facts(last, opening):
    days = opening.days
    programme = opening.programme or last.year.programme
    until = opening.programme.last_year if opening.programme else last.year.programme.last_year
    return [
        (_("行动"), f"{programme.name}（{programme.document_number}），到 {until} 年"),
        (_("实施方案报送截止"), cn_date(days.plan_due) if days.plan_due else _("没有要求")),
        (_("上报截止"), _("%(day)s 24 时") % {"day": cn_date(days.report_due)}),
        (_("评审截止"), cn_date(days.review_due)),
        (_("达标比例目标"), f"{opening.share_goal}%"),
        (_("全市评分标准"), str(opening.rubric)),
    ]


def _effects(opening, districts):
    return [
        ("calendar-plus", _("%(number)s年度对所有人出现在年度选单里，不能撤销") % {"number": opening.number}),
        ("file-earmark-text", _("%(count)s 个区县（市）各有一份待上报的名单") % {"count": districts}),
        (
            "clipboard-check",
            _("建立 %(count)s 份空白初评表；区县上报以前可以增减参与社区") % {"count": opening.participating},
        ),
        ("arrow-left-right", _("以前的年度不变，评审、补正照常办理")),
        NOBODY_IS_TOLD,
        ("journal-text", _("记入操作记录，不能删除")),
    ]
