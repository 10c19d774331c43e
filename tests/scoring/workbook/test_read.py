"""Whose workbook it is comes first; then the columns are found wherever they stand."""

import pytest

from districts.spreadsheets import open_book
from scoring.workbook import layout, read
from scoring.workbook.read import WrongWorkbook, check_place, rubric_of
from tests.scoring.workbook.books import closed, edited, opened
from tests.scoring.workbook.memory import DISTRICT, RUBRIC_ROW, STAMP, blank_sheets, filled, written

BLANK = blank_sheets()


@pytest.fixture(scope="module")
def content():
    return written(BLANK)


def refusal(call):
    with pytest.raises(WrongWorkbook) as wrong:
        call()
    return str(wrong.value)


def test_a_table_of_somebody_elses_is_none_of_ours(content):
    book = opened(content)
    del book[layout.HIDDEN]
    book = open_book("a.xlsx", closed(book))
    assert refusal(lambda: read.stamp_of_book(book)) == (
        "这不是从本系统下载的评分工作簿（里面没有“系统信息”表）。请下载评分工作簿，在里面填好再导回。"
    )


@pytest.mark.parametrize("content", ["编号,社区\n1,春浪社区\n".encode(), b""])
def test_a_text_file_is_told_what_to_save_as(content):
    assert refusal(lambda: read.stamp_of_book(open_book("a.xlsx", content))) == (
        "这不是 .xlsx、.xls 或 .ods 表格，而是 CSV 或别的文本，或者是空的。"
        "评分工作簿填好以后，请在 Excel 或 WPS 中保存为 .xlsx 再导回。"
    )


def stamped(**changes):
    return layout.Stamp(**(vars(STAMP) | changes))


def test_an_old_workbook_is_told_from_todays():
    book = open_book("a.xlsx", written(BLANK, stamp=stamped(template="green-community-scores-0")))
    assert refusal(lambda: read.stamp_of_book(book)) == (
        "这份评分工作簿是旧版（green-community-scores-0），现在用的是 green-community-scores-1。"
        "请重新下载，把填好的单元格贴过去再导回。"
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"year": "2022"},
            "这是 2022 年度的评分工作簿，这里导回的是 2021 年度。请换到 2022 年度导回，或另选文件。",
        ),
        (
            {"district": "330205"},
            "这是别的区县（代码 330205）的评分工作簿，这里导回的是海曙区（代码 330203）。请另选文件。",
        ),
        ({"stage": "baseline"}, "这份评分工作簿是摸底的，这里导回的是初评。请另选文件。"),
        ({"stage": "review"}, "这份评分工作簿是评审的，这里导回的是初评。请另选文件。"),
        ({"stage": "别的"}, "这份评分工作簿是别的的，这里导回的是初评。请另选文件。"),
    ],
)
def test_another_year_district_or_stage_is_refused_in_one_sentence(changes, sentence):
    stamp = read.stamp_of_book(open_book("a.xlsx", written(BLANK, stamp=stamped(**changes))))[0]
    assert refusal(lambda: check_place(stamp, year=2021, district=DISTRICT, stages=["initial"])) == sentence


def test_the_right_stamp_passes():
    check_place(STAMP, year=2021, district=DISTRICT, stages=["initial", "baseline"])
    assert rubric_of(STAMP, [RUBRIC_ROW]) is RUBRIC_ROW


def test_another_rubric_is_refused():
    assert refusal(lambda: rubric_of(stamped(rubric_version="0"), [RUBRIC_ROW])) == (
        "这份评分工作簿按评分标准 ningbo-2021 第0版做成，现在用的是 ningbo-2021 第1版。请重新下载。"
    )


# --- the entry sheet ------------------------------------------------------------------------------------------


def said(read_book):
    """Key -> 1a, 10a and the first reason of every row, wherever they stand."""
    return {
        read_book.key(row): tuple(row.text(read_book.columns[key]) for key in ("1a", "10a", 1))
        for row in read_book.rows
    }


EDITS = {("春浪社区", "1a"): "是", ("春浪社区", "10a"): 95, ("天一社区", 1): "备注"}
SAID = {"11": ("是", "95", ""), "12": ("", "", ""), "13": ("", "", ""), "14": ("", "", "备注")}


def test_rows_and_marks_are_read(content):
    found = filled(edited(content, EDITS))
    assert said(found) == SAID
    assert found.marks["11"][1] == (0, layout.fingerprint({}, ""))
    assert sorted(found.marks) == ["11", "12", "13", "14"] and sorted(found.marks["14"]) == list(range(1, 18))
    assert found.notes == ()


def moved(content):
    """Columns in another order: the last first."""
    book = opened(edited(content, EDITS))
    sheet = book[layout.ENTRY]
    rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows()]
    sheet.delete_rows(1, sheet.max_row)
    for row in rows:
        sheet.append(row)
    return closed(book)


def with_a_title(content):
    book = opened(edited(content, EDITS))
    book[layout.ENTRY].insert_rows(1, 3)
    book[layout.ENTRY]["A1"] = "海曙区 2021 年度初评"
    return closed(book)


def with_blank_rows(content):
    book = opened(edited(content, EDITS))
    sheet = book[layout.ENTRY]
    sheet.insert_rows(3, 2)
    sheet.cell(40, 2).value = "  "
    return closed(book)


def renamed(content):
    book = opened(edited(content, EDITS))
    book[layout.ENTRY].title = "Sheet1"
    return closed(book)


def without_street(content):
    book = opened(edited(content, EDITS))
    book[layout.ENTRY].delete_cols(2)
    return closed(book)


def with_trimmed_heads(content):
    book = opened(edited(content, EDITS))
    for cell in book[layout.ENTRY][1]:
        cell.value = (cell.value or "").replace("\n", " ")[:8]
    return closed(book)


@pytest.mark.parametrize(
    "change", [moved, with_a_title, with_blank_rows, renamed, without_street, with_trimmed_heads]
)
def test_columns_and_rows_are_found_wherever_they_stand(content, change):
    assert said(filled(change(content))) == SAID


def test_columns_of_their_own_are_noted_and_passed_over(content):
    book = opened(edited(content, EDITS))
    sheet = book[layout.ENTRY]
    sheet.cell(1, sheet.max_column + 1).value = "谁去看的\n（自己记）"
    sheet.cell(2, sheet.max_column).value = "小陈"
    sheet.cell(1, sheet.max_column + 1).value = layout.PROBLEMS
    found = filled(closed(book))
    assert said(found) == SAID
    assert found.notes == ("有 1 列不是评分工作簿的，没有读：“谁去看的”。",)


def test_missing_columns_are_named(content):
    book = opened(content)
    sheet = book[layout.ENTRY]
    sheet["D1"], sheet["C1"], sheet["F1"] = "缺文件", None, ""
    assert refusal(lambda: filled(closed(book))) == (
        "“评分”表少了这些列：社区、1a、第1项 理由、备注。请把列补回来（表头照下载时的），或重新下载。"
    )


def test_a_column_there_twice_is_named(content):
    book = opened(content)
    book[layout.ENTRY]["BB1"] = "1a 缺文件"
    assert refusal(lambda: filled(closed(book))) == (
        "“1a”有两列（D1 和 BB1），不知道该读哪一列。请删去一列。"
    )


def test_without_heads_nothing_is_read(content):
    book = opened(content)
    book[layout.ENTRY].delete_rows(1)
    assert refusal(lambda: filled(closed(book))) == (
        "找不到“评分”表的表头（编号、社区、1a……）。请保留下载时的表头一行。"
    )


def test_two_sheets_that_could_be_meant_are_asked_about(content):
    book = opened(content)
    book[layout.ENTRY].title = "一稿"
    book.copy_worksheet(book["一稿"]).title = "二稿"
    assert refusal(lambda: filled(closed(book))) == (
        "有几张表都像评分表：一稿、二稿。请把要导回的那一张改名为“评分”。"
    )


def test_an_entry_sheet_of_formulas_nobody_calculated_is_refused_whole(content):
    """The sheet of points is full of them too until an office program has saved the file, and nobody reads it."""
    book = opened(content)
    for row in range(2, 32):
        for column in range(4, 52):
            book[layout.ENTRY].cell(row, column).value = "=1+1"
    assert refusal(lambda: filled(closed(book))) == (
        "“评分”表有 1000 个以上的单元格不能读取。D2：单元格是公式且没有计算结果，"
        "请用 Excel 或 WPS 打开并保存一次，再导入。"
    )


def test_marks_that_make_no_sense_are_lost_not_a_crash(content):
    book = opened(content)
    hidden = book[layout.HIDDEN]
    hidden.cell(layout.MARKS_FROM + 1, 2).value = "9" * 5000 + ":zz"
    hidden.cell(layout.MARKS_FROM, 3).value = "9" * 5000
    found = filled(closed(book))
    assert sorted(found.marks["11"]) == list(range(3, 18))
    hidden.cell(layout.MARKS_FROM, 1).value = "别的"
    assert filled(closed(book)).marks == {}
