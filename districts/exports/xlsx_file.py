"""A table as a spreadsheet, written row by row: bold head that stays, filter, widths; numbers are numbers, days are
days, text is always text."""

from itertools import chain, islice

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from districts.cell_text import cell_text

from .table import STARTS_A_FORMULA, clean, remembering

ROWS = 1_048_575  # below the head; Excel ends there, and the table goes on on another sheet
SHARE_FORMAT, TEXT_FORMAT = "0.00%", "@"
TITLE_LENGTH = 28
A4 = 9  # the number of the paper
HEAD = Font(bold=True)


def write_xlsx(table, file):
    """Write the table into an open binary file."""
    book = Workbook(write_only=True)
    for number, rows in enumerate(_parts(table.rows), start=1):
        title = table.title[:TITLE_LENGTH]
        sheet = book.create_sheet(title if number == 1 else f"{title} {number}")
        _fill(sheet, table, rows)
    book.save(file)


def _parts(rows):
    """The rows in as many iterators as sheets are needed, at least one; each is used up before the next."""
    rows = iter(rows)
    yield islice(rows, ROWS)
    for first in rows:
        yield chain([first], islice(rows, ROWS - 1))


def _fill(sheet, table, rows):
    sheet.freeze_panes = "A2"
    _print_whole(sheet)
    for position, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = column.width
    sheet.append([_head(sheet, column.head) for column in table.columns])
    written, shares, plain = 1, table.shares, remembering(_plain)
    texts = [position for position, column in enumerate(table.columns) if column.text]
    for row in rows:
        cells = [_as_text(sheet, value) if odd else value for value, odd in map(plain, row)]
        for position in shares:
            cells[position] = _share(sheet, cells[position])
        for position in texts:
            cells[position] = _text(sheet, cells[position])
        sheet.append(cells)
        written += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{written}"
    sheet.close()


def _print_whole(sheet):
    """On paper the list lies across A4, all its columns on one page, its head on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _head(sheet, text):
    cell = WriteOnlyCell(sheet, text)
    cell.font = HEAD
    return cell


def _plain(value):
    """(the value as it may stand in a cell, whether openpyxl would guess a formula or an error from its text)."""
    value = clean(value)
    if not isinstance(value, str):
        return value, False
    value = cell_text(value)
    return value, value.startswith(STARTS_A_FORMULA) or value in ERROR_CODES


def _as_text(sheet, value):
    """A cell in which such a text is written as the text it is."""
    cell = WriteOnlyCell(sheet, value)
    cell.data_type, cell.quotePrefix = "s", True
    return cell


def _text(sheet, value):
    cell = value if isinstance(value, Cell) else WriteOnlyCell(sheet, value)
    cell.number_format = TEXT_FORMAT
    return cell


def _share(sheet, percent):
    if percent is None:
        return None
    cell = WriteOnlyCell(sheet, percent / 100)
    cell.number_format = SHARE_FORMAT
    return cell
