"""Score sheets on paper: one as it stands, one blank, blank ones of a whole list."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from districts import trail
from districts.access import allow, year_or_404
from districts.downloads import XLSX, download_header
from districts.limits import EXPORTS, keep_to
from districts.pango import NoPrinting

from .. import access, queries
from ..forms import ListFilter
from ..printed.pdf import sheets_pdf
from ..printed.table import blank_sheet, filled_sheet
from ..printed.xlsx import sheet_xlsx
from .sheets import STAFF

IN_ONE_FILE = 30  # blank sheets: a tenth of a second each, and a person waits
CONTENT_TYPES = {"pdf": "application/pdf", "xlsx": XLSX}


@allow(*STAFF)
@require_safe
def sheet(request, pk, blank, kind):
    """One sheet, filled or blank, as pdf or xlsx."""
    found = access.visible_sheet(request.user, pk)
    keep_to(EXPORTS, request.user)
    table = blank_sheet(found, **_by(request, found))
    if not blank:
        table = filled_sheet(found, found.items.all(), **_by(request, found))
    try:
        content = sheets_pdf([table]) if kind == "pdf" else sheet_xlsx(table)
    except NoPrinting as missing:
        messages.error(request, str(missing))
        return redirect(found)
    name = f"{table.name}.{kind}"
    trail.record("sheet_printed", row=found, by=request.user, after={"file": name})
    plain = f"{'blank' if blank else 'sheet'}-{pk}.{kind}"
    return _download(content, name, plain, kind)


@allow(*STAFF)
@require_safe
def blanks(request, year):
    """Blank sheets of the list as it is narrowed on the page, `part` by part of IN_ONE_FILE."""
    year = year_or_404(request, year)
    filters = ListFilter(request.GET, user=request.user)
    part = Paginator(_sheets(request.user, year, filters), IN_ONE_FILE).get_page(request.GET.get("part"))
    sheets = list(part.object_list)
    if not sheets:
        raise Http404
    keep_to(EXPORTS, request.user)
    try:
        content = sheets_pdf([blank_sheet(each, **_by(request, each)) for each in sheets])
    except NoPrinting as missing:
        messages.error(request, str(missing))
        return redirect("scoring:communities", year.number)
    name = _("空白评分表-%(year)s-%(place)s-%(stage)s-%(start)s至%(end)s.pdf") % {
        "year": year.number,
        "place": narrowed_to(request.user, filters) or _("全市"),
        "stage": filters.stage.label,
        "start": part.start_index(),
        "end": part.end_index(),
    }
    trail.record(
        "sheet_printed",
        row=year,
        district=filters.district or request.user.district,
        by=request.user,
        after={"file": name, "count": len(sheets)},
    )
    return _download(content, name, f"blank-{year.number}-{part.number}.pdf", "pdf")


def narrowed_to(user, filters):
    """The street or district a list is about; None where it is the whole city's."""
    return filters.street or filters.district or user.street or user.district


def parts(count):
    """The files blank sheets of a list of `count` come in: (number, first, last)."""
    pages = Paginator(range(count), IN_ONE_FILE)
    return [(page.number, page.start_index(), page.end_index()) for page in pages if count]


def _sheets(user, year, filters):
    """The list's sheets in the list's order, with what a blank sheet shows."""
    sheets = queries.ordered(queries.placed(user, year, filters), filters)
    return sheets.select_related("year__programme")


def _by(request, found):
    return {
        "address": request.build_absolute_uri(found.get_absolute_url()),
        "by": request.user.full_name,
        "at": timezone.now(),
    }


def _download(content, name, plain, kind):
    response = HttpResponse(content, content_type=CONTENT_TYPES[kind])
    response["Content-Disposition"] = download_header(name, plain)
    response["Cache-Control"] = "private, no-store"
    return response
