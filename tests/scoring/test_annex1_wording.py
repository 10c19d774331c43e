"""fixtures/annex1.toml against the document itself: every character of Annex 1 is accounted for."""

import re
from pathlib import Path

import pytest

from scoring.engine.load import load_rubric

TESTS = Path(__file__).parents[1]
HEADS = "内容分值建设标准评分标准"


def squeezed(text):
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def annex1():
    return load_rubric(TESTS.parent / "fixtures" / "annex1.toml")


@pytest.fixture(scope="module")
def printed():
    """Annex 1 as printed, without its line breaks."""
    text = squeezed((TESTS / "document" / "yongjianfa-2021-55.txt").read_text(encoding="utf-8"))
    start = text.index("附件1绿色社区建设评估参考标准")
    return text[start : text.index("附件2", start)]


def test_annex_is_reproduced_to_the_letter(annex1, printed):
    rows = "".join(
        (category.title if item is category.items[0] else "")
        + f"{item.points}{item.number}{item.standard}{item.criteria}"
        for category in annex1.categories
        for item in category.items
    )
    assert f"附件1{annex1.title}{HEADS}{rows}{annex1.pass_rule}" == printed


def test_each_rule_quotes_its_item(annex1, printed):
    for item in annex1.items:
        for rule in item.rules:
            assert rule.text in item.standard + item.criteria
            assert rule.text in printed


def test_points_of_the_rules_are_those_of_the_criteria(annex1):
    """The numbers printed in an item's criteria are the parameters of its rules."""
    for item in annex1.items:
        numbers = sorted({int(number) for number in re.findall(r"\d+", item.standard + item.criteria)})
        parameters = {
            int(value)
            for rule in item.rules
            for key in (
                "points",
                "min",
                "max",
                "points_each",
                "cap",
                "target",
                "step",
                "zero_below",
                "required",
            )
            if (value := getattr(rule, key, None)) is not None
        }
        counted = {1} if re.search(r"每(发现|使用|少)1", item.criteria) else set()
        if not item.bonus:  # its 4 points are printed in the column 分值 only
            assert set(numbers) == (parameters | counted), item.number


def test_deductions_follow_the_order_of_the_criteria(annex1):
    for item in annex1.items:
        places = [(item.standard + item.criteria).rindex(rule.text) for rule in item.rules]
        assert places == sorted(places)


def test_sums(annex1):
    assert len(annex1.items) == 17
    assert len(annex1.rules) == 31
    assert [item.number for item in annex1.items] == list(range(1, 18))
    assert [item.points for item in annex1.items if not item.bonus] == [6] * 16
    assert [item.points for item in annex1.items if item.bonus] == [4]


def test_pass_mark_is_the_one_of_the_pass_rule(annex1):
    assert re.search(r"达到(\d+)分以上", annex1.pass_rule)[1] == str(annex1.pass_mark)
    assert f"{annex1.pass_mark}分即达标" in annex1.pass_reading


def test_every_item_and_rule_names_its_clause(annex1):
    for item in annex1.items:
        assert item.clause == f"附件1 第{item.number}项"
        assert [rule.clause for rule in item.rules] == [f"{item.clause} {rule.code}" for rule in item.rules]


def test_rules_that_leave_a_question_say_how_it_is_read(annex1):
    asking = {"1b", "3a", "4a", "7a", "7b", "10a", "12a", "13b", "14a", "16a", "16b", "17a"}
    assert {rule.code for rule in annex1.rules if rule.reading} == asking


def test_the_document_s_number_is_the_source(annex1):
    text = squeezed((TESTS / "document" / "yongjianfa-2021-55.txt").read_text(encoding="utf-8"))
    assert annex1.source.split()[0] in text
