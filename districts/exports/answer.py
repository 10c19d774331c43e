"""An exported table as a download, and its line in the trail."""

import tempfile

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext as _

from districts import jobs, limits, trail
from districts.downloads import download_header
from districts.jobs.actions import request_job

from .csv_file import csv_pieces
from .files import TYPES, WRITE, file_name
from .job import NAME, AskedAgain, Sent, params_of


class Kind(StringConverter):
    """The kind of file an address ends in."""

    regex = "xlsx|csv"


register_converter(Kind, "kind")


def export_path(route, view, name):
    """The address of an export, beside its page: `route` and the kind of file."""
    return path(f"{route}.<kind:kind>", view, name=name)


def _csv(table):
    return StreamingHttpResponse(csv_pieces(table), content_type=TYPES["csv"])


def _xlsx(table):
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it, and closing removes it
    WRITE["xlsx"](table, file)
    file.seek(0)
    return FileResponse(file, content_type=TYPES["xlsx"])


ANSWERS = {"csv": _csv, "xlsx": _xlsx}


def send(request, table, kind, *, row=None, district=None):
    """The download of a table (kind: csv or xlsx), recorded with the filter and the number of rows; of a very long one, the
    page of the job that makes it.

    row and district: what the event in the trail is about. HEAD is told the name and the type, and makes no file."""
    name = file_name(table, kind)
    if isinstance(request, AskedAgain):
        request.sent = Sent(table, kind, row, district)
        return HttpResponse()
    if request.method == "HEAD":
        response = HttpResponse(content_type=TYPES[kind])
    else:
        limits.keep_to(limits.EXPORTS, request.user)
        if table.count > jobs.EXPORT_ROWS:
            return redirect(request_job(NAME, params=params_of(request), title=name, by=request.user))
        response = ANSWERS[kind](table)
        after = {"file": name, "filter": table.narrowed or _("全部"), "rows": table.count}
        trail.record("list_exported", by=request.user, row=row, district=district, after=after)
    response["Content-Disposition"] = download_header(name, f"{table.slug}.{kind}")
    return response
