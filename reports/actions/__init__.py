"""The doors of the workflow: each takes its locks (submission, then sheets by key), checks the table of moves, and
writes the row and the event in one transaction. Nothing else changes a status, a decision or a title."""

from .documents import accept_practice, add_annual_report, add_document, withdraw_acceptance
from .evaluating import evaluate
from .handing_in import resubmit, submit, withdraw
from .handing_over import hand_over
from .joint_review import change_joint_review
from .noticing import extend_notice, open_notice, why_not_extendable, why_not_withdrawable, withdraw_notice
from .objecting import answer_objection, make_objection
from .opining import give_opinion, nothing_against
from .preparing import open_submissions, save_contact, save_joined
from .public_objections import answer_public_objection, record_public_objection, why_not_objectable
from .reviewing import conclude, decide, recognise_all, return_entries
from .titles import correct_publication, publish_titles, recheck_title
from .visiting import draw_sample, start_rescore
from .whole import reopen, send_back

__all__ = [
    "accept_practice",
    "add_annual_report",
    "add_document",
    "answer_objection",
    "answer_public_objection",
    "change_joint_review",
    "conclude",
    "correct_publication",
    "decide",
    "draw_sample",
    "evaluate",
    "extend_notice",
    "give_opinion",
    "hand_over",
    "make_objection",
    "nothing_against",
    "open_notice",
    "open_submissions",
    "publish_titles",
    "recheck_title",
    "recognise_all",
    "record_public_objection",
    "reopen",
    "resubmit",
    "return_entries",
    "save_contact",
    "save_joined",
    "send_back",
    "start_rescore",
    "submit",
    "why_not_extendable",
    "why_not_objectable",
    "why_not_withdrawable",
    "withdraw",
    "withdraw_acceptance",
    "withdraw_notice",
]
