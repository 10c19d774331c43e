"""报告稿: the annual reports drafted with every figure in place; what is left to write is marked."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from districts.access import allow, visible_districts
from districts.official.answer import send_file

from ..drafts.city import city_report
from ..drafts.district import district_report
from ..drafts.word import report_docx
from .pictures import VIEWERS, scope_of

STREET_PEOPLE = _("报告稿是区县的，由区县填报员和审核人取用；您填写本街道的评分表。")


def _draft(scope):
    return city_report(scope) if scope.city else district_report(scope)


@allow(*VIEWERS)
@require_safe
def drafts(request, year):
    scope = scope_of(request, year, STREET_PEOPLE)
    context = {
        "year_row": scope.year,
        "scope": scope,
        "districts": [] if request.user.is_district else visible_districts(request.user),
        "draft": _draft(scope),
        "address": reverse("reports:draft_report", args=[scope.year.number])
        + (f"?district={scope.district.code}" if scope.district and not request.user.is_district else ""),
    }
    return render(request, "reports/drafts.html", context)


@allow(*VIEWERS)
@require_safe
def report(request, year):
    scope = scope_of(request, year, STREET_PEOPLE)
    draft = _draft(scope)
    return send_file(
        request,
        lambda: report_docx(draft),
        "docx",
        name=f"{draft.title}（稿）.docx",
        plain=f"{draft.slug}.docx",
        back=reverse("reports:drafts", args=[scope.year.number]),
        row=scope.year,
        district=scope.district,
        after={"slots": len(draft.slots)},
        action="draft_taken",
    )
