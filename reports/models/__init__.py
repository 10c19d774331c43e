from .documents import ONCE, STAMPED, Acceptance, Document, GoodPractice, Purpose
from .notices import NoticeLine, PublicNotice, PublicObjection
from .opinions import Assignment, JointReview, Opinion, OpinionItem
from .review import Evaluation, Grade, Objection, Sample, SpotCheck, Stratum
from .submissions import LIST_ORDER, DecisionChoices, Entry, Receipt, StatusChoices, Submission
from .telling import Digest, Message
from .titles import Recheck, Title

__all__ = [
    "LIST_ORDER",
    "ONCE",
    "STAMPED",
    "Acceptance",
    "Assignment",
    "DecisionChoices",
    "Digest",
    "Document",
    "Entry",
    "Evaluation",
    "GoodPractice",
    "Grade",
    "JointReview",
    "Message",
    "NoticeLine",
    "Objection",
    "Opinion",
    "OpinionItem",
    "PublicNotice",
    "PublicObjection",
    "Purpose",
    "Receipt",
    "Recheck",
    "Sample",
    "SpotCheck",
    "StatusChoices",
    "Stratum",
    "Submission",
    "Title",
]
