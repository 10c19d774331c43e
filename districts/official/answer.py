"""An official table as a download, and its line in the trail."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.utils.translation import gettext_lazy as _

from districts import limits, trail
from districts.downloads import XLSX, download_header
from districts.exports.answer import file_name
from districts.pango import NoPrinting

from .docx import table_docx
from .listing import Listing, listing_docx
from .pdf import listing_pdf, table_pdf
from .xlsx import table_xlsx

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Kind of file -> (what it is called, its type).
KINDS = {"xlsx": (_("Excel"), XLSX), "docx": (_("Word"), DOCX), "pdf": (_("PDF"), "application/pdf")}
TABLES = {"xlsx": table_xlsx, "docx": table_docx, "pdf": table_pdf}
LISTINGS = {"xlsx": lambda listing: table_xlsx(listing.table), "docx": listing_docx, "pdf": listing_pdf}


def drawn(made, kind):
    """The bytes of an OfficialTable or a Listing as `kind`."""
    writers = LISTINGS if isinstance(made, Listing) else TABLES
    return writers[kind](made)


class Form(StringConverter):
    """The kind of file an official table's address ends in."""

    regex = "|".join(KINDS)


register_converter(Form, "form")


def official_path(route, view, name):
    """The address of an official table's files: `route` and the kind of file."""
    return path(f"{route}.<form:kind>", view, name=name)


def send_official(request, table, kind, *, back, row=None, district=None):
    """The download of an OfficialTable or a Listing as `kind`.

    row and district: what the event is about; back: the page where to say that PDFs cannot be drawn here."""
    return send_file(
        request,
        lambda: drawn(table, kind),
        kind,
        name=file_name(table, kind),
        plain=f"{table.slug}.{kind}",
        back=back,
        row=row,
        district=district,
        after={"rows": table.count},
    )


def send_file(
    request, make, kind, *, name, plain, back, row=None, district=None, after=None, action="table_exported"
):
    """The download of what `make()` gives, recorded with `after` beside its name; plain: an ASCII name.

    HEAD is told the name and the type, and makes no file."""
    asked = request.method != "HEAD"
    if asked:
        limits.keep_to(limits.EXPORTS, request.user)
    try:
        content = make() if asked else b""
    except NoPrinting as missing:
        messages.error(request, str(missing))
        return redirect(back)
    response = HttpResponse(content, content_type=KINDS[kind][1])
    response["Content-Disposition"] = download_header(name, plain)
    response["Cache-Control"] = "private, no-store"
    if asked:
        trail.record(
            action, row=row, district=district, by=request.user, after={"file": name, **(after or {})}
        )
    return response
