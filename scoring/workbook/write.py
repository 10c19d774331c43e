"""The score workbook as a file: 评分 to fill in, 得分 by formulas, 填写说明, and the hidden 系统信息. No database."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname

from districts.cell_text import cell_text, file_text

from ..notes import plain
from . import layout
from .formulas import item_formula
from .guide import instructions, not_reckoned
from .limits import limit
from .looks import BODY, CENTRE, GREY_TEXT, HEAD, LEFT, TITLE, Pen, head_row, on_one_width, table_of

ROW = len(layout.FIXED_HEADS) + 1  # the column of 得分 that says where a community stands on 评分
FIRST_ITEM = ROW + 1
LOCKED, FIXED_HEAD = "FFE9E9EC", "FFE6E3DA"
GROUPS = ("FFDCEBE2", "FFDDE8F1", "FFE8EBD5", "FFEFE3D3", "FFE7E0EE", "FFDDEBEB", "FFF6E7B9")
PASSED = {"font": Font(color="FF17613B", bold=True), "fill": PatternFill("solid", bgColor="FFDCEBE2")}
FAILED = {"font": Font(color="FF9B2C1A", bold=True), "fill": PatternFill("solid", bgColor="FFF6DED8")}
WIDTHS = {layout.KEY: 8, layout.STREET: 14, layout.COMMUNITY: 22}
RULE_WIDTH, REASON_WIDTH, POINTS_WIDTH, HELP_WIDTH = 17, 26, 8, 74


@dataclass(frozen=True)
class Shown:
    """An item as the file shows it: version on the site, findings by rule code, reason; nothing of what still waits
    to be confirmed."""

    version: int
    findings: dict
    reason: str


@dataclass(frozen=True)
class Line:
    """One community: its key, where it is, its items by number, and why it is locked (empty when it is open)."""

    key: int
    street: str
    community: str
    items: dict[int, Shown]
    locked: str = ""

    @property
    def place(self):
        return self.key, self.street, self.community


def write_workbook(lines, *, rubric, stamp, cover, file):
    """Write the workbook of at least one Line into a binary file, rows in the order of `lines`.

    rubric: the engine's; stamp: layout.Stamp; cover: guide.Cover."""
    book = Workbook()
    book.properties.creator, book.properties.title = cover.by, cover.title
    book.calculation.fullCalcOnLoad = True
    laid = layout.columns(rubric)
    entry_sheet(book.active, lines, rubric, laid)
    totals_sheet(book.create_sheet(layout.TOTALS), lines, rubric, laid)
    help_sheet(book.create_sheet(layout.HELP), instructions(rubric, cover), category_fills(rubric))
    hidden_sheet(book.create_sheet(layout.HIDDEN), lines, rubric, stamp)
    book.save(file)


def entry_value(rule, finding):
    """A finding as the entry sheet holds it. A percentage up to 1 is a text with its sign (0.5%): a bare 1 would be
    asked about when it comes back."""
    if rule.kind == "step_below" and finding is not None and 0 < finding <= 1:
        return f"{plain(finding)}%"
    return layout.cell_value(finding)


def category_fills(rubric):
    """The title of each category -> its colour."""
    return {category.title: GROUPS[n % len(GROUPS)] for n, category in enumerate(rubric.categories)}


def item_fills(rubric):
    """Item number -> the colour of its category."""
    fills = category_fills(rubric)
    return {item.number: fills[category.title] for category in rubric.categories for item in category.items}


# --- 评分 ------------------------------------------------------------------------------------------------------


def entry_sheet(sheet, lines, rubric, laid):
    sheet.title = layout.ENTRY
    pen, last = Pen(sheet), len(lines) + 1
    colours = item_fills(rubric)
    widths = [column_width(column) for column in laid]
    head_row(pen, [column.head for column in laid], widths, [colours.get(c.number, FIXED_HEAD) for c in laid])
    for row, line in enumerate(lines, start=2):
        entry_row(pen, row, line, laid)
    for number, column in enumerate(laid, start=1):
        if column.number is not None:
            letter = get_column_letter(number)
            sheet.add_data_validation(limit(column, f"{letter}2:{letter}{last}"))
    table_of(sheet, last, len(layout.FIXED_HEADS))


def column_width(column):
    if column.number is None:
        return WIDTHS[column.head]
    return RULE_WIDTH if column.rule else REASON_WIDTH


def entry_row(pen, row, line, laid):
    fill = LOCKED if line.locked else None
    for number, column in enumerate(laid, start=1):
        value, alignment = entry_cell(line, column)
        cell = pen.put(row, number, value, alignment, fill=fill)
        if line.locked and column.key == layout.COMMUNITY:
            cell.comment = Comment(line.locked, _("绿色社区系统"), width=320, height=140)


def entry_cell(line, column):
    if column.number is None:
        return line.place[layout.FIXED_HEADS.index(column.head)], CENTRE if column.key == layout.KEY else LEFT
    shown = line.items[column.number]
    if column.rule is None:
        return shown.reason or None, LEFT
    return entry_value(column.rule, shown.findings.get(column.rule.code)), CENTRE


# --- 得分 ------------------------------------------------------------------------------------------------------


def totals_sheet(sheet, lines, rubric, laid):
    """Points of every item, total and verdict, looked up by the key: sorting either sheet breaks nothing."""
    pen, last = Pen(sheet), len(lines) + 1
    items = [
        _("第%(number)s项\n%(points)s 分") % {"number": i.number, "points": i.points} for i in rubric.items
    ]
    heads = [*layout.FIXED_HEADS, _("行"), *items, _("总分"), _("达标")]
    colours = item_fills(rubric)
    fills = [FIXED_HEAD] * ROW + [colours[item.number] for item in rubric.items] + [FIXED_HEAD] * 2
    head_row(pen, heads, [*WIDTHS.values(), *[POINTS_WIDTH] * (len(items) + 3)], fills)
    total = sheet.cell(1, FIRST_ITEM + len(items))
    total.comment = Comment(not_reckoned(), _("绿色社区系统"), width=320, height=140)
    cells = rule_cells(laid)
    for row, line in enumerate(lines, start=2):
        totals_row(pen, row, line, rubric, cells)
    verdicts = f"{get_column_letter(sheet.max_column)}2:{get_column_letter(sheet.max_column)}{last}"
    sheet.conditional_formatting.add(verdicts, CellIsRule("equal", [f'"{layout.YES}"'], **PASSED))
    sheet.conditional_formatting.add(verdicts, CellIsRule("equal", [f'"{layout.NO}"'], **FAILED))
    table_of(sheet, last, len(layout.FIXED_HEADS))
    on_one_width(sheet)


def entry_range(column):
    letter = get_column_letter(column)
    return f"{quote_sheetname(layout.ENTRY)}!${letter}:${letter}"


def rule_cells(laid):
    """Rule code -> the expression that reads its cell, with {row} for the row of 得分 it stands in."""
    row = f"${get_column_letter(ROW)}{{row}}"
    return {
        column.key: f"INDEX({entry_range(number)},{row})"
        for number, column in enumerate(laid, start=1)
        if column.rule is not None
    }


def totals_row(pen, row, line, rubric, cells):
    for column, value in enumerate(line.place, start=1):
        pen.put(row, column, value, LEFT if column > 1 else CENTRE)
    missing = _("无此行")
    pen.formula(row, ROW, f'=IFERROR(MATCH($A{row},{entry_range(1)},0),"{missing}")', GREY_TEXT)
    for column, item in enumerate(rubric.items, start=FIRST_ITEM):
        here = {rule.code: cells[rule.code].format(row=row) for rule in item.rules}
        pen.formula(row, column, item_formula(item, here))
    count, total = len(rubric.items), FIRST_ITEM + len(rubric.items)
    points = f"{get_column_letter(FIRST_ITEM)}{row}:{get_column_letter(total - 1)}{row}"
    pen.formula(row, total, f'=IF(COUNT({points})={count},SUM({points}),"")', HEAD)
    sum_cell = f"{get_column_letter(total)}{row}"
    verdict = f'IF({sum_cell}>={rubric.pass_mark},"{layout.YES}","{layout.NO}")'
    pen.formula(row, total + 1, f'=IF(ISNUMBER({sum_cell}),{verdict},"")')


# --- 填写说明, 系统信息 -----------------------------------------------------------------------------------------


def help_sheet(sheet, told, fills):
    """fills: sentence -> the colour it explains."""
    sheet.column_dimensions["A"].width = HELP_WIDTH
    row = 0
    for number, (heading, sentences) in enumerate(told):
        row += 1 + bool(number)
        help_line(sheet.cell(row, 1), heading, HEAD if number else TITLE)
        for sentence in sentences:
            row += 1
            help_line(sheet.cell(row, 1), sentence, BODY, fills.get(sentence))
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4


def help_line(cell, said, font, fill=None):
    cell.value, cell.data_type = cell_text(said), "s"
    cell.font, cell.alignment = font, LEFT
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)


def hidden_sheet(sheet, lines, rubric, stamp):
    """The stamp, then the marks: how each item stood when the file was made."""
    sheet.sheet_state = "hidden"
    hidden_rows(sheet, layout.stamp_rows(stamp), start=1)
    numbers = [item.number for item in rubric.items]
    heads = [layout.KEY, *numbers, layout.STREET, layout.COMMUNITY]
    marks = [
        [line.key, *(marked(line.items[number]) for number in numbers), line.street, line.community]
        for line in lines
    ]
    hidden_rows(sheet, [heads, *marks], start=layout.MARKS_FROM)


def hidden_rows(sheet, rows, *, start):
    for row, values in enumerate(rows, start=start):
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(row, column, cell_text(value) if isinstance(value, str) else value)
            cell.data_type = "s" if isinstance(value, str) else "n"


def marked(shown):
    return layout.mark(shown.version, shown.findings, file_text(shown.reason))
