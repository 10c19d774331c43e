from .documents import Document
from .notices import NoticeLine, PublicNotice, PublicObjection
from .review import Evaluation, Grade, Objection, Sample, SpotCheck, Stratum
from .submissions import LIST_ORDER, DecisionChoices, Entry, Receipt, StatusChoices, Submission
from .titles import Recheck, Title

__all__ = [
    "LIST_ORDER",
    "DecisionChoices",
    "Document",
    "Entry",
    "Evaluation",
    "Grade",
    "NoticeLine",
    "Objection",
    "PublicNotice",
    "PublicObjection",
    "Receipt",
    "Recheck",
    "Sample",
    "SpotCheck",
    "StatusChoices",
    "Stratum",
    "Submission",
    "Title",
]
