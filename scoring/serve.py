"""Sending a kept file to somebody the access rules have let through."""

import logging

from django.http import FileResponse, Http404

from districts import trail

from .uploads import CONTENT_TYPES

logger = logging.getLogger(__name__)


def serve(kept, *, to):
    """The response for a row with file, kind and name (Evidence, Document), and its line in the trail.

    Raises Http404 when the stored file is gone: then nobody has seen it."""
    try:
        content = kept.file.open("rb")
    except OSError as error:
        logger.error("stored file %s of %s %s is missing", kept.file.name, kept._meta.model_name, kept.pk)
        raise Http404("the stored file is missing") from error
    trail.record("file_opened", row=kept, by=to)
    response = FileResponse(
        content,
        filename=kept.name,
        as_attachment=kept.kind == "docx",
        content_type=CONTENT_TYPES[kept.kind],
    )
    # Whatever the file holds, it may not act as a page of this site.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["Cache-Control"] = "private, no-store"
    return response
