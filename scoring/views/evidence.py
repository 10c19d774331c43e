"""Evidence beside an item: through the safe door in, through the access rules out."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from districts.access import allow
from districts.doors import Refused

from .. import access
from ..evidence import add_evidence, withdraw_evidence
from ..forms import UploadForm
from ..serve import serve
from ..uploads import EVIDENCE_KINDS
from .sheets import STAFF, upload_refused


@allow(*STAFF)
@require_POST
def add(request, pk, number):
    item = access.editable_item(request.user, pk, number)
    form = UploadForm(request.POST, request.FILES, kinds=EVIDENCE_KINDS)
    if not form.is_valid():
        return upload_refused(request, item, " ".join(form.errors["file"]), status=422)
    try:
        kept = add_evidence(item, checked=form.cleaned_data["file"], by=request.user)
    except Refused as refusal:
        return upload_refused(request, item, str(refusal), status=409)
    messages.success(request, _("已上传“%(name)s”。") % {"name": kept.name})
    return _back(item)


@allow(*STAFF)
@require_POST
def withdraw(request, key):
    evidence = access.editable_evidence(request.user, key)
    try:
        withdraw_evidence(evidence, by=request.user)
        messages.success(request, _("已撤下“%(name)s”，原件仍保留备查。") % {"name": evidence.name})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(evidence.item)


@allow(*STAFF)
@require_safe
def download(request, key):
    evidence = access.visible_evidence(request.user, key)
    return serve(evidence, to=request.user)


def _back(item):
    return HttpResponseRedirect(item.sheet.item_url(item.number))
