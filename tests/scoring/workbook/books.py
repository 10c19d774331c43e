"""Score workbooks as people send them back: downloaded from the site, then edited cell by cell."""

import io

import openpyxl

from scoring.models import Stage
from scoring.workbook import layout
from scoring.workbook.export import export_workbook
from tests.files import upload


def downloaded(user, year, *, district=None, stage=Stage.INITIAL):
    """The bytes of the workbook this person downloads."""
    file = io.BytesIO()
    export_workbook(user, district=district or user.district, year=year, stage=stage, file=file)
    return file.getvalue()


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def closed(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def columns_of(sheet):
    """Column.key -> column of the entry sheet, counted from 1."""
    return {layout.column_key(cell.value or ""): cell.column for cell in sheet[1]}


def row_of(sheet, community):
    """The row a community stands in; a number is the row itself."""
    if isinstance(community, int):
        return community
    column = columns_of(sheet)[layout.COMMUNITY]
    return next(
        cell.row for cell in sheet[openpyxl.utils.get_column_letter(column)] if cell.value == community
    )


def edited(content, cells):
    """The workbook with cells changed; cells: (community or row, Column.key) -> value. A reason that begins with =
    stays a text."""
    book = opened(content)
    sheet = book[layout.ENTRY]
    columns = columns_of(sheet)
    for (community, key), value in cells.items():
        cell = sheet.cell(row_of(sheet, community), columns[key])
        cell.value = value
        if isinstance(key, int) and isinstance(value, str):
            cell.data_type = "s"
    return closed(book)


def address_of(content, community, key):
    """Where a cell stands, as Excel names it."""
    sheet = opened(content)[layout.ENTRY]
    return sheet.cell(row_of(sheet, community), columns_of(sheet)[key]).coordinate


def sent(content, name="评分工作簿.xlsx"):
    """The content as an uploaded file."""
    return upload(name, content)
