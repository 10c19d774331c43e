"""Proof of a hand-in, and the files a district has sent."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from districts.access import allow
from districts.models import Role
from scoring.serve import serve, serve_picture

from .. import access
from ..receipt_page import receipt_page
from .submissions import STAFF


@allow(*STAFF)
@require_safe
def receipt(request, pk):
    found = access.visible_receipt(request.user, pk)
    request.shown_year = found.submission.year.number
    page = receipt_page(found)
    return render(request, "reports/receipt.html", {"page": page, "receipt": page.receipt})


@allow(*STAFF, Role.DEPARTMENT)
@require_safe
def document(request, key):
    found = access.visible_document(request.user, key)
    return (serve_picture if found.shown else serve)(found, to=request.user)
