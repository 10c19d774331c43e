"""The score workbook as a file, sheet by sheet and cell by cell."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from scoring.engine.rules import clean_finding
from scoring.workbook import layout
from scoring.workbook.limits import limit
from tests.scoring.engine.test_properties import any_sheets
from tests.scoring.workbook.lines import COVER, RUBRIC, entry_columns, line, workbook

AT = entry_columns()
CLEAN = {rule.code: clean_finding(rule) for rule in RUBRIC.rules}
ASSESSED = CLEAN | {"1a": True, "1b": 2, "6b": 4, "10a": Decimal("89.99"), "12a": Decimal("0.50"), "14a": 1}


def rows(sheet):
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_four_sheets_the_entry_in_front_the_stamp_hidden():
    book = workbook([line(7, {})])
    assert book.sheetnames == ["评分", "得分", "填写说明", "系统信息"]
    assert book.active.title == "评分"
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "visible", "hidden"]
    assert book.calculation.fullCalcOnLoad is True


def test_the_entry_sheet_says_what_is_known_and_leaves_the_rest_blank():
    reasons = {1: "现场查看，\r\n情况属实。"}
    sheet = workbook([line(7, ASSESSED, reasons=reasons), line(9, {"1a": False})])["评分"]
    head, first, second = rows(sheet)
    assert head == [column.head for column in layout.columns(RUBRIC)]
    assert first[:3] == [7, "南门街道", "第7社区"]
    known = {"1a": "是", "1b": 2, "6b": 4, "10a": 89.99, "12a": "0.5%", "14a": 1, 1: "现场查看，\n情况属实。"}
    assert {key: first[AT[key] - 1] for key in known} == known
    assert (first[AT["2a"] - 1], first[AT["17a"] - 1], first[AT[2] - 1]) == ("否", 0, None)
    assert second == [9, "南门街道", "第9社区", "否", *[None] * 47]


def test_the_entry_sheet_holds_no_formula_and_nothing_locked():
    sheet = workbook([line(7, ASSESSED, reasons={1: "=1+1"})])["评分"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" or cell.protection.locked] == []
    assert sheet.protection.sheet is False


def test_heads_stay_in_sight_and_filter_exactly_the_table():
    book = workbook([line(7, {}), line(9, {})])
    assert [(book[name].freeze_panes, book[name].auto_filter.ref) for name in ("评分", "得分")] == [
        ("D2", "A1:AY3"),
        ("D2", "A1:W3"),
    ]
    assert book["评分"].row_dimensions[1].height > 80


@pytest.mark.parametrize("said", ["=1+1", "+86", "-无", "@x", "\tx", "#N/A", "=cmd|' /C calc'!A0"])
def test_what_looks_like_a_formula_stays_the_text_it_is(said):
    sheet = workbook([line(7, {}, reasons={1: said}, community=said)])["评分"]
    for cell in (sheet.cell(2, AT["社区"]), sheet.cell(2, AT[1])):
        assert (cell.value, cell.data_type) == (said, "s")
        assert bool(cell.quotePrefix) is (said[0] in "=+-@\t")


def test_control_characters_do_not_spoil_the_file():
    assert workbook([line(7, {}, reasons={1: "无\x0b异常\x00"})])["评分"].cell(2, AT[1]).value == "无异常"


def test_a_locked_row_is_grey_and_says_why():
    sheet = workbook([line(7, {}, locked="评分表随上报锁定。"), line(9, {})])["评分"]
    locked, standing = sheet.cell(2, AT["社区"]), sheet.cell(3, AT["社区"])
    assert locked.comment.text == "评分表随上报锁定。"
    assert standing.comment is None
    assert {cell.fill.fgColor.rgb for cell in sheet[2]} == {"FFE9E9EC"}
    assert {cell.fill.fill_type for cell in sheet[3]} == {None}


def test_heads_of_one_category_share_a_colour():
    head = workbook([line(7, {})])["评分"][1]
    fills = [
        head[AT[key] - 1].fill.fgColor.rgb for key in ("编号", "1a", 3, "4a", 6, "7a", "11a", "13a", "17a")
    ]
    assert fills[1] == fills[2] and fills[3] == fills[4]
    assert len(set(fills)) == 7


@settings(max_examples=30, deadline=None)
@given(findings=any_sheets)
def test_every_finding_is_read_from_its_cell_as_it_was(findings):
    (_head, row) = rows(workbook([line(7, findings)])["评分"])
    read = {rule.code: back(rule, row[AT[rule.code] - 1]) for rule in RUBRIC.rules}
    assert read == {rule.code: findings.get(rule.code) for rule in RUBRIC.rules}


def back(rule, value):
    """What a cell of the entry sheet says."""
    if isinstance(value, str) and rule.kind == "step_below":
        return Decimal(value.removesuffix("%"))
    if rule.kind == "step_below" and value is not None:
        assert not 0 < value <= 1
        return Decimal(str(value))
    return {"是": True, "否": False}.get(value, value)


# --- limits ----------------------------------------------------------------------------------------------------


def limits():
    sheet = workbook([line(7, {}), line(9, {})])["评分"]
    return {str(each.sqref): each for each in sheet.data_validations.dataValidation}


def of(code):
    letter = workbook([line(7, {})])["评分"].cell(1, AT[code]).column_letter
    return limits()[f"{letter}2:{letter}3"]


def test_every_rule_and_reason_is_limited_on_the_data_rows_alone():
    found = limits()
    assert len(found) == 31 + 17
    assert {tuple(re.findall(r"[0-9]+", cells)) for cells in found} == {("2", "3")}
    assert {(each.allowBlank, each.showErrorMessage, each.errorStyle) for each in found.values()} == {
        (True, True, "stop")
    }


@pytest.mark.parametrize(
    ("code", "kind", "formulas"),
    [
        ("1a", "list", ('"是,否"', None)),
        ("1b", "list", ('"0,1,2,3"', None)),
        ("17a", "list", ('"0,1,2,3,4"', None)),
        ("6b", "whole", ("0", "9999")),
        ("13b", "whole", ("0", "4")),
        ("14a", "whole", ("0", "9999")),
        (1, "textLength", ("500", None)),
    ],
)
def test_what_a_cell_takes(code, kind, formulas):
    each = of(code)
    assert (each.type, (each.formula1, each.formula2)) == (kind, formulas)


def test_a_percentage_is_a_number_that_can_mean_one_thing_or_says_percent():
    each = of("10a")
    assert each.type == "custom"
    assert each.formula1.replace(str(each.sqref).partition(":")[0], "X") == (
        'IF(ISNUMBER(X),AND(OR(X=0,X>1),X>=0,X<=100,ROUND(X,2)=X),RIGHT(X,1)="%")'
    )
    assert "请直接写 95，不写 95% 或 0.95" in each.error


def test_a_refused_entry_is_told_what_is_allowed_and_the_reading_is_shown_beside():
    assert of("1a").error == "1a 只能填 是、否。“缺文件”存在填 是，不存在填 否。"
    assert of("13b").error == "13b 只能填 0 到 4 的整数（发现几季度，没有填 0）。"
    assert (of("14a").promptTitle, of("14a").prompt) == ("14a", RUBRIC.rule("14a").reading)
    assert of("2a").prompt is None


def test_no_sentence_is_longer_than_an_office_program_takes():
    long = replace(RUBRIC.rule("1a"), text="缺" * 400, reading="读" * 400)
    each = limit(layout.Column("1a", 1, long), "D2:D3")
    assert (len(each.error), len(each.prompt)) == (225, 255)


# --- 填写说明, 系统信息 -------------------------------------------------------------------------------------------


def test_the_instructions_name_the_rubric_the_pass_rule_and_who_took_it_out():
    told = [row[0] for row in rows(workbook([line(7, {})])["填写说明"]) if row[0]]
    assert told[:2] == ["海曙区2021年度初评评分工作簿", "陈淑芬 2021年8月1日 09:00 下载。"]
    assert f"{RUBRIC.title}（{RUBRIC.source}）" in told
    assert RUBRIC.pass_rule in told
    assert {category.title for category in RUBRIC.categories} <= set(told)


def test_a_name_in_the_instructions_is_no_formula():
    sheet = workbook([line(7, {})], cover=replace(COVER, by="=1+1"))["填写说明"]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == []


def test_the_hidden_sheet_holds_the_stamp_a_mark_for_each_item_and_the_names_of_the_day():
    book = workbook([line(7, {"1a": True, "1b": 0}, reasons={1: "缺。\r\n"}, version=3), line(9, {})])
    hidden = rows(book["系统信息"])
    stamp = layout.stamp_of(RUBRIC, year=2021, district="330203", stage="initial")
    assert layout.read_stamp([[str(cell) for cell in row[:2]] for row in hidden]) == stamp
    heads, first, second = hidden[layout.MARKS_FROM - 1 :]
    assert heads == ["编号", *range(1, 18), "街道", "社区"]
    assert first[:2] == [7, layout.mark(3, {"1a": True, "1b": 0}, "缺。\n")]
    assert second == [9, *[layout.mark(1, {}, "")] * 17, "南门街道", "第9社区"]
