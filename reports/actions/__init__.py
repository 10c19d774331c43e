"""The doors of the workflow: each takes its locks (submission, then sheets by key), checks the table of moves, and
writes the row and the event in one transaction. Nothing else changes a status, a decision or a title."""

from .handing_in import resubmit, submit, withdraw
from .preparing import add_annual_report, open_submissions, save_contact
from .reviewing import conclude, decide

__all__ = [
    "add_annual_report",
    "conclude",
    "decide",
    "open_submissions",
    "resubmit",
    "save_contact",
    "submit",
    "withdraw",
]
