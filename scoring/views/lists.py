"""The communities taking part in a year: who is where, who is a few points short, what is missing."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.access import Denied, allow, visible_districts, year_or_404
from districts.doors import Refused
from districts.exports import send
from districts.models import Role
from districts.paging import Counted

from .. import actions, queries, tables
from ..forms import ListFilter, ParticipantsForm, ScoresFilter
from ..list_page import row_face
from ..long_form import long_form
from ..models import Stage
from .printing import narrowed_to, parts
from .sheets import STAFF

PAGE = 50


@allow(*STAFF)
@require_safe
def communities(request, year):
    year = year_or_404(request, year)
    filters = ListFilter(request.GET, user=request.user)
    sheets = queries.placed(request.user, year, filters)
    counts = queries.verdict_counts(sheets)
    shown = queries.ordered(sheets, filters)
    page = Counted(shown, PAGE, counts[filters.verdict or "all"]).get_page(request.GET.get("page"))
    page.object_list = queries.sheet_rows(page.object_list, judged=bool(filters.order))
    rows = [row_face(row, with_district=bool(filters.districts)) for row in page.object_list]
    may_choose = request.user.is_district and not request.user.street_id
    baseline = filters.stage == Stage.BASELINE
    context = {
        "baseline": baseline,
        "beside": queries.beside(filters.stage),
        "without_baseline": actions.without_baseline(request.user.district, year).count()
        if baseline and may_choose
        else 0,
        "year_row": year,
        "filters": filters,
        "page_obj": page,
        "rows": rows,
        "counts": counts,
        "quick": filters.quick(counts),
        "query": filters.query(),
        "without_item": filters.query(item=""),
        "blank_parts": parts(page.paginator.count) if narrowed_to(request.user, filters) else [],
        "next_sheet": _next_sheet(sheets, counts, filters, page) if request.user.is_district else None,
        "may_choose": may_choose,
        "place": _place(request.user, filters.district),
        "whole_year": _whole_year(filters),
    }
    return render(request, "scoring/communities.html", context)


def _next_sheet(sheets, counts, filters, page):
    """The first sheet that is not finished; asked for only where the page in registry order does not show it."""
    if not counts["open"]:
        return None
    in_order = page.number == 1 and not (filters.verdict or filters.order)
    shown = (row.sheet for row in page.object_list if row.sheet.total is None)
    return (next(shown, None) if in_order else None) or queries.next_open(sheets)


def _place(user, district):
    """What a list of this person is about: the district chosen, his own street or district, or the whole city."""
    return district or user.street or user.district or _("全市")


def _whole_year(filters):
    """For the menu 导出: everything behind the list of communities."""
    query = urlencode({"district": filters.district.code}) if filters.district else ""
    return _("全年评分明细（每个社区每一项一行）"), "scoring:scores_export", query


@allow(*STAFF)
@require_safe
def communities_export(request, year, kind):
    year = year_or_404(request, year)
    filters = ListFilter(request.GET, user=request.user)
    shown = queries.ordered(queries.placed(request.user, year, filters), filters)
    district = filters.district or request.user.district
    table = tables.communities_table(shown, year, filters, place=_place(request.user, filters.district))
    return send(request, table, kind, row=year, district=district)


@allow(*STAFF)
@require_safe
def scores_export(request, year, kind):
    """A whole year's scores, one row per community and item; narrowed to a stage, and by the city to a district."""
    year = year_or_404(request, year)
    filters = ScoresFilter(request.GET, user=request.user)
    sheets = queries.scored_sheets(request.user, year, stage=filters.stage, district=filters.district)
    place = _place(request.user, filters.district)
    table = long_form(sheets, year, place=place, narrowed=filters.in_words())
    return send(request, table, kind, row=year, district=filters.district or request.user.district)


@allow(Role.EDITOR, Role.DISTRICT_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def participants(request, year):
    year, district, form = _choice(request, year)
    if request.method == "POST" and form.is_valid():
        try:
            added, removed = actions.choose_participants(
                district, year=year, communities=form.cleaned_data["communities"], by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("已保存：新增 %(added)s 个，移出 %(removed)s 个。") % {"added": added, "removed": removed},
            )
            return redirect("scoring:communities", year=year.number)
    context = {
        "form": form,
        "district": district,
        "year_row": year,
        "streets": form.by_street(),
        "query": f"order={form.order}" if form.order else "",
    }
    return render(request, "scoring/participants.html", context, status=422 if form.errors else 200)


def _choice(request, year):
    """The year, the person's own district and the form its participants are chosen with; street editors are told."""
    year = year_or_404(request, year)
    if request.user.street_id:
        raise Denied(_("参与社区由区县确定，街道填报员可以在社区列表里看到结果。"))
    district = get_object_or_404(visible_districts(request.user), pk=request.user.district_id)
    order = request.GET.get("order", "")
    return year, district, ParticipantsForm(request.POST or None, district=district, year=year, order=order)


@allow(Role.EDITOR, Role.DISTRICT_LEAD)
@require_safe
def participants_export(request, year, kind):
    year, district, form = _choice(request, year)
    table = tables.participants_table(form, year, district)
    return send(request, table, kind, row=year, district=district)


@allow(Role.EDITOR, Role.DISTRICT_LEAD)
@require_POST
def start_baseline(request, year):
    year = year_or_404(request, year)
    if request.user.street_id:
        raise Denied(_("摸底表由区县建立，建好后街道填报员可以在社区列表里填写。"))
    district = get_object_or_404(visible_districts(request.user), pk=request.user.district_id)
    try:
        made = actions.start_baseline(district, year=year, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已建立 %(count)s 份空白摸底表。") % {"count": len(made)})
    return redirect(reverse("scoring:communities", args=[year.number]) + "?stage=baseline")
