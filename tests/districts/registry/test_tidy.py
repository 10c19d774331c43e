import pytest

from districts.registry.tidy import tidy_code, tidy_head, tidy_name


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("330203001001", "330203001001"),
        ("３３０２０３００１００１", "330203001001"),
        (" 330203 001\u00a0001\u3000", "330203001001"),
        ("\t330203001001\r\n", "330203001001"),
        ("\ufeff3302\u200b03", "330203"),
        ("２０２１－０８－３１", "2021-08-31"),
        ("2021年 8月31日", "2021年8月31日"),
    ],
)
def test_code_loses_spaces_and_full_width(before, after):
    assert tidy_code(before) == after


@pytest.mark.parametrize("code", ["①②③", "٣٣٠٢٠٣", "²³"])
def test_other_digits_are_not_guessed(code):
    assert tidy_code(code) == code


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\u3000天一社区\u00a0", "天一社区"),
        ("天一\u200b社区\ufeff", "天一社区"),
        ("红 旗\u3000里社区", "红旗里社区"),
        ("丰乐社区 （筹）", "丰乐社区（筹）"),
        ("海创  A\u00a0区", "海创 A 区"),
        ("天一\n社区", "天一\n社区"),
    ],
)
def test_name_loses_stray_spaces_only(before, after):
    assert tidy_name(before) == after


@pytest.mark.parametrize(
    "name",
    [
        "东城社区居委会",
        "东城社区",
        "丰乐社区（筹）",
        "丰乐社区(筹)",
        "第１社区",
        "碶璟埼甽澥鲒霅",
        "𠀀𪚥社区",
        "𰻝社区",
    ],
)
def test_name_keeps_suffix_brackets_digits_and_rare_characters(name):
    assert tidy_name(name) == name


def test_heads_compare_without_spaces_and_by_one_form_of_brackets():
    assert tidy_head(" 街道 （乡镇）\n") == tidy_head("街道(乡镇)")
    assert tidy_head("District_Code") == "district_code"
