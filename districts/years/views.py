"""The page 年度: everybody of the city reads it, the lead sets the days and numbers."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ..access import allow
from ..announcing import NOBODY_IS_TOLD
from ..doors import Refused
from ..models import Role, Year
from . import actions, queries
from .forms import YearForm
from .plan import total


@allow(Role.REVIEWER, Role.CITY_LEAD)
@require_safe
def year_page(request, year):
    year, targets = _year(year)
    form = YearForm(year=year, targets=targets) if request.user.role == Role.CITY_LEAD else None
    return _page(request, year, targets, form)


@allow(Role.CITY_LEAD)
def change_year(request, year):
    year, targets = _year(year)
    if request.method != "POST":
        return redirect("districts:year_page", year.number)
    form = YearForm(request.POST, year=year, targets=targets)
    if "suggest" in request.POST:
        return _page(request, year, targets, form.with_suggestions(), suggested=True)
    if form.is_valid():
        try:
            actions.change_year(year, seen=form.seen(), to=form.wanted(), by=request.user)
        except Refused as refusal:
            year, targets = _year(year.number)
            if isinstance(refusal, actions.Conflict):
                form = form.after_conflict(year, targets)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(year)s已保存。") % {"year": year})
            return redirect("districts:year_page", year.number)
    return _page(request, year, targets, form)


def _year(number):
    year = get_object_or_404(Year, number=number)
    return year, queries.targets_of(year)


def _page(request, year, targets, form, suggested=False):
    rows = queries.rows_of(year, targets, form)
    whole = not (form and form.errors)  # what is wrong has no sum
    context = {
        "chosen": year,
        "form": form,
        "rows": rows,
        "total": total([row.numbers for row in rows]) if rows and whole else None,
        "suggests": any(row.suggestion is not None for row in rows),
        "suggested": suggested,
        "extensions": queries.holding_extensions(year),
        "effects": [
            ("calendar-check", _("上报截止改了，各区县（市）都按新的日期；延期到更晚的，仍以延期为准")),
            ("percent", _("改动申报数会改变该年度全部占比，已办结的也一样")),
            NOBODY_IS_TOLD,
            ("journal-text", _("改动前后的日期和数记入操作记录，不能删除")),
        ],
    }
    return render(request, "districts/year_page.html", context)
