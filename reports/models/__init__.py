from .documents import Document
from .submissions import DecisionChoices, Entry, Receipt, StatusChoices, Submission
from .titles import Title

__all__ = ["DecisionChoices", "Document", "Entry", "Receipt", "StatusChoices", "Submission", "Title"]
