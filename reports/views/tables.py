"""The official tables besides 附件3: the page that offers them, and their files."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from districts.access import Denied, allow, visible_districts
from districts.official.answer import KINDS, send_official

from ..official.papers import PAPERS, Asked, Paper, papers_for
from .annex3 import READERS
from .asked import year_and_district

STREET_PEOPLE = gettext_lazy("这些表是区县的，由区县填报员和审核人取用；您填写本街道的评分表。")


@dataclass(frozen=True)
class Line:
    """One table of the page: how many rows it has now, and its files; count None: a district has to be chosen first."""

    paper: Paper
    count: int | None
    files: list[tuple[str, str]]


@allow(*READERS)
@require_safe
def tables(request, year):
    asked = _asked(request, year)
    context = {
        "year_row": asked.year,
        "district": asked.district,
        "districts": [] if request.user.is_district else visible_districts(request.user),
        "lines": [_line(asked, name, paper) for name, paper in papers_for(request.user)],
    }
    return render(request, "reports/tables.html", context)


@allow(*READERS)
@require_safe
def table_file(request, year, name, kind):
    asked = _asked(request, year)
    paper = PAPERS.get(name)
    if paper is None or (paper.by_district and asked.district is None):
        raise Http404
    if request.user.role not in paper.roles:
        raise Denied(_("这张表不提供给您的角色。"))
    back = reverse("reports:tables", args=[asked.year.number])
    return send_official(request, paper.make(asked), kind, back=back, row=asked.year, district=asked.district)


def _line(asked, name, paper):
    if paper.by_district and asked.district is None:
        return Line(paper, None, [])
    query = f"?district={asked.district.code}" if asked.district else ""
    files = [
        (label, reverse("reports:table_file", args=[asked.year.number, name, kind]) + query)
        for kind, (label, _type) in KINDS.items()
    ]
    return Line(paper, paper.count(asked), files)


def _asked(request, number):
    return Asked(request.user, *year_and_district(request, number, STREET_PEOPLE))
