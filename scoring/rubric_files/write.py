"""A rubric as a spreadsheet to edit: what `read` takes back without a difference. Knows nothing of the database."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from districts.cell_text import cell_text

from ..engine.write import as_mapping
from .columns import CATEGORY, COLUMNS, ITEM, LINES, RULE, WORDS, percent, ways_of_percent, whole

SHEET = "评估参考标准"
HEAD_ROW = len(LINES) + 2
TEXT = "@"
SPARE_ROWS = 200  # below the table, where the lists to choose from go on
TOP = Alignment(vertical="top", wrap_text=True)
BOX = Border(*[Side(style="thin", color="FFBFB8A8")] * 4)
GROUND = PatternFill("solid", fgColor="FFE9F1EC")


def rubric_xlsx(rubric):
    """The bytes of an .xlsx with everything the rubric says. rubric: scoring.engine.rubric.Rubric."""
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    definition = as_mapping(rubric)
    for row, line in enumerate(LINES, 1):
        _put(sheet, row, 1, line.head, bold=True)
        _put(sheet, row, 2, definition.get(line.key), wrap=False)
    for place, column in enumerate(COLUMNS, 1):
        _put(sheet, HEAD_ROW, place, column.head, bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = column.width
        if column.parse is not whole:
            sheet.column_dimensions[get_column_letter(place)].number_format = TEXT
    rows = list(rule_rows(definition))
    for row, fields in enumerate(rows, HEAD_ROW + 1):
        for place, column in enumerate(COLUMNS, 1):
            shown = _shown(column, fields.get((column.depth, column.key)))
            _put(sheet, row, place, shown, boxed=True, text=column.parse is not whole)
    _offer_choices(sheet, HEAD_ROW + len(rows) + SPARE_ROWS)
    sheet.freeze_panes = sheet.cell(HEAD_ROW + 1, 3)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rule_rows(definition):
    """One mapping of (depth, key) to value for each rule; category and item stand with their first rule alone."""
    for category in definition["categories"]:
        above = _at(CATEGORY, category)
        for item in category["items"]:
            above |= _at(ITEM, item)
            for rule in item["rules"]:
                yield above | _at(RULE, rule)
                above = {}


def _at(depth, table):
    return {(depth, key): value for key, value in table.items() if not isinstance(value, list)}


def _shown(column, value):
    """As the cell holds it: a percentage as text, so that 30% typed over it does not become 0.3."""
    if value is None:
        return None
    if column.parse is percent:
        return f"{value:f}%" if ways_of_percent(f"{value:f}") else f"{value:f}"
    return WORDS[column.parse][value] if column.parse in WORDS else value


def _put(sheet, row, column, value, *, bold=False, boxed=False, wrap=True, text=False):
    """Write one cell; text is always text, so that a wording is never a formula. text: also what is typed later."""
    cell = sheet.cell(row, column, cell_text(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
    if text:
        cell.number_format = TEXT
    cell.font = Font(bold=bold)
    cell.alignment = TOP if wrap else Alignment(vertical="top")
    if bold:
        cell.fill = GROUND
    if boxed:
        cell.border = BOX


def _offer_choices(sheet, last):
    for place, column in enumerate(COLUMNS, 1):
        if column.parse in WORDS:
            letter, words = get_column_letter(place), ",".join(WORDS[column.parse].values())
            offered = DataValidation("list", formula1=f'"{words}"', allow_blank=True)
            offered.add(f"{letter}{HEAD_ROW + 1}:{letter}{last}")
            sheet.add_data_validation(offered)
