"""Every bad cell at once: where, what it says, what is wrong, what would be right."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.models import State
from scoring.workbook import layout
from scoring.workbook.faults import write_faults
from tests.scoring.workbook.books import address_of, closed, edited, opened
from tests.scoring.workbook.memory import (
    LOCKED,
    RUBRIC,
    blank_sheets,
    checked,
    filled,
    row_of,
    sheet_of,
    waiting,
    written,
)


@pytest.fixture(scope="module")
def content():
    return written(blank_sheets())


def faults(content, standing=None):
    return [str(fault) for row in checked(content, standing or blank_sheets()) for fault in row.faults]


def test_a_sound_workbook_has_none(content):
    assert faults(content) == []
    assert faults(edited(content, {("春浪社区", "10a"): "95%", ("柳堤社区", "1a"): "√"})) == []


def test_all_of_them_at_once_row_by_row(content):
    wrong = edited(
        content,
        {
            ("春浪社区", "1a"): "有",
            ("春浪社区", "10a"): 1,
            ("柳堤社区", "1b"): 2,
            ("万宁社区", "8a"): "三",
            ("万宁社区", 8): "字" * 501,
        },
    )
    at = {key: address_of(wrong, *key) for key in (("万宁社区", "8a"), ("万宁社区", 8), ("春浪社区", "10a"))}
    assert faults(wrong) == [
        "评分 D2：“有”，说不清是存在还是不存在。应为：“缺文件”存在填 是，不存在填 否。",
        f"评分 {at['春浪社区', '10a']}：“1”，是 1% 还是 100%？应为：100 或 1%。",
        "评分 F3：第 1 项扣了分（1b 各主体较少参与创建的或未参与创建），没有写理由。应为：写明扣分的理由。",
        f"评分 {at['万宁社区', '8a']}：“三”，不是整数。应为：发现几处，没有填 0。",
        f"评分 {at['万宁社区', 8]}：“{'字' * 30}…”，有 501 字。应为：最多 500 字。",
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {("春浪社区", "编号"): "99"},
            ["评分 A2：“99”，您能填写的评分表里没有这个编号。应为：下载时的编号；多出来的社区请删去这一行。"],
        ),
        (
            {("春浪社区", "编号"): None},
            ["评分 A2：这一行没有编号，不知道是哪个社区。应为：下载时的编号，或把这一行删去。"],
        ),
        (
            {(7, "编号"): 11, (7, "社区"): "春浪社区"},
            [
                "评分 A2：“11”，这个编号在第 7 行也有。应为：一个社区只留一行。",
                "评分 A7：“11”，这个编号在第 2 行也有。应为：一个社区只留一行。",
            ],
        ),
        (
            {(3, "编号"): 13, (4, "编号"): 12},
            [
                "评分 C3：“柳堤社区”，编号 13 是“万宁社区”，这里写的不是：几行可能错位了。应为：编号和社区照下载时的对应。",
                "评分 C4：“万宁社区”，编号 12 是“柳堤社区”，这里写的不是：几行可能错位了。应为：编号和社区照下载时的对应。",
            ],
        ),
        (
            {("春浪社区", "社区"): None},
            ["评分 C2：编号 11 是“春浪社区”，这里写的不是：几行可能错位了。应为：编号和社区照下载时的对应。"],
        ),
    ],
)
def test_whose_row_it_is_must_be_certain(content, changes, told):
    assert faults(edited(content, changes)) == told


def test_a_name_or_street_corrected_in_the_registry_after_the_download_is_no_fault():
    content = written({"11": sheet_of(11, "桂台社区", {}), "12": sheet_of(12, "柳堤社区", {})})
    now = {
        "11": sheet_of(11, "桂臺社区", {}, street="南门新街道"),
        "12": sheet_of(12, "柳堤社区", {}, street="南门新街道"),
    }
    assert faults(edited(content, {("桂台社区", "1a"): "是"}), now) == []
    assert faults(edited(content, {("桂台社区", "社区"): "桂臺社区", (2, "街道"): "南门新街道"}), now) == []
    shifted = edited(content, {(2, "编号"): 12, (3, "编号"): 11})
    assert faults(shifted, now) == [
        "评分 C2：“桂台社区”，编号 12 是“柳堤社区”，这里写的不是：几行可能错位了。应为：编号和社区照下载时的对应。",
        "评分 C3：“柳堤社区”，编号 11 是“桂臺社区”，这里写的不是：几行可能错位了。应为：编号和社区照下载时的对应。",
    ]


def test_of_two_communities_of_one_name_the_street_says_which():
    standing = {
        "11": sheet_of(11, "春浪社区", {}, street="南门街道"),
        "12": sheet_of(12, "春浪社区", {}, street="江厦街道"),
    }
    content = written(standing)
    assert faults(content, standing) == []
    swapped = edited(content, {(2, "编号"): 12, (3, "编号"): 11})
    assert faults(swapped, standing) == [
        "评分 B2：“南门街道”，编号 12 是“江厦街道”，这里写的不是：几行可能错位了。应为：编号和社区照下载时的对应。",
        "评分 B3：“江厦街道”，编号 11 是“南门街道”，这里写的不是：几行可能错位了。应为：编号和社区照下载时的对应。",
    ]
    book = opened(swapped)
    book[layout.ENTRY].delete_cols(2)
    assert faults(closed(book), standing) == []


def test_of_many_rows_with_one_key_ten_are_named_and_the_rest_counted(content):
    book = opened(content)
    for _n in range(200):
        book[layout.ENTRY].append([11, "南门街道", "春浪社区"])
    first, *_others, last = faults(closed(book))
    rows = "、".join(map(str, range(6, 16)))
    assert first == f"评分 A2：“11”，这个编号在第 {rows} 等 200 行也有。应为：一个社区只留一行。"
    assert last == first.replace("A2", "A205").replace(rows, "2、" + rows.removesuffix("、15"))


def test_a_key_typed_another_way_is_the_same_key(content):
    assert (
        faults(edited(content, {("春浪社区", "编号"): "１１.0 ", ("柳堤社区", "社区"): " 柳堤 社区"})) == []
    )


def test_a_formula_without_a_result_is_told(content):
    told = faults(edited(content, {("春浪社区", "8a"): "=1+1"}))
    assert told == [
        f"评分 {address_of(content, '春浪社区', '8a')}："
        "单元格是公式且没有计算结果，请用 Excel 或 WPS 打开并保存一次，再导入。应为：直接填写的内容。"
    ]


def test_a_merged_cell_is_told_in_every_row_it_reaches(content):
    book = opened(edited(content, {("春浪社区", "1a"): "是"}))
    book[layout.ENTRY].merge_cells("D2:D3")
    told = "D2:D3 合并成了一个单元格，只有第一格有值，其余按空白读取，请取消合并后逐格填写。应为：直接填写的内容。"
    assert faults(closed(book)) == [f"评分 D2：“是”，{told}", f"评分 D3：{told}"]


def test_a_cell_merged_over_several_columns_is_told_in_each_of_them(content):
    book = opened(edited(content, {("春浪社区", "1a"): "是"}))
    book[layout.ENTRY].merge_cells("D2:E2")
    told = "D2:E2 合并成了一个单元格，只有第一格有值，其余按空白读取，请取消合并后逐格填写。应为：直接填写的内容。"
    assert faults(closed(book)) == [f"评分 D2：“是”，{told}", f"评分 E2：{told}"]


def test_streets_merged_to_look_nice_are_no_fault(content):
    book = opened(content)
    book[layout.ENTRY].merge_cells("B2:B5")
    assert faults(closed(book)) == []
    book[layout.ENTRY].unmerge_cells("B2:B5")
    book[layout.ENTRY].merge_cells("B2:C3")
    assert [one.split("：")[0] for one in faults(closed(book))] == ["评分 C2", "评分 C3"]


def test_a_merged_name_or_key_is_told_once_in_each_row(content):
    book = opened(content)
    book[layout.ENTRY].merge_cells("A2:A3")
    book[layout.ENTRY].merge_cells("C3:C4")
    found = [one.split("：")[0] for one in faults(closed(book))]
    assert found == ["评分 A2", "评分 A3", "评分 C3", "评分 C4"]


def merged(content, cells):
    book = opened(content)
    book[layout.ENTRY].merge_cells(cells)
    return closed(book)


def error_workbook(content, standing):
    file = io.BytesIO()
    write_faults(filled(content), checked(content, standing), rubric=RUBRIC, file=file)
    return file.getvalue()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: merged(edited(content, {("春浪社区", "1a"): "是"}), "D2:D5"),
        lambda content: merged(content, "A2:A3"),
        lambda content: merged(content, "C2:C4"),
        lambda content: edited(content, {("春浪社区", "5b"): "=1+1"}),
        lambda content: edited(content, {("柳堤社区", "12a"): "=90+2"}),
        lambda content: merged(
            content, f"{address_of(content, '春浪社区', 5)}:{address_of(content, '柳堤社区', 5)}"
        ),
        lambda content: edited(content, {("春浪社区", "1a"): "有", ("春浪社区", "10a"): 1}),
    ],
    ids=["rule merged", "key merged", "name merged", "formula", "formula alone", "reason merged", "unclear"],
)
def test_an_error_workbook_sent_back_as_it_is_has_the_same_cells_wrong(spoil):
    standing = blank_sheets()
    answered = ({"5a": False, "5b": True, "5c": False}, "东门一处")
    standing["11"] = sheet_of(11, "春浪社区", {5: row_of(RUBRIC.item(5), answered)})
    content = spoil(written(standing))
    again = error_workbook(content, standing)
    cells = [one.split("：")[0] for one in faults(content, standing)]
    assert cells and [one.split("：")[0] for one in faults(again, standing)] == cells
    assert [one.split("：")[0] for one in faults(error_workbook(again, standing), standing)] == cells


def test_what_nobody_could_read_is_marked_in_the_error_workbook_until_somebody_writes_it(content):
    again = error_workbook(edited(content, {("春浪社区", "8a"): "=1+1"}), blank_sheets())
    where = address_of(content, "春浪社区", "8a")
    assert opened(again)[layout.ENTRY][where].value == "【待改】"
    assert faults(again) == [
        f"评分 {where}：“【待改】”，还没有改。应为：读不出的内容改成直接填写的，并删去“【待改】”。"
    ]
    assert faults(edited(again, {("春浪社区", "8a"): 2})) == []


def test_a_missing_reason_is_told_together_with_the_items_other_faults(content):
    told = faults(edited(content, {("春浪社区", "1a"): "有", ("春浪社区", "1b"): 2}))
    assert [one.split("：")[0] for one in told] == ["评分 D2", "评分 F2"]


def locked_sheets():
    item = RUBRIC.item(5)
    row = row_of(item, ({"5a": False, "5b": True, "5c": False}, "一处"))
    return {"11": sheet_of(11, "春浪社区", {5: row}, why_locked=LOCKED)}


def test_a_locked_sheet_may_stand_in_the_file_but_not_be_changed():
    content = written(locked_sheets())
    assert faults(content, locked_sheets()) == []
    told = faults(edited(content, {("春浪社区", "5a"): "是", ("春浪社区", "5b"): "否"}), locked_sheets())
    assert told == ["评分 C2：“春浪社区”，海曙区已于2021年8月1日上报。应为：这一行保持下载时的样子。"]


@pytest.mark.parametrize("state", [State.TO_CONFIRM, State.BLANK])
def test_in_a_locked_sheet_what_waits_cannot_be_confirmed_by_typing_the_same(state):
    """An item to be confirmed, or unassessed with every rule answered, stands blank in the file."""
    row = waiting(RUBRIC.item(5), ({"5a": False, "5b": True, "5c": False}, "一处"))
    row.state = state
    standing = {"11": sheet_of(11, "春浪社区", {5: row}, why_locked=LOCKED)}
    content = written(standing)
    assert faults(content, standing) == []
    same = {"5a": "否", "5b": "是", "5c": "否", 5: "一处"}
    told = faults(edited(content, {("春浪社区", key): value for key, value in same.items()}), standing)
    assert told == ["评分 C2：“春浪社区”，海曙区已于2021年8月1日上报。应为：这一行保持下载时的样子。"]


def test_a_reason_is_asked_only_for_what_somebody_changed():
    """Partly assessed and put back to unassessed: the site keeps it without a reason, and so may the file."""
    item = RUBRIC.item(7)
    standing = {"11": sheet_of(11, "春浪社区", {7: row_of(item, ({"7a": 2}, ""))})}
    content = written(standing)
    assert faults(content, standing) == []
    assert faults(edited(content, {("春浪社区", "7b"): 0}), standing) == [
        f"评分 {address_of(content, '春浪社区', 7)}：第 7 项扣了分（7a 社区绿地布局不合理），没有写理由。应为：写明扣分的理由。"
    ]


BLANK = written(blank_sheets())
COLUMNS = {column.key: number for number, column in enumerate(layout.columns(RUBRIC), start=1)}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 5), st.sampled_from(RUBRIC.rules)), unique=True, max_size=12))
def test_every_bad_cell_is_found_and_no_other(wrong):
    """Any cells of any rules filled with what no rule allows: exactly those are named."""
    content = edited(BLANK, {(row, rule.code): "说不清" for row, rule in wrong})
    found = [
        (fault.row, fault.column, fault.value)
        for row in checked(content, blank_sheets())
        for fault in row.faults
    ]
    assert found == sorted((row, COLUMNS[rule.code], "说不清") for row, rule in wrong)
