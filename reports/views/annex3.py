"""附件3 on the page and as a spreadsheet, for a district or the whole city."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from districts.access import allow, visible_districts
from districts.models import Role
from districts.official.answer import KINDS, send_file

from .. import annex3 as tables
from ..annex3_files import WRITERS
from ..queries import Basis
from .asked import year_and_district

READERS = (Role.EDITOR, Role.DISTRICT_LEAD, Role.REVIEWER, Role.CITY_LEAD, Role.DEPARTMENT)
WHOLE_CITY = "宁波市"
STREET_PEOPLE = gettext_lazy("汇总表是区县的，由区县填报员和审核人查看；您填写本街道的评分表。")


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
        "bases": list(Basis),
        "table": table,
        "lines": [(row, _by_year(table, row)) for row in table.rows],
        "total_years": _by_year(table, table.total),
        "label": tables.LABEL,
        "table_title": tables.TITLE,
        "note": tables.NOTE,
        "files": _files(year, district, basis),
        "scope": district.name if district else WHOLE_CITY,
    }
    return render(request, "reports/annex3.html", context)


def _by_year(table, row):
    return list(zip(table.year_numbers, row.years, strict=True))


@allow(*READERS)
@require_safe
def annex3_file(request, year, kind):
    year, district, basis = _asked(request, year)
    return send_file(
        request,
        lambda: WRITERS[kind](_table(request.user, year, district, basis)),
        kind,
        name=f"{tables.LABEL}-{district.name if district else WHOLE_CITY}-{year.number}.{kind}",
        plain=f"annex3-{district.code}-{year.number}.{kind}" if district else f"annex3-{year.number}.{kind}",
        back=f"{reverse('reports:annex3', args=[year.number])}?{_query(district, basis)}",
        row=year,
        district=district,
        after={"basis": basis.value},
    )


def _query(district, basis):
    return urlencode(({"district": district.code} if district else {}) | {"basis": basis.value})


def _files(year, district, basis):
    """[(what the kind of file is called, address)]."""
    query = _query(district, basis)
    return [
        (label, f"{reverse('reports:annex3_file', args=[year.number, kind])}?{query}")
        for kind, (label, _type) in KINDS.items()
    ]


def _asked(request, number):
    """Year, district and basis of the address."""
    year, district = year_and_district(request, number, STREET_PEOPLE)
    asked = request.GET.get("basis", Basis.REPORTED)
    if asked not in list(Basis):
        raise Http404
    return year, district, Basis(asked)


def _table(user, year, district, basis):
    contact = f"{user.full_name} {user.phone}".strip() if user.is_city else ""
    table = tables.annex3(year, district=district, basis=basis, contact=contact)
    return (
        replace(table, contact="") if user.role == Role.DEPARTMENT else table
    )  # no telephone for departments
