"""Which year and district a page of results is asked for: the address says it, and whoever asks may see it."""

from django.http import Http404

from districts.access import Denied, visible_districts, year_or_404


def year_and_district(request, number, street_people):
    """(year, district; None: the whole city). District people get their own; what somebody may not see is not found. Street
    editors are refused with `street_people`, a sentence that says whose it is."""
    user = request.user
    if user.street_id:
        raise Denied(street_people)
    year = year_or_404(request, number)
    code = request.GET.get("district", "") or (user.district.code if user.is_district else "")
    district = next((one for one in visible_districts(user) if one.code == code), None)
    if code and district is None:
        raise Http404
    return year, district
