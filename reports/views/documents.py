"""文件: what a district sends besides its list, and the city's page of who still owes what."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from districts.access import allow, year_or_404
from districts.doors import Refused
from districts.exports import send

from .. import access, actions
from ..document_overview import DocumentFilter, overview
from ..document_page import document_page, make_form, name_of_post
from ..models import Purpose, Submission
from ..tables import documents_table
from .queue import CITY
from .submissions import DISTRICT, STAFF


@allow(*DISTRICT)
@require_safe
def my_documents(request, year):
    """One's own district's documents of a year, by the address without its code."""
    year_or_404(request, year)
    district = access.documents_of(request.user, request.user.district.code)
    return redirect("reports:documents", year=year, code=district.code)


@allow(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def documents(request, year, code):
    """Look at a district's documents, or add a version of one."""
    year = year_or_404(request, year)
    if request.method == "POST":
        return _add(request, year, code)
    return _page(request, access.documents_of(request.user, code), year)


def _page(request, district, year, *, refused=None, status=200):
    page = document_page(request.user, district, year, refused)
    return render(request, "reports/documents.html", {"page": page, "year_row": year}, status=status)


def _add(request, year, code):
    purpose = request.POST.get("purpose", "")
    if purpose not in Purpose:
        raise Http404("no such document")
    purpose = Purpose(purpose)
    district = access.fillable_district(request.user, code, purpose)
    name = name_of_post(purpose, request.POST)
    sent = {"data": request.POST, "files": request.FILES}
    form = make_form(purpose, name, district=district, year=year, **sent)
    if not form.is_valid():
        return _page(request, district, year, refused=form, status=422)
    try:
        document = _keep(form, purpose, district, year, by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, district, year, refused=form, status=409)
    messages.success(request, _("已上传“%(name)s”。") % {"name": document.name})
    return redirect(f"{reverse('reports:documents', args=[year.number, district.code])}#{name}")


def _keep(form, purpose, district, year, *, by):
    checked = form.cleaned_data["file"]
    if purpose == Purpose.ANNUAL_REPORT:
        submission = get_object_or_404(Submission, district=district, year=year)
        return actions.add_annual_report(submission, checked=checked, by=by)
    return actions.add_document(district, year=year, purpose=purpose, checked=checked, by=by, **form.words)


# --- the city --------------------------------------------------------------------------------------------------


@allow(*CITY)
@require_safe
def documents_overview(request, year):
    year = year_or_404(request, year)
    page = overview(year, DocumentFilter.read(request.GET))
    return render(request, "reports/documents_overview.html", {"page": page, "year_row": year})


@allow(*CITY)
@require_safe
def documents_export(request, year, kind):
    year = year_or_404(request, year)
    page = overview(year, DocumentFilter.read(request.GET))
    return send(request, documents_table(page, year), kind, row=year)
