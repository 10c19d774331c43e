"""The error workbook: a fresh file with the rows somebody sent, the bad cells coloured and told. No database.

It keeps every cell where it was, and the hidden sheet: corrected, it can be brought back as it is. A cell nobody could read
is marked UNREAD: brought back as it is, it is the same fault."""

import re
from copy import copy

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter

from ..engine.rules import shorten
from . import layout
from .limits import limit
from .looks import CENTRE, HEAD, LEFT, Pen, head_height
from .write import FIXED_HEAD, WIDTHS, column_width

BAD = PatternFill("solid", fgColor="FFF6C7BE")
LONGEST = 16_000  # characters; Excel's cells and comments end at 32,767 units, of which one takes up to two
PLAIN_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{0,3}[1-9])?", re.ASCII)
TOLD_WIDTH, STRANGE_WIDTH = 60, 12


def write_faults(filled, checked, *, rubric, file):
    """Write the error workbook of a Filled into a binary file. checked: its rows as check.check gives them."""
    book = Workbook()
    sheet = book.active
    sheet.title = layout.ENTRY
    pen, told = Pen(sheet), _told_column(filled)
    counted = {filled.columns[column.key] for column in layout.columns(rubric) if column.rule} | {
        filled.columns[layout.KEY]
    }
    for number, cells in enumerate(filled.sheet.rows, start=1):
        if number != filled.head.number:
            _put_row(pen, number, cells, skip=told, counted=counted)
    _head(pen, filled, rubric, told)
    for row in checked:
        _tell(pen, row, told)
    for column in layout.columns(rubric):
        if column.number is not None:
            letter = get_column_letter(filled.columns[column.key])
            sheet.add_data_validation(
                limit(column, f"{letter}{filled.head.number + 1}:{letter}{sheet.max_row}")
            )
    hidden = Pen(book.create_sheet(layout.HIDDEN))
    hidden.sheet.sheet_state = "hidden"
    for number, cells in enumerate(filled.hidden.rows, start=1):
        _put_row(hidden, number, cells)
    book.save(file)


def _told_column(filled):
    """Where the faults are told: a column 问题 the file already has, or one after the last."""
    heads = [text.strip() for text in filled.head.cells]
    return heads.index(layout.PROBLEMS) + 1 if layout.PROBLEMS in heads else len(heads) + 1


def _put_row(pen, number, cells, skip=None, counted=frozenset()):
    for column, said in enumerate(cells, start=1):
        if said and column != skip:
            pen.put(number, column, _number(said) if column in counted else said)


def _number(said):
    """A number as one where that changes nothing of what was written; any other text as it is."""
    if PLAIN_NUMBER.fullmatch(said):
        return float(said) if "." in said else int(said)
    return said


def _head(pen, filled, rubric, told):
    sheet, number = pen.sheet, filled.head.number
    laid = {
        filled.columns[column.key]: column
        for column in layout.columns(rubric)
        if column.key in filled.columns
    }
    heads = [*filled.head.cells, ""]
    heads[told - 1] = layout.PROBLEMS
    widths = []
    for column, head in enumerate(heads, start=1):
        known = laid.get(column)
        width = TOLD_WIDTH if column == told else column_width(known) if known else STRANGE_WIDTH
        widths.append(width)
        sheet.column_dimensions[get_column_letter(column)].width = width
        if head:
            pen.put(number, column, head, CENTRE, HEAD, FIXED_HEAD)
    sheet.row_dimensions[number].height = head_height(heads, widths)
    sheet.freeze_panes = sheet.cell(number + 1, len(WIDTHS) + 1)
    sheet.auto_filter.ref = f"A{number}:{get_column_letter(told)}{max(sheet.max_row, number + 1)}"


def _tell(pen, row, told):
    for fault in row.faults:
        cell = pen.sheet.cell(fault.row, fault.column)
        if fault.unread:
            cell = pen.put(fault.row, fault.column, fault.value + layout.UNREAD)
        cell._style = copy(cell._style)  # cells that look alike share it
        cell.fill = BAD
        said = f"{cell.comment.text}\n{fault.sentence}" if cell.comment else fault.sentence
        cell.comment = Comment(shorten(said, LONGEST), _("绿色社区系统"), width=320, height=120)
    if row.faults:
        sentences = [f"{fault.address}：{fault.sentence}" for fault in row.faults]
        pen.put(row.row.number, told, shorten("\n".join(sentences), LONGEST), LEFT)
