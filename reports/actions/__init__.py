"""The doors of the workflow: each takes its locks (submission, then sheets by key), checks the table of moves, and
writes the row and the event in one transaction. Nothing else changes a status, a decision or a title."""

from .evaluating import evaluate
from .handing_in import resubmit, submit, withdraw
from .joint_review import change_joint_review
from .objecting import answer_objection, make_objection
from .opining import give_opinion, nothing_against
from .preparing import add_annual_report, open_submissions, save_contact, save_joined
from .reviewing import conclude, decide, recognise_all, return_entries
from .titles import correct_publication, publish_titles, recheck_title
from .visiting import draw_sample, start_rescore
from .whole import reopen, send_back

__all__ = [
    "add_annual_report",
    "answer_objection",
    "change_joint_review",
    "conclude",
    "correct_publication",
    "decide",
    "draw_sample",
    "evaluate",
    "give_opinion",
    "make_objection",
    "nothing_against",
    "open_submissions",
    "publish_titles",
    "recheck_title",
    "recognise_all",
    "reopen",
    "resubmit",
    "return_entries",
    "save_contact",
    "save_joined",
    "send_back",
    "start_rescore",
    "submit",
    "withdraw",
]
