from .evidence import Evidence
from .rubrics import Adoption, Rubric
from .sheets import ItemScore, Lock, ScoreSheet, Stage, State
from .workbooks import WorkbookUpload

__all__ = [
    "Adoption",
    "Evidence",
    "ItemScore",
    "Lock",
    "Rubric",
    "ScoreSheet",
    "Stage",
    "State",
    "WorkbookUpload",
]
