"""The lists of this app as tables to export: what the pages show, in words. 附件3 has its own form (annex3_xlsx)."""

from django.utils.translation import gettext as _

from districts.exports import Column, TableOut
from districts.text import verdict

from .models import DecisionChoices
from .review_queries import queue_rows
from .title_queries import title_chip


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
            Column(_("参与")),
            Column(_("达标")),
            Column(_("上报")),
            Column(_("认定")),
            Column(_("目标")),
            Column(_("认定占比"), share=True),
            Column(_("与目标"), 16),
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
        None if line.blank else progress.recognised_share,
        line.goal[1] if line.goal else "",
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
        rows=map(_title_row, titles.iterator()),
        count=titles.count(),
        narrowed=filters.in_words(),
    )


def _title_row(title):
    return (
        title.entry.submission.district,
        title.entry.street_name,
        title.entry.community_name,
        title_chip(title)[1],
        title.given_on,
        title.batch,
        title.document_number,
        title.published_on,
        title.revoked_on,
        title.revoked_why,
    )
