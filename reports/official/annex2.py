"""附件2 with progress: each district's target, and how far it has come."""

from django.utils.translation import gettext as _

from districts.models import District
from districts.official import Col, OfficialTable, Share
from districts.text import cn_date

from ..models import StatusChoices
from ..queries import city_total, progress


def annex2(year, districts=None, *, today):
    """The table of a year in the annex's order; districts: None for all of them, with the city's sums below.

    What nobody has handed in is blank, not 0. Figures: reports.queries.progress, cumulative as the target is."""
    whole = districts is None
    rows = progress(year, list(District.objects.all()) if whole else districts)
    return OfficialTable(
        title=_("%(year)s年各区县（市）绿色社区建设目标及进展") % {"year": year.number},
        slug=f"annex2-{year.number}",
        scope=(year.number,),
        label=_("附件2") if year.number == year.programme.first_year else "",
        head_lines=((_("统计时间：%(day)s") % {"day": cn_date(today)},),),
        columns=(
            Col(_("序号"), 3),
            Col(_("行政区划"), 5),
            Col(_("社区居委会数量"), 5),
            Col(_("%(year)s年绿色社区建设数量") % {"year": year.number}, 6),
            Col(_("参与社区"), 4),
            Col(_("初评达标"), 4),
            Col(_("上报"), 4),
            Col(_("认定"), 4),
            Col(_("认定占比"), 5),
            Col(_("距目标"), 5),
        ),
        rows=[_cells(row.district.annex_order, row.district.name, row) for row in rows],
        total=_cells(None, _("宁波市"), city_total(rows, year)) if whole and rows else (),
        small=(
            _(
                "建设数量为累计目标；初评达标、上报、认定含以前年度的有效称号；占比以社区居委会数量为分母，%(goal)s%% 为年度占比线。"
            )
            % {"goal": year.share_goal},
            _("未上报的空着，不是 0。"),
        ),
    )


def _cells(order, name, p):
    silent = p.status == StatusChoices.DRAFT or (not p.status and p.newly_reported is None)
    blank = silent and not p.recognised
    short = p.short_of_target(p.recognised)
    return (
        order,
        name,
        p.declared,
        p.target,
        p.participating,
        p.passing,
        p.reported,
        None if blank else p.recognised,
        None if blank else Share(p.recognised_share),
        None if blank or short is None else (_("已到") if not short else _("差%(n)s个") % {"n": short}),
    )
