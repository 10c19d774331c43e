"""A rubric written as a file is the same rubric when it is read again, and its differences from another are all found."""

import tomllib
from decimal import Decimal

import pytest

from scoring.engine.differences import Difference, differences
from scoring.engine.load import rubric_from_mapping
from scoring.engine.write import as_mapping, to_toml


def read(text):
    return rubric_from_mapping(tomllib.loads(text, parse_float=Decimal), "")


def test_annex_1_written_as_toml_is_annex_1(annex1):
    assert read(to_toml(annex1)) == annex1


def test_the_mapping_of_a_rubric_is_the_one_it_was_read_from(annex1, definition):
    assert as_mapping(annex1) == definition


def test_quotes_backslashes_and_rare_characters_survive(definition):
    definition.item(5)["standard"] = '“望碶”\\ "甽" _x0041_ 𠮷 =1+1'
    odd = rubric_from_mapping(definition, "")
    assert read(to_toml(odd)) == odd


@pytest.mark.parametrize(
    "text", ["两\n行", "制\x07符", " 前面有空格", "后面有空格　", "两\u2028行", "\ufffe"]
)
def test_text_that_no_table_carries_unharmed_is_refused(definition, text):
    definition.item(5)["standard"] = text
    with pytest.raises(ValueError, match="一行文字，前后没有空格，中间没有换行和控制字符"):
        rubric_from_mapping(definition, "")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda d: d.update(title="长" * 81), "title 最多 80 字，现在 81 字"),
        (lambda d: d.item(5).update(criteria="长" * 1001), "第5项：criteria 最多 1000 字，现在 1001 字"),
        (lambda d: d.rule("6b").update(unit="长" * 11), "第6项 6b：unit 最多 10 字，现在 11 字"),
        (lambda d: d["categories"][1].update(title=d["categories"][0]["title"]), "重复"),
    ],
)
def test_text_too_long_or_repeated_is_refused(definition, spoil, sentence):
    spoil(definition)
    with pytest.raises(ValueError, match=sentence):
        rubric_from_mapping(definition, "")


# --- differences ---------------------------------------------------------------------------------------------


def test_a_rubric_does_not_differ_from_itself_under_another_version(annex1, definition):
    definition["version"], definition["code"] = "7", "elsewhere"
    assert differences(annex1, rubric_from_mapping(definition, "")) == []


def test_fields_that_differ_are_named_item_by_item(annex1, definition):
    definition["pass_mark"] = 85
    definition.item(5)["criteria"] = "新的评分标准"
    definition.rule("6b")["cap"] = 2
    assert differences(annex1, rubric_from_mapping(definition, "")) == [
        Difference(0, "", "pass_mark", 80, 85),
        Difference(5, "", "criteria", annex1.item(5).criteria, "新的评分标准"),
        Difference(6, "6b", "cap", 3, 2),
    ]


def test_a_rule_that_went_differs_in_all_its_fields(annex1, definition):
    definition.item(5)["rules"].pop()
    assert differences(annex1, rubric_from_mapping(definition, "")) == [
        Difference(5, "", "rules", "5a、5b、5c", "5a、5b"),
        Difference(5, "5c", "code", "5c", None),
        Difference(5, "5c", "kind", "fixed", None),
        Difference(5, "5c", "text", "未开展生活垃圾分类居民小区全覆盖", None),
        Difference(5, "5c", "clause", "附件1 第5项 5c", None),
        Difference(5, "5c", "points", 2, None),
    ]


def test_items_in_another_order_differ(annex1, definition):
    definition["categories"][0]["items"].reverse()
    [found] = differences(annex1, rubric_from_mapping(definition, ""))
    assert (found.number, found.key) == (0, "categories")
    assert found.after.startswith("建立健全党建引领的治理机制：3、2、1；")
