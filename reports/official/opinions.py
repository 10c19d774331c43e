"""会审意见汇总表: what the departments said of the listed communities."""

from django.utils.translation import gettext as _

from districts.official import Col, OfficialTable
from districts.text import cn_datetime

from ..opinion_queries import all_opinions
from ..opinion_tables import objections_in_words


def opinions_of(year, *, district=None, department=None):
    """The opinions of a year, of one district's communities or one department alone."""
    rows = all_opinions(year)
    if district:
        rows = rows.filter(entry__submission__district=district)
    return rows.filter(department=department) if department else rows


def opinions(year, *, district=None, department=None):
    """The table in the order of the lists. A department sees its own; the city all."""
    rows = list(opinions_of(year, district=district, department=department))
    who = department.short_name if department else _("各部门")
    place = district.name if district else _("全市")
    return OfficialTable(
        title=_("绿色社区综合评审会审意见汇总表"),
        slug=f"opinions-{year.number}",
        scope=(year.number, who, place),
        head_lines=(
            (
                _("会审部门：%(who)s") % {"who": who},
                _("范围：%(place)s") % {"place": place},
                _("年度：%(year)s年") % {"year": year.number},
            ),
        ),
        columns=(
            Col(_("序号"), 2),
            Col(_("区县（市）"), 4),
            Col(_("街道（乡镇）"), 5),
            Col(_("社区"), 8),
            Col(_("部门"), 6),
            Col(_("意见"), 4),
            Col(_("异议及理由"), 16, "left"),
            Col(_("提出时间"), 8),
            Col(_("评审"), 4),
        ),
        rows=[_cells(number, each) for number, each in enumerate(rows, start=1)],
    )


def _cells(number, opinion):
    entry = opinion.entry
    return (
        number,
        entry.submission.district.name,
        entry.street_name,
        entry.community_name,
        opinion.department.short_name,
        _("有异议") if opinion.opposing else _("无意见"),
        objections_in_words(opinion.items.all()),
        cn_datetime(opinion.made_at),
        entry.get_decision_display(),
    )
