"""A finding that does not fit its rule is refused in words, never guessed at."""

from decimal import Decimal

import pytest

from scoring.engine.rules import FindingError, check_finding, clean_finding
from scoring.engine.score import FindingsError, score, score_item

FIXED = "是（true）或否（false）"
RANGE = "0（未发现）或 1、2、3"
PERCENT = "0 至 100 的百分数（最多两位小数）"
COUNT = "0 至 9999 的整数"
QUARTERS = "0 至 4 的整数"


@pytest.mark.parametrize(
    ("code", "value", "allowed", "given"),
    [
        ("1a", 1, FIXED, "1"),
        ("1a", "是", FIXED, "文字“是”"),
        ("1b", 4, RANGE, "4"),
        ("1b", -1, RANGE, "-1"),
        ("1b", True, RANGE, "true"),
        ("1b", False, RANGE, "false"),
        ("1b", Decimal("1.5"), RANGE, "1.5"),
        ("1b", Decimal("2"), RANGE, "2"),
        ("6b", -1, COUNT, "-1"),
        ("6b", 10000, COUNT, "10000"),
        ("6b", 10**40, COUNT, "一个过大的数"),
        ("6b", "2", COUNT, "文字“2”"),
        ("6b", [2], COUNT, "一个列表"),
        ("6b", {}, COUNT, "一个对象"),
        ("10a", -1, PERCENT, "-1"),
        ("10a", 101, PERCENT, "101"),
        ("10a", Decimal("100.01"), PERCENT, "100.01"),
        ("10a", Decimal("-0.01"), PERCENT, "-0.01"),
        ("10a", Decimal("89.999"), PERCENT, "89.999"),
        ("10a", Decimal("1E-999999"), PERCENT, "1E-999999"),
        ("10a", Decimal("1E+999999"), PERCENT, "1E+999999"),
        ("10a", Decimal("NaN"), PERCENT, "NaN"),
        ("10a", Decimal("sNaN"), PERCENT, "sNaN"),
        ("10a", Decimal("Infinity"), PERCENT, "Infinity"),
        ("10a", 95.5, PERCENT, "浮点数 95.5（不精确，请用 Decimal）"),
        ("10a", True, PERCENT, "true"),
        ("10a", "95", PERCENT, "文字“95”"),
        ("13b", 5, QUARTERS, "5"),
        ("14a", 10000, COUNT, "10000"),
        ("14a", True, COUNT, "true"),
        ("17a", 5, QUARTERS, "5"),
        ("17a", True, QUARTERS, "true"),
        ("17a", Decimal("1"), QUARTERS, "1"),
        ("17a", None, QUARTERS, "空"),
    ],
)
def test_refused(annex1, code, value, allowed, given):
    with pytest.raises(FindingError) as caught:
        check_finding(annex1.rule(code), value)
    assert (caught.value.code, caught.value.message) == (code, f"{code} 只能填 {allowed}，现在是 {given}")


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("1a", True),
        ("1b", 0),
        ("1b", 3),
        ("6b", 9999),
        ("10a", 0),
        ("10a", 100),
        ("10a", Decimal("0.01")),
        ("10a", Decimal("95.000")),
        ("10a", Decimal("1E+2")),
        ("10a", Decimal("-0.0")),
        ("10a", Decimal("0E+9999999")),
        ("13b", 4),
        ("14a", 9999),
        ("17a", 4),
    ],
)
def test_accepted(annex1, clean, code, value):
    check_finding(annex1.rule(code), value)
    assert score(annex1, clean | {code: value}).complete


def test_a_long_text_is_cut_short(annex1):
    with pytest.raises(FindingError, match=r"现在是 文字“一{30}…”$"):
        check_finding(annex1.rule("6b"), "一" * 5000)


def test_every_misfit_of_a_sheet_is_named(annex1, clean):
    with pytest.raises(FindingsError) as caught:
        score(annex1, clean | {"18a": 1, "10a": 95.5, "1b": 4})
    assert caught.value.errors == (
        ("1b", "1b 只能填 0（未发现）或 1、2、3，现在是 4"),
        ("10a", f"10a 只能填 {PERCENT}，现在是 浮点数 95.5（不精确，请用 Decimal）"),
        ("18a", "没有“18a”这条评分细则"),
    )


def test_an_unknown_code_is_an_error_even_when_nothing_was_found(annex1):
    with pytest.raises(FindingsError) as caught:
        score(annex1, {"1A": None})
    assert caught.value.errors == (("1A", "没有“1A”这条评分细则"),)


def test_an_item_takes_only_findings_of_its_own_rules(annex1):
    with pytest.raises(FindingsError) as caught:
        score_item(annex1.item(1), {"1a": 0, "2a": False})
    assert caught.value.errors == (("1a", f"1a 只能填 {FIXED}，现在是 0"), ("2a", "没有“2a”这条评分细则"))


def test_clean_findings(annex1):
    clean = {
        code: clean_finding(annex1.rule(code)) for code in ("1a", "1b", "6b", "10a", "12a", "14a", "17a")
    }
    assert clean == {
        "1a": False,
        "1b": 0,
        "6b": 0,
        "10a": Decimal(100),
        "12a": Decimal(30),
        "14a": 2,
        "17a": 0,
    }
    assert clean["1a"] is False
    assert isinstance(clean["10a"], Decimal)
