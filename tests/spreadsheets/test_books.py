"""What a book says beyond its cells: sheets, limits, and that any damage ends in a sentence."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.chart import BarChart

from districts.spreadsheets import BadFile, Limits, open_book
from tests.spreadsheets.corpus import CELLS, MESSY
from tests.spreadsheets.files import biff, by_openpyxl, label, ods, ole, xlsx

SMALL = [case for case in MESSY if case.name not in ("blank-formatted.xlsx", "commas.csv")]


def refusal(content, **limits):
    with pytest.raises(BadFile) as refused:
        open_book("x", content, limits=Limits(**limits))
    return str(refused.value)


def test_hidden_sheets_are_marked_and_chart_sheets_left_out():
    book = Workbook()
    book.active.title = "表1"
    book.create_chartsheet("图").add_chart(BarChart())
    book.create_sheet("表2").sheet_state = "hidden"
    book.create_sheet("表3").sheet_state = "veryHidden"
    saved = io.BytesIO()
    book.save(saved)
    assert [(sheet.name, sheet.hidden) for sheet in open_book("x.xlsx", saved.getvalue()).sheets] == [
        ("表1", False),
        ("表2", True),
        ("表3", True),
    ]


def test_hidden_sheets_of_old_workbooks_are_marked():
    content = ole(Workbook=biff(label(0, 0, "柳堤社区"), names=("一", "二"), state=2))
    sheets = open_book("x.xls", content).sheets
    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in sheets] == [
        ("一", True, [["柳堤社区"]]),
        ("二", True, [["柳堤社区"]]),
    ]


def test_hidden_sheets_of_opendocument_are_marked_and_their_hidden_rows_not_told():
    styles = '<style:style style:name="ta1"><style:table-properties table:display="false"/></style:style>'
    row = (
        '<table:table-row table:visibility="collapse"><table:table-cell office:value-type="string">'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    )
    hidden = f'<table:table table:name="藏" table:style-name="ta1">{row}</table:table>'
    book = open_book("x.ods", ods(styles=styles, after=hidden))
    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in book.sheets] == [
        ("表1", False, []),
        ("藏", True, [["x"]]),
    ]
    assert book.notes == ()


@pytest.mark.parametrize("case", SMALL, ids=lambda case: case.name)
def test_the_kind_is_told_by_content_and_not_by_name(case):
    ending = case.name.rpartition(".")[2]
    assert open_book("x", case.make()).kind == {"txt": "csv"}.get(ending, ending)


def test_limits_are_what_the_caller_says_and_name_themselves():
    content = by_openpyxl(["a", "b"], ["c", "d"])
    assert open_book("x.xlsx", content, limits=Limits(rows=2, columns=2)).sheets[0].rows == [
        ["a", "b"],
        ["c", "d"],
    ]
    assert refusal(content, rows=1) == "文件超过 1 行，请拆分后再导入。"
    assert refusal(content, columns=1) == "工作表的 B 列有内容，而最多读取 1 列，请删去多余的列后再导入。"
    assert refusal(b"x" * (1024**2 + 1), bytes=1024**2) == "文件超过 1 MB，请拆分后再导入。"
    assert refusal(xlsx("<row/>" * 200_000), unpacked=1024**2) == (
        "文件解压后超过 1 MB 或单元格过多，请拆分后再导入。"
    )


def ods_row(text, **attributes):
    said = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    cell = f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    return f"<table:table-row{said}>{cell if text else '<table:table-cell/>'}</table:table-row>"


def far_below(text):
    """(content, address): a table of two rows, and a text in a cell a long way below it, in every kind of file."""
    apart = ods_row("", number_rows_repeated=1_048_573)
    return {
        "xlsx": (
            by_openpyxl(
                ["a"], ["b"], change=lambda sheet: sheet.cell(1_048_576, 1).__setattr__("value", text)
            ),
            "A1048576",
        ),
        "xls": (
            ole(
                Workbook=biff(label(0, 0, "a") + label(1, 0, "b") + label(65_535, 255, text), names=("表1",))
            ),
            "IV65536",
        ),
        "ods": (ods(ods_row("a") + ods_row("b") + apart + ods_row(text)), "A1048576"),
    }


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_stray_cell_far_below_the_table_is_named(kind):
    content, where = far_below("x")[kind]
    assert refusal(content, rows=5000, columns=256) == (
        f"“表1”表第 2 行以下有多余内容（{where}），请删去这些行再导入。"
    )


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_cell_of_spaces_far_below_the_table_is_no_content(kind):
    content, _where = far_below("\u3000 ")[kind]
    (sheet,) = open_book("x", content, limits=Limits(rows=5000)).sheets
    assert sheet.rows == [["a"], ["b"]]


def test_thousands_of_rows_of_spaces_are_no_content():
    rows = [["编号", "社区"], ["1", "春浪社区"], *[[" ", "  "]] * 6000]
    (sheet,) = open_book("x.xlsx", by_openpyxl(*rows), limits=Limits(rows=5000)).sheets
    assert sheet.rows == rows[:2]
    repeated = ods_row("a") + ods_row(" ", number_rows_repeated=60_000)
    assert open_book("x.ods", ods(repeated), limits=Limits(rows=5000)).sheets[0].rows == [["a"]]


def test_hidden_rows_of_spaces_are_not_told():
    book = open_book("x.xlsx", xlsx('<row hidden="1"><c r="A1" t="str"><v> </v></c></row>'))
    assert (book.sheets[0].rows, book.notes) == ([], ())


def test_as_many_cells_as_are_allowed_are_read():
    row = b"x," * 59 + b"x\n"
    assert len(open_book("x.csv", row * 10_000).sheets[0].rows) == 10_000
    assert refusal(row * 10_001) == CELLS


@pytest.mark.parametrize("case", SMALL, ids=lambda case: case.name)
def test_any_cut_is_read_or_refused(case):
    content = case.make()
    for end in range(0, len(content), 1 + len(content) // 50):
        _read_or_refused(content[:end])


@settings(deadline=None)
@given(st.sampled_from(SMALL), st.data())
def test_any_changed_bytes_are_read_or_refused(case, data):
    # What is drawn may not hang on the length: a workbook holds the time it was made, and is packed.
    content = bytearray(case.make())
    for place, byte in data.draw(st.lists(st.tuples(st.integers(0, 9999), st.integers(0, 255)), max_size=8)):
        at = place * len(content) // 10_000
        content[at : at + 1] = bytes([byte])
    _read_or_refused(bytes(content))


def _read_or_refused(content):
    try:
        book = open_book("x", content)
    except BadFile as refused:
        assert str(refused).endswith("。")
    else:
        assert all(isinstance(cell, str) for sheet in book.sheets for row in sheet.rows for cell in row)
