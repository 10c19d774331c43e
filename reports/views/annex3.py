"""附件3 on the page and as a spreadsheet, for a district or the whole city."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts import trail
from districts.access import Denied, allow, visible_districts
from districts.downloads import XLSX, download_header
from districts.models import Role, Year

from .. import annex3 as tables
from ..annex3_xlsx import annex3_xlsx as workbook

READERS = (Role.EDITOR, Role.DISTRICT_LEAD, Role.REVIEWER, Role.CITY_LEAD, Role.DEPARTMENT)
WHOLE_CITY = "宁波市"


@allow(*READERS)
@require_safe
def annex3(request, year):
    year, district, basis = _asked(request, year)
    table = _table(request.user, year, district, basis)
    context = {
        "year_row": year,
        "district": district,
        "districts": [] if request.user.is_district else visible_districts(request.user),
        "basis": basis,
        "bases": list(tables.Basis),
        "table": table,
        "lines": [(row, _by_year(table, row)) for row in table.rows],
        "total_years": _by_year(table, table.total),
        "label": tables.LABEL,
        "table_title": tables.TITLE,
        "note": tables.NOTE,
        "scope": district.name if district else WHOLE_CITY,
    }
    return render(request, "reports/annex3.html", context)


def _by_year(table, row):
    return list(zip(table.year_numbers, row.years, strict=True))


@allow(*READERS)
@require_safe
def annex3_xlsx(request, year):
    year, district, basis = _asked(request, year)
    response = HttpResponse(workbook(_table(request.user, year, district, basis)), content_type=XLSX)
    name = f"{tables.LABEL}-{district.name if district else WHOLE_CITY}-{year.number}.xlsx"
    plain = f"annex3-{district.code}-{year.number}.xlsx" if district else f"annex3-{year.number}.xlsx"
    response["Content-Disposition"] = download_header(name, plain)
    response["Cache-Control"] = "private, no-store"
    trail.record(
        "table_exported",
        row=year,
        district=district,
        by=request.user,
        after={"file": name, "basis": basis.value},
    )
    return response


def _asked(request, number):
    """Year, district (None: the whole city) and basis of the address; what this person may not see is not found."""
    user = request.user
    if user.street_id:
        raise Denied(_("汇总表是区县的，由区县填报员和审核人查看；您填写本街道的评分表。"))
    year = get_object_or_404(Year.objects.select_related("programme"), number=number)
    code = request.GET.get("district", "") or (user.district.code if user.is_district else "")
    asked = request.GET.get("basis", tables.Basis.REPORTED)
    if asked not in list(tables.Basis):
        raise Http404
    district = next((one for one in visible_districts(user) if one.code == code), None)
    if code and district is None:
        raise Http404
    return year, district, tables.Basis(asked)


def _table(user, year, district, basis):
    contact = f"{user.full_name} {user.phone}".strip() if user.is_city else ""
    table = tables.annex3(year, district=district, basis=basis, contact=contact)
    return (
        replace(table, contact="") if user.role == Role.DEPARTMENT else table
    )  # no telephone for departments
