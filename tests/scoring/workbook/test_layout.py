"""What stands where in the score workbook."""

from decimal import Decimal

from scoring.engine.load import load_rubric
from scoring.workbook import layout

RUBRIC = load_rubric("fixtures/annex1.toml")


def test_one_column_for_each_rule_and_a_reason_for_each_item():
    laid = layout.columns(RUBRIC)
    assert [column.head for column in laid[:3]] == ["编号", "街道", "社区"]
    assert [column.rule.code for column in laid if column.rule] == [rule.code for rule in RUBRIC.rules]
    assert [column.number for column in laid if column.number and not column.rule] == list(range(1, 18))
    assert len(laid) == 3 + 31 + 17


def test_a_rules_head_says_its_code_its_official_wording_and_what_may_be_filled_in():
    heads = {column.key: column.head for column in layout.columns(RUBRIC)}
    assert heads["1a"] == "1a\n缺文件\n是 或 否"
    assert heads["1b"] == "1b\n各主体较少参与创建的或未参与创建\n0（未发现）或扣 1–3 分"
    assert heads["10a"] == "10a\n噪声扰民投诉处理率\n百分数，如 100"
    assert heads["17a"].endswith("\n加 0–4 分")
    assert heads[1] == "第1项 理由、备注"


def test_every_head_is_known_again_even_with_its_lines_run_together():
    for column in layout.columns(RUBRIC):
        assert layout.column_key(column.head) == column.key
        assert layout.column_key(column.head.replace("\n", " ")) == column.key
    assert layout.column_key("合计") is None
    assert layout.column_key("10ab") is None


def test_a_stamp_is_read_as_it_was_written():
    stamp = layout.stamp_of(RUBRIC, year=2022, district="330203", stage="initial")
    rows = [list(row) for row in layout.stamp_rows(stamp)]
    assert layout.read_stamp([*rows, ["", ""], ["编号", "1"]]) == stamp
    assert layout.read_stamp(rows[1:]) is None
    assert layout.read_stamp([]) is None


def test_a_fingerprint_tells_what_was_found_from_what_was_not():
    same = layout.fingerprint({"10a": Decimal("95")}, "无")
    assert layout.fingerprint({"10a": Decimal("95.00")}, "无") == same
    assert layout.fingerprint({"10a": Decimal("95.5")}, "无") != same
    assert layout.fingerprint({"10a": Decimal("95")}, "") != same
    assert layout.fingerprint({"1a": False}, "") != layout.fingerprint({"1a": 0}, "")
    assert layout.mark(3, {}, "") == f"3:{layout.fingerprint({}, '')}"
