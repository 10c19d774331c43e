"""The safe door for files: every upload is hostile until its content shows what it is.

The type comes from the content, never from the name or what the browser says; the name is kept only to be shown.
"""

from .door import CheckedFile, check
from .faults import BadUpload
from .kinds import CONTENT_TYPES, EVIDENCE_KINDS, PICTURES, REPORT_KINDS, SCAN_KINDS
from .names import clean_name

__all__ = [
    "CONTENT_TYPES",
    "EVIDENCE_KINDS",
    "PICTURES",
    "REPORT_KINDS",
    "SCAN_KINDS",
    "BadUpload",
    "CheckedFile",
    "check",
    "clean_name",
]
