"""Bringing a filled score workbook back: upload, see what is wrong or what would change, confirm."""

import io
import logging
from functools import wraps
from pathlib import PurePath

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts import trail
from districts.access import allow, year_or_404
from districts.doors import Refused
from districts.downloads import XLSX, download_header
from districts.limits import EXPORTS, keep_to
from districts.models import Role
from districts.spreadsheets import BadFile
from districts.text import cn_datetime, named

from .. import access
from .. import bring_back as bringing
from ..forms_workbook import ConfirmForm, WorkbookForm
from ..jobs import is_large, request_bring_back
from ..workbook.check import check
from ..workbook.faults import write_faults
from ..workbook.plan import moved
from ..workbook.read import WrongWorkbook

logger = logging.getLogger(__name__)

DISTRICT = (Role.EDITOR, Role.DISTRICT_LEAD)
PAGE = 50
LISTED = 300
"""So many bad cells, or items changed on both sides, are listed one by one on a page."""
FEW = 10
"""So many communities are named in a sentence, and so many rows that stay out listed without being asked for."""


@allow(*DISTRICT)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request, year):
    year = year_or_404(request, year)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = WorkbookForm(*posted, year=year, by=request.user)
    if form.is_valid():
        opened = form.opened
        kept = bringing.keep_workbook(opened.upload, content=form.cleaned_data["file"], by=request.user)
        return redirect(kept)
    return _upload_page(request, form, year, status=422 if form.errors else 200)


def _upload_page(request, form, year, *, refusal="", status=200):
    """Where a workbook is uploaded; with a link to each the person could take out first."""
    context = {"form": form, "year_row": year, "refusal": refusal}
    context["stages"] = bringing.stages_to_take_out(request.user, year)
    return render(request, "scoring/bring_back.html", context, status=status)


def own_workbook(view):
    """Give the view the person's uploaded workbook. One that fits no longer, its rubric replaced meanwhile, is told on the
    page where another is uploaded."""

    @wraps(view)
    def run(request, key):
        kept = access.own_workbook(request.user, key)
        try:
            return view(request, kept)
        except WrongWorkbook as wrong:
            request.shown_year = kept.year.number
            form = WorkbookForm(year=kept.year, by=request.user)
            return _upload_page(request, form, kept.year, refusal=str(wrong), status=409)

    return run


@allow(*DISTRICT)
@require_safe
@own_workbook
def look(request, kept):
    """What is wrong with an uploaded workbook; when nothing is, what it would change."""
    return _page(request, kept, good_rows=request.GET.get("rows") == "good")


@allow(*DISTRICT)
@require_POST
@own_workbook
def confirm(request, kept):
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, kept, refusal=_("这一页没有发全，没有写入任何内容。请再确认一次。"), status=422)
    opened = _opened(kept)
    confirmed = {"seen": form.cleaned_data["seen"], "good_rows": form.good_rows, "taken": form.taken}
    if is_large(opened):
        return redirect(request_bring_back(kept, **confirmed, by=request.user))
    try:
        done = bringing.bring_back(kept, opened, **confirmed, by=request.user)
    except bringing.Stale as stale:
        return _page(
            request, kept, good_rows=form.good_rows, refusal=str(stale), shown=form.shown, status=409
        )
    except Refused as refusal:
        return _page(request, kept, good_rows=form.good_rows, refusal=str(refusal), status=409)
    messages.success(request, done.in_words)
    return redirect(kept.list_url)


@allow(*DISTRICT)
@require_safe
@own_workbook
def faults(request, kept):
    """The error workbook of an upload."""
    keep_to(EXPORTS, request.user)
    opened = _opened(kept)
    rubric = opened.rubric.parsed
    file = io.BytesIO()
    checked = check(opened.filled, rubric, bringing.standing_sheets(opened))
    write_faults(opened.filled, checked, rubric=rubric, file=file)
    file.seek(0)
    name = _("%(name)s-问题.xlsx") % {"name": PurePath(kept.name).stem}
    after = {"file": name, "stage": kept.stage, "communities": len(checked)}
    trail.record("workbook_exported", row=kept, by=request.user, after=after)
    response = FileResponse(file, content_type=XLSX)
    plain = f"faults-{kept.year.number}-{kept.district.code}-{kept.stage}.xlsx"
    response["Content-Disposition"] = download_header(name, plain)
    response["Cache-Control"] = "private, no-store"
    return response


def _opened(kept):
    """The kept workbook, read again; 404 when its file is gone or damaged."""
    try:
        return bringing.open_again(kept)
    except OSError as error:
        logger.error("stored workbook %s is missing", kept.file.name)
        raise Http404("the stored file is missing") from error
    except BadFile as wrong:
        raise Http404(str(wrong)) from wrong


def _page(request, kept, *, good_rows=False, refusal="", shown=None, status=200):
    """The faults, or the preview where there are none or their rows stay out."""
    request.shown_year = kept.year.number
    if kept.brought_back_at:
        when = cn_datetime(kept.brought_back_at)
        messages.info(request, _("“%(name)s”已于%(when)s导回。") % {"name": kept.name, "when": when})
        return redirect(kept.list_url)
    opened = _opened(kept)
    plan = bringing.plan_of(opened)
    context = {"upload": kept, "plan": plan, "notes": opened.filled.notes, "refusal": refusal}
    if plan.left and not (good_rows and plan.communities):
        every = [(row, fault) for row in plan.left for fault in row.faults]
        context |= {"faults": every[:LISTED], "count": len(every), "more": len(every) - LISTED}
        return render(request, "scoring/workbook_faults.html", context, status=status)
    context |= {
        "page_obj": Paginator(plan.changing, _a_page(plan)).get_page(request.GET.get("page")),
        "both": plan.both[:LISTED],
        "more": len(plan.both) - LISTED,
        "rows": "good" if good_rows else "all",
        "few": FEW,
        "losing": named(plan.losing, FEW, measure=_("个")),
        "falling": named(plan.falling, FEW, measure=_("个")),
        "moved": moved(shown, plan) if shown is not None else {},
    }
    return render(request, "scoring/workbook_preview.html", context, status=status)


def _a_page(plan):
    """How many communities stand on a page: all, where turning it would lose what has been ticked."""
    return max(PAGE, len(plan.changing)) if plan.both else PAGE
