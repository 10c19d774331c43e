"""One's own jobs: the list, how far one is, the file when it is ready."""

import logging

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from .. import trail
from ..access import signed_in
from ..doors import Refused
from ..downloads import download_header
from . import EXPORT_ROWS, actions, queries
from .access import own_job, own_jobs
from .kinds import KINDS

logger = logging.getLogger(__name__)
NEWEST = 100


@signed_in
@require_safe
def jobs(request):
    return render(
        request,
        "districts/jobs.html",
        {
            "jobs": own_jobs(request.user)[:NEWEST],
            "newest": NEWEST,
            "rows": EXPORT_ROWS,
            "keep_days": actions.KEEP_DAYS,
        },
    )


@signed_in
@require_safe
def job(request, pk):
    """The page of a job; to the script that asks every two seconds, the part of it that changes."""
    found = own_job(request.user, pk)
    kind = KINDS.get(found.kind)
    context = {
        "job": found,
        "back": kind.back(found.params) if kind and not found.is_open else None,
        "keep_days": actions.KEEP_DAYS,
        "stuck": queries.is_stuck(found),
    }
    if found.is_open:
        context |= {
            "nobody": queries.waits_for_nobody(),
            "before": queries.before(found),
            "silent": queries.is_silent(found),
        }
    part = request.headers.get("HX-Request")
    return render(request, "districts/parts/job.html" if part else "districts/job.html", context)


@signed_in
@require_safe
def job_file(request, pk):
    """The file a job made, for whoever asked for it; in the trail as a file that was looked at."""
    found = own_job(request.user, pk)
    if not found.file:
        raise Http404("no file")
    try:
        content = found.file.open("rb")
    except OSError as error:
        logger.error("file %s of job %s is missing", found.file.name, found.pk)
        raise Http404("the stored file is missing") from error
    trail.record("file_opened", row=found, by=request.user, after={"file": found.name})
    response = FileResponse(content)
    response["Content-Disposition"] = download_header(found.name, f"job-{found.pk}.{_ending(found)}")
    response["Cache-Control"] = "private, no-store"
    return response


def _ending(found):
    return found.name.rpartition(".")[2]


@signed_in
@require_POST
def again(request, pk):
    found = own_job(request.user, pk)
    try:
        actions.ask_again(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已经重新申请。"))
    return redirect(found)
