"""Annex 1 as the spreadsheet people download, to be edited as they would."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scoring.engine.load import load_rubric
from scoring.rubric_files import rubric_xlsx

ANNEX1 = Path(__file__).parents[3] / "fixtures" / "annex1.toml"


class Edited:
    """A workbook and ways to reach into it: `at("6b", "最高扣分")` is the cell of a rule under a head."""

    def __init__(self, content):
        self.book = load_workbook(io.BytesIO(content))
        self.sheet = self.book.active
        self.head_row = next(row[0].row for row in self.sheet.iter_rows() if row[0].value == "内容")
        self.heads = {cell.value: cell.column for cell in self.sheet[self.head_row]}

    def at(self, rule, head):
        codes = self.sheet.iter_cols(self.heads["细则代码"], self.heads["细则代码"], self.head_row + 1)
        row = next(cell.row for column in codes for cell in column if cell.value == rule)
        return self.sheet.cell(row, self.heads[head])

    def line(self, label):
        return next(row[1] for row in self.sheet.iter_rows(1, self.head_row - 1) if row[0].value == label)

    @property
    def content(self):
        buffer = io.BytesIO()
        self.book.save(buffer)
        return buffer.getvalue()


@pytest.fixture(scope="session")
def annex1():
    return load_rubric(ANNEX1)


@pytest.fixture
def edited(annex1):
    return Edited(rubric_xlsx(annex1))
