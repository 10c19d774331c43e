"""The first page: each role's own tasks, counts and days."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.access import signed_in
from reports.district_page import district_home
from reports.takeover_page import takeover_page
from reports.views.city import city_home

from .context import chosen_year
from .desks import DESKS


@signed_in
@require_safe
def home(request):
    user, year = request.user, chosen_year(request)
    if year is None and user.role not in DESKS:
        return render(request, "home_empty.html", {"lede": _("系统里还没有年度、区县和评分标准。")})
    if user.is_district:
        return render(request, "home_district.html", {"page": district_home(user, year)})
    if user.is_city:
        return city_home(request, year)
    return render(request, "home_desk.html", {"desk": DESKS[user.role](user, year)})


@signed_in
@require_safe
def takeover(request):
    """What is open in one's office and what came by a hand-over, for whoever takes over and any colleague."""
    user, year = request.user, chosen_year(request)
    context = {
        "page": takeover_page(user, year),
        "year_row": year,
        "scores": user.is_district or user.is_city,
    }
    return render(request, "takeover.html", context)
