"""What every page needs: the menu of this person's role, the years to choose from, what the footer names."""

from functools import partial

from django.urls import reverse
from django.utils import timezone

from districts.account import sessions
from districts.models import Role
from districts.years.queries import holding_extensions
from districts.years.strip import strip
from scoring.models import Stage

from .places import BELONGS_TO, MENU, OF_A_RESCORE, TABS

REMEMBERED = "year"  # the session's key


def site(request):
    """Nothing is asked of the database for somebody who is not signed in, nor for a part of a page, which has no menu."""
    context = {}
    user = getattr(request, "user", None)
    if getattr(request, "htmx", False) or user is None or not user.is_authenticated or sessions.due(request):
        return context
    places = [place for place in MENU if place.is_for(user)]
    year = chosen_year(request)
    if year:
        _remember(request, year)
        context |= {
            "demo": year.programme.demo,
            "rubric_label": year.rubric_label,
            "document_number": year.programme.document_number,
            # Asked for by the template that draws it: parts of a page and error pages have no strip.
            "year_strip": partial(year_strip, user, year, timezone.localdate()),
        }
        if any(place.yearly for place in places):  # nobody else has a year to choose
            context["year"] = year.number
            context["years"] = [_switch(request, one, year) for one in reversed(request.years)]
            context["next_year"] = _next_year(user, request.years[-1])
    return context | {"nav": _menu(request, places, year), "tabs": _tabs(request, user, year)}


# --- the year -----------------------------------------------------------------------------------------------


def chosen_year(request):
    """The year of the row shown, of the address, the one chosen before, or the newest that has begun; None if none."""
    known = {year.number: year for year in request.years}
    shown = getattr(request, "shown_year", None)  # set by views whose address names a row, not a year
    for number in (shown, _of_address(request), request.session.get(REMEMBERED)):
        if number in known:
            return known[number]
    begun = [number for number in known if number <= timezone.localdate().year]
    return known[max(begun or known)] if known else None


def _route(request):
    """The view's name and the parts of its address; nothing on an error page without a view."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name, match.kwargs) if match else ("", {})


def _of_address(request):
    view, parts = _route(request)
    if "year" in parts:
        return parts["year"]
    asked = request.GET.get("year", "") if view == "home" else ""
    return int(asked) if asked.isdecimal() and len(asked) == 4 else None


def _remember(request, year):
    if year.number == _of_address(request) != request.session.get(REMEMBERED):
        request.session[REMEMBERED] = year.number
        sessions.keep(request)


def _switch(request, one, chosen):
    """The same page in another year where its address has a year; otherwise the home page of that year."""
    view, parts = _route(request)
    if "year" in parts:
        url = reverse(view, kwargs=parts | {"year": one.number})
    else:
        url = f"{reverse('home')}?year={one.number}"
    return {"number": one.number, "url": url, "current": one is chosen}


def year_strip(user, year, today):
    """Where the year stands, with the extension of the person's own district or all that hold. One query."""
    extensions = holding_extensions(year, user.district_id)
    return strip(year, extensions, today=today, own=user.is_district)


def _next_year(user, newest):
    """Where the city lead opens the year after the newest one; None for everybody else."""
    if user.role != Role.CITY_LEAD:
        return None
    return {"number": newest.number + 1, "url": reverse("reports:open_year", args=[newest.number])}


# --- the menu -----------------------------------------------------------------------------------------------


def _places_of(request):
    """The places this page belongs to; the views of sheets say which stage theirs has (request.shown_stage)."""
    if getattr(request, "shown_stage", "") == Stage.REVIEW:
        return OF_A_RESCORE
    return BELONGS_TO.get(_route(request)[0], ())


def _menu(request, places, year):
    """The menu's lines; the deepest whose address leads to this page is the current one."""
    belongs = _places_of(request)
    lines = [
        {
            "label": place.label,
            "here": place.view in belongs,
            "url": _address(place, year),
        }
        for place in places
        if year or not place.yearly
    ]
    home = reverse("home")
    here = [line["url"] for line in lines if request.path.startswith(line["url"]) and line["url"] != home]
    current = max(here, key=len, default=home if request.path == home else None)
    return [line | {"current": line["here"] or line["url"] == current, "count": None} for line in lines]


def _tabs(request, user, year):
    """The pages beside this one (places.TABS); nothing where there is only one for this person."""
    view = _route(request)[0]
    for group in TABS:
        places = [place for place in group if place.is_for(user) and (year or not place.yearly)]
        if len(places) > 1 and view in [place.view for place in places]:
            return [
                {"label": place.label, "url": _address(place, year), "current": place.view == view}
                for place in places
            ]
    return []


def _address(place, year):
    return reverse(place.view, kwargs={"year": year.number} if place.yearly else None)
