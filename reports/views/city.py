"""全市进展: the city's first page, each district against its own target."""

from dataclasses import dataclass
from functools import partial

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.access import allow, year_or_404
from districts.exports import send
from districts.models import Role
from districts.text import cn_date, share
from districts.years.strip import strip

from ..city_facts import CityFacts
from ..city_todos import of_the_city
from ..counts import counts_of, target_label
from ..days import city_days
from ..models import StatusChoices
from ..pictures import Scope
from ..pictures.targets import tiles
from ..queries import Progress, city_total, progress, statuses_of
from ..tables import progress_table

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
    facts = CityFacts(request.user, year)
    scope = Scope(request.user, year, None, timezone.localdate(), submissions=facts.submissions)
    rows, total = scope.progress, scope.total
    lines = _lines(rows, facts.submissions)
    silent = [row.district for row in rows if row.status == StatusChoices.DRAFT]
    extended = {each.district_id: until(each) for each in facts.extensions}
    context = {
        "year_row": year,
        "lines": lines,
        "total": total,
        "total_line": Line(total) if total else None,
        "exported": len(lines) + 1,
        "share_reached": total.reaches_share(total.recognised) if total else False,
        "handed_in": sum(row.status != StatusChoices.DRAFT for row in rows),
        "silent": [f"{district}{extended.get(district.pk) or _('未上报')}" for district in silent],
        "axis": min(100, year.share_goal + AXIS),
        "target_label": target_label(year),
        "reported_share": reported_share(total),
        "counts": counts_of(total, year) if total else [],
        "todos": list(of_the_city(facts)) if total else [],
        "days": city_days(year, facts.under_review),
        "map": tiles(scope),
        # As every page has it (greencommunity.context), of what has been read here.
        "year_strip": partial(strip, year, facts.extensions, today=timezone.localdate()),
    }
    return render(request, "home_city.html", context)


def _lines(rows, submissions):
    """A Line for each district's progress. submissions: CityFacts' of the year."""
    of = {each.district_id: each for each in submissions}
    return [_line(row, of.get(row.district.pk)) for row in rows]


def _line(row, submission):
    if submission is None:
        return Line(row)
    url = reverse("reports:submission", args=[submission.pk])
    under_review = submission.status == StatusChoices.SUBMITTED
    return Line(row, url, submission.objected, submission.doubted if under_review else 0)


@allow(Role.REVIEWER, Role.CITY_LEAD)
@require_safe
def progress_export(request, year, kind):
    year = year_or_404(request, year)
    facts = CityFacts(request.user, year)
    rows = progress(year, statuses=statuses_of(facts.submissions))
    lines = _lines(rows, facts.submissions)
    lines += [Line(city_total(rows, year))] if rows else []
    return send(request, progress_table(lines, year), kind, row=year)


def reported_share(total):
    return (
        None if total is None or total.newly_reported is None else share(total.newly_reported, total.declared)
    )


def until(extension):
    """Till when and why a district that has not handed in still may."""
    words = _("整体退回，%(day)s前重新上报") if extension.sent_back else _("延期至 %(day)s")
    return words % {"day": cn_date(extension.until)}
