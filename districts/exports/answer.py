"""An exported table as a download, and its line in the trail."""

import re
import tempfile

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils import timezone
from django.utils.translation import gettext as _

from districts import limits, trail
from districts.downloads import XLSX, download_header
from districts.text import cn_date

from . import csv_file, xlsx_file

NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
NAME_LENGTH = 120


class Kind(StringConverter):
    """The kind of file an address ends in."""

    regex = "xlsx|csv"


register_converter(Kind, "kind")


def export_path(route, view, name):
    """The address of an export, beside its page: `route` and the kind of file."""
    return path(f"{route}.<kind:kind>", view, name=name)


def _csv(table):
    return StreamingHttpResponse(csv_file.csv_pieces(table), content_type=csv_file.CONTENT_TYPE)


def _xlsx(table):
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it, and closing removes it
    xlsx_file.write_xlsx(table, file)
    file.seek(0)
    return FileResponse(file, content_type=XLSX)


ANSWERS = {"csv": _csv, "xlsx": _xlsx}
TYPES = {"csv": csv_file.CONTENT_TYPE, "xlsx": XLSX}


def send(request, table, kind, *, row=None, district=None):
    """The download of a table (kind: csv or xlsx), recorded with the filter and the number of rows.

    row and district: what the event in the trail is about. HEAD is told the name and the type, and makes no file."""
    name = file_name(table, kind)
    if request.method == "HEAD":
        response = HttpResponse(content_type=TYPES[kind])
    else:
        limits.keep_to(limits.EXPORTS, request.user)
        response = ANSWERS[kind](table)
        after = {"file": name, "filter": table.narrowed or _("全部"), "rows": table.count}
        trail.record("list_exported", by=request.user, row=row, district=district, after=after)
    response["Content-Disposition"] = download_header(name, f"{table.slug}.{kind}")
    return response


def file_name(table, kind):
    """社区评分一览-2022-海曙区-已筛选-2022年11月22日.xlsx: without what a file system refuses or a window hides."""
    narrowed = [_("已筛选")] if table.narrowed else []
    parts = (table.title, *map(str, table.scope), *narrowed, cn_date(timezone.localdate()))
    return NOT_IN_A_NAME.sub("_", "-".join(parts))[:NAME_LENGTH] + f".{kind}"
