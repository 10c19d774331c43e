"""A rubric whose words say other points than its numbers: asked, never refused."""

import pytest

from scoring.engine.load import rubric_from_mapping
from scoring.engine.write import as_mapping
from scoring.rubric_files import read_rubric_file
from scoring.rubric_files.wording import points_said, questions


def changed(annex1, item=None, **fields):
    """Annex 1 with fields of the whole, or of one item, said otherwise."""
    definition = as_mapping(annex1)
    items = [one for category in definition["categories"] for one in category["items"]]
    table = next(one for one in items if one["number"] == item) if item else definition
    table |= fields
    return rubric_from_mapping(definition, "")


def test_annex_1_says_what_it_counts(annex1):
    assert questions(annex1) == []


def test_a_pass_mark_the_words_do_not_name_is_asked_about(annex1):
    assert questions(changed(annex1, pass_mark=75)) == [
        "达标规定写的是 80 分，达标线填的是 75：应当一致，是哪一个？",
        "达标口径写的是 80 分，达标线填的是 75：应当一致，是哪一个？",
    ]
    said = {"pass_rule": "各项相加之和达到75分以上。", "pass_reading": "75分即达标。"}
    assert questions(changed(annex1, pass_mark=75, **said)) == []
    assert questions(changed(annex1, pass_mark=75, pass_rule="按市里规定。", pass_reading="")) == []


def test_points_the_criteria_do_not_name_are_asked_about(annex1, edited):
    edited.at("6b", "最高扣分").value = 2
    assert questions(read_rubric_file("标准.xlsx", edited.content)) == [
        "第6项的评分标准写的是 1、3 分，6b 的最高扣分填的是 2：应当一致，是哪一个？"
    ]
    edited.at("6b", "评分标准").value = None
    edited.at("6a", "评分标准").value = "浪费的扣3分，每使用1项扣1分，最高扣2分。"
    assert questions(read_rubric_file("标准.xlsx", edited.content)) == []


@pytest.mark.parametrize("words", ["未建设智能化安防系统的不得分，扣2分。", "每发现1处扣2分，扣完为止。"])
def test_all_points_of_an_item_may_be_said_without_a_number(annex1, words):
    assert questions(changed(annex1, 11, criteria=words)) == []


def test_words_without_any_points_are_not_asked_about(annex1):
    assert questions(changed(annex1, 11, criteria="见区里的办法。")) == []


def test_the_points_in_a_text():
    assert points_said("扣1-3分，最高扣 6 分；95% 以上，2022年，12次") == {1, 3, 6}
