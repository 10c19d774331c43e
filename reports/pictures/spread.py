"""How the districts score beside each other, and what the city found when it scored again."""

from django.utils.translation import gettext as _

from districts.exports import Column
from districts.pictures import Picture
from districts.pictures.marks import dot, line, link, percent, rect, text, together

from .rows import pass_mark, table_out

ROW_SPREAD = 50  # pixels


def spread(scope):
    """Totals of each district: lowest to highest as a line, the middle half as a box, the median as a tick, the mean as a dot."""
    rows = [(key, name, scope.spreads.get(key)) for key, name in scope.places]
    found = [each for _key, _name, each in rows if each]
    low = min([each.low for each in found] + [70])
    mark = pass_mark(scope)

    def at(points):
        return percent(points - low, 100 - low)

    return Picture(
        name="spread",
        half=True,
        title=_("各区县评分松紧"),
        note=_("总分的分布；复评与初评相差大的，评分可能偏松或偏紧"),
        words="；".join(_spread_words(name, each) for _key, name, each in rows),
        height=ROW_SPREAD * len(rows) + 24,
        body=together(
            [
                text(
                    _("%(n)s 分") % {"n": mark},
                    at(mark),
                    ROW_SPREAD * len(rows) + 20,
                    anchor="middle",
                    kind="p-quiet",
                ),
                *(
                    _spread_row(scope, key, name, each, n * ROW_SPREAD, at, at(mark))
                    for n, (key, name, each) in enumerate(rows)
                ),
            ]
        ),
        legend=(("p-light", _("中间一半社区")), ("", _("│ 中位数")), ("", _("● 平均分"))),
        table=table_out(
            scope,
            "spread",
            _("各区县评分松紧"),
            [
                Column(_("区县（市）"), 14),
                *(
                    Column(head)
                    for head in (
                        _("评完"),
                        _("最低"),
                        _("四分之一"),
                        _("中位数"),
                        _("四分之三"),
                        _("最高"),
                        _("平均"),
                        _("复评"),
                        _("复评平均相差"),
                    )
                ),
            ],
            [
                (
                    name,
                    each.sheets,
                    each.low,
                    each.quarter,
                    each.middle,
                    each.three_quarters,
                    each.high,
                    each.mean,
                    each.rescored,
                    each.difference,
                )
                if each
                else (name, *[None] * 9)
                for _key, name, each in rows
            ],
        ),
        empty="" if found else _("还没有评完的初评评分表。"),
    )


def _spread_row(scope, key, name, each, top, at, mark):
    y = top + 32
    if each is None:
        return together(
            [
                text(name, 0, top + 14, kind="p-strong"),
                text(_("未评"), 100, top + 14, anchor="end"),
                line("p-line", 0, y, 100, y),
            ]
        )
    return link(
        scope.sheets_of(key),
        _spread_words(name, each),
        rect("p-zone", 0, top, 100, ROW_SPREAD - 4),
        text(name, 0, top + 14, kind="p-strong"),
        text(
            _("平均 %(mean)s%(difference)s") % {"mean": each.mean, "difference": _difference_words(each)},
            100,
            top + 14,
            anchor="end",
        ),
        line("p-line", 0, y, 100, y),
        line("p-dash", mark, y - 11, mark, y + 11),
        line("p-axis", at(each.low), y, at(each.high), y),
        rect("p-light", at(each.quarter), y - 8, at(each.three_quarters) - at(each.quarter), 16),
        line("p-mark", at(each.middle), y - 8, at(each.middle), y + 8),
        dot("p-solid", at(each.mean), y, 5),
    )


def _difference_words(each):
    if each.difference is None:
        return ""
    signed = f"{each.difference:+.2f}".replace("-", "\u2212")
    return _("，复评 %(n)s 个平均 %(signed)s") % {"n": each.rescored, "signed": signed}


def _spread_words(name, each):
    if each is None:
        return _("%(name)s未评") % {"name": name}
    return _("%(name)s最低 %(low)s、中位 %(middle)s、最高 %(high)s，平均 %(mean)s") % {
        "name": name,
        "low": each.low,
        "middle": each.middle,
        "high": each.high,
        "mean": each.mean,
    } + _difference_words(each)
