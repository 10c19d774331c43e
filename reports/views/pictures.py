"""进展图 and 得分图: the pictures of a year, of the whole city or one district, and their files."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, register_converter, reverse
from django.urls.converters import StringConverter
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from districts import trail
from districts.access import allow, visible_districts
from districts.downloads import download_header
from districts.exports import send
from districts.exports.answer import file_name
from districts.limits import EXPORTS, keep_to
from districts.models import Role
from districts.pango import NoPrinting
from districts.pictures.files import png, svg_file

from ..pictures import CITY_ONLY, PROGRESS, SCORES, Scope, shown
from .asked import year_and_district

VIEWERS = (Role.EDITOR, Role.DISTRICT_LEAD, Role.REVIEWER, Role.CITY_LEAD)
DRAWN = {"svg": ("image/svg+xml", lambda picture: svg_file(picture).encode()), "png": ("image/png", png)}
FILES = (
    ("xlsx", gettext_lazy("Excel（数字）")),
    ("csv", gettext_lazy("CSV（数字）")),
    ("png", gettext_lazy("图片 PNG")),
    ("svg", gettext_lazy("图片 SVG")),
)


STREET_PEOPLE = gettext_lazy("这些图是区县的，由区县填报员和审核人查看；您填写本街道的评分表。")


class PictureKind(StringConverter):
    """The kind of file a picture's address ends in."""

    regex = "xlsx|csv|png|svg"


register_converter(PictureKind, "picture")


def picture_path(route, name):
    return path(f"{route}.<picture:kind>", picture_file, name=name)


@allow(*VIEWERS)
@require_safe
def progress_pictures(request, year):
    return _page(request, year, PROGRESS, "reports/progress_pictures.html")


@allow(*VIEWERS)
@require_safe
def score_pictures(request, year):
    return _page(request, year, SCORES, "reports/score_pictures.html")


@allow(*VIEWERS)
@require_safe
def picture_file(request, year, name, kind):
    scope = scope_of(request, year, STREET_PEOPLE)
    draw = (PROGRESS | SCORES).get(name)
    if draw is None or (name in CITY_ONLY and not scope.city):
        raise Http404
    picture = draw(scope)
    if kind not in DRAWN:
        return send(request, picture.table, kind, row=scope.year, district=scope.district)
    content_type, drawn = DRAWN[kind]
    keep_to(EXPORTS, request.user)
    try:
        content = drawn(picture) if request.method != "HEAD" else b""
    except NoPrinting as missing:
        messages.error(request, str(missing))
        return redirect("reports:progress_pictures", scope.year.number)
    response = HttpResponse(content, content_type=content_type)
    file = file_name(picture.table, kind)
    response["Content-Disposition"] = download_header(
        file, f"{picture.table.slug}-{scope.year.number}.{kind}"
    )
    response["Cache-Control"] = "private, no-store"
    if request.method != "HEAD":
        trail.record(
            "table_exported", row=scope.year, district=scope.district, by=request.user, after={"file": file}
        )
    return response


def _page(request, year, pictures, template):
    scope = scope_of(request, year, STREET_PEOPLE)
    context = {
        "year_row": scope.year,
        "scope": scope,
        "districts": [] if request.user.is_district else visible_districts(request.user),
        "pictures": [(picture, _files(scope, picture)) for picture in shown(pictures, scope)],
    }
    return render(request, template, context)


def _files(scope, picture):
    query = f"?district={scope.district.code}" if scope.district and not scope.user.is_district else ""
    return [
        (label, reverse("reports:picture_file", args=[scope.year.number, picture.name, kind]) + query)
        for kind, label in FILES
    ]


def scope_of(request, number, street_people):
    """The Scope of the address."""
    year, district = year_and_district(request, number, street_people)
    return Scope(request.user, year, district, timezone.localdate())
