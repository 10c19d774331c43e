"""Proof of a hand-in, and the files that went with it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from districts.access import allow
from scoring.serve import serve

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


@allow(*STAFF)
@require_safe
def document(request, key):
    found = access.visible_document(request.user, key)
    return serve(found, to=request.user)
