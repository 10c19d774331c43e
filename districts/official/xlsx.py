"""An official table as a workbook: the form as issued, numbers as numbers, A4."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from districts.paper import BODY_FONT, CENTRE, HEAD_FONT, LEFT, SMALL_FONT, TITLE_FONT, a4, across, put
from districts.wrapping import lines_needed

from .drawn import Listed, drawn_row, drawn_rows, text_of
from .table import Share

SHARE_FORMAT, DAY_FORMAT = "0.00%", 'yyyy"年"m"月"d"日"'
LINE_POINTS, SMALL_POINTS, PADDING = 17, 15, 8
# Pixels of a character of the default font, of a Chinese one of 12 points, and what a cell keeps free beside its text.
PIXELS, CHARACTER_PIXELS, MARGIN_PIXELS = 7, 16, 14
ALIGN = {
    "centre": CENTRE,
    "left": Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1),
    "right": Alignment(horizontal="right", vertical="center", wrap_text=True),
}


def table_xlsx(table):
    """The bytes of an .xlsx with one sheet. table: OfficialTable."""
    return saved(book_of(table))


def saved(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def book_of(table):
    """The workbook, for whoever has sheets of his own to add."""
    book = Workbook()
    sheet = book.active
    sheet.title = (table.label or table.title)[:28]
    head_row = _head(sheet, table)
    row = head_row + 1
    for cells in drawn_rows(table):
        _row(sheet, row, table, cells)
        row += 1
    if table.total:
        _row(sheet, row, table, drawn_row(table, table.total), total=True)
        row += 1
    _foot(sheet, row, table)
    for position, column in enumerate(table.columns, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = _units(column.width)
    a4(sheet, head_row=head_row, landscape=table.landscape)
    return book


def _units(characters):
    """The width of a column that surely holds so many Chinese characters of 12 points in a line."""
    return round((characters * CHARACTER_PIXELS + MARGIN_PIXELS) / PIXELS, 1)


def _head(sheet, table):
    """Label, title, lines and the columns' heads. Returns the heads' row."""
    last, row = len(table.columns), 1
    if table.label:
        across(sheet, row, 1, last, table.label, font=HEAD_FONT)
        sheet.row_dimensions[row].height = 22
        row += 1
    across(sheet, row, 1, last, table.title, font=TITLE_FONT, alignment=CENTRE)
    sheet.row_dimensions[row].height = 36
    for texts in table.head_lines:
        row += 1
        for start, end, text in _spread(texts, last):
            across(sheet, row, start, end, text)
        sheet.row_dimensions[row].height = 24
    row += 1
    for position, column in enumerate(table.columns, start=1):
        put(sheet, row, position, column.head, font=HEAD_FONT)
    lines = max(lines_needed(column.head, column.width + 1) for column in table.columns)
    sheet.row_dimensions[row].height = max(26, lines * LINE_POINTS + PADDING)
    return row


def _spread(texts, columns):
    """(first column, last column, text) of texts that share a line; never more texts than columns."""
    for number, text in enumerate(texts):
        yield number * columns // len(texts) + 1, (number + 1) * columns // len(texts), text


def _row(sheet, row, table, cells, *, total=False):
    lines, font = 1, HEAD_FONT if total else BODY_FONT
    for position, (cell, column) in enumerate(zip(cells, table.columns, strict=True), start=1):
        value, number_format = _value(cell)
        put(
            sheet, row, position, value, font=font, alignment=ALIGN[column.align], number_format=number_format
        )
        lines = max(lines, _lines(cell, column))
    sheet.row_dimensions[row].height = max(26, lines * LINE_POINTS + PADDING)


def _lines(cell, column):
    """Lines a cell takes; an office program breaks a list anywhere, as a cell holds no line ends."""
    if isinstance(cell, Listed):
        return lines_needed(cell.text, column.width)
    return sum(lines_needed(line, column.width + 1) for line in text_of(cell).split("\n"))


def _value(cell):
    """(what stands in the cell, its number format)."""
    if isinstance(cell, Share):
        return None if cell.percent is None else cell.percent / 100, SHARE_FORMAT
    if isinstance(cell, Listed):
        return cell.text or None, None
    return cell, DAY_FORMAT if hasattr(cell, "year") else None


def _foot(sheet, row, table):
    characters = sum(column.width for column in table.columns)
    for text, font, points in (
        *((text, BODY_FONT, LINE_POINTS) for text in table.notes),
        *((text, SMALL_FONT, SMALL_POINTS) for text in table.small),
    ):
        across(sheet, row, 1, len(table.columns), text, font=font, alignment=LEFT)
        sheet.row_dimensions[row].height = lines_needed(text, characters) * points + 6
        row += 1
