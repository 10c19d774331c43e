"""Files as a real office program writes them: one messy table in three formats reads the same."""

import subprocess
from datetime import date

import pytest

from districts.spreadsheets import address, open_book
from tests.spreadsheets.corpus import HIDDEN, MERGED
from tests.spreadsheets.files import by_openpyxl

pytestmark = pytest.mark.office

FORMATS = ("xlsx", "xls", "ods")
LONG = "春浪社区" * 3000 + "x" * 9000  # an .xls splits it over several records
ROWS = [
    ["社区", "得分", "比例", "日期", "备注", "合计"],
    ["春浪社区", "9.5", "95.5%", "2021-08-31", "是", "19"],
    ["柳堤社区", "007", "7%", "2021-09-01", "√", "#DIV/0!"],
    ["", "", "", "", "", ""],
    ["万宁社区\n第二行", "1", "100%", "", LONG, ""],
]


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The bytes LibreOffice makes of the messy table, by format."""
    folder = tmp_path_factory.mktemp("office")
    source = folder / "messy.xlsx"
    source.write_bytes(_messy())
    for form in FORMATS:
        command = ["soffice", f"-env:UserInstallation=file://{folder / 'profile'}", "--headless"]
        command += ["--convert-to", form, "--outdir", str(folder / "out"), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    return {form: (folder / "out" / f"messy.{form}").read_bytes() for form in FORMATS}


def _messy():
    def change(sheet):
        for row in range(2, 20_002):
            sheet.cell(row, 3).number_format = "0.00%"
        sheet.row_dimensions[3].hidden = True
        sheet.merge_cells("B5:B6")
        sheet.parent.create_sheet("说明").sheet_state = "hidden"

    return by_openpyxl(
        ROWS[0],
        ["春浪社区", 9.5, 0.955, date(2021, 8, 31), "是", "=B2*2"],
        ["柳堤社区", "007", 0.07, date(2021, 9, 1), "√", "=1/0"],
        [],
        ["万宁社区\n第二行", 1, 1, None, LONG],
        change=change,
    )


@pytest.mark.parametrize("form", FORMATS)
def test_a_messy_table_from_an_office_program(written, form):
    book = open_book(f"messy.{form}", written[form])
    assert book.kind == form
    sheet = book.sheets[0]
    assert sheet.rows == ROWS
    assert [(each.name, each.hidden) for each in book.sheets] == [("表1", False), ("说明", True)]
    assert [(address(fault.row, fault.column), fault.message) for fault in sheet.faults] == [
        ("B5", MERGED.format(range="B5:B6"))
    ]
    assert book.notes == (HIDDEN.format(count=1, rows="3"),)
