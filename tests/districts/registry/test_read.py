"""Bytes to a table: encodings, kinds of file, heads, and what is refused as a whole."""

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from districts.registry import Place, RegistryFaults
from districts.registry.check import check
from districts.registry.read import Row, _unread, table
from districts.spreadsheets import CellFault, Limits
from scoring.workbook import layout

HEADS = ["district_code", "district", "street_code", "street", "community_code", "community"]
CHINESE = ["行政区划代码", "区县（市）", "街道代码", "街道（乡镇）", "统计代码", "社区名称"]
CELLS = ["330203", "海曙区", "330203006", "月湖街道", "330203006101", "天一社区"]


def line(*cells):
    return ",".join(cells) + "\r\n"


def refusal(content):
    with pytest.raises(RegistryFaults) as raised:
        table(content)
    (fault,) = raised.value.faults
    assert fault.place is None
    return fault.message


# --- what arrives -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("heads", [HEADS, CHINESE])
def test_csv_in_each_encoding_with_each_kind_of_head(encoding, heads):
    read = table((line(*heads) + line(*CELLS)).encode(encoding))
    assert read.rows == (Row(2, dict(zip(HEADS, CELLS, strict=True))),)


def test_each_head_has_its_chinese_names():
    for heads in (
        ["区县代码", "区县", "街道代码", "街道", "社区代码", "社区"],
        ["行政区划代码", "行政区划", "街道代码", "街道（乡镇）", "统计代码", "社区名称"],
        [" District_Code", "区县(市)", "街道代码 ", "街道(乡镇)", "社区代码", "社区"],
    ):
        assert table((line(*heads) + line(*CELLS)).encode()).rows[0].cells["community"] == "天一社区"


def test_columns_in_any_order_below_a_title_keep_the_addresses_excel_shows():
    lines = "宁波市社区名录\r\n\r\n" + line(*reversed(CHINESE)) + "\r\n" + line(*reversed(CELLS))
    read = table(lines.encode())
    assert read.rows == (Row(5, dict(zip(reversed(HEADS), reversed(CELLS), strict=True))),)
    assert read.place(5, "community") == Place(5, "A", "社区")
    assert str(read.place(5, "district_code")) == "第 5 行 F 列（区县代码）"


def test_validity_columns_are_optional():
    read = table((line(*HEADS, "有效期起", "有效期止（不含当日）") + line(*CELLS, "2021-01-01", "")).encode())
    assert read.rows[0].cells["valid_from"] == "2021-01-01"
    assert read.rows[0].cells["valid_until"] == ""


def test_quoted_cells_and_short_rows():
    read = table((line(*HEADS) + line(*CELLS[:5], '"天一,社区"') + line(*CELLS[:4])).encode())
    assert [row.cells["community"] for row in read.rows] == ["天一,社区", ""]


def test_workbook_with_codes_as_numbers_and_days_as_dates(files):
    heads = [*HEADS, "valid_from", "valid_until"]
    cells = [330203, "海曙区", 330203006, "月湖街道", 330203006101, "天一社区", date(2021, 1, 1)]
    read = table(files.xlsx_of([heads, [*cells, datetime(2021, 8, 31, 12, 30)]]))
    assert read.rows == (
        Row(2, dict(zip(heads, [*CELLS, "2021-01-01", "2021-08-31 12:30:00"], strict=True))),
    )


def test_workbook_keeps_positions_below_empty_rows_and_columns(files):
    read = table(files.xlsx_of([[], [None, *HEADS], [], [None, *CELLS]]))
    assert read.rows == (Row(4, dict(zip(HEADS, CELLS, strict=True))),)
    assert str(read.place(4, "community")) == "第 4 行 G 列（社区）"


def test_error_values_in_a_workbook_are_not_dropped():
    workbook = Workbook()
    workbook.active.append(HEADS)
    workbook.active.append([*CELLS[:4], "#N/A", CELLS[5]])
    workbook.active["E2"].data_type = "e"
    saved = io.BytesIO()
    workbook.save(saved)
    assert table(saved.getvalue()).rows[0].cells["community_code"] == "#N/A"


def test_only_the_first_sheet_is_read_and_that_is_said(files):
    read = table(files.xlsx_of([HEADS, CELLS], [["别的"]], [["说明"]]))
    assert len(read.rows) == 1
    assert read.notes == ("只读取了第一张工作表“表1”，未读取：表2、表3。",)


def test_a_filled_cell_outside_the_columns_is_named():
    read = table((line(*HEADS) + line(*CELLS, "多出") + line(*CELLS, " ")).encode())
    assert [str(fault) for fault in read.strays] == [
        "第 2 行 G 列（无表头）：“多出” 所在的列没有表头，请检查本行是否错位"
    ]


# --- what is refused --------------------------------------------------------------------------------------


def test_missing_twice_and_unknown_heads_are_named_in_one_sentence():
    heads = ["区县代码", "街道代码", "社区代码", "社区名称", "统计代码", "备注", "人口"]
    assert refusal(line(*heads).encode()) == (
        "表头不符：缺少“区县”、“街道”；重复“社区代码”；不认识“备注”、“人口”。"
    )


def test_a_head_of_several_lines_is_named_by_its_first():
    message = refusal(line(*HEADS, '"\n1a\n各主体未共同参与\n是或否"').encode())
    assert message == "表头不符：不认识“1a”。"


def test_many_unknown_heads_are_counted():
    message = refusal(line(*HEADS, *(f"列{number}" for number in range(9))).encode())
    assert message == "表头不符：不认识“列0”、“列1”、“列2”、“列3”、“列4”、“列5”等 9 项。"


@pytest.mark.parametrize(("content", "message"), [(b"", "文件是空的。"), (b"\r\n , \r\n", "文件是空的。")])
def test_empty_file(content, message):
    assert refusal(content) == message


def test_heads_alone():
    assert refusal(line(*HEADS).encode()) == "文件只有表头，没有社区。"


def test_unpaired_quote_does_not_swallow_rows():
    content = line(*HEADS) + line(*CELLS) + line(*CELLS[:3], '"月湖街道', *CELLS[4:]) + line(*CELLS)
    assert refusal(content.encode()) == "第 3 行起引号没有配对或单元格过长，无法按 CSV 读取，请检查引号。"


@pytest.mark.parametrize(
    ("content", "beginning"),
    [
        (line(*HEADS).encode("utf-16"), "文件是“Unicode 文本”"),
        (b"\xef\xbb\xbf\xff\xff", "文件不是 UTF-8 或 GB18030"),
        (b"\xff,\x81\n", "文件不是 UTF-8 或 GB18030"),
        (b"PK\x03\x04 not a workbook", "文件已损坏"),
        (b"%PDF-1.7\n1 0 obj", "文件不是 .xlsx、.xls、.ods 或 CSV 表格"),
    ],
)
def test_other_kinds_of_file(content, beginning):
    assert refusal(content).startswith(beginning)


def test_files_that_are_too_big():
    assert refusal(b" " * (Limits.bytes + 1)) == "文件超过 20 MB，请拆分后再导入。"
    many = (line(*HEADS) + line(*CELLS) * (Limits.rows + 1)).encode()
    assert refusal(many) == "文件超过 50,000 行，请拆分后再导入。"


# --- what workbooks bring ---------------------------------------------------------------------------------


def saved(workbook):
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


def test_the_first_sheet_that_is_shown_is_read():
    workbook = Workbook()
    workbook.active.sheet_state = "hidden"
    sheet = workbook.create_sheet("名录")
    sheet.append(HEADS)
    sheet.append(CELLS)
    read = table(saved(workbook))
    assert len(read.rows) == 1
    assert read.notes == ()


def test_a_score_workbook_is_told_by_its_hidden_sheet():
    workbook = Workbook()
    workbook.active.append(["编号", "社区", "1a\n各主体未共同参与"])
    workbook.create_sheet(layout.HIDDEN).sheet_state = "hidden"
    assert refusal(saved(workbook)) == (
        "这是评分工作簿，不是社区名录。请到“社区”页点“导回评分工作簿”；名录请另选文件。"
    )


def test_hidden_rows_are_read_and_that_is_said():
    workbook = Workbook()
    workbook.active.append(HEADS)
    workbook.active.append(CELLS)
    workbook.active.row_dimensions[2].hidden = True
    assert table(saved(workbook)).notes == ("工作表“Sheet”中隐藏或筛选掉的 1 行（第 2 行）也一并读取了。",)


def test_merged_cells_and_formulas_without_a_value_are_named_below_the_heads_alone():
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["宁波市社区名录"])
    sheet.merge_cells("A1:F1")
    sheet.append(HEADS)
    sheet.append([*CELLS[:5], "=A1"])
    sheet.append([*CELLS[:4]])
    sheet.merge_cells("D3:D4")
    assert [str(fault) for fault in table(saved(workbook)).strays] == [
        "第 3 行 D 列（街道）：D3:D4 合并成了一个单元格，只有第一格有值，其余按空白读取，请取消合并后逐格填写",
        "第 3 行 F 列（社区）：单元格是公式且没有计算结果，请用 Excel 或 WPS 打开并保存一次，再导入",
    ]


def test_cells_without_a_value_of_their_own_are_named_once():
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(HEADS)
    for community in ("天一社区", "柳堤社区", "万宁社区", ""):
        sheet.append([*CELLS[:4], None, community])
    sheet["F3"] = "=F2"
    sheet.merge_cells("D2:D4")
    with pytest.raises(RegistryFaults) as raised:
        check(table(saved(workbook)), districts={"330203": "海曙区"}, today=date(2022, 3, 1))
    assert [(fault.place.column, fault.place.row, fault.message[:7]) for fault in raised.value.faults] == [
        ("D", 2, "D2:D4 合"),
        ("F", 3, "单元格是公式且"),
        ("F", 5, "不能为空"),
    ]


def test_a_merged_cell_that_begins_in_the_heads_excuses_nothing_below():
    workbook = Workbook()
    for row in (HEADS, CELLS, CELLS):
        workbook.active.append(row)
    workbook.active.merge_cells("D1:D2")
    assert table(saved(workbook)).unread == frozenset()


def test_merged_ranges_over_each_other_are_gone_through_once():
    doubts = [CellFault(2, 1, "", 1_000_000, 1), CellFault(2, 1, "", 4, 1), CellFault(3, 1, "", 1_000_000, 1)]
    assert list(_unread(doubts, {"district": 0}, 5)) == [(row, "district") for row in (2, 3, 4, 5)]


def test_a_merged_cell_over_several_columns_reaches_into_each():
    wide = CellFault(2, 1, "", 3, 2)
    columns = {"district": 0, "street": 1, "community": 2}
    assert set(_unread([wide], columns, 5)) == {
        (row, name) for row in (2, 3) for name in ("district", "street")
    }


def test_a_file_of_wps_own_kind_is_refused_by_its_name(files):
    with pytest.raises(RegistryFaults) as raised:
        table(files.xlsx_of([HEADS, CELLS]), "名录.et")
    assert str(raised.value).startswith("这是 WPS 的 .et 文件")
