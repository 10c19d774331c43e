"""Sending a kept file to somebody the access rules have let through."""

import logging
from pathlib import PurePath
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header

from districts import trail

from .uploads import CONTENT_TYPES

logger = logging.getLogger(__name__)
SAVED = ("docx", "xlsx")  # kinds a browser only saves


def serve(kept, *, to):
    """The response for a row with file, kind and name (Evidence, Document), and its line in the trail.

    Raises Http404 when the stored file is gone: then nobody has seen it."""
    answer = _send(kept, kept.file, name=kept.name, kind=kept.kind)
    trail.record("file_opened", row=kept, by=to)
    return answer


def serve_picture(kept, *, to):
    """The response for a picture: never the original, which tells where and with what it was taken."""
    answer = _send(kept, kept.shown, name=f"{PurePath(kept.name).stem}.jpg", kind="jpg")
    trail.record("file_opened", row=kept, by=to)
    return answer


def serve_thumbnail(evidence):
    """The small picture drawn on a page the person has opened: no line in the trail for each. Raises Http404 where there
    is none."""
    if not evidence.thumbnail:
        raise Http404("no picture")
    return _send(evidence, evidence.thumbnail, name=f"{evidence.key}.jpg", kind="jpg")


def _send(kept, stored, *, name, kind):
    try:
        content = stored.open("rb")
    except (OSError, ValueError) as error:  # gone from the disk, or never made
        logger.error("stored file %s of %s %s is missing", stored.name, kept._meta.model_name, kept.pk)
        raise Http404("the stored file is missing") from error
    if settings.EVIDENCE_ACCEL:
        # nginx sends it; this process has only looked that it is there.
        content.close()
        answer = HttpResponse(content_type=CONTENT_TYPES[kind])
        answer["X-Accel-Redirect"] = settings.EVIDENCE_ACCEL + quote(stored.name)
        answer["Content-Disposition"] = content_disposition_header(kind in SAVED, name)
    else:
        answer = FileResponse(
            content, filename=name, as_attachment=kind in SAVED, content_type=CONTENT_TYPES[kind]
        )
    # Whatever the file holds, it may not act as a page of this site.
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    answer["Cache-Control"] = "private, no-store"
    return answer
