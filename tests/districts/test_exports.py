"""The room that makes files from rows: what stands in the cells, in both kinds of file, and what the file is called."""

import codecs
import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
import time_machine

from districts.downloads import download_header
from districts.exports import Column, TableOut, xlsx_file
from districts.exports.answer import file_name
from districts.exports.csv_file import csv_pieces
from districts.exports.table import CUT, LONGEST

HOSTILE = [
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://example.invalid")',
    "+1",
    "-1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
]
RARE = "碶璟埼甽澥鲒霅𫚭"


def table(rows, columns=None, **changes):
    rows = list(rows)
    columns = columns or [Column(f"列{n}") for n, _ in enumerate(rows[0], start=1)]
    parts = {
        "title": "社区评分一览",
        "slug": "communities-2022",
        "scope": (2022, "海曙区"),
        "count": len(rows),
    }
    return TableOut(columns=columns, rows=iter(rows), **(parts | changes))


def csv_of(made):
    return b"".join(csv_pieces(made))


def csv_rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def workbook_of(made):
    file = io.BytesIO()
    xlsx_file.write_xlsx(made, file)
    return openpyxl.load_workbook(io.BytesIO(file.getvalue()))


def cell_of(value, **column):
    return workbook_of(table([[value]], [Column("列", **column)])).active["A2"]


# --- text is text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_in_a_spreadsheet_is_the_text_it_is(text):
    cell = cell_of(text)
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_formula_in_csv_starts_with_an_apostrophe(text):
    assert csv_rows(csv_of(table([[text]])))[1] == [f"'{text}"]


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "TRUE", "1", "330203001001", "2022-11-22", "1e5", "%1"])
def test_text_that_looks_like_something_else_stays_text(text):
    cell = cell_of(text)
    assert (cell.data_type, cell.value) == ("s", text)
    assert csv_rows(csv_of(table([[text]])))[1] == [text]


@pytest.mark.parametrize("text", ["a=b", "共3处-已改", "'=1", " =1"])
def test_a_sign_further_on_is_no_formula(text):
    assert cell_of(text).value == text
    assert csv_rows(csv_of(table([[text]])))[1] == [text]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("春\x00浪\x08社\x1f区", "春浪社区"),
        ("\x01=1+1", "=1+1"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("止\ufffe\uffff", "止"),
        ("甲\t乙", "甲\t乙"),
    ],
)
def test_characters_no_file_carries_are_left_out(text, kept):
    cell = cell_of(text)
    assert (cell.data_type, cell.value) == ("s", kept)
    assert csv_rows(csv_of(table([[text]])))[1] == [f"'{kept}" if kept.startswith("=") else kept]


def test_a_text_longer_than_a_cell_says_that_it_is_cut():
    assert cell_of("𫚭" * 40_000).value == "𫚭" * LONGEST + CUT
    assert len((("𫚭" * LONGEST) + CUT).encode("utf-16-le")) // 2 <= 32_767
    assert cell_of("字" * LONGEST).value == "字" * LONGEST


def test_rare_characters_of_ningbo_survive():
    made = [[RARE, "一，“二”\n三"]]
    assert [cell.value for cell in workbook_of(table(made)).active[2]] == made[0]
    assert csv_rows(csv_of(table(made)))[1] == made[0]


# --- numbers, days, shares ---------------------------------------------------------------------------------------

MOMENT = datetime(2022, 11, 21, 16, 30, 5, 999, tzinfo=UTC)  # half past midnight of the 22nd in Ningbo


@pytest.mark.parametrize(
    ("value", "kind", "read", "written"),
    [
        (88, "n", 88, "88"),
        (0, "n", 0, "0"),
        (-1, "n", -1, "-1"),
        (Decimal("40.59"), "n", 40.59, "40.59"),
        (None, "n", None, ""),
        (date(2022, 11, 22), "d", datetime(2022, 11, 22), "2022-11-22"),
        (MOMENT, "d", datetime(2022, 11, 22, 0, 30, 5), "2022-11-22 00:30:05"),
    ],
)
def test_numbers_and_days_are_numbers_and_days(value, kind, read, written):
    cell = cell_of(value)
    assert (cell.data_type, cell.value) == (kind, read)
    assert csv_rows(csv_of(table([[value, "x"]])))[1] == [written, "x"]


def test_a_share_is_a_number_shown_in_percent():
    cell = cell_of(Decimal("40.59"), share=True)
    assert (cell.data_type, cell.value, cell.number_format) == ("n", 0.4059, "0.00%")
    columns = [Column("占比", share=True), Column("区县")]
    made = csv_of(table([[Decimal("40.59"), "海曙区"], [None, "江北区"]], columns))
    assert csv_rows(made)[1:] == [["40.59%", "海曙区"], ["", "江北区"]]


@pytest.mark.parametrize(
    ("value", "kind"), [("330203001001", "s"), ("=1+1", "s"), ("#N/A", "s"), (None, "n")]
)
def test_in_a_column_of_text_whatever_is_typed_stays_text(value, kind):
    cell = cell_of(value, text=True)
    assert (cell.data_type, cell.value, cell.number_format) == (kind, value, "@")
    assert cell.quotePrefix is (value in ("=1+1", "#N/A"))


# --- the files ----------------------------------------------------------------------------------------------------


def test_csv_has_bom_heads_and_crlf():
    assert csv_of(table([["春浪社区", 88]])) == codecs.BOM_UTF8 + "列1,列2\r\n春浪社区,88\r\n".encode()


def test_csv_comes_in_pieces():
    pieces = list(csv_pieces(table([n] for n in range(1200))))
    assert [piece.count(b"\r\n") for piece in pieces] == [0, 500, 500, 201]


def test_a_spreadsheet_has_a_bold_head_that_stays_a_filter_and_widths():
    sheet = workbook_of(
        table([["春浪社区", 88], ["柳堤社区", 79]], [Column("社区", 24), Column("总分", 8)])
    ).active
    assert sheet.title == "社区评分一览"
    assert [(cell.value, cell.font.bold) for cell in sheet[1]] == [("社区", True), ("总分", True)]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:B3")
    assert [sheet.column_dimensions[letter].width for letter in "AB"] == [24, 8]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["春浪社区", 88],
        ["柳堤社区", 79],
    ]


@pytest.mark.parametrize(("rows", "sheets"), [(0, [0]), (3, [3]), (4, [3, 1]), (7, [3, 3, 1])])
def test_rows_beyond_the_last_of_a_sheet_go_on_another(monkeypatch, rows, sheets):
    monkeypatch.setattr(xlsx_file, "ROWS", 3)
    book = workbook_of(table([[n] for n in range(rows)], [Column("数")]))
    names = ["社区评分一览", "社区评分一览 2", "社区评分一览 3"]
    assert book.sheetnames == names[: len(sheets)]
    assert [sheet.max_row - 1 for sheet in book] == sheets
    assert [sheet["A1"].value for sheet in book] == ["数"] * len(sheets)
    assert [cell.value for sheet in book for (cell,) in sheet.iter_rows(min_row=2)] == list(range(rows))


# --- what the file is called ---------------------------------------------------------------------------------------


def test_the_header_names_the_file_in_chinese_and_for_old_browsers():
    header = download_header("社区评分一览-2022-海曙区-2022年11月22日.xlsx", "communities-2022.xlsx")
    assert header == (
        'attachment; filename="communities-2022.xlsx"; '
        "filename*=utf-8''%E7%A4%BE%E5%8C%BA%E8%AF%84%E5%88%86%E4%B8%80%E8%A7%88-2022-"
        "%E6%B5%B7%E6%9B%99%E5%8C%BA-2022%E5%B9%B411%E6%9C%8822%E6%97%A5.xlsx"
    )


def test_a_name_every_browser_knows_is_said_once():
    assert download_header("rubric-1.toml", "plain.toml") == 'attachment; filename="rubric-1.toml"'


@time_machine.travel("2022-11-21 17:00:00+00:00", tick=False)
def test_the_name_says_the_day_in_ningbo():
    assert file_name(table([[1]]), "xlsx") == "社区评分一览-2022-海曙区-2022年11月22日.xlsx"


@time_machine.travel("2022-11-22 12:00:00+08:00", tick=False)
def test_a_part_of_a_list_says_so_in_its_name():
    assert (
        file_name(replace(table([[1]]), narrowed="未达标"), "xlsx")
        == "社区评分一览-2022-海曙区-已筛选-2022年11月22日.xlsx"
    )


def test_on_paper_a_list_lies_across_a4_with_its_head_on_every_page():
    file = io.BytesIO()
    xlsx_file.write_xlsx(table([[1]]), file)
    sheet = openpyxl.load_workbook(file).active
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == ("landscape", 9, 1, 0)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.print_title_rows) == (True, "$1:$1")


@time_machine.travel("2022-11-22 12:00:00+08:00", tick=False)
@pytest.mark.parametrize(
    ("scope", "name"),
    [
        ((RARE,), f"社区评分一览-{RARE}-2022年11月22日.csv"),
        (('../a\\b:c*"d"\r\n',), "社区评分一览-.._a_b_c_d_-2022年11月22日.csv"),
        (("春浪\u202egpj.exe",), "社区评分一览-春浪_gpj.exe-2022年11月22日.csv"),
        (("长" * 200,), "社区评分一览-" + "长" * 113 + ".csv"),
        ((), "社区评分一览-2022年11月22日.csv"),
    ],
)
def test_no_name_leads_elsewhere_or_hides_its_end(scope, name):
    assert file_name(table([[1]], scope=scope), "csv") == name


def test_what_comes_again_is_the_same_cell_and_equal_numbers_are_not():
    """A file remembers what it made of its last texts; 1, True and 1.00 are equal, and still three cells."""
    values = (1, True, Decimal(1), "=1", "=1", Decimal("1.00"), "长" * 501)
    made = table([values] * 2, columns=[Column(str(n)) for n in range(len(values))])
    assert csv_rows(csv_of(made))[1:] == [["1", "True", "1", "'=1", "'=1", "1.00", "长" * 501]] * 2
    sheet = workbook_of(table([values] * 2, columns=made.columns)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        [1, "True", 1, "=1", "=1", 1, "长" * 501]
    ] * 2
    assert [cell.data_type for cell in sheet[3]] == ["n", "s", "n", "s", "s", "n", "s"]
