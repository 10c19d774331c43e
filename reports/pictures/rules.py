"""The rules that took most points."""

from django.utils.translation import gettext as _

from districts.exports import Column
from districts.pictures import Picture
from districts.pictures.marks import link, percent, rect, text, together

from .rows import table_out

SHOWN = 12  # rules


def rules(scope):
    """The rules that took most points, dearest first; the official wording stands in the table below."""
    found = scope.rule_costs[:SHOWN]
    most = max([each.points for each in found] + [1])
    return Picture(
        name="rules",
        half=True,
        title=_("扣分最多的条目"),
        note=_("按扣掉的总分；条目原文见表格"),
        words="；".join(
            _("%(code)s 共扣 %(points)s 分，%(n)s 个社区")
            % {"code": each.code, "points": each.points, "n": each.communities}
            for each in found
        ),
        height=34 * len(found) + 4,
        body=together(
            link(
                scope.sheets_of(item=each.item),
                _("%(code)s：看第 %(n)s 项有扣分的社区") % {"code": each.code, "n": each.item},
                *[
                    rect("p-zone", 0, n * 34, 100, 31),
                    text(each.code, 0, n * 34 + 21, kind="p-strong"),
                    rect("p-ochre", 12, n * 34 + 7, percent(each.points, most) * 46 / 100, 18),
                    text(
                        _("%(points)s 分 · %(n)s 个社区") % {"points": each.points, "n": each.communities},
                        13 + percent(each.points, most) * 46 / 100,
                        n * 34 + 21,
                    ),
                ],
            )
            for n, each in enumerate(found)
        ),
        table=table_out(
            scope,
            "rules",
            _("扣分最多的条目"),
            [Column(_("条目")), Column(_("扣分原文"), 60), Column(_("共扣（分）")), Column(_("社区"))],
            [(each.code, each.text, each.points, each.communities) for each in scope.rule_costs],
        ),
        empty="" if found else _("还没有扣分：没有评完的初评评分表，或都没有扣分。"),
    )
