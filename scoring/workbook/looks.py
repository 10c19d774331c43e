"""How the cells of the score workbook look: one pen for each sheet, frozen heads, filter, paper."""

from math import ceil

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from districts.cell_text import cell_text
from districts.exports.table import STARTS_A_FORMULA

INK, PALE = "FF1D2220", "FFC9C4B8"
FACE = "微软雅黑"  # where it is missing the office program puts in its own
BODY, HEAD = Font(name=FACE, size=10, color=INK), Font(name=FACE, size=9, bold=True, color=INK)
TITLE, GREY_TEXT = Font(name=FACE, size=14, bold=True, color=INK), Font(name=FACE, size=9, color="FF646961")
HAIR = Side(style="thin", color=PALE)
BOX = Border(left=HAIR, right=HAIR, top=HAIR, bottom=HAIR)
LEFT = Alignment(vertical="center", wrap_text=True)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
OPEN = Protection(locked=False)
HEAD_POINTS = 14


class Pen:
    """Writes cells of one sheet, each look made once: styling every cell by itself takes seconds for a large file."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.looks = {}

    def put(self, row, column, value, alignment=LEFT, font=BODY, fill=None):
        """One cell. A text is always a text: = at its start makes no formula, and stays text when it is edited."""
        is_text = isinstance(value, str)
        if is_text:
            value = cell_text(value)
        cell = self.sheet.cell(row, column, value)
        if is_text:
            cell.data_type = "s"
        self._dress(cell, alignment, font, fill, is_text and value.startswith(STARTS_A_FORMULA))
        return cell

    def formula(self, row, column, formula, font=BODY):
        cell = self.sheet.cell(row, column, formula)
        self._dress(cell, CENTRE, font, None, False)

    def _dress(self, cell, alignment, font, fill, quoted):
        look = (id(alignment), id(font), fill, quoted)
        if look not in self.looks:
            cell.alignment, cell.font, cell.border, cell.protection = alignment, font, BOX, OPEN
            if fill:
                cell.fill = PatternFill("solid", fgColor=fill)
            cell.quotePrefix = quoted
            self.looks[look] = cell._style
        cell._style = self.looks[look]


def lines_of(said, width):
    """How many lines a text takes in a column of that many units; a Chinese character is about two units wide."""
    units = (sum(2 if character > "\u2000" else 1 for character in part) for part in said.split("\n"))
    return sum(max(1, ceil(wide / (width - 2))) for wide in units)


def head_height(heads, widths):
    """Points for a head row whose texts wrap; Excel allows 409."""
    return min(409, max(map(lines_of, heads, widths)) * HEAD_POINTS + 8)


def head_row(pen, heads, widths, fills):
    sheet = pen.sheet
    for column, (head, width, fill) in enumerate(zip(heads, widths, fills, strict=True), start=1):
        pen.put(1, column, head, CENTRE, HEAD, fill)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[1].height = head_height(heads, widths)


def table_of(sheet, last_row, frozen):
    """Filter, frozen heads and paper of a sheet that is one table; its first `frozen` columns stay in sight."""
    sheet.auto_filter.ref = f"A1:{get_column_letter(sheet.max_column)}{last_row}"
    sheet.freeze_panes = sheet.cell(2, frozen + 1)
    sheet.print_title_rows, sheet.print_title_cols = "1:1", f"A:{get_column_letter(frozen)}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = sheet.ORIENTATION_LANDSCAPE, sheet.PAPERSIZE_A4
    sheet.page_margins.left = sheet.page_margins.right = 0.4


def on_one_width(sheet):
    """Paper as wide as the sheet, as many pages long as it takes."""
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
