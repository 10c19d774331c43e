"""The doors of the workflow: each takes its locks (submission, then sheets by key), checks the table of moves, and
writes the row and the event in one transaction. Nothing else changes a status, a decision or a title."""

from .handing_in import correction_faults, resubmit, returned_entries, submit, withdraw
from .preparing import add_annual_report, open_submissions, save_contact
from .reviewing import conclude, decide, edited_sheet

__all__ = [
    "add_annual_report",
    "conclude",
    "correction_faults",
    "decide",
    "edited_sheet",
    "open_submissions",
    "resubmit",
    "returned_entries",
    "save_contact",
    "submit",
    "withdraw",
]
