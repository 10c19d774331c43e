"""How the document is read, sentence by sentence: what is found, and what its item then scores."""

from decimal import Decimal

import pytest

from scoring.engine.load import rubric_from_mapping
from scoring.engine.score import score

READINGS = [
    ("缺文件扣3分", "1a", False, 6),
    ("缺文件扣3分", "1a", True, 3),
    ("扣1-3分, not found", "1b", 0, 6),
    ("扣1-3分, the least", "1b", 1, 5),
    ("扣1-3分, the most", "1b", 3, 3),
    ("one rule with two conditions, at most 3 off: the lowest score is 3", "3a", 3, 3),
    ("4b stands without 4a", "4b", True, 3),
    ("每使用1项扣1分", "6b", 2, 4),
    ("最高扣3分, at the cap", "6b", 3, 3),
    ("最高扣3分, past the cap", "6b", 4, 3),
    ("乱停车每发现1处扣1分", "8a", 1, 5),
    ("乱停车最高扣2分", "8a", 3, 4),
    ("a blocked fire lane costs at most 2: no veto", "8c", 9999, 4),
    ("投诉处理率100%", "10a", 100, 6),
    ("no whole step of 10%", "10a", Decimal("99.99"), 6),
    ("no whole step of 10%", "10a", 95, 6),
    ("no whole step of 10%", "10a", Decimal("90.01"), 6),
    ("one whole step", "10a", 90, 5),
    ("one whole step", "10a", Decimal("89.99"), 5),
    ("two whole steps", "10a", 80, 4),
    ("just short of four steps", "10a", Decimal("60.01"), 3),
    ("60 is not below 60", "10a", 60, 2),
    ("低于60%此项不得分", "10a", Decimal("59.99"), 0),
    ("低于60%此项不得分", "10a", 0, 0),
    ("no complaints at all: enter 100", "10a", Decimal("100.00"), 6),
    ("未建设智能化安防系统扣6分", "11a", True, 0),
    ("more than 30% earns nothing extra", "12a", 100, 6),
    ("不低于30%", "12a", 30, 6),
    ("no whole step of 5%", "12a", 27, 6),
    ("no whole step of 5%", "12a", Decimal("25.01"), 6),
    ("one whole step", "12a", 25, 5),
    ("one whole step", "12a", Decimal("20.01"), 5),
    ("five steps", "12a", Decimal("0.01"), 1),
    ("six steps, 最高扣6分", "12a", 0, 0),
    ("one quarter without an update", "13b", 1, 4),
    ("two quarters", "13b", 2, 2),
    ("three quarters, 最高扣4分", "13b", 3, 2),
    ("four quarters, 最高扣4分", "13b", 4, 2),
    ("no training held in the 12 months", "14a", 0, 0),
    ("one training held", "14a", 1, 3),
    ("two trainings held", "14a", 2, 6),
    ("more trainings earn nothing extra", "14a", 12, 6),
    ("heritage neglected", "16a", True, 3),
    ("heritage damaged", "16b", True, 0),
    ("no award", "17a", 0, 0),
    ("the whole award", "17a", 4, 4),
]

COUNTED = [
    ("100% is no step", "10a", 100, 6),
    ("a step begun counts", "10a", Decimal("99.99"), 5),
    ("95 loses 1 under this reading", "10a", 95, 5),
    ("a whole step is still one", "10a", 90, 5),
    ("the next one begun", "10a", Decimal("89.99"), 4),
    ("60 is four steps", "10a", 60, 2),
    ("27 loses 1", "12a", 27, 5),
    ("25 loses 1", "12a", 25, 5),
    ("the last step begun", "12a", Decimal("4.99"), 0),
]


@pytest.mark.parametrize(("sentence", "code", "found", "points"), READINGS)
def test_reading(points_of, sentence, code, found, points):
    assert points_of(code, found) == points


@pytest.mark.parametrize(("sentence", "code", "found", "points"), COUNTED)
def test_reading_that_counts_steps_begun(counting, clean, sentence, code, found, points):
    result = score(counting, clean | {code: found})
    assert result.item(counting.rule(code).number).points == points


@pytest.mark.parametrize(
    ("sentence", "found", "number", "points"),
    [
        ("4a and 4b are independent", {"4a": 2, "4b": True}, 4, 1),
        ("the cap of 6b is its own, not the item's", {"6a": True, "6b": 3}, 6, 0),
        ("7a and 7b together empty the item", {"7a": 3, "7b": 3}, 7, 0),
        ("8a, 8b and 8c are each capped at 2", {"8a": 9, "8b": 9, "8c": 9}, 8, 0),
        ("8a and 8c", {"8a": 9, "8b": 0, "8c": 1}, 8, 3),
        ("最高扣4分 caps 13b alone: 13a still takes its 2", {"13a": True, "13b": 4}, 13, 0),
        ("扣完为止: 16a and 16b together take 6 at most", {"16a": True, "16b": True}, 16, 0),
    ],
)
def test_rules_of_one_item_together(annex1, clean, sentence, found, number, points):
    assert score(annex1, clean | found).item(number).points == points


LOSES_20 = {"2a": True, "2b": True, "9a": True, "9b": True, "11a": True, "5a": True}


@pytest.mark.parametrize(
    ("sentence", "found", "total", "passed", "only_with_bonus"),
    [
        (
            "80 passes: 以上包括本数",
            {"2a": True, "2b": True, "9a": True, "9b": True, "5a": True, "5b": True},
            80,
            True,
            False,
        ),
        ("79 does not pass", LOSES_20 | {"17a": 3}, 79, False, False),
        ("the bonus counts toward the 80", LOSES_20 | {"17a": 4}, 80, True, True),
        ("76 without the bonus is not enough", LOSES_20 | {"17a": 0}, 76, False, False),
        ("a sheet at 96 passes anyway", {"17a": 4}, 100, True, False),
    ],
)
def test_pass_mark(annex1, clean, sentence, found, total, passed, only_with_bonus):
    result = score(annex1, clean | found)
    assert (result.total, result.passed, result.passes_only_with_bonus) == (total, passed, only_with_bonus)


def test_what_nobody_has_assessed_is_not_full_marks(annex1):
    result = score(annex1, {})
    assert {item.points for item in result.items} == {None}
    assert (result.total, result.passed, result.complete) == (None, None, False)


def test_a_pass_mark_of_its_own(definition, clean):
    definition["pass_mark"] = 97
    stricter = rubric_from_mapping(definition, "stricter")
    assert score(stricter, clean).passed is False
    assert score(stricter, clean | {"17a": 1}).passed is True
