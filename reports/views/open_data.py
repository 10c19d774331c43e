"""The public summary and its open data: published results only, no sign-in, no cookie; made without the request, as the public
notices are."""

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts.access import public
from districts.downloads import download_header
from districts.exports import csv_file

from .. import queries
from ..counts import target_label
from ..open_data import FIELDS, TITLES, objects_of, table_of

KEPT = 300  # seconds


@public
@require_safe
def summaries(request):
    years = queries.published_years(timezone.localdate())
    demo = any(year.programme.demo for year, _last in years)
    return _page("reports/public_summaries.html", {"years": years, "demo": demo})


@public
@require_safe
def summary(request, year):
    year, last, districts = _published(year)
    opened = [each for each in districts if each.open]
    context = {
        "year": year,
        "last": last,
        "districts": districts,
        "opened": opened,
        "listed": sum(len(each.titles) for each in opened),
        "waiting": [each.district.name for each in districts if not each.open],
        "aim": target_label(year),
        "files": [(TITLES[name], name) for name in FIELDS],
        "licence": settings.OPEN_DATA_LICENCE,
        "demo": year.programme.demo,
    }
    return _page("reports/public_summary.html", context)


@public
@require_safe
def data_guide(request):
    """What the files hold, field by field."""
    years = queries.published_years(timezone.localdate())
    context = {
        "files": [(name, TITLES[name], FIELDS[name]) for name in FIELDS],
        "years": years,
        "licence": settings.OPEN_DATA_LICENCE,
        "demo": any(year.programme.demo for year, _last in years),
    }
    return _page("reports/public_data.html", context)


@public
@require_safe
def data_file(request, year, name, kind):
    year, last, districts = _published(int(year))
    if kind == "csv":
        table = table_of(name, year, districts)
        response = HttpResponse(b"".join(csv_file.csv_pieces(table)), content_type=csv_file.CONTENT_TYPE)
        response["Content-Disposition"] = download_header(
            f"{TITLES[name]}-{year.number}.csv", f"{table.slug}.csv"
        )
    else:
        whole = {
            "title": str(TITLES[name]),
            "year": year.number,
            "publisher": _("宁波市住房和城乡建设局"),
            "licence": settings.OPEN_DATA_LICENCE,
            "demonstration": year.programme.demo,
            "last_published_on": last.isoformat(),
            "rows": objects_of(name, year, districts),
        }
        response = JsonResponse(whole, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"  # data for everybody's programs
    return _kept(response)


def _published(number):
    """(year, the last day something was published, PublishedDistricts); a year without published results is not found."""
    today = timezone.localdate()
    found = next(
        ((year, last) for year, last in queries.published_years(today) if year.number == number), None
    )
    if found is None:
        raise Http404
    return *found, queries.published(found[0], today)


def _page(template, context):
    return _kept(HttpResponse(render_to_string(template, context)))


def _kept(response):
    response["Cache-Control"] = f"public, max-age={KEPT}"
    return response
