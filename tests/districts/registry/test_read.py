"""Bytes to a table: encodings, kinds of file, heads, and what is refused as a whole."""

import io
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from districts.registry import Place, RegistryFaults
from districts.registry.grid import MAX_BYTES, MAX_ROWS, grid
from districts.registry.read import Row, table

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


def repacked(content, **parts):
    """The workbook with some parts replaced; None takes a part away."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = parts.get(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return changed.getvalue()


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
        (b"\xd0\xcf\x11\xe0" + bytes(600), "这是旧版 .xls 文件"),
        (line(*HEADS).encode("utf-16"), "文件是“Unicode 文本”"),
        (b"\xef\xbb\xbf\xff\xff", "文件不是 UTF-8 或 GB18030"),
        (b"\xff,\x81\n", "文件不是 UTF-8 或 GB18030"),
        (b"PK\x03\x04 not a workbook", "工作簿已损坏"),
        (b"%PDF-1.7\n1 0 obj", "表头不符：缺少"),
    ],
)
def test_other_kinds_of_file(content, beginning):
    assert refusal(content).startswith(beginning)


def test_files_that_are_too_big():
    assert refusal(b" " * (MAX_BYTES + 1)) == "文件超过 20 MB，请拆分后再导入。"
    many = (line(*HEADS) + line(*CELLS) * (MAX_ROWS + 1)).encode()
    assert refusal(many) == "文件超过 50,000 行，请拆分后再导入。"


def test_zip_that_is_no_workbook(files):
    content = repacked(files.xlsx_of([HEADS]), **{"xl/workbook.xml": None})
    assert refusal(content).startswith("文件不是 .xlsx 工作簿")


def test_zip_bomb_is_refused_before_it_is_unpacked(files):
    bomb = repacked(files.xlsx_of([HEADS]), **{"xl/styles.xml": b" " * (101 * 1024**2)})
    assert len(bomb) < 1024**2
    tracemalloc.start()
    try:
        assert refusal(bomb).startswith("工作簿解压后超过 100 MB")
        assert tracemalloc.get_traced_memory()[1] < 10 * 1024**2
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        (1_000_000, 1, "文件超过 50,000 行，请拆分后再导入。"),
        (2, 5_000, "工作表的 GJH 列有内容，而名录最多 64 列，请删去多余的列后再导入。"),
    ],
)
def test_a_far_away_cell_does_not_take_the_memory_of_all_between(row, column, message):
    workbook = Workbook()
    workbook.active.append(HEADS)
    workbook.active.cell(row, column).value = "x"
    saved = io.BytesIO()
    workbook.save(saved)
    assert refusal(saved.getvalue()) == message


def test_a_sheet_hidden_in_another_part_is_measured_too(files):
    cells = b'<worksheet><sheetData><row r="1"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    assert refusal(repacked(files.xlsx_of([HEADS]), **{"xl/styles.xml": cells})) == (
        "文件超过 50,000 行，请拆分后再导入。"
    )


def test_cells_without_an_address_are_refused(files):
    cells = b"<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>"
    content = repacked(files.xlsx_of([HEADS]), **{"xl/worksheets/sheet1.xml": cells})
    assert refusal(content).startswith("工作表的单元格没有标明位置")


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"]
)
def test_damaged_workbooks(files, part):
    content = repacked(files.xlsx_of([HEADS, CELLS]), **{part: b"<broken"})
    assert refusal(content).startswith("工作簿已损坏")


def test_any_cut_of_a_workbook_is_a_sentence_not_a_crash(files):
    content = files.xlsx_of([HEADS, CELLS])
    for end in range(4, len(content), 97):
        with pytest.raises(RegistryFaults):
            grid(content[:end])
