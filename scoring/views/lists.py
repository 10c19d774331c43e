"""The communities taking part in a year: who is where, who is a few points short, what is missing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.access import Denied, allow, signed_in, visible_districts
from districts.doors import Refused
from districts.models import Role, Year

from .. import actions, queries
from ..forms import ListFilter, ParticipantsForm
from ..models import Stage
from ..rubrics import rubric_for
from .printing import parts
from .sheets import STAFF

PAGE = 50


@allow(*STAFF)
@require_safe
def communities(request, year):
    year = get_object_or_404(Year, number=year)
    filters = ListFilter(request.GET, user=request.user)
    sheets = queries.placed(request.user, year, filters)
    counts = queries.verdict_counts(sheets)
    page = Paginator(queries.ordered(sheets, filters), PAGE).get_page(request.GET.get("page"))
    page.object_list = [queries.sheet_row(sheet) for sheet in page.object_list]
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
        "counts": counts,
        "quick": filters.quick(counts),
        "query": filters.query(),
        "blank_parts": parts(page.paginator.count),
        "next_sheet": queries.narrowed(sheets, verdict="open").first(),
        "may_choose": may_choose,
        "place": filters.district or request.user.street or request.user.district or _("全市"),
    }
    return render(request, "scoring/communities.html", context)


@allow(Role.EDITOR, Role.DISTRICT_LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def participants(request, year):
    year = get_object_or_404(Year, number=year)
    if request.user.street_id:
        raise Denied(_("参与社区由区县确定，街道填报员可以在社区列表里看到结果。"))
    district = get_object_or_404(visible_districts(request.user), pk=request.user.district_id)
    form = ParticipantsForm(
        request.POST or None, district=district, year=year, order=request.GET.get("order", "")
    )
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
    context = {"form": form, "district": district, "year_row": year, "streets": form.by_street()}
    return render(request, "scoring/participants.html", context, status=422 if form.errors else 200)


@allow(Role.EDITOR, Role.DISTRICT_LEAD)
@require_POST
def start_baseline(request, year):
    year = get_object_or_404(Year, number=year)
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


@signed_in
@require_safe
def rubric(request, year):
    """The rubric in use, official wording and readings: everybody who works here may read it."""
    year = get_object_or_404(Year, number=year)
    try:
        adopted = rubric_for(year, request.user.district)
    except Refused as refusal:
        raise Http404(str(refusal)) from refusal
    return render(request, "scoring/rubric.html", {"rubric": adopted.parsed, "year_row": year})
