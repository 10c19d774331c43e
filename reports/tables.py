"""The lists of this app as tables to export: what the pages show, in words. 附件3 has its own form (annex3_files)."""

from itertools import starmap

from django.utils import timezone
from django.utils.translation import gettext as _

from districts.exports import Column, TableOut
from districts.text import cn_date, verdict

from .document_overview import cell_chip
from .models import DecisionChoices
from .publication import title_chips
from .review_queries import queue_rows


def queue_table(entries, year, filters):
    """The review queue: entries (review_queries.queue) in their order, under filters (forms_review.QueueFilter)."""
    rows = queue_rows(entries)
    return TableOut(
        title=_("评审队列"),
        slug=f"review-{year.number}",
        scope=(year.number, filters.district or _("全市")),
        columns=[
            Column(_("区县（市）")),
            Column(_("街道（乡镇）"), 16),
            Column(_("社区"), 24),
            Column(_("初评总分")),
            Column(_("高出达标线")),
            Column(_("复评总分")),
            Column(_("复评相差")),
            Column(_("评审")),
            Column(_("补正截止")),
            Column(_("会审"), 22),
            Column(_("请核对"), 48),
            Column(_("理由"), 40),
            Column(_("决定人")),
            Column(_("决定时间"), 20),
        ],
        rows=map(_queue_row, rows),
        count=len(rows),
        narrowed=filters.in_words(),
    )


def _queue_row(row):
    entry = row.entry
    return (
        entry.submission.district,
        entry.street_name,
        entry.community_name,
        entry.total,
        row.above,
        entry.rescore_total,
        entry.rescore_difference,
        entry.get_decision_display(),
        entry.due,
        "；".join(row.heard),
        "；".join(row.flags),
        entry.reason,
        entry.decided_by,
        entry.decided_at,
    )


def list_table(page):
    """The list of a submission (district_queries.SubmissionPage): entries with their decisions, before the hand-in the
    sheets that would be listed."""
    submission = page.submission
    rows = [(_sheet_row if page.draft else _entry_row)(each) for each in page.rows]
    return TableOut(
        title=_("将列入名单的社区") if page.draft else _("名单"),
        slug=f"list-{submission.pk}",
        scope=(submission.year.number, submission.district),
        columns=[
            Column(_("街道（乡镇）"), 16),
            Column(_("社区"), 24),
            Column(_("初评总分")),
            Column(_("结论"), 18) if page.draft else Column(_("评审")),
            *([] if page.draft else [Column(_("理由"), 40)]),
        ],
        rows=rows,
        count=len(rows),
    )


def _sheet_row(sheet):
    words = verdict(sheet.total, sheet.passed, sheet.rubric.pass_mark)[1]
    return sheet.community.street, sheet.community, sheet.total, words


def _entry_row(entry):
    decided = entry.decision not in (DecisionChoices.PENDING, DecisionChoices.RECOGNISED)
    reason = entry.reason if decided else ""
    return entry.street_name, entry.community_name, entry.total, entry.get_decision_display(), reason


def progress_table(lines, year):
    """全市进展: a line (views.city.Line) for each district, the last one for the whole city. What is not reported is blank,
    not 0."""
    return TableOut(
        title=_("全市进展"),
        slug=f"progress-{year.number}",
        scope=(year.number,),
        columns=[
            Column(_("区县（市）")),
            Column(_("申报社区")),
            Column(_("参与（本年度）"), 16),
            Column(_("初评达标（累计）"), 16),
            Column(_("上报（累计）"), 14),
            Column(_("认定（累计）"), 14),
            Column(_("目标（累计）"), 14),
            Column(_("与目标"), 16),
            Column(_("认定占申报社区"), 16, share=True),
            Column(_("%(goal)s%% 线") % {"goal": year.share_goal}),
            Column(_("评审"), 18),
        ],
        rows=map(_progress_row, lines),
        count=len(lines),
    )


def _progress_row(line):
    progress = line.progress
    return (
        line.district or _("地区合计"),
        progress.declared,
        progress.participating,
        progress.passing,
        progress.reported,
        None if line.blank else progress.recognised,
        progress.target,
        line.goal[1] if line.goal else "",
        None if line.blank else progress.recognised_share,
        line.share_goal[1] if line.share_goal else "",
        line.status[1] if line.district else "",
    )


def titles_table(titles, year, filters):
    """The titles given for a year: titles (title_queries.titles_of) in their order."""
    return TableOut(
        title=_("绿色社区称号"),
        slug=f"titles-{year.number}",
        scope=(year.number, filters.district or _("全市")),
        columns=[
            Column(_("区县（市）")),
            Column(_("街道（乡镇）"), 16),
            Column(_("社区"), 24),
            Column(_("状态")),
            Column(_("认定日期"), 14),
            Column(_("批次")),
            Column(_("公布文号"), 22),
            Column(_("公布日期"), 14),
            Column(_("撤销日期"), 14),
            Column(_("撤销理由"), 40),
        ],
        rows=starmap(_title_row, title_chips(list(titles))),
        count=titles.count(),
        narrowed=filters.in_words(),
    )


def _title_row(title, _kind, words):
    return (
        title.entry.submission.district,
        title.entry.street_name,
        title.entry.community_name,
        words,
        title.given_on,
        title.batch,
        title.document_number,
        title.published_on,
        title.revoked_on,
        title.revoked_why,
    )


def documents_table(page, year):
    """谁还缺什么 (document_overview.Overview): a row for each district shown; each kind in words, the good practice in numbers."""
    return TableOut(
        title=_("文件报送情况"),
        slug=f"documents-{year.number}",
        scope=(year.number,),
        columns=[
            Column(_("区县（市）")),
            *(Column(column.purpose.label, 30) for column in page.columns),
            Column(_("典型做法")),
            Column(_("其中已采纳")),
            Column(_("还缺份数")),
        ],
        rows=map(_documents_row, page.shown),
        count=len(page.shown),
        narrowed=page.filters.in_words(),
    )


def _documents_row(shelf):
    cells = [
        _("%(state)s（%(detail)s）") % {"state": words, "detail": detail}
        for words, detail in map(_cell, shelf.cells)
    ]
    return (shelf.district, *cells, len(shelf.practices), len(shelf.accepted), len(shelf.missing))


def _cell(cell):
    _kind, words, detail = cell_chip(cell)
    return words, detail


def practices_table(lines, *, count, narrowed):
    """典型做法 as views.practices lists them: lines of (document, acceptance or None)."""
    return TableOut(
        title=_("典型做法"),
        slug="good-practice",
        scope=(),
        columns=[
            Column(_("题目"), 40),
            Column(_("区县（市）")),
            Column(_("年度")),
            Column(_("摘要"), 60),
            Column(_("点评"), 40),
            Column(_("采纳日期"), 14),
        ],
        rows=map(_practice_row, lines),
        count=count,
        narrowed=narrowed,
    )


def _practice_row(line):
    document, acceptance = line
    return (
        document.title,
        document.district,
        document.year.number,
        document.summary,
        acceptance.comment if acceptance else "",
        timezone.localdate(acceptance.accepted_at) if acceptance else None,
    )


def notice_table(notice):
    """The list of a public notice, as it was shown."""
    lines = list(notice.lines.all())
    return TableOut(
        title=_("公示名单"),
        slug=f"notice-{notice.pk}",
        scope=(notice.year.number, cn_date(notice.starts_on)),
        columns=[
            Column(_("序号")),
            Column(_("区县（市）")),
            Column(_("街道（乡镇）"), 16),
            Column(_("社区"), 24),
        ],
        rows=((each.place, each.district_name, each.street_name, each.community_name) for each in lines),
        count=len(lines),
    )
