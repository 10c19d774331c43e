from .documents import Document
from .opinions import Assignment, JointReview, Opinion, OpinionItem
from .review import Evaluation, Grade, Objection, Sample, SpotCheck, Stratum
from .submissions import LIST_ORDER, DecisionChoices, Entry, Receipt, StatusChoices, Submission
from .titles import Recheck, Title

__all__ = [
    "LIST_ORDER",
    "Assignment",
    "DecisionChoices",
    "Document",
    "Entry",
    "Evaluation",
    "Grade",
    "JointReview",
    "Objection",
    "Opinion",
    "OpinionItem",
    "Receipt",
    "Recheck",
    "Sample",
    "SpotCheck",
    "StatusChoices",
    "Stratum",
    "Submission",
    "Title",
]
