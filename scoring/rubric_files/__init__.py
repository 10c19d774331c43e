"""A rubric as a file people edit: .toml, or .xlsx in the shape of 附件1. `read_rubric_file` is the one way in."""

from .read import BadRubricFile, read_rubric_file
from .wording import questions
from .write import rubric_xlsx

__all__ = ["BadRubricFile", "questions", "read_rubric_file", "rubric_xlsx"]
