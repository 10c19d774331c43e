"""Evidence beside an item: through the safe door in, through the access rules out.

The page's script sends one file at a time and gets back the item's evidence, or the sentence; without scripts the same
forms post and redirect, or show the page with the sentences."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from districts.access import allow
from districts.doors import Refused

from .. import access
from ..evidence import add_files, confirm_evidence, replace_evidence, withdraw_evidence
from ..serve import serve, serve_picture, serve_thumbnail
from ..uploads import EVIDENCE_KINDS, PICTURES, BadUpload, check
from .sheets import STAFF, somebody_else, standing_card, upload_refused


@allow(*STAFF)
@require_POST
def add(request, pk, number):
    if another := somebody_else(request):
        return another
    item = access.editable_item(request.user, pk, number)
    files = request.FILES.getlist("file")
    if not files:
        return _refused(request, item, [_("请先选择文件。")])
    kept, sentences = add_files(item, files, by=request.user)
    request.kept_files = kept
    names = "、".join(f"“{each.name}”" for each in kept.values())
    said = _("已上传%(names)s。") % {"names": names} if kept else ""
    return _refused(request, item, sentences, said) if sentences else _done(request, item, said)


@allow(*STAFF)
@require_POST
def replace(request, key):
    def act(evidence):
        if "file" not in request.FILES:
            raise BadUpload(_("请先选择文件。"))
        new = replace_evidence(
            evidence, checked=check(request.FILES["file"], EVIDENCE_KINDS), by=request.user
        )
        return _("已用“%(new)s”替换“%(old)s”，原件仍保留备查。") % {"new": new.name, "old": evidence.name}

    return _change(request, key, act)


@allow(*STAFF)
@require_POST
def confirm(request, key):
    def act(evidence):
        confirm_evidence(evidence, by=request.user)
        return _("已确认“%(name)s”适用于这一项。") % {"name": evidence.name}

    return _change(request, key, act)


@allow(*STAFF)
@require_POST
def withdraw(request, key):
    def act(evidence):
        withdraw_evidence(evidence, by=request.user)
        return _("已撤下“%(name)s”，原件仍保留备查。") % {"name": evidence.name}

    return _change(request, key, act)


@allow(*STAFF)
@require_safe
def download(request, key):
    evidence = access.visible_evidence(request.user, key)
    if evidence.kind in PICTURES:
        return serve_picture(evidence, to=request.user)
    return serve(evidence, to=request.user)


@allow(*STAFF)
@require_safe
def thumbnail(request, key):
    return serve_thumbnail(access.visible_evidence(request.user, key))


def _change(request, key, act):
    """Fetch or refuse, act, answer. act takes the evidence and returns what to say."""
    if another := somebody_else(request):
        return another
    evidence = access.editable_evidence(request.user, key)
    try:
        said = act(evidence)
    except (BadUpload, Refused) as refusal:
        return _refused(request, evidence.item, [str(refusal)])
    return _done(request, evidence.item, said)


def _done(request, item, said):
    if not request.htmx:
        messages.success(request, said)
        return HttpResponseRedirect(item.sheet.item_url(item.number))
    context = {"card": standing_card(request.user, item), "sheet": item.sheet}
    answer = render(request, "scoring/parts/evidence.html", context)
    answer["X-Evidence"] = str(item.number)
    return answer


def _refused(request, item, sentences, said=""):
    """Each file that was not taken with its own sentence; said: what was done with the others."""
    if request.htmx:
        words = "\n".join(sentences)
        return HttpResponse(
            words, status=422, content_type="text/plain; charset=utf-8", headers={"X-Refused": "1"}
        )
    if said:
        messages.success(request, said)
    return upload_refused(request, item, sentences)
