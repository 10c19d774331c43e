"""The score workbook of a district, year and stage: taken out."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts import trail
from districts.access import allow, visible_district, year_or_404
from districts.doors import Refused
from districts.downloads import XLSX, download_header
from districts.limits import EXPORTS, keep_to

from ..models import Stage
from ..workbook.export import STAGES, export_workbook, file_name
from .sheets import STAFF


@allow(*STAFF)
@require_safe
def take_out(request, year):
    """The workbook as a download; city people name the district in the address."""
    year = year_or_404(request, year)
    stage = _stage(request)
    code = request.GET.get("district", "") or (request.user.district.code if request.user.is_district else "")
    try:
        if not code:
            raise Refused(_("评分工作簿按区县下载，请先筛选一个区县。"))
        district = visible_district(request.user, code)
        return _download(request.user, district, year, stage)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(reverse("scoring:communities", args=[year.number]) + f"?stage={stage}")


def _stage(request):
    asked = request.GET.get("stage", Stage.INITIAL)
    if asked not in STAGES:
        raise Http404
    return Stage(asked)


def _download(user, district, year, stage):
    keep_to(EXPORTS, user)
    buffer, name = BytesIO(), file_name(district, year, stage)
    count = export_workbook(user, district=district, year=year, stage=stage, file=buffer)
    buffer.seek(0)
    trail.record(
        "workbook_exported",
        row=year,
        district=district,
        by=user,
        after={"file": name, "stage": stage.value, "communities": count},
    )
    response = FileResponse(buffer, content_type=XLSX)
    plain = f"workbook-{year.number}-{district.code}-{stage}.xlsx"
    response["Content-Disposition"] = download_header(name, plain)
    response["Cache-Control"] = "private, no-store"
    return response
