"""A score sheet as a workbook: the table of scoring.printed.table, A4 landscape, numbers as numbers."""

from io import BytesIO

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.units import pixels_to_EMU

from districts.paper import CENTRE, LEFT, SMALL_FONT, TITLE_FONT, a4, across, put
from districts.qr import qr_png
from districts.wrapping import lines_needed

SMALL_HEAD = Font(name="黑体", size=10.5)
# A cell that goes on over the page keeps its text on the first.
TOP = Alignment(horizontal="left", vertical="top", wrap_text=True)
# 内容, 分值, number, 建设标准, 评分标准, 得分, notes: widths in characters of the default font; it shrinks
# a little on A4 landscape, so that a sheet takes two pages.
WIDTHS = (12, 6, 5, 34, 44, 8, 58)
GROUP, POINTS, NUMBER, STANDARD, CRITERIA, SCORE, NOTES = range(1, 8)
# The parts of a line above and below the table, each over these columns.
PARTS = ((GROUP, NUMBER), (STANDARD, STANDARD), (CRITERIA, CRITERIA), (SCORE, NOTES))
PIXELS, CHARACTER_PIXELS, MARGIN_PIXELS = 7, 14, 21
LINE_POINTS, PADDING, LOWEST = 15, 8, 24
# Excel allows a row 409 points; a longer text goes on in the next row of the same item. The longest reason is one.
ROW_LINES = 25
QR_PIXELS = 86
HEAD_ROW = 5


def sheet_xlsx(table):
    """The bytes of an .xlsx of one sheet. table: PrintedSheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "评分表"
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _head(sheet, table)
    row = HEAD_ROW + 1
    for group in table.groups:
        row = _group_rows(sheet, row, group)
    _sum_row(sheet, row, table)
    _foot(sheet, row + 1, table)
    a4(sheet, head_row=HEAD_ROW)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def characters(start, end=None):
    """Chinese characters that surely fit one line of the columns from start to end."""
    return (sum(WIDTHS[start - 1 : end or start]) * PIXELS - MARGIN_PIXELS) // CHARACTER_PIXELS


def height(lines):
    return max(LOWEST, lines * LINE_POINTS + PADDING)


def pieces(texts, fit):
    """The paragraphs `texts` in pieces of at most ROW_LINES lines of `fit` characters each; at least one piece. A
    paragraph is never divided."""
    made, lines = [[]], 0
    for text in texts:
        needed = lines_needed(text, fit)
        if made[-1] and lines + needed > ROW_LINES:
            made.append([])
            lines = 0
        made[-1].append(text)
        lines += needed
    return made


def _head(sheet, table):
    across(sheet, 1, GROUP, NOTES, table.title, font=TITLE_FONT, alignment=CENTRE)
    across(sheet, 2, GROUP, NOTES, table.subtitle, font=SMALL_HEAD, alignment=CENTRE)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 34, 20
    for row, facts in enumerate(table.facts_by_row, start=3):
        _parts(sheet, row, [f"{label}：{text}" for label, text in facts])
    spans = (GROUP, POINTS, NUMBER, CRITERIA, SCORE, NOTES)
    for column, head in zip(spans, table.heads, strict=True):
        put(sheet, HEAD_ROW, column, head, font=SMALL_HEAD)
    _merge(sheet, HEAD_ROW, NUMBER, HEAD_ROW, STANDARD)
    sheet.row_dimensions[HEAD_ROW].height = LOWEST
    _picture(sheet, table.address)


def _picture(sheet, address):
    """The QR code, in the right corner above the table."""
    picture = Image(BytesIO(qr_png(address)))
    side = pixels_to_EMU(QR_PIXELS)
    left = pixels_to_EMU(WIDTHS[-1] * PIXELS - QR_PIXELS)
    corner = AnchorMarker(col=NOTES - 1, colOff=left, row=0, rowOff=pixels_to_EMU(4))
    picture.anchor = OneCellAnchor(_from=corner, ext=XDRPositiveSize2D(side, side))
    sheet.add_image(picture)


def _group_rows(sheet, row, group):
    start = row
    for line in group.lines:
        row = _line_rows(sheet, row, line)
    for each in range(start, row):
        put(sheet, each, GROUP, group.title if each == start else None, font=SMALL_FONT, alignment=TOP)
    _merge(sheet, start, GROUP, row - 1, GROUP)
    heights = sum(sheet.row_dimensions[each].height for each in range(start, row))
    sheet.row_dimensions[row - 1].height += max(
        0, height(lines_needed(group.title, characters(GROUP))) - heights
    )
    return row


def _line_rows(sheet, row, line):
    """The item's row; a long text goes on in further rows, the item's other cells standing over all. Returns the next
    free row."""
    start = row
    beside = max(
        lines_needed(line.standard, characters(STANDARD)), lines_needed(line.criteria, characters(CRITERIA))
    )
    for texts in pieces(line.texts, characters(NOTES)):
        first = row == start
        _line_cells(sheet, row, line, texts, first=first)
        needed = sum(lines_needed(text, characters(NOTES)) for text in texts)
        sheet.row_dimensions[row].height = height(max(needed, beside if first else 1))
        row += 1
    for column in (POINTS, NUMBER, STANDARD, CRITERIA, SCORE):
        _merge(sheet, start, column, row - 1, column)
    return row


def _line_cells(sheet, row, line, texts, *, first):
    cells = (
        (POINTS, line.points, CENTRE),
        (NUMBER, line.number, CENTRE),
        (STANDARD, line.standard, LEFT),
        (CRITERIA, line.criteria, LEFT),
        (SCORE, line.score if line.score != "" else None, CENTRE),
    )
    for column, value, alignment in cells:
        put(sheet, row, column, value if first else None, font=SMALL_FONT, alignment=alignment)
    put(sheet, row, NOTES, "\n".join(texts) or None, font=SMALL_FONT, alignment=LEFT)


def _sum_row(sheet, row, table):
    for column in range(GROUP, NOTES + 1):
        put(sheet, row, column, None)
    put(sheet, row, GROUP, _("合计"), font=SMALL_HEAD)
    put(sheet, row, POINTS, table.points, font=SMALL_HEAD)
    put(sheet, row, NUMBER, table.pass_rule, font=SMALL_FONT, alignment=LEFT)
    put(sheet, row, SCORE, table.total if table.total != "" else None, font=SMALL_HEAD)
    _merge(sheet, row, NUMBER, row, CRITERIA)
    sheet.row_dimensions[row].height = height(lines_needed(table.pass_rule, characters(NUMBER, CRITERIA)))


def _foot(sheet, row, table):
    _parts(sheet, row, table.signatures)
    sheet.row_dimensions[row].height = 40
    across(sheet, row + 1, GROUP, NOTES, table.foot, font=SMALL_FONT)
    sheet.row_dimensions[row + 1].height = height(lines_needed(table.foot, characters(GROUP, NOTES)))


def _parts(sheet, row, texts):
    """One line of parts side by side, high enough for the longest."""
    for (start, end), text in zip(PARTS, texts, strict=True):
        across(sheet, row, start, end, text, font=SMALL_FONT)
    sheet.row_dimensions[row].height = height(
        max(lines_needed(text, characters(*part)) for part, text in zip(PARTS, texts, strict=True))
    )


def _merge(sheet, top, left, bottom, right):
    if (top, left) != (bottom, right):
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
