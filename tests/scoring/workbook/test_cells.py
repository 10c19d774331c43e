"""What the text of a cell says, and what is asked rather than guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.workbook import cells
from tests.scoring.workbook.memory import FINDINGS, RUBRIC

FIXED, RANGE, COUNT, PERCENT, SHORTFALL, AWARD = (
    RUBRIC.rule(code) for code in ("1a", "1b", "8a", "10a", "14a", "17a")
)


@pytest.mark.parametrize(
    "text", ["是", " 是 ", "存在", "√", "✓", "✔", "TRUE", "true", "Ｔｒｕｅ", "是\u200b"]
)
def test_found(text):
    assert cells.finding(FIXED, text) is True


@pytest.mark.parametrize("text", ["否", "否\u3000", "×", "✗", "✘", "FALSE", "False"])
def test_not_found(text):
    assert cells.finding(FIXED, text) is False


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\n", "\u200b"])
@pytest.mark.parametrize("rule", RUBRIC.rules, ids=lambda rule: rule.code)
def test_an_empty_cell_is_unassessed(rule, text):
    assert cells.finding(rule, text) is None


@pytest.mark.parametrize(
    ("text", "number"), [("2", 2), ("2.0", 2), ("２", 2), (" 0 ", 0), ("2 处", 2), ("2处", 2)]
)
def test_whole_numbers(text, number):
    found = cells.finding(COUNT, text)
    assert (found, type(found)) == (number, int)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("95", "95"),
        ("95%", "95"),
        ("95.5％", "95.5"),
        ("９５．５ %", "95.5"),
        ("100", "100"),
        ("100%", "100"),
        ("1%", "1"),
        ("0.5%", "0.5"),
        ("0", "0"),
        ("0%", "0"),
        ("89.990", "89.99"),
        ("1.01", "1.01"),
    ],
)
def test_percentages(text, percent):
    assert cells.finding(PERCENT, text) == Decimal(percent)


@pytest.mark.parametrize(
    ("rule", "text", "problem", "allowed"),
    [
        (FIXED, "有", "说不清是存在还是不存在", "“缺文件”存在填 是，不存在填 否"),
        (FIXED, "无", "说不清是存在还是不存在", "“缺文件”存在填 是，不存在填 否"),
        (FIXED, "1", "说不清是存在还是不存在", "“缺文件”存在填 是，不存在填 否"),
        (FIXED, "0", "说不清是存在还是不存在", "“缺文件”存在填 是，不存在填 否"),
        (FIXED, "不详", "读不出是或否", "是 或 否（√ 或 × 也可以）"),
        (RANGE, "4", "不在允许的范围里", "0（未发现）或扣 1–3 分"),
        (RANGE, "-2", "不在允许的范围里", "0（未发现）或扣 1–3 分"),
        (RANGE, "1.5", "不是整数", "0（未发现）或扣 1–3 分"),
        (COUNT, "很多", "不是整数", "发现几处，没有填 0"),
        (COUNT, "2021-08-31", "不是整数", "发现几处，没有填 0"),
        (COUNT, "9" * 40, "不是整数", "发现几处，没有填 0"),
        (COUNT, "#N/A", "是 Excel 的错误值", "发现几处，没有填 0"),
        (SHORTFALL, "两次", "不是整数", "几次（应 2 次）"),
        (AWARD, "5", "不在允许的范围里", "加 0–4 分"),
        (PERCENT, "1", "是 1% 还是 100%？", "100 或 1%"),
        (PERCENT, "0.01", "是 0.01% 还是 1%？", "1% 或 0.01%"),
        (PERCENT, "0.005", "是 0.005% 还是 0.5%？", "0.5%"),
        (PERCENT, "0.8755", "是 0.8755% 还是 87.55%？", "87.55"),
        (PERCENT, "0.00005", "超过两位小数", "最多两位小数，如 87.55"),
        (COUNT, "2²", "不是整数", "发现几处，没有填 0"),
        (COUNT, "1⁰", "不是整数", "发现几处，没有填 0"),
        (COUNT, "①②", "不是整数", "发现几处，没有填 0"),
        (PERCENT, "9⁵", "不是百分数", "百分数，如 100"),
        (PERCENT, "½", "不是百分数", "百分数，如 100"),
        (PERCENT, "0.95", "是 0.95% 还是 95%？", "95 或 0.95%"),
        (PERCENT, "100.01", "不在允许的范围里", "百分数，如 100"),
        (PERCENT, "-5", "不在允许的范围里", "百分数，如 100"),
        (PERCENT, "87.555", "超过两位小数", "最多两位小数，如 87.55"),
        (PERCENT, "九成", "不是百分数", "百分数，如 100"),
        (PERCENT, "1e2", "不是百分数", "百分数，如 100"),
    ],
)
def test_what_is_no_finding_is_told_with_what_would_be_one(rule, text, problem, allowed):
    with pytest.raises(cells.BadCell) as bad:
        cells.finding(rule, text)
    assert (bad.value.problem, bad.value.allowed) == (problem, allowed)


@given(st.decimals(0, 1, places=4).filter(bool))
def test_every_value_that_is_named_in_answer_to_a_question_is_taken(number):
    with pytest.raises(cells.BadCell) as asked:
        cells.finding(PERCENT, str(number))
    for named in asked.value.allowed.split(" 或 "):
        assert cells.finding(PERCENT, named) in (number, number * 100)


@given(st.data())
def test_no_text_is_a_crash_or_a_finding_that_does_not_fit(data):
    from scoring.engine.rules import check_finding

    rule = data.draw(st.sampled_from(RUBRIC.rules))
    text = data.draw(st.text(max_size=12) | st.text("0123456789.%-是否√×", max_size=6))
    try:
        found = cells.finding(rule, text)
    except cells.BadCell:
        return
    if found is not None:
        check_finding(rule, found)


@given(st.data())
def test_a_finding_typed_as_people_type_it_is_read_back(data):
    rule = data.draw(st.sampled_from(RUBRIC.rules))
    found = data.draw(FINDINGS[rule.kind](rule))
    text = {True: "是", False: "否"}.get(found, "") if rule.kind == "fixed" else str(found)
    if rule.kind == "step_below":
        text += "%"
    assert cells.finding(rule, text) == found


def test_a_reason_keeps_its_words_and_loses_only_the_space_around_them():
    assert cells.reason(" 现场查看\r\nＡ类，=1+1 \n") == "现场查看\nＡ类，=1+1"
    assert cells.reason("字" * 500) == "字" * 500


@pytest.mark.parametrize(
    ("text", "problem", "allowed"),
    [
        ("字" * 501, "有 501 字", "最多 500 字"),
        ("看\x07见", "含有看不见的控制字符，请删去后重新输入", "看得见的文字"),
    ],
)
def test_a_reason_the_site_would_not_take_is_told(text, problem, allowed):
    with pytest.raises(cells.BadCell) as bad:
        cells.reason(text)
    assert (bad.value.problem, bad.value.allowed) == (problem, allowed)
