"""Words the pages have in common."""

import pytest

from districts.text import masked, named

FIVE = ["甲", "乙", "丙", "丁", "戊"]


def test_the_first_of_a_list_are_named_and_the_rest_are_hinted_at_or_counted():
    assert [named(FIVE[:n]) for n in range(5)] == ["", "甲", "甲、乙", "甲、乙、丙", "甲、乙、丙等"]
    assert (named(FIVE, 2), named(FIVE, 2, measure="个")) == ("甲、乙等", "甲、乙等 5 个")
    assert named(FIVE, 5, measure="个") == "甲、乙、丙、丁、戊"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("13800001234", "138****1234"),
        ("138 0000 1234", "138****1234"),
        ("联系人 138-0000-1234，办公 0574-87654321", "联系人 138****1234，办公 0574-87654321"),
        ("+8613800001234", "+86138****1234"),
        ("0574-00000001", "0574-00000001"),
        ("", ""),
    ],
)
def test_a_mobile_number_is_shown_without_its_middle_an_offices_is_whole(written, shown):
    assert masked(written) == shown
