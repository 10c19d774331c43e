"""Initial sheets per total, around the pass mark."""

from django.utils.translation import gettext as _

from districts.exports import Column
from districts.pictures import Picture
from districts.pictures.marks import line, link, rect, text, together
from districts.text import NEAR

from .rows import pass_mark, table_out

HEIGHT, TOP = 170, 40  # pixels of the bars, and of the words above them
HEAP = 2  # so many times as many sheets on the mark as on each of the two totals below it stand out, from HEAP_LEAST on
HEAP_LEAST = 10


def distribution(scope):
    """Initial sheets per total: passing solid, one step short hatched, the others grey; the mark is a line."""
    found, mark = scope.totals, pass_mark(scope)
    counts, sheets = found.counts, found.sheets
    first, last = min([*counts, mark - NEAR - 2]), max([*counts, mark + 2])
    span, most = last - first + 1, max([*counts.values(), 1])
    step = next(
        each for each in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 20000, 10**6) if most <= each * 4
    )
    scale, floor = HEIGHT / max(most, step), TOP + HEIGHT
    near = sum(count for total, count in counts.items() if mark - NEAR <= total < mark)
    place = (mark - first) * 100 / span
    said = _("%(mark)s 分以上 %(passed)s 份") % {"mark": mark, "passed": found.passed}
    if found.by_bonus:
        said += _("，其中靠附加分 %(n)s 份") % {"n": found.by_bonus}
    short = _("%(low)s–%(high)s 分 %(n)s 份") % {"low": mark - NEAR, "high": mark - 1, "n": near}
    return Picture(
        name="distribution",
        title=_("总分分布"),
        note="；".join(
            filter(
                None,
                (
                    _("%(n)s 份评完的初评评分表") % {"n": sheets},
                    _heap_words(counts, mark),
                    _marks_words(found),
                ),
            )
        ),
        words=f"{said}；{short}",
        height=floor + 26,
        body=together(
            [
                *(
                    together(
                        [
                            line("p-line", 0, floor - n * scale, 100, floor - n * scale),
                            text(str(n), 0, floor - n * scale - 4, kind="p-quiet"),
                        ]
                    )
                    for n in range(step, most + 1, step)
                ),
                *(
                    rect(
                        _kind(total, mark),
                        (total - first) * 100 / span,
                        floor - counts[total] * scale,
                        100 / span * 0.88,
                        counts[total] * scale,
                    )
                    for total in range(first, last + 1)
                    if counts.get(total)
                ),
                line("p-axis", 0, floor, 100, floor),
                *(
                    text(
                        str(total),
                        (total - first + 0.44) * 100 / span,
                        floor + 20,
                        anchor="middle",
                        kind="p-strong" if total == mark else "p-quiet",
                    )
                    for total in range(first, last + 1)
                    if total % 5 == 0
                ),
                line("p-mark", place, TOP - 4, place, floor),
                text(short, max(place - 1, 1), 14, anchor="end" if place > 45 else "start"),
                text(said, 100, 32, anchor="end", kind="p-strong"),
                link(
                    scope.sheets_of(verdict="near"),
                    _("%(words)s：看社区") % {"words": short},
                    rect("p-zone", 0, TOP, place, HEIGHT),
                ),
                link(
                    scope.sheets_of(verdict="passed"),
                    _("%(words)s：看社区") % {"words": said},
                    rect("p-zone", place, TOP, 100 - place, HEIGHT),
                ),
            ]
        ),
        legend=(("p-solid", _("达标")), ("p-near", _("差 1–6 分")), ("p-far", _("差 6 分以上"))),
        table=table_out(
            scope,
            "distribution",
            _("总分分布"),
            [Column(_("总分")), Column(_("份数"))],
            [(total, counts[total]) for total in sorted(counts)],
        ),
        empty="" if sheets else _("还没有评完的初评评分表。"),
    )


def _marks_words(found):
    if len(found.marks) < 2:
        return ""
    return _("用了不同的达标线：%(marks)s 分，图上按第一条画") % {"marks": "、".join(map(str, found.marks))}


def heap(counts, mark):
    """Whether conspicuously many sheets stand exactly on the pass mark: at least HEAP_LEAST, and at least HEAP times as many
    as on each of the two totals below it."""
    on = counts.get(mark, 0)
    below = max(counts.get(mark - 1, 0), counts.get(mark - 2, 0))
    return on >= HEAP_LEAST and on >= HEAP * max(below, 1)


def _heap_words(counts, mark):
    if not heap(counts, mark):
        return ""
    return _("%(mark)s 分 %(n)s 份，明显多于 %(a)s、%(b)s 分，建议列入抽查") % {
        "mark": mark,
        "n": counts[mark],
        "a": mark - 2,
        "b": mark - 1,
    }


def _kind(total, mark):
    if total >= mark:
        return "p-solid"
    return "p-near" if total >= mark - NEAR else "p-far"
