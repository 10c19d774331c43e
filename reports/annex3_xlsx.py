"""附件3 as a spreadsheet: the form as issued, A4 landscape, numbers as numbers. Knows nothing of the database."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from districts.paper import (
    BODY_FONT,
    CENTRE,
    HEAD_FONT,
    SMALL_FONT,
    TITLE_FONT,
    a4_landscape,
    across,
    put,
)
from districts.text import cn_date
from districts.wrapping import chunks, lines_needed

from .annex3 import LABEL, NOTE, TITLE

LIST = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
SHARE_FORMAT = "0.00%"
# Column widths in characters of the default font: A4 landscape is nearly full with Calibri, and shrinks a little
# where an office program puts a wider font in its place. What a year without names leaves free goes to the other.
NAME_WIDTH, LISTS_WIDTH, NARROW_LIST, FIGURE_WIDTH = 11, 70, 20, 9
PIXELS, CHARACTER_PIXELS, MARGIN_PIXELS = 7, 16, 21
LINE_POINTS, SMALL_POINTS, PADDING = 17, 15, 8
# Chinese characters of 12 (of 10.5) points that surely fit the whole width.
FOOT_CHARACTERS, SMALL_CHARACTERS = 54, 62
# A list of so many lines still stands in one row on the first page; of longer ones two rows fit every page. Excel
# allows 409 points.
WHOLE_LINES, ROW_LINES = 19, 10
HEAD_ROW = 5


def annex3_xlsx(table):
    """The bytes of an .xlsx that looks like the form. table: reports.annex3.Annex3."""
    book = Workbook()
    sheet = book.active
    sheet.title = LABEL
    widths = list_widths(table)
    columns = len(table.heads)
    _head(sheet, table, columns)
    row = HEAD_ROW + 1
    for district in table.rows:
        row = _district_rows(sheet, row, district, widths)
    _total_row(sheet, row, table.total)
    _foot(sheet, row + 1, table, columns)
    _page(sheet, widths)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def list_widths(table):
    """How the years' list columns share their width: equally, or narrow where a year has no names at all."""
    named = [
        any(row.years[n] and row.years[n].names for row in table.rows) for n in range(len(table.year_numbers))
    ]
    if all(named) or not any(named):
        return [LISTS_WIDTH // len(named)] * len(named)
    wide = (LISTS_WIDTH - NARROW_LIST * named.count(False)) // named.count(True)
    return [wide if has_names else NARROW_LIST for has_names in named]


def list_characters(width):
    """Chinese characters of 12 points that surely fit one line of a list column of `width`."""
    return (width * PIXELS - MARGIN_PIXELS) // CHARACTER_PIXELS


def _head(sheet, table, columns):
    filled_on = cn_date(table.filled_on) if table.filled_on else ""
    across(sheet, 1, 1, columns, LABEL, font=HEAD_FONT)
    across(sheet, 2, 1, columns, TITLE, font=TITLE_FONT, alignment=CENTRE)
    across(sheet, 3, 1, 4, f"填报单位：{table.unit}（盖章）")
    across(sheet, 3, 5, columns, f"填报时间：{filled_on}")
    across(sheet, 4, 1, columns, f"联系人及联系电话：{table.contact}")
    for column, head in enumerate(table.heads, start=1):
        put(sheet, HEAD_ROW, column, head, font=HEAD_FONT)
    for row, points in ((1, 22), (2, 36), (3, 22), (4, 24), (HEAD_ROW, 38)):
        sheet.row_dimensions[row].height = points


def _district_rows(sheet, row, district, widths):
    """The district's row; a long list goes on in further rows under the district's name, its figures standing
    once. Returns the next free row."""
    room = [list_characters(width) for width in widths]
    parts = _parts(district, room, WHOLE_LINES)
    if any(len(part) > 1 for part in parts):
        parts = _parts(district, room, ROW_LINES)
    for index in range(max(len(part) for part in parts)):
        texts = [part[index] if index < len(part) else "" for part in parts]
        _row_cells(sheet, row, district, texts, first=index == 0)
        lines = max(lines_needed(text, fit) for text, fit in zip(texts, room, strict=True))
        sheet.row_dimensions[row].height = max(26, lines * LINE_POINTS + PADDING)
        row += 1
    return row


def _parts(district, room, lines):
    """The names of each year in pieces of at most `lines` lines; a year without a report is one empty piece."""
    return [
        chunks(cell.names, fit, lines) if cell else [""]
        for cell, fit in zip(district.years, room, strict=True)
    ]


def _row_cells(sheet, row, district, texts, *, first):
    put(sheet, row, 1, district.name if first else f"{district.name}（续）")
    for position, (cell, text) in enumerate(zip(district.years, texts, strict=True)):
        column = 2 + 3 * position
        put(sheet, row, column, text or None, alignment=LIST)
        put(sheet, row, column + 1, cell.count if first and cell else None)
        _put_share(sheet, row, column + 2, cell.share if first and cell else None)
    _put_share(sheet, row, 2 + 3 * len(district.years), district.share if first else None)


def _put_share(sheet, row, column, percent):
    put(sheet, row, column, None if percent is None else percent / 100, number_format=SHARE_FORMAT)


def _total_row(sheet, row, total):
    put(sheet, row, 1, total.name, font=HEAD_FONT)
    for position, cell in enumerate(total.years):
        column = 2 + 3 * position
        put(sheet, row, column, "/")
        put(sheet, row, column + 1, cell.count if cell else None)
        _put_share(sheet, row, column + 2, cell.share if cell else None)
    _put_share(sheet, row, 2 + 3 * len(total.years), total.share)
    sheet.row_dimensions[row].height = 26


def _foot(sheet, row, table, columns):
    _foot_line(sheet, row, columns, NOTE, BODY_FONT, FOOT_CHARACTERS, LINE_POINTS)
    for offset, text in enumerate(table.foot, start=1):
        _foot_line(sheet, row + offset, columns, text, SMALL_FONT, SMALL_CHARACTERS, SMALL_POINTS)


def _foot_line(sheet, row, columns, text, font, characters, points):
    across(sheet, row, 1, columns, text, font=font)
    sheet.row_dimensions[row].height = lines_needed(text, characters) * points + 4


def _page(sheet, widths):
    lists = [width for wide in widths for width in (wide, FIGURE_WIDTH, FIGURE_WIDTH)]
    for column, width in enumerate([NAME_WIDTH, *lists, FIGURE_WIDTH], start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    a4_landscape(sheet, head_row=HEAD_ROW)
