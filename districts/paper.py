"""Cells of official tables in a workbook: fonts, rules, text that is always text, A4. Knows nothing of any table."""

from copy import copy
from weakref import WeakKeyDictionary

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from districts.cell_text import cell_text

# Fonts as official documents name them; where they are missing the office program puts in its own.
TITLE_FONT = Font(name="方正小标宋简体", size=20)
HEAD_FONT = Font(name="黑体", size=12)
BODY_FONT = Font(name="仿宋_GB2312", size=12)
SMALL_FONT = Font(name="仿宋_GB2312", size=10.5)

THIN = Side(style="thin", color="FF000000")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)


def put(sheet, row, column, value, *, font=BODY_FONT, alignment=CENTRE, border=BOX, number_format=None):
    """Write one cell; text is always text, so that a name is never a formula."""
    if isinstance(value, str):
        value = cell_text(value)
    cell = sheet.cell(row, column, value)
    if isinstance(value, str):
        cell.data_type = "s"
    _dress(cell, font, alignment, border, number_format)
    return cell


# Workbook -> what a cell is dressed in -> (what the workbook keeps for it, its parts, so that their ids stay theirs).
_dressed = WeakKeyDictionary()


def _dress(cell, *style):
    """Set font, alignment, border and number format. openpyxl looks each up among the workbook's by all of its parts, which
    takes most of the time a workbook takes: a cell dressed like an earlier one takes over what was found for that."""
    like = _dressed.setdefault(cell.parent.parent, {})
    key = tuple(map(id, style))
    if key in like:
        cell._style = copy(like[key][0])
        return
    cell.font, cell.alignment, border, number_format = style
    if border:
        cell.border = border
    if number_format:
        cell.number_format = number_format
    like[key] = copy(cell._style), style


def across(sheet, row, start, end, text, *, font=BODY_FONT, alignment=LEFT):
    """Write one text over the columns from start to end, without rules."""
    sheet.merge_cells(start_row=row, start_column=start, end_row=row, end_column=end)
    put(sheet, row, start, text, font=font, alignment=alignment, border=None)


def a4(sheet, *, head_row, landscape=True):
    """Fit the sheet's width on A4, the head on every page, pages numbered."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.75
    sheet.page_margins.header = sheet.page_margins.footer = 0.35
    sheet.print_options.horizontalCentered = True
    sheet.print_title_rows = f"{head_row}:{head_row}"
    sheet.print_area = f"A1:{get_column_letter(sheet.max_column)}{sheet.max_row}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
