from .documents import Document
from .review import Evaluation, Grade, Objection, Sample, SpotCheck, Stratum
from .submissions import LIST_ORDER, DecisionChoices, Entry, Receipt, StatusChoices, Submission
from .telling import Digest, Message
from .titles import Recheck, Title

__all__ = [
    "LIST_ORDER",
    "DecisionChoices",
    "Digest",
    "Document",
    "Entry",
    "Evaluation",
    "Grade",
    "Message",
    "Objection",
    "Receipt",
    "Recheck",
    "Sample",
    "SpotCheck",
    "StatusChoices",
    "Stratum",
    "Submission",
    "Title",
]
