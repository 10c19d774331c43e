"""The lists of opinions as tables to export: what the pages show, in words."""

from django.utils.translation import gettext as _

from districts.exports import Column, TableOut

from .opinion_page import chip_of_opinion
from .opinion_queries import days_late


def objections_in_words(items):
    """第3项：没有台账；第7项：…… of the items of an opinion that object."""
    return "；".join(
        _("第%(number)s项：%(text)s") % {"number": each.number, "text": each.text}
        for each in items
        if each.text
    )


def own_opinions_table(rows, year, department, filters):
    """A department's list: rows (opinion_page.OpinionRow) in their order."""
    return TableOut(
        title=_("会审意见"),
        slug=f"opinions-{year.number}",
        scope=(year.number, department.short_name, filters.district or _("全市")),
        columns=[
            Column(_("区县（市）")),
            Column(_("街道（乡镇）"), 16),
            Column(_("社区"), 24),
            Column(_("初评总分")),
            Column(_("本部门各项得分"), 32),
            Column(_("意见"), 14),
            Column(_("异议"), 48),
            Column(_("提出人")),
            Column(_("提出时间"), 20),
            Column(_("逾期天数")),
            Column(_("说明"), 16),
        ],
        rows=map(_own_row, rows),
        count=len(rows),
        narrowed=filters.in_words(),
    )


def _own_row(row):
    entry, opinion = row.entry, row.opinion
    points = "；".join(
        _("第%(number)s项 %(points)s") % {"number": number, "points": points} for number, points in row.points
    )
    return (
        entry.submission.district,
        entry.street_name,
        entry.community_name,
        entry.total,
        points,
        row.chip[1],
        objections_in_words(opinion.items.all()) if opinion else "",
        opinion.made_by if opinion else "",
        opinion.made_at if opinion else None,
        row.late or None,
        _("补正前提出") if opinion and opinion.outdated else row.why_withheld,
    )


def all_opinions_table(opinions, year, due, filters):
    """All departments' opinions of a year: opinions (opinion_queries.all_opinions) in their order."""
    return TableOut(
        title=_("各部门会审意见"),
        slug=f"opinions-all-{year.number}",
        scope=(year.number, filters.district or _("全市")),
        columns=[
            Column(_("区县（市）")),
            Column(_("街道（乡镇）"), 16),
            Column(_("社区"), 24),
            Column(_("部门"), 18),
            Column(_("意见")),
            Column(_("异议"), 48),
            Column(_("提出人")),
            Column(_("提出时间"), 20),
            Column(_("逾期天数")),
            Column(_("针对回执"), 20),
            Column(_("说明"), 16),
            Column(_("评审")),
        ],
        rows=[_row(each, due) for each in opinions],
        count=opinions.count(),
        narrowed=filters.in_words(),
    )


def _row(opinion, due):
    entry = opinion.entry
    return (
        entry.submission.district,
        entry.street_name,
        entry.community_name,
        opinion.department.short_name,
        chip_of_opinion(opinion.opposing)[1],
        objections_in_words(opinion.items.all()),
        opinion.made_by,
        opinion.made_at,
        days_late(due, opinion.made_at) or None,
        opinion.receipt.number,
        _("补正前提出") if opinion.outdated else "",
        entry.get_decision_display(),
    )
