"""Words the pages have in common."""

from districts.text import named

FIVE = ["甲", "乙", "丙", "丁", "戊"]


def test_the_first_of_a_list_are_named_and_the_rest_are_hinted_at_or_counted():
    assert [named(FIVE[:n]) for n in range(5)] == ["", "甲", "甲、乙", "甲、乙、丙", "甲、乙、丙等"]
    assert (named(FIVE, 2), named(FIVE, 2, measure="个")) == ("甲、乙等", "甲、乙等 5 个")
    assert named(FIVE, 5, measure="个") == "甲、乙、丙、丁、戊"
