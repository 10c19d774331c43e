"""The page that opens the year after one, by the city lead: filled in, looked through, then pressed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from districts.access import allow, year_or_404
from districts.doors import Refused
from districts.models import Role

from ..views.acting import CONFLICT, UNPROCESSABLE
from . import actions, queries
from .forms import OpenYearForm
from .summary import summary


@allow(Role.CITY_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def open_year(request, year):
    year = year_or_404(request, year)
    if already := queries.following(year):
        messages.info(request, _("%(year)s已经开启，日期和目标在这一页改。") % {"year": already})
        return redirect("districts:year_page", already.number)
    last = queries.last_year(year)
    if request.method != "POST":
        return _page(request, last, OpenYearForm(last=last))
    form = OpenYearForm(request.POST, last=last)
    if "suggest" in request.POST:
        return _page(request, last, form.with_suggestions(), suggested=True)
    if not form.is_valid():
        return _page(request, last, form, status=UNPROCESSABLE)
    return _checked(request, last, form, form.opening())


def _checked(request, last, form, opening):
    """Without faults: shown first; opened when exactly what was shown is sent back with the press."""
    pressed = "open" in request.POST
    if not pressed or request.POST.get("seen") != opening.digest:
        return _page(request, last, form, opening=opening, changed=pressed)
    try:
        opened = actions.open_year(last.year, opening=opening, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, last, form, status=CONFLICT)
    messages.success(request, _("%(year)s已开启。以前的年度照常办理。") % {"year": opened})
    return redirect("districts:year_page", opened.number)


def _page(request, last, form, *, status=200, opening=None, **shown):
    context = {
        "last": last,
        "form": form,
        "rows": list(form.rows()),
        "opening": opening,
        "summary": summary(last, opening) if opening else None,
        **shown,
    }
    return render(request, "reports/open_year.html", context, status=status)
