"""Sending a kept file to somebody the access rules have let through."""

from django.http import FileResponse

from .uploads import CONTENT_TYPES


def serve(kept):
    """The response for a row with file, kind and name (Evidence, Document)."""
    response = FileResponse(
        kept.file.open("rb"),
        filename=kept.name,
        as_attachment=kept.kind == "docx",
        content_type=CONTENT_TYPES[kept.kind],
    )
    # Whatever the file holds, it may not act as a page of this site.
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["Cache-Control"] = "private, no-store"
    return response
