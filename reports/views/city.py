"""全市进展: the city's first page, each district against its own target."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.access import allow, year_or_404
from districts.deadlines import report_dues
from districts.exports import send
from districts.models import District, Role
from districts.text import cn_date, share

from ..counts import counts_of, target_label
from ..days import days_of
from ..models import StatusChoices
from ..pictures import Scope
from ..pictures.targets import tiles
from ..queries import Progress, city_total, progress
from ..review_queries import open_objections, to_decide_anew
from ..tables import progress_table
from ..todos import todos

AXIS = 20  # the scale of the bars is cut this many percent above the year's share goal


@dataclass(frozen=True)
class Line:
    """One district of the table: its numbers, where its review stands, and whether its target is met."""

    progress: Progress
    url: str = ""
    objected: int = 0  # objections that wait for the city lead
    doubted: int = 0  # communities to be decided anew: a public objection was upheld

    @property
    def district(self):
        return self.progress.district

    @property
    def silent(self):
        return self.progress.status == StatusChoices.DRAFT

    @property
    def blank(self):
        """Nothing handed in and nothing recognised before: the cells stay blank, not 0."""
        return self.silent and not self.progress.recognised

    @property
    def status(self):
        """(chip, words): where the review stands."""
        if self.silent:
            return "none", _("未上报")
        if self.progress.status == StatusChoices.CONCLUDED:
            return "done", _("已办结")
        if self.progress.open_entries:
            return "progress", _("评审中，余 %(n)s 个") % {"n": self.progress.open_entries}
        if self.objected:
            return "waiting", _("申述待答复 %(n)s 个") % {"n": self.objected}
        if self.doubted:
            return "waiting", _("待重新决定 %(n)s 个") % {"n": self.doubted}
        return "waiting", _("待办结")

    @property
    def share_goal(self):
        """(chip, words): the share against the year's line; nothing where nothing is to be shown."""
        if self.blank:
            return None
        reached = self.progress.reaches_share(self.progress.recognised)
        return ("pass", _("已到")) if reached else ("near", _("未到"))

    @property
    def goal(self):
        """(chip, words): the count against the target; nothing without a target or a report."""
        if self.progress.target is None or self.blank:
            return None
        short = self.progress.short_of_target(self.progress.recognised)
        if not short:
            return "pass", _("已到目标")
        reported_short = self.progress.short_of_target(self.progress.reported or 0)
        if reported_short and self.progress.status not in (StatusChoices.DRAFT, StatusChoices.CONCLUDED):
            return "near", _("上报少 %(n)s 个") % {"n": reported_short}
        return "progress", _("认定差 %(n)s 个") % {"n": short}


def city_home(request, year):
    """Called by the site's first page for the city's people."""
    scope = Scope(request.user, year, None, timezone.localdate())
    rows, total = scope.progress, scope.total
    extended = extensions(year)
    lines = _lines(year, rows, {row.district.pk: scope.rows_of(row.district) for row in rows})
    context = {
        "year_row": year,
        "lines": lines,
        "total": total,
        "total_line": Line(total) if total else None,
        "exported": len(lines) + 1,
        "share_reached": total.reaches_share(total.recognised) if total else False,
        "handed_in": sum(row.status != StatusChoices.DRAFT for row in rows),
        "silent": [
            f"{row.district}{extended.get(row.district.pk) or _('未上报')}"
            for row in rows
            if row.status == StatusChoices.DRAFT
        ],
        "axis": min(100, year.share_goal + AXIS),
        "target_label": target_label(year),
        "reported_share": reported_share(total),
        "counts": counts_of(total, year) if total else [],
        "todos": todos(request.user, year) if total else [],
        "days": days_of(request.user, year),
        "map": tiles(scope),
    }
    return render(request, "home_city.html", context)


def _lines(year, rows, urls=()):
    """A Line for each district's progress; urls: district key -> its submission."""
    urls, objected, doubted = dict(urls), open_objections(year), to_decide_anew(year)
    return [
        Line(row, urls.get(key, ""), objected.get(key, 0), doubted.get(key, 0))
        for row in rows
        for key in [row.district.pk]
    ]


def _progress(year):
    """(every district's progress in annex order, the whole city's); None for the city while no target is loaded."""
    rows = progress(year, list(District.objects.all()))
    return rows, city_total(rows, year) if rows else None


@allow(Role.REVIEWER, Role.CITY_LEAD)
@require_safe
def progress_export(request, year, kind):
    year = year_or_404(request, year)
    rows, total = _progress(year)
    lines = _lines(year, rows)
    lines += [Line(total)] if total else []
    return send(request, progress_table(lines, year), kind, row=year)


def reported_share(total):
    return (
        None if total is None or total.newly_reported is None else share(total.newly_reported, total.declared)
    )


def extensions(year):
    """District key -> till when and why a district that has not handed in still may."""
    return {
        district: (_("整体退回，%(day)s前重新上报") if due.extension.sent_back else _("延期至 %(day)s"))
        % {"day": cn_date(due.day)}
        for district, due in report_dues(year).items()
    }
