"""When each district handed in, beside its day."""

from django.utils.translation import gettext as _

from districts.exports import Column
from districts.pictures import Picture
from districts.pictures.marks import diamond, dot, line, link, rect, text, together
from districts.text import cn_day

from .rows import ROW, table_out

NAMED, FAR = 17, 120  # pixels for each day named above the rows; days


def calendar(scope):
    """When each district handed in, beside its day; today, and what is concluded."""
    rows, year = scope.timings, scope.year
    days = [day for t in rows for day in (t.due.day, t.handed_in, t.concluded) if day] or [year.report_due]
    marks = [
        (day, label)
        for day, label in ((year.report_due, _("上报截止")), (year.review_due, _("评审截止")))
        if _close(day, days)
    ]
    days += [day for day, _label in marks]
    first, last = min(days), max(days)
    span = max((last - first).days, 1) * 1.1

    def at(day):
        return ((day - first).days + span / 22) * 100 / span

    inside = first <= scope.today <= last
    lines = [("p-dash", day) for day, _label in marks] + [("p-mark", scope.today)] * inside
    head = NAMED * len(marks) + 8
    height = ROW * len(rows) + head
    return Picture(
        name="calendar",
        title=_("上报与期限"),
        note=_("以首次上报那天为准；延期的以延长后的日期为准"),
        words="；".join(f"{t.district.name}{timing_words(t, year.number)}" for t in rows),
        height=height,
        body=together(
            [
                *(
                    _day_mark(label, day, year.number, NAMED * n, at(day))
                    for n, (day, label) in enumerate(marks)
                ),
                *(_timing_row(scope, t, head + n * ROW, at, lines) for n, t in enumerate(rows)),
            ]
        ),
        legend=(
            ("", _("● 首次上报")),
            ("p-ochre", _("本区县延期后的截止日")),
            ("", _("◆ 评审办结") + (_("；实线为今天") if inside else "")),
        ),
        table=table_out(
            scope,
            "calendar",
            _("上报与期限"),
            [
                Column(_("区县（市）"), 14),
                Column(_("截止日"), 14),
                Column(_("延期")),
                Column(_("首次上报"), 14),
                Column(_("晚（天）")),
                Column(_("办结"), 14),
                Column(_("现在"), 16),
            ],
            [
                (
                    t.district.name,
                    t.due.day,
                    _("是") if t.extended else _("否"),
                    t.handed_in,
                    None if t.days is None else max(t.days, 0),
                    t.concluded,
                    timing_words(t, year.number),
                )
                for t in rows
            ],
        ),
        empty="" if rows else _("本年度还没有区县。"),
    )


def _close(day, days):
    """Whether a day of the year is near enough to what happened to be drawn with it."""
    return day is not None and min(abs((day - other).days) for other in days) <= FAR


def _day_mark(label, day, number, down, x):
    """A day of the year named above the rows; two days stand below each other."""
    return text(
        f"{label} {cn_day(day, number)}", x, 14 + down, anchor="end" if x > 50 else "start", kind="p-quiet"
    )


def timing_words(t, number):
    """按时 / 延期内 / 晚 N 天 / 未上报, and what came after."""
    if t.handed_in is None:
        return _("未上报，截止 %(day)s") % {"day": cn_day(t.due.day, number)}
    how = _("晚 %(n)s 天") % {"n": t.days} if t.late else _("延期内") if t.extended else _("按时")
    words = _("%(day)s上报，%(how)s") % {"day": cn_day(t.handed_in, number), "how": how}
    if t.sent_back:
        return words + _("，整体退回待重报")
    return words + (_("，已办结") if t.concluded else "")


def _timing_row(scope, t, top, at, lines):
    y = top + 30
    marks = [
        line("p-line", 0, y, 100, y),
        *(line(kind, at(day), y - 12, at(day), y + 12) for kind, day in lines),
    ]
    if t.extended:
        marks.append(rect("p-ochre", at(t.due.day), y - 9, 0.6, 18))
    if t.handed_in:
        marks.append(dot("p-solid", at(t.handed_in), y))
    if t.concluded:
        marks.append(diamond("p-ink", at(t.concluded), y))
    words = timing_words(t, scope.year.number)
    return link(
        scope.rows_of(t.district),
        f"{t.district.name}：{words}",
        rect("p-zone", 0, top - 4, 100, ROW - 6),
        text(t.district.name, 0, top + 12, kind="p-strong"),
        text(words, 100, top + 12, anchor="end"),
        *marks,
    )
