"""The lists of this app as tables to export: what the pages show, in words."""

from itertools import islice

from django.utils.translation import gettext as _

from districts.exports import Column, TableOut
from districts.text import verdict

from .history import history_lines
from .models import Rubric, Stage
from .queries import beside, sheet_rows

SHEETS_AT_ONCE = 500


def communities_table(sheets, year, filters, *, place):
    """The list of communities: sheets (queries.listed) in their order, under filters (forms.ListFilter)."""
    baseline = filters.stage == Stage.BASELINE
    stages = [filters.stage, *beside(filters.stage)]
    numbers = _item_numbers(sheets)
    return TableOut(
        title=_("社区摸底一览") if baseline else _("社区评分一览"),
        slug=f"{'baseline' if baseline else 'communities'}-{year.number}",
        scope=(year.number, place),
        columns=[
            Column(_("区县（市）")),
            Column(_("街道（乡镇）"), 16),
            Column(_("社区"), 24),
            Column(_("统计代码"), 16),
            Column(_("进度"), 14),
            *([] if baseline else [Column(_("上报"), 14)]),  # a 摸底 sheet is never handed in
            *[Column(_("第 %(n)s 项") % {"n": n}, 9) for n in numbers],
            *[Column(_("%(stage)s总分") % {"stage": Stage(each).label}) for each in stages],
            Column(_("结论"), 18),
            Column(_("缺什么"), 36),
            Column(_("整改后补回最多的条目"), 48),
        ],
        rows=_community_rows(sheets, numbers),
        count=sheets.count(),
        narrowed=filters.in_words(),
    )


def _item_numbers(sheets):
    """The items of all rubrics the sheets are scored by: a district's own may have others."""
    used = Rubric.objects.filter(pk__in=sheets.order_by().values("rubric"))
    return sorted({item.number for rubric in used for item in rubric.parsed.items})


def _community_rows(sheets, numbers):
    found = sheets.iterator(SHEETS_AT_ONCE)
    while at_once := list(islice(found, SHEETS_AT_ONCE)):
        for row in sheet_rows(at_once, judged=True):
            yield _community_row(row, numbers)


def _community_row(row, numbers):
    sheet, community = row.sheet, row.sheet.community
    points = {item.number: item.points for item in row.strip}
    return (
        sheet.district,
        community.street,
        community.name,
        community.code,
        _progress(row),
        *([] if sheet.stage == Stage.BASELINE else [sheet.get_lock_display()]),
        *[points.get(number) for number in numbers],
        sheet.total,
        *[other.total for other in row.others],
        verdict(sheet.total, sheet.passed, sheet.rubric.pass_mark)[1],
        "；".join(row.missing),
        "；".join(f"{term.code} {term.text} +{term.points}" for term in row.dearest),
    )


def _progress(row):
    if row.complete:
        return _("已评完")
    if row.started:
        return _("已评 %(done)s / %(all)s") % {"done": row.assessed, "all": len(row.strip)}
    return _("未开始")


def participants_table(form, year, district):
    """The communities a district chooses from, as the page of `form` (forms.ParticipantsForm) lists them."""
    rows = [row for _heading, listed in form.by_street() for row in listed]
    return TableOut(
        title=_("参与社区"),
        slug=f"participants-{year.number}",
        scope=(year.number, district),
        columns=[
            Column(_("街道（乡镇）"), 16),
            Column(_("社区"), 24),
            Column(_("统计代码"), 16),
            Column(_("参与")),
            Column(_("名录")),
            Column(_("摸底总分")),
            Column(_("摸底结论"), 18),
        ],
        rows=map(_participant_row, rows),
        count=len(rows),
        narrowed=_("按摸底得分，从高到低") if form.order else "",
    )


def _participant_row(row):
    community, chosen, valid, found = row
    total = found.total if found else None
    return (
        community.street,
        community.name,
        community.code,
        _("参与") if chosen else _("不参与"),
        _("有效") if valid else _("已撤并"),
        total,
        verdict(total, found.passed, total and total + found.short)[1] if found else _("未摸底"),
    )


def history_table(sheet, item, events, numbers):
    """What was done to a sheet, newest first; item, events and numbers as the page has them."""
    return TableOut(
        title=_("改动记录"),
        slug=f"history-{sheet.pk}",
        scope=(sheet.community, sheet.year.number, sheet.get_stage_display()),
        columns=[
            Column(_("社区"), 24),
            Column(_("项")),
            Column(_("时间"), 20),
            Column(_("人员")),
            Column(_("动作"), 16),
            Column(_("得分"), 18),
            Column(_("改动"), 80),
        ],
        rows=(
            (sheet.community.name, *_history_row(line))
            for line in history_lines(sheet.rubric.parsed, events.iterator(), numbers)
        ),
        count=events.count(),
        narrowed=_("第 %(n)s 项") % {"n": item.number} if item else "",
    )


def _history_row(line):
    event = line.event
    return (
        _("第 %(n)s 项") % {"n": line.item.number} if line.item else _("整份"),
        event.at,
        event.actor.full_name if event.actor else _("系统"),
        line.action,
        _from_to(line.points) if line.points else None,
        "；".join(_done(line)),
    )


def _done(line):
    """What the page says of one event."""
    if line.event.note:
        yield line.event.note
    for change in line.changes:
        yield f"{change.code} {change.label}：{_from_to(change)}".strip()
    if line.file:
        yield line.file


def _from_to(change):
    return change.new if change.old == change.new else f"{change.old} → {change.new}"
